"""goodword.mailboxes: when two spellings are one address, and what is shown of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from libraries import law

from goodword.mailboxes import compared, for_servers, plain, readable, spellings

ONE = "info@xn--bcher-kva.example"
SAME = {
    "in letters": ("info@bücher.example", ONE),
    "as mail servers know it": (ONE, ONE),
    "in capitals": ("INFO@BÜCHER.Example", ONE),
    "as mail servers know it, in capitals": ("Info@XN--BCHER-KVA.EXAMPLE", ONE),
    "a letter and its mark": ("info@bu\u0308cher.example", ONE),
    "full width": ("ｉｎｆｏ＠ｂüｃｈｅｒ．ｅｘａｍｐｌｅ", ONE),
    "spaces around it": (" info@bücher.example\n", ONE),
    "one label in each form": ("info@xn--bcher-kva.bücher", "info@xn--bcher-kva.xn--bcher-kva"),
    "a name with letters of its own": ("Müller@bücher.example", "müller@xn--bcher-kva.example"),
    "a name of a letter and its mark": ("mu\u0308ller@example.com", "müller@example.com"),
    "Arabic": ("سارة@مثال.إختبار", "سارة@xn--mgbh0fb.xn--kgbechtv"),
    "a Chinese dot": ("info@例子。中国", "info@xn--fsqu00a.xn--fiqs8s"),
    "a letter that is not two": ("info@straße.example", "info@xn--strae-oqa.example"),
    "two letters": ("info@strasse.example", "info@strasse.example"),
    "ASCII": ("Cy.N+list@Example.COM", "cy.n+list@example.com"),
    "no address": (" Büro 7 ", "büro 7"),
    "nothing": ("", ""),
    "a label that is too long": (f"cy@{'ü' * 63}.example", f"cy@{'ü' * 63}.example"),
}
READ = {
    ONE: "info@bücher.example",
    "info@XN--BCHER-KVA.example": "info@bücher.example",
    "info@xn--mgbh0fb.xn--kgbechtv": "info@مثال.إختبار",
    "info@xn--strae-oqa.example": "info@straße.example",
    "info@xn--a-.example": "info@xn--a-.example",
    "info@xn--.example": "info@xn--.example",
    "info@xn--ü.example": "info@xn--ü.example",
    "xn--bcher-kva@example.com": "xn--bcher-kva@example.com",
    "cy@example.com": "cy@example.com",
}


@pytest.mark.parametrize(("said", "form"), SAME.values(), ids=SAME.keys())
def test_addresses_are_compared_in_one_form(said: str, form: str) -> None:
    assert compared(said) == form


@pytest.mark.parametrize(("said", "shown"), READ.items(), ids=ascii)
def test_a_domain_is_read_in_letters_where_they_are_coded_in_just_this_way(said: str, shown: str) -> None:
    assert readable(said) == shown


def test_half_of_a_pair_stops_nobody() -> None:
    assert compared("cy@\ud800.example").startswith("cy@")


def test_mail_servers_get_the_domain_in_ascii_and_the_name_as_it_is() -> None:
    assert for_servers("Müller@Bücher.example") == "Müller@xn--bcher-kva.example"


@law
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.text(max_size=8))
@example("cy", "\u0130ü.example")
@example("\u1e9e", "ẞ.example")
@example("\u00a8", "\u00b4")  # composed they have spaces
def test_the_form_of_a_form_is_itself_and_that_of_every_spelling(local: str, domain: str) -> None:
    said = f"{local}@{domain}"
    form = compared(said)
    assert compared(form) == form == compared(plain(said))
    assert form in spellings(said)


@law
@given(st.text("abüßςあع-", min_size=1, max_size=12))
def test_letters_and_their_code_are_one(label: str) -> None:
    said = f"cy@{label}.example"
    assert compared(readable(compared(said))) == compared(said)
