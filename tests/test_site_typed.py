"""What people type: every script and habit is welcome, what cannot be seen is not, mistakes are named."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.accounts.addresses import email_address
from goodword.content.placeholders import TOKEN
from goodword.site import typed
from goodword.site.slots import SLOT


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("  Cy   Nobody\t", "Cy Nobody", id="spaces"),
        pytest.param("سارة العلي", "سارة العلي", id="Arabic"),
        pytest.param("Zoe\u0308", "Zoë", id="composed"),
        pytest.param("👩\u200d🔧 Cy 👋🏽", "👩\u200d🔧 Cy 👋🏽", id="emoji"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a Persian word with its joiner"),
        pytest.param("Cy\x00\x07\x1b", "Cy", id="control characters"),
        pytest.param("\u202eyC\u202c \u2066\u200fCy\u2069", "yC Cy", id="marks that turn text"),
        pytest.param("C\u200by\ufeff\u00ad", "Cy", id="nothing that takes room"),
        pytest.param("\ue002partner\ue003", "partner", id="marks of slots"),
        pytest.param("Cy\r\nBcc: all@example.com", "Cy Bcc: all@example.com", id="a second line"),
        pytest.param("\u00a0Cy\u2003Nobody\u3000", "Cy Nobody", id="wide spaces"),
        pytest.param("\ud800Cy", "Cy", id="half a pair"),
        pytest.param("<b>O'Neil & Söhne</b>", "<b>O'Neil & Söhne</b>", id="markup is text"),
        pytest.param(" \t\n", "", id="nothing"),
    ],
)
def test_a_line_is_what_can_be_read(text: str, kept: str) -> None:
    assert typed.line(text) == kept


@pytest.mark.parametrize("marks", ["\u0315\u0300", "\u0f73", "\u0344\u0316"])
def test_a_letter_has_as_many_marks_as_any_script_needs(marks: str) -> None:
    """Else one field full of marks keeps a process busy for most of a minute."""
    text = "a" + marks * 20_000
    begun = time.process_time()
    for kept in (typed.line(text), typed.lines(text), typed.email(text)[0], typed.phone(text)[0]):
        assert 0 < len(kept) <= 3 * typed.MOST_MARKS
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hi\r\nthere ", "Hi\nthere"),
        ("Hi\r\n\r\nthere", "Hi\n\nthere"),
        ("\n\nHi\n\n\n\n\nthere\n", "Hi\n\nthere"),
        ("one\x0btwo\u2028three\x85four", "one\ntwo\nthree\nfour"),
        ("\u202bمرحبا\u202c\n\tCy", "مرحبا\nCy"),
    ],
)
def test_a_message_keeps_its_lines(text: str, kept: str) -> None:
    assert typed.lines(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("cy@example.com", "cy@example.com", id="plain"),
        pytest.param("  Cy.N+list@Example.COM ", "cy.n+list@example.com", id="case and spaces"),
        pytest.param("mailto:cy@example.com", "cy@example.com", id="a link"),
        pytest.param("<cy@example.com>;", "cy@example.com", id="as mail programs copy it"),
        pytest.param("cy@example.com.", "cy@example.com", id="the end of a sentence"),
        pytest.param("\u200fcy@example.com\u200e", "cy@example.com", id="marks among Arabic"),
        pytest.param("cy＠example．com", "cy@example.com", id="full width"),
        pytest.param("jörg@büro.example", "jörg@büro.example", id="an umlaut domain"),
        pytest.param(
            "Jörg@XN--BRO-HOA.example", "jörg@xn--bro-hoa.example", id="an umlaut domain, as mail servers know it"
        ),
        pytest.param("سارة@مثال.إختبار", "سارة@مثال.إختبار", id="Arabic"),
        pytest.param("oneil@mail.example.co.uk", "oneil@mail.example.co.uk", id="many dots"),
        pytest.param("O'Brien@example.com", "o'brien@example.com", id="an apostrophe"),
        pytest.param("o’brien@example.com", "o'brien@example.com", id="an apostrophe as texts have it"),
        pytest.param("oʼbrien@example.com", "o'brien@example.com", id="an apostrophe that is a letter"),
        pytest.param("o＇brien@example.com", "o'brien@example.com", id="an apostrophe, full width"),
        pytest.param("'o'brien@example.com", "'o'brien@example.com", id="beginning with an apostrophe"),
        pytest.param("'cy@example.com'", "cy@example.com", id="in quotes, as mail programs copy it"),
        pytest.param("'cy@example.com'; ", "cy@example.com", id="in quotes, out of a list"),
        pytest.param("<'cy@example.com'>", "cy@example.com", id="in quotes and brackets"),
        pytest.param("=cy@example.com", "=cy@example.com", id="what spreadsheets take for a formula"),
        pytest.param(".cy..n.@example.com", ".cy..n.@example.com", id="dots where browsers let them stand"),
        pytest.param("a" * 242 + "@example.com", "a" * 242 + "@example.com", id="the longest"),
        pytest.param("a" * 63 + "@example.com", "a" * 63 + "@example.com", id="long"),
    ],
)
def test_an_address_is_kept_as_it_was_said(text: str, kept: str) -> None:
    assert typed.email(text) == (kept, "")


@pytest.mark.parametrize("char", "!#$%&'*+/=?^_`{|}~-.09az")
def test_whatever_a_browser_lets_stand_before_the_at_is_accepted(char: str) -> None:
    """The pattern of HTML's field for addresses, which allows all that RFC 5322 allows without quotes, and dots."""
    for local in (f"o{char}brien", f"{char}brien", f"o{char}", char, char * 2):
        assert typed.email(f"{local}@example.com") == (f"{local}@example.com", "")


