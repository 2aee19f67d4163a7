"""What people type into public forms, made fit to be kept: names in any script, addresses, telephone numbers. Pure.

An address and a number come with what is wrong with them, a sentence that says how to mend it; "" where all is well.
"""

import re
import unicodedata

from goodword.accounts.addresses import LONGEST_EMAIL, email_address
from goodword.mailboxes import plain
from goodword.saying import Said

KEPT = {"\u200c", "\u200d"}  # joiners: Persian words and many emoji are spelled with them
UNSEEN = {"Cc", "Cf", "Co", "Cs"}  # control, format (bidi marks among them), private use, halves of a pair
MOST_MARKS = 30  # on one letter (UAX #15, Stream-Safe Text): putting marks in order takes the square of their number
LONGEST_LINE = 1_000  # that is looked at where letters may become several (NFKC)
FEWEST_DIGITS, MOST_DIGITS = 6, 15  # the most a number has in E.164; fewer than six reach nobody outside a building
PREFIX = re.compile(r"tel[.:] ?", re.IGNORECASE)
"""What is copied along with a number, from a link or a signature."""
EXTENSION = r"ext|int|x|#|تحويلة"
PHONE = re.compile(rf"\+?[\d ().\-/]*\d\)?(?: ?\(?(?:{EXTENSION})\.? ?\d{{1,6}}\)?)?", re.ASCII | re.IGNORECASE)
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")
"""What keyboards and texts make of one; no mail server spells a name with them."""
DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def line(text: str) -> str:
    """One line: composed (NFC), without what cannot be seen, spaces single."""
    return " ".join("".join(seen(char) for char in unicodedata.normalize("NFC", marked(text))).split())


def lines(text: str) -> str:
    """The same for several lines; more than one empty line in a row is one."""
    whole = "\n".join(line(one) for one in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text))
    return re.sub(r"\n{3,}", "\n\n", whole).strip()


def marked(text: str) -> str:
    """The text without marks beyond MOST_MARKS on one letter."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def seen(char: str) -> str:
    """The character, a space for one that parts words, nothing for one that cannot be seen."""
    if char in "\t\n\r\x0b\x0c\x85":
        return " "
    return "" if char not in KEPT and unicodedata.category(char) in UNSEEN else char


def email(text: str) -> tuple[str, str]:
    """The address in lower case, otherwise as it was said; whether mail servers can know its domain (RFC 5891)."""
    spelled = unquoted(unicodedata.normalize("NFKC", line(text)[:LONGEST_LINE].translate(APOSTROPHES)))
    if not spelled:
        return "", Said("Write your e-mail address, so that we can answer.")
    if wrong := not_an_email(spelled):
        return spelled, wrong
    try:
        spelled.rpartition("@")[2].encode("idna")  # it also knows which letters may stand beside each other
        found = email_address(spelled)
    except UnicodeError:
        found = None
    return (
        (plain(spelled), "")
        if found
        else (spelled, Said("This does not look like an e-mail address: name@example.com."))
    )


def unquoted(address: str) -> str:
    """The address without what links, sentences and mail programs put around it. A dot that it begins with stays."""
    bare = address.strip().removeprefix("mailto:").rstrip("<>.,; ").lstrip("<,; ")
    return bare[1:-1] if re.fullmatch("'[^']*@[^']*'", bare) else bare


def not_an_email(spelled: str) -> str:
    """The mistake that people make most, named; "" where the address has none of these."""
    local, at, domain = spelled.rpartition("@")
    mistakes = (
        (
            len(spelled) > LONGEST_EMAIL,
            Said("An e-mail address has at most %(most)s characters.", most=LONGEST_EMAIL),
        ),
        (not at, Said("The @ is missing: an address looks like name@example.com.")),
        ("@" in local, Said("There is more than one @. Write one address only.")),
        (not local, Said("What stands before the @ is missing: name@example.com.")),
        (" " in spelled, Said("There is a space in the address. An e-mail address has none.")),
        ("," in domain, Said("There is a comma after the @. Is it a dot?")),
        ("." not in domain, Said("What stands after the @ is not complete: name@example.com.")),
    )
    return next((wrong for is_so, wrong in mistakes if is_so), "")


def phone(text: str) -> tuple[str, str]:
    """The number with Latin digits, otherwise as it was written, so that people can read it."""
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in line(text)[:LONGEST_LINE])
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", plain))
    plain = plain[found.end() :] if (found := PREFIX.match(plain)) else plain
    if not plain:
        return "", ""
    digits = len(re.findall(r"\d", re.split(f"(?i){EXTENSION}", plain)[0]))
    if not PHONE.fullmatch(plain):
        return plain, Said("Write the number with digits, spaces and +, such as +39\u00a0051\u00a0123456.")
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        few, most = FEWEST_DIGITS, MOST_DIGITS
        return plain, Said("A telephone number has %(few)s to %(most)s digits.", few=few, most=most)
    return plain, ""
