"""The lead form as sent: what is kept of it, and what is said of each field."""

import pytest

from goodword.site.lead_reading import MESSAGE, Carried, Given, Texts, carried, read

NOW = Texts("en-0123456789ab", "en-ba9876543210")
GOOD = {"name": "Cy", "email": "cy@example.com", "consent": NOW.consent}


def test_a_form_with_everything_is_read() -> None:
    form = GOOD | {
        "company": "Nobody & Co",
        "phone": "٠٥٠ ١٢٣٤٥٦٧",
        "channel": "whatsapp",
        "message": "Two\r\nlines",
        "heard_from": "Ada",
        "marketing": NOW.marketing,
        "hp": "",
    }
    reading = read(form, NOW)
    assert reading.errors == {}
    assert reading.given == Given(
        name="Cy",
        email="cy@example.com",
        company="Nobody & Co",
        phone="050 1234567",
        channel="whatsapp",
        message="Two\nlines",
        heard_from="Ada",
        consent=NOW.consent,
        marketing=NOW.marketing,
    )


def test_name_address_and_agreement_are_enough() -> None:
    reading = read(GOOD, NOW)
    assert reading.errors == {}
    assert (reading.given.marketing, reading.given.trap) == ("", False)


def test_an_empty_form_says_what_it_needs_in_the_order_of_its_fields() -> None:
    assert list(read({}, NOW).errors) == ["name", "email", "consent"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param("name", " \u200b ", "Write your name", id="a name that cannot be seen"),
        pytest.param("name", "n" * 201, "at most 200", id="a long name"),
        pytest.param("company", "c" * 201, "at most 200", id="a long company"),
        pytest.param("heard_from", "h" * 201, "at most 200", id="a long story"),
        pytest.param("message", "m" * (MESSAGE + 1), "has 5001 characters; at most 5000", id="a long message"),
        pytest.param("email", "cy", "@ is missing", id="no address"),
        pytest.param("phone", "(" * 60 + "12345", "at most 64", id="a number among brackets"),
        pytest.param("phone", "soon", "digits, spaces and +", id="no number"),
        pytest.param("channel", "phone", "Add the number", id="a call without a number"),
        pytest.param("channel", "whatsapp", "Add the number", id="WhatsApp without a number"),
        pytest.param("consent", "", "We need your agreement", id="no agreement"),
        pytest.param("consent", "0", "We need your agreement", id="a no"),
        pytest.param("consent", "en-aaaaaaaaaaaa", "changed since", id="agreement to another text"),
        pytest.param("marketing", "en-aaaaaaaaaaaa", "changed since", id="news by another text"),
    ],
)
def test_a_mistake_stands_at_its_field_and_what_was_typed_stays(field: str, value: str, said: str) -> None:
    reading = read(GOOD | {field: value}, NOW)
    (name, sentence) = next(iter(reading.errors.items()))
    assert name == ("phone" if field == "channel" else field)
    assert said in sentence
    if field in ("company", "heard_from", "message", "phone", "email"):
        assert getattr(reading.given, field) == value


@pytest.mark.parametrize("value", ["1", "on", "yes", "true", "ON", NOW.consent, NOW.consent.upper()])
def test_any_yes_is_agreement_to_the_text_shown(value: str) -> None:
    assert read(GOOD | {"consent": value}, NOW).given.consent == NOW.consent


@pytest.mark.parametrize("value", ["", "0", "no", "off", "FALSE", " "])
def test_any_no_is_none(value: str) -> None:
    reading = read(GOOD | {"consent": value, "marketing": value}, NOW)
    assert (reading.given.consent, reading.given.marketing) == ("", "")


def test_agreement_to_another_text_is_not_kept_as_agreement() -> None:
    reading = read(GOOD | {"consent": "en-aaaaaaaaaaaa", "marketing": "it-aaaaaaaaaaaa"}, NOW)
    assert (reading.given.consent, reading.given.marketing) == ("", "")


def test_the_longest_message_fits() -> None:
    assert read(GOOD | {"message": "م" * MESSAGE}, NOW).errors == {}


def test_an_unknown_channel_is_none() -> None:
    assert read(GOOD | {"channel": "pigeon"}, NOW).given.channel == ""


@pytest.mark.parametrize("value", ["x", " http://spam.example"])
def test_what_people_cannot_see_is_a_trap_and_no_mistake(value: str) -> None:
    reading = read(GOOD | {"hp": value}, NOW)
    assert reading.given.trap and not reading.errors


CLICK = "clk_" + "a" * 32


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ({"page": "/it/with/ada?pain=x&utm_campaign=a%20b"}, Carried(page="/it/with/ada?pain=x&utm_campaign=a%20b")),
        ({"plan": "0123456789abcdef", "via": "ada", "gw_id": CLICK}, Carried("", "0123456789abcdef", "ada", CLICK)),
        ({"page": "//evil.example"}, Carried()),
        ({"page": "https://evil.example/"}, Carried()),
        ({"page": "/\\evil.example"}, Carried()),
        ({"page": "/a b"}, Carried()),
        ({"page": "/<script>"}, Carried()),
        ({"page": "/a\r\nSet-Cookie: x=1"}, Carried()),
        ({"page": "/" + "a" * 600}, Carried()),
        ({"plan": "0123", "via": "Ada Bright", "gw_id": "clk_<b>"}, Carried()),
        ({"via": "a" * 300}, Carried()),
        ({"via": "ada&x=1", "gw_id": CLICK + "&x=1"}, Carried()),
    ],
)
def test_what_a_form_brings_along_is_well_formed_or_nothing(form: dict[str, str], kept: Carried) -> None:
    assert carried(form) == kept