@pytest.mark.parametrize("char", "\x00\x1f\x7f\x85\x9f\u2028")
def test_no_control_character_stands_in_an_address(char: str) -> None:
    assert email_address(f"c{char}y@example.com") is None
    assert typed.email(f"c{char}y@example.com")[0] in ("cy@example.com", "c y@example.com")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "Write your e-mail", id="nothing"),
        pytest.param("cy.example.com", "@ is missing", id="no @"),
        pytest.param("cy@x.example, ada@x.example", "more than one @", id="two addresses"),
        pytest.param("@example.com", "before the @ is missing", id="nobody"),
        pytest.param("cy n@example.com", "space", id="a space"),
        pytest.param("cy@example,com", "comma", id="a comma"),
        pytest.param("cy@example", "not complete", id="no dot"),
        pytest.param("cy@", "not complete", id="no domain"),
        pytest.param("cy@-x.example", "does not look like", id="a domain that cannot be"),
        pytest.param("cy@example.123", "does not look like", id="a number"),
        pytest.param("cy@ex_ample.com", "does not look like", id="an underscore"),
        pytest.param("cy@" + "x" * 64 + ".com", "does not look like", id="a label too long"),
        pytest.param("cy@a..com", "does not look like", id="two dots"),
        pytest.param("x" * 250 + "@example.com", "at most 254", id="too long"),
        pytest.param("=?utf-8?q?all=40evil.example?=@example.com", "does not look like", id="what mail decodes"),
        pytest.param('"cy"@example.com', "does not look like", id="quoted"),
    ],
)
def test_what_is_wrong_with_an_address_is_named(text: str, said: str) -> None:
    kept, wrong = typed.email(text)
    assert said in wrong
    assert kept == typed.line(text).strip("<>.,; ")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("+39 051 123456", "+39 051 123456"),
        ("(051) 12-34-56", "(051) 12-34-56"),
        ("00971.4.555.1234", "00971.4.555.1234"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "050 123 4567"),
        ("+۹۸ ۲۱ ۱۲۳۴۵۶۷", "+98 21 1234567"),
        ("+971\u00a050\u202f1234567", "+971 50 1234567"),
        ("+1–555–123–4567", "+1-555-123-4567"),
        ("\u2066+971 50 1234567\u2069", "+971 50 1234567"),
        ("＋８１ ３ １２３４ ５６７８", "+81 3 1234 5678"),
        ("051 123456 ext. 12", "051 123456 ext. 12"),
        ("051 123456 x9", "051 123456 x9"),
        ("tel:", ""),
        ("tel:+39051123456", "+39051123456"),
        ("Tel. 051/123-456 (int. 3)", "051/123-456 (int. 3)"),
        ("+٩٧١ ٥٠ ١٢٣ ٤٥٦٧ تحويلة ١٢", "+971 50 123 4567 تحويلة 12"),
        ("+39/051/123456", "+39/051/123456"),
    ],
)
def test_a_number_keeps_its_look_and_gets_latin_digits(text: str, kept: str) -> None:
    assert typed.phone(text) == (kept, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("call me", "digits, spaces and +"),
        ("tel:tel:051123456", "digits, spaces and +"),
        ("12345", "6 to 15"),
        ("1234567890123456", "6 to 15"),
        ("+39 <script>", "digits, spaces and +"),
        ("123456 + 789", "digits, spaces and +"),
        ("------", "digits, spaces and +"),
        ("1" * 200_000, "6 to 15"),
    ],
)
def test_what_is_no_number_is_said(text: str, said: str) -> None:
    assert said in typed.phone(text)[1]


@law
@given(st.text(st.characters(), max_size=60))
def test_nothing_typed_can_be_more_than_text(text: str) -> None:
    for kept in (typed.line(text), typed.lines(text), typed.email(text)[0], typed.phone(text)[0]):
        assert not re.search(SLOT, kept) and not re.search(TOKEN, kept)
        unseen = {char for char in kept if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs")}
        assert unseen <= {"\n", "\u200c", "\u200d"}
        assert "\n" not in typed.line(text)
