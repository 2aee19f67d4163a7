"""A message to send oneself, as mail programs and networks take it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from goodword.site.refer_sharing import Message

LINK = "https://steadily.example/it/with/ada"
WORDS = {
    "english": ("Worth a look: A & B", "Hello,\n\nsee 100% of it:\n\n" + LINK),
    "italian": ("Da vedere: perché no?", "Ciao,\n\nè qui: " + LINK),
    "arabic": ("يستحق نظرة", "مرحبًا،\n\n" + LINK + "\n\nأخبرني برأيك."),
    "signs": ('a+b "c" <d> #e ?f =g ;h', "👋🏽 & ? = + # %0A\n" + LINK),
}


@pytest.mark.parametrize(("subject", "text"), WORDS.values(), ids=WORDS)
def test_every_link_brings_the_message_as_it_is(subject: str, text: str) -> None:
    message = Message(subject, text, LINK)
    for url in (message.mailto, message.whatsapp, message.linkedin):
        assert url.isascii() and " " not in url and "+" not in url and '"' not in url
    assert parse_qs(urlsplit(message.mailto).query) == {"subject": [subject], "body": [text.replace("\n", "\r\n")]}
    assert parse_qs(urlsplit(message.whatsapp).query) == {"text": [text]}
    assert parse_qs(urlsplit(message.linkedin).query) == {"url": [LINK]}


def test_the_links_lead_where_they_should() -> None:
    message = Message("s", "t", LINK)
    assert message.mailto.startswith("mailto:?subject=")
    assert message.whatsapp.startswith("https://wa.me/?text=")
    assert message.linkedin.startswith("https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2F")


def test_half_a_pair_is_no_error() -> None:
    assert Message("\ud83d", "\udc4b", LINK).whatsapp.endswith("%3F")
