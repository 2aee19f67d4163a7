"""goodword.site.unbroken: no line ends in the middle of `e-mail`, and no tag is changed."""

import pytest
from markupsafe import Markup

from goodword.site.unbroken import unbroken

KEPT = '<span class="unbroken">e-mail</span>'
TEXTS = {
    "in a sentence": ("News by e-mail, often.", f"News by {KEPT}, often."),
    "alone": ("e-mail", KEPT),
    "at the beginning": ("E-mail address", '<span class="unbroken">E-mail</span> address'),
    "several": ("an e-mail, no t-shirt", f'an {KEPT}, no <span class="unbroken">t-shirt</span>'),
    "other words with hyphens": ("up-to-date sign-in", "up-to-date sign-in"),
    "what is text stays text": ("<b>e-mail</b> & more", f"&lt;b&gt;{KEPT}&lt;/b&gt; &amp; more"),
    "a tag stays as it is": (
        Markup('<a class="e-mail" href="/e-mail">e-mail</a>'),
        f'<a class="e-mail" href="/e-mail">{KEPT}</a>',
    ),
    "Arabic": ("البريد الإلكتروني", "البريد الإلكتروني"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "html"), TEXTS.values(), ids=TEXTS.keys())
def test_a_word_of_one_letter_and_a_hyphen_stays_on_one_line(text: str, html: str) -> None:
    assert unbroken(text) == Markup(html)
