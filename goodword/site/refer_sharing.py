"""A message to send oneself, and the links by which other programs begin it. Pure."""

from dataclasses import dataclass
from urllib.parse import quote

WHATSAPP, LINKEDIN = "https://wa.me/?text=", "https://www.linkedin.com/sharing/share-offsite/?url="


@dataclass(frozen=True, slots=True)
class Message:
    """Plain text; ``text`` has ``link`` in it, on a line of its own."""

    subject: str
    text: str
    link: str

    @property
    def mailto(self) -> str:
        """RFC 6068: lines end with %0D%0A, a space is %20."""
        body = self.text.replace("\n", "\r\n")
        return f"mailto:?subject={encoded(self.subject)}&body={encoded(body)}"

    @property
    def whatsapp(self) -> str:
        return WHATSAPP + encoded(self.text)

    @property
    def linkedin(self) -> str:
        """LinkedIn takes an address and nothing else."""
        return LINKEDIN + encoded(self.link)


def encoded(text: str) -> str:
    """RFC 3986: everything but unreserved characters, in UTF-8; half a pair, which no text has, is a question mark."""
    return quote(text, safe="", errors="replace")
