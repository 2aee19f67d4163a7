"""What the form by which somebody refers a colleague may say, row by row."""

import pytest

from goodword.site.refer_reading import Reading, read

NOW = "en-0123456789ab"
GOOD = {
    "name": "Ada Moreno",
    "email": "ada@example.com",
    "relation": "customer",
    "colleague_name": "Dora Lind",
    "colleague_email": "dora@example.com",
    "consent": NOW,
}


def reading(**fields: str) -> Reading:
    return read(GOOD | fields, NOW)


def test_what_is_needed_is_enough() -> None:
    found = reading()
    assert found.errors == {}
    given = found.given
    assert (given.name, given.email, given.relation) == ("Ada Moreno", "ada@example.com", "customer")
    assert (given.colleague_name, given.colleague_email, given.consent) == ("Dora Lind", "dora@example.com", NOW)


WRONG = {
    "no name": ({"name": " \u202e "}, "name", "Write your name"),
    "a long name": ({"name": "n" * 201}, "name", "at most 200"),
    "no address": ({"email": ""}, "email", "Write your e-mail address"),
    "half an address": ({"email": "ada@example"}, "email", "not complete"),
    "two addresses": ({"email": "a@b.example, c@d.example"}, "email", "more than one @"),
    "a long company": ({"company": "n" * 201}, "company", "at most 200"),
    "no relation": ({"relation": ""}, "relation", "Choose how you know us"),
    "a relation that there is none of": ({"relation": "boss"}, "relation", "Choose how you know us"),
    "no colleague": ({"colleague_name": ""}, "colleague_name", "colleague's name"),
    "no colleague's address": ({"colleague_email": ""}, "colleague_email", "colleague's e-mail address"),
    "a colleague's address with a space": ({"colleague_email": "d d@example.com"}, "colleague_email", "space"),
    "oneself": ({"colleague_email": "ada@example.com"}, "colleague_email", "your own address"),
    "oneself, spelled otherwise": ({"colleague_email": " ADA@Example.com "}, "colleague_email", "your own address"),
    "a long reason": ({"why": "w" * 2001}, "why", "at most 2000"),
    "no consent": ({"consent": ""}, "consent", "Ask your colleague first"),
    "a no": ({"consent": "off"}, "consent", "Ask your colleague first"),
    "an old text": ({"consent": "en-ba9876543210"}, "consent", "has changed"),
}


@pytest.mark.parametrize(("fields", "name", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_at_its_field(fields: dict[str, str], name: str, sentence: str) -> None:
    found = reading(**fields)
    assert list(found.errors) == [name] and sentence in found.errors[name]


def test_a_colleague_of_the_same_company_is_welcome() -> None:
    assert reading(colleague_email="dora@example.com", email="ada@example.com").errors == {}


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    assert list(read({}, NOW).errors) == ["name", "email", "relation", "colleague_name", "colleague_email", "consent"]


def test_a_consent_to_an_old_text_is_not_ticked_again() -> None:
    assert reading(consent="en-ba9876543210").given.consent == ""


def test_a_plain_yes_means_the_text_of_now() -> None:
    assert reading(consent="yes").given.consent == NOW


@pytest.mark.parametrize(
    ("niche", "kept"),
    [("bike-shops", "bike-shops"), ("", ""), ("../x", ""), ("Bikes", ""), ("a" * 201, ""), ("a?b=1", "")],
)
def test_a_niche_is_kept_if_it_is_well_formed(niche: str, kept: str) -> None:
    assert reading(niche=niche).niche == kept


def test_what_cannot_be_seen_is_left_out_and_lines_are_kept() -> None:
    given = reading(name="Ada\ue002partner\ue003", why="One\r\n\r\n\r\n\r\nTwo\u202e").given
    assert (given.name, given.why) == ("Adapartner", "One\n\nTwo")


def test_the_trap_is_noticed() -> None:
    assert reading(hp="x").given.trap and not reading(hp=" ").given.trap
