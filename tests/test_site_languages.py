"""goodword.languages: which language to offer; how numbers, money, days and spans of time read in each."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.config import REPOSITORY
from goodword.languages import Language, Languages, fit, load_catalogs, offered, wished

ENGLISH = Language("en", "English", "ltr", "en_GB")
ITALIAN = Language("it", "Italiano", "ltr", "it_IT")
ARABIC = Language("ar", "العربية", "rtl", "ar_AE", "arab")
ALL = {language.code: language for language in (ENGLISH, ITALIAN, ARABIC)}
COUNTS = (0, 1, 2, 3, 11, 100)


@pytest.mark.parametrize(
    ("header", "current", "expected"),
    [
        pytest.param("it", "en", "it", id="another language"),
        pytest.param("en", "en", None, id="the same"),
        pytest.param("it-CH", "en", "it", id="of a region"),
        pytest.param("IT", "en", "it", id="in capitals"),
        pytest.param("it, en", "en", "it", id="the first of equals"),
        pytest.param("en, it", "en", None, id="the second of equals"),
        pytest.param("en;q=0.5, it;q=0.9", "en", "it", id="the heavier"),
        pytest.param("it;q=0.5, en", "en", None, id="the lighter"),
        pytest.param("en-US, en;q=0.9, it;q=0.8", "en", None, id="what browsers send in English"),
        pytest.param("it-IT, it;q=0.9, en;q=0.8", "en", "it", id="what browsers send in Italian"),
        pytest.param("it-IT, it;q=0.9, en;q=0.8", "it", None, id="and on the Italian page"),
        pytest.param("it-IT, it;q=0.9, en;q=0.8", "ar", "it", id="and on the Arabic page"),
        pytest.param("de, it;q=0.5", "en", "it", id="a language of ours behind another"),
        pytest.param("de, fr", "en", None, id="none of ours"),
        pytest.param("de, fr", "it", None, id="none of ours, in Italian"),
        pytest.param("*", "en", None, id="any"),
        pytest.param("*, it;q=0.5", "en", "it", id="any, and one by name"),
        pytest.param("it;q=0", "en", None, id="not this one"),
        pytest.param("", "en", None, id="nothing"),
        pytest.param("it;q=2", "en", None, id="a weight that is none"),
        pytest.param("it;q=, ar;q=0.1", "en", "ar", id="half a weight"),
        pytest.param(",,;;q=1,it", "en", "it", id="rubbish before it"),
        pytest.param("ital", "en", None, id="a longer word"),
        pytest.param("i", "en", None, id="a shorter word"),
        pytest.param(" it ; q = 0.8 , en ; q = 0.2", "en", "it", id="spaces"),
    ],
)
def test_which_language_is_offered(header: str, current: str, expected: str | None) -> None:
    assert offered(header, current, ("en", "it", "ar")) == expected


def test_only_languages_that_there_are_are_offered() -> None:
    assert offered("it, ar;q=0.5", "en", ("en", "ar")) == "ar"


@law
@given(st.text(max_size=200))
def test_any_header_can_be_read(header: str) -> None:
    assert offered(header, "en", ("en", "it", "ar")) in (None, "it", "ar")
    assert all(0 - 1e-3 <= weight <= 1 for weight in wished(header).values())


def test_a_language_fits_by_its_tag_or_by_its_first_part() -> None:
    wishes = {"it-ch": 0.9, "pt-br": 0.8}
    assert (fit("it", wishes), fit("pt-br", wishes), fit("pt", wishes), fit("ch", wishes)) == (0.9, 0.8, 0.8, 0)


@pytest.mark.parametrize(
    ("code", "days", "hours"),
    [
        (
            "en",
            ["0 days", "1 day", "2 days", "3 days", "11 days", "100 days"],
            ["0 hours", "1 hour", "2 hours", "3 hours", "11 hours", "100 hours"],
        ),
        (
            "it",
            ["0 giorni", "1 giorno", "2 giorni", "3 giorni", "11 giorni", "100 giorni"],
            ["0 ore", "1 ora", "2 ore", "3 ore", "11 ore", "100 ore"],
        ),
        (
            "ar",
            ["٠ يوم", "يوم", "يومان", "٣ أيام", "١١ يومًا", "١٠٠ يوم"],
            ["٠ ساعة", "ساعة", "ساعتان", "٣ ساعات", "١١ ساعة", "١٠٠ ساعة"],
        ),
    ],
)
def test_spans_take_the_plural_of_their_number(code: str, days: list[str], hours: list[str]) -> None:
    assert [ALL[code].span(count, "day") for count in COUNTS] == days
    assert [ALL[code].span(count, "hour") for count in COUNTS] == hours


@pytest.mark.parametrize(
    ("code", "people"),
    [
        ("en", ["0 people", "1 person", "2 people", "3 people", "11 people", "100 people"]),
        ("it", ["0 persone", "1 persona", "2 persone", "3 persone", "11 persone", "100 persone"]),
        ("ar", ["لا أحد", "شخص واحد", "شخصان", "٣ أشخاص", "١١ شخصًا", "١٠٠ شخص"]),
    ],
)
def test_interface_words_take_the_plural_of_their_number(code: str, people: list[str]) -> None:
    words = load_catalogs([REPOSITORY / "site" / "translations"], ALL)[code]
    said = [words.ungettext("%(num)s person", "%(num)s people", count) for count in COUNTS]
    assert [text % {"num": ALL[code].number(count)} for text, count in zip(said, COUNTS, strict=True)] == people


@pytest.mark.parametrize(
    ("value", "english", "italian", "arabic"),
    [
        (0, "0", "0", "٠"),
        (7, "7", "7", "٧"),
        (-5, "-5", "-5", "\u061c-٥"),
        (2.3, "2.3", "2,3", "٢.٣"),
        (0.1, "0.1", "0,1", "٠.١"),
        (1234567.891, "1,234,567.891", "1.234.567,891", "١,٢٣٤,٥٦٧.٨٩١"),
    ],
)
def test_numbers(value: float, english: str, italian: str, arabic: str) -> None:
    marks = str.maketrans("", "", "\u061c\u200e\u200f")  # marks of direction, which Babel may put before a sign
    found = [language.number(value).translate(marks) for language in ALL.values()]
    assert found == [english, italian, arabic.translate(marks)]


@pytest.mark.parametrize(
    ("value", "unit", "english", "italian", "arabic"),
    [
        (2.3, "%", "2.3%", "2,3%", "٢.٣%"),
        (1234, "EUR", "€1,234", "1.234 €", "١,٢٣٤ €"),
        (1234.5, "EUR", "€1,234.50", "1.234,50 €", "١,٢٣٤.٥٠ €"),
        (1, "days", "1 day", "1 giorno", "يوم"),
        (2.5, "days", "2.5 days", "2,5 giorni", "٢.٥ يوم"),
        (3, "hours", "3 hours", "3 ore", "٣ ساعات"),
        (11, "minutes", "11 minutes", "11 minuti", "١١ دقيقة"),
        (7, None, "7", "7", "٧"),
        (7, "kg", "7 kg", "7 kg", "٧ kg"),
    ],
)
def test_measured_values(value: float, unit: str | None, english: str, italian: str, arabic: str) -> None:
    for language, expected in zip(ALL.values(), (english, italian, arabic), strict=True):
        found = str(language.measure(value, unit).striptags())
        assert found.replace("\u200f", "").replace("\xa0", " ") == expected


def test_a_value_is_isolated_from_the_text_around_it() -> None:
    assert ARABIC.measure(7, None).startswith("<bdi>")
    assert ARABIC.measure(7, "%").startswith('<bdi dir="ltr">')
    assert ENGLISH.measure(7, "<b>") == "<bdi>7 &lt;b&gt;</bdi>"


@pytest.mark.parametrize(
    ("iso", "english", "italian"),
    [
        ("P90D", "90 days", "90 giorni"),
        ("P1M", "1 month", "1 mese"),
        ("P6M", "6 months", "6 mesi"),
        ("P2W", "2 weeks", "2 settimane"),
        ("P1Y6M", "1 year 6 months", "1 anno 6 mesi"),
        ("PT4H", "4 hours", "4 ore"),
        ("PT30M", "30 minutes", "30 minuti"),
        ("P1DT12H", "1 day 12 hours", "1 giorno 12 ore"),
    ],
)
def test_periods(iso: str, english: str, italian: str) -> None:
    assert (ENGLISH.period(iso), ITALIAN.period(iso)) == (english, italian)


def test_a_day_is_for_people_and_for_machines() -> None:
    assert ENGLISH.date(date(2026, 7, 1)) == '<time datetime="2026-07-01"><bdi>1 July 2026</bdi></time>'
    assert "<bdi>1 luglio 2026</bdi>" in ITALIAN.date(datetime(2026, 7, 1, 23))
    assert "<bdi>١ يوليو ٢٠٢٦</bdi>" in ARABIC.date(date(2026, 7, 1))


def test_numerals_are_the_sites_choice() -> None:
    latin = Language("ar", "العربية", "rtl", "ar_EG")
    assert latin.span(3, "day") == "3 أيام"
    assert "2026" in latin.date(date(2026, 7, 1))


def test_a_site_knows_its_languages() -> None:
    site = Languages((ENGLISH, ITALIAN, ARABIC))
    assert (site.default.code, site.codes) == ("en", ("en", "it", "ar"))
    assert [site.prefix(code) for code in site.codes] == ["", "/it", "/ar"]
    assert (site.direction("ar"), site.direction("de")) == ("rtl", "ltr")
    assert (site.get("it"), site.get("de"), site.get(None)) == (ITALIAN, None, None)
    assert [language.territory for language in site.all] == ["GB", "IT", "AE"]


def test_words_of_the_company_go_over_ours(tmp_path: Path) -> None:
    own = tmp_path / "it" / "messages.po"
    own.parent.mkdir()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    own.write_text(head + 'msgid "Guides"\nmsgstr "Letture"\n')
    words = load_catalogs([REPOSITORY / "site" / "translations", tmp_path], ["it", "de"])
    assert words["it"].ugettext("Guides") == "Letture"
    assert words["it"].ugettext("Customers") == "Clienti"
    assert words["de"].ugettext("Guides") == "Guides"


@pytest.mark.parametrize(
    ("value", "unit", "english"),
    [
        (-3, "days", "-3 days"),
        (1500, "hours", "1,500 hours"),
        (10**12, "minutes", "1,000,000,000,000 minutes"),
        (3, "AED", "AED 3"),
        (12.5, "USD", "$12.50"),
    ],
)
def test_odd_amounts_read_as_written(value: float, unit: str, english: str) -> None:
    assert Language("en", "English", format_locale="en_US").measure(value, unit).striptags() == english
