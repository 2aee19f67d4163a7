"""A letter, and the message that it becomes. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from goodword.mailboxes import for_servers

CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
ADDRESS = re.compile(r"(?!.*=\?.*\?[bqBQ]\?)[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. ``sender`` is the name that it comes from, beside the address that is set; an answer
    goes to ``reply_to``, if there is one.

    Raises ValueError for anything that could become a second header, a second recipient or another one.
    """

    to: str
    language: str
    subject: str
    text: str
    html: str
    sender: str = ""
    reply_to: str = ""

    def __post_init__(self) -> None:
        for address in (self.to, self.reply_to) if self.reply_to else (self.to,):
            if not ADDRESS.fullmatch(address) or CONTROL.search(address):
                raise ValueError(f"{address!r} is not one address")
        for name in ("language", "subject", "sender"):
            if CONTROL.search(getattr(self, name)):
                raise ValueError(f"a control character in the {name} of a letter")


def message(letter: Letter, address: str, identity: str, written: datetime) -> EmailMessage:
    """The letter as RFC 5322 has it, from ``address``: plain text with an HTML twin.

    ``identity`` makes its Message-ID: the same for the same letter. ``Auto-Submitted`` (RFC 3834) keeps
    out-of-office replies away.
    """
    to, answers = for_servers(letter.to), for_servers(letter.reply_to)
    made = EmailMessage(policy=SMTP if (to + answers).isascii() else SMTPUTF8)
    local, _, domain = address.rpartition("@")
    made["From"] = Address(letter.sender, local, domain)
    made["To"] = Address("", *split(to))
    if answers:
        made["Reply-To"] = Address("", *split(answers))
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(written)
    made["Message-ID"] = f"<{identity}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    made["Content-Language"] = letter.language
    return made


def split(address: str) -> tuple[str, str]:
    """What stands before and behind the last @."""
    local, _, domain = address.rpartition("@")
    return local, domain
