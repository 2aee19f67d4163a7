"""site/brand.toml and what is drawn from it: errors with their place and mend, readable colors, bars that compare."""

from pathlib import Path

import pytest
from factories import COMPANY
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.material import Problem
from goodword.material.last_good import LastGood
from goodword.site.brand import Brand, BrandError, parse_brand, read_brand, said
from goodword.site.charts import bars
from goodword.site.colors import ENOUGH, contrast, mixed, nearest_readable
from goodword.site.static_files import brand_sheet


def read(folder: Path, text: str) -> tuple[Brand, tuple[Problem, ...]]:
    """The brand of a company whose file says so."""
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / "brand.toml").write_text(text)
    return read_brand(folder, LastGood(folder / "var"))


def test_the_company_has_its_brand(tmp_path: Path) -> None:
    found, problems = read_brand(COMPANY, LastGood(tmp_path))
    assert problems == ()
    assert (found.name, str(found.zone), found.colors.light.accent) == ("Spokewise", "Asia/Dubai", "#7c2d12")
    assert found.site_languages().codes == ("en", "it", "ar")


def test_a_name_is_enough(tmp_path: Path) -> None:
    found, _ = read(tmp_path, 'name = "Your company"\n')
    assert (found.name, found.timezone, found.site_languages().codes) == ("Your company", "UTC", ("en",))


LANGUAGE = '[[languages]]\ncode = "en"\nname = "English"\n'


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param("", "1:1", ["name"], id="no name"),
        pytest.param('name = "A"\nname = "B"\n', "2:", ["once"], id="a key twice"),
        pytest.param('name = "A\n', "1:", [], id="not TOML"),
        pytest.param('name = "A"\nnome = "B"\n', "2:", ["nome", "name"], id="an unknown key"),
        pytest.param('name = "A"\ntimezone = "Mars/Base"\n', "2:", ["Mars/Base", "Europe/Rome"], id="no time zone"),
        pytest.param('name = "A"\n[colors.light]\naccent = "blue"\n', "3:", ["accent"], id="no color"),
        pytest.param('name = "A"\n[leads]\ncontact = "nobody"\n', "3:", ["contact"], id="no address"),
        pytest.param('name = "A"\n[leads]\nreply_within = "2 days"\n', "3:", ["reply_within"], id="no period"),
        pytest.param('name = "A"\n[leads]\nbooking_url = "/meet"\n', "3:", ["booking_url"], id="no address to book at"),
        pytest.param('name = "A"\n[leads]\nnotify = "sales"\n', "3:", ["notify"], id="nobody to tell"),
        pytest.param(
            'name = "A"\n[leads.notify]\nit = ["a@b.example, c@d.example"]\n', "3:", ["notify"], id="two in one"
        ),
        pytest.param('name = "A"\n[product]\nsign_up = "/start"\n', "3:", ["sign_up"], id="no web address"),
        pytest.param(f'name = "A"\n{LANGUAGE}format_locale = "xx_YY"\n', "5:", ["xx_YY", "en_US"], id="no locale"),
        pytest.param(f'name = "A"\n{LANGUAGE}direction = "up"\n', "5:", ["direction"], id="no direction"),
        pytest.param(f'name = "A"\n{LANGUAGE}{LANGUAGE}', "", ["twice"], id="a language twice"),
        pytest.param('name = "A"\n[[regions]]\nname = "All"\nlanguages = ["fr"]\n', "", ["fr"], id="no such language"),
    ],
)
def test_an_error_has_its_place_and_its_mend(tmp_path: Path, text: str, place: str, words: list[str]) -> None:
    with pytest.raises(BrandError) as error:
        read(tmp_path, text)
    first, *_ = str(error.value).splitlines()
    assert first.startswith(f"site/brand.toml:{place}")
    assert all(word in str(error.value) for word in words), str(error.value)


def test_all_errors_are_told_at_once() -> None:
    _, problems = parse_brand(b'timezone = "Mars"\ncolour = "red"\n[leads]\ncontact = 7\n')
    assert len(problems) >= 4


def test_a_file_with_a_mistake_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    read(tmp_path, 'name = "Good"\n')
    found, problems = read(tmp_path, 'name = "Bad"\ncolour = "red"\n')
    assert (found.name, [problem.line for problem in problems]) == ("Good", [2])
    assert read(tmp_path, 'name = "Better"\n') == (Brand(name="Better"), ())


def test_a_missing_file_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(BrandError, match='name = "Your company" is enough'):
        read_brand(tmp_path, LastGood(tmp_path / "var"))


@pytest.mark.parametrize(
    ("scheme", "colors"),
    [
        ("light", {"ink": "#cccccc"}),
        ("light", {"accent": "#ffee00"}),
        ("light", {"accent_ink": "#0b5f00"}),
        ("dark", {"ink": "#333333"}),
        ("dark", {"accent": "#223344"}),
    ],
)
def test_a_color_that_is_hard_to_read_is_refused_with_one_that_is_not(
    tmp_path: Path, scheme: str, colors: dict[str, str]
) -> None:
    lines = "".join(f'{name} = "{color}"\n' for name, color in colors.items())
    with pytest.raises(BrandError) as error:
        read(tmp_path, f'name = "A"\n[colors.{scheme}]\n{lines}')
    assert "contrast" in str(error.value)
    (name, color), *_ = colors.items()
    assert str(error.value).count("#") >= 3
    assert name in str(error.value)
    assert color in str(error.value)


hexes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@law
@given(hexes, hexes)
def test_contrast_is_the_same_both_ways(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21


@law
@given(hexes, hexes)
def test_the_nearest_readable_color_is_readable_where_any_is(color: str, on: str) -> None:
    """Black or white can be read on any color: one of them has at least 4.58."""
    assert contrast(nearest_readable(color, on), on) >= ENOUGH


def test_a_readable_color_stays_about_what_it_is() -> None:
    found = nearest_readable("#7c2d12", "#ffffff")
    assert contrast(found, "#7c2d12") < 1.1


def test_colors_mix() -> None:
    assert mixed("#ffffff", "#000000", 0.5) == "#808080"
    assert mixed("#123456", "#000000", 1) == "#123456"


def test_both_schemes_are_in_the_sheet(tmp_path: Path) -> None:
    sheet = brand_sheet(read_brand(COMPANY, LastGood(tmp_path))[0])
    light, dark = (part.split("}")[0] for part in sheet.split("prefers-color-scheme: dark")[:2])
    assert "--accent: #7c2d12;" in light
    assert "--accent: #fdba74;" in dark


@pytest.mark.parametrize(
    ("language", "expected"),
    [("it", "Ciao"), ("en", "Hello"), ("de", "Hello")],
)
def test_a_text_in_the_readers_language_or_the_default_one(language: str, expected: str) -> None:
    assert said({"en": "Hello", "it": "Ciao"}, language, "en") == expected


def test_one_text_may_be_for_all_languages() -> None:
    assert said({"": "Hello"}, "it", "en") == "Hello"
    assert said({}, "it", "en") == ""
    assert said({"fr": "Salut"}, "it", "en") == "Salut"


@pytest.mark.parametrize(
    ("baseline", "value", "expected"),
    [
        pytest.param(18, 9, (84, 42), id="half"),
        pytest.param(9, 18, (42, 84), id="twice"),
        pytest.param(7, 7, (84, 84), id="the same"),
        pytest.param(0, 5, (0, 84), id="from nothing"),
        pytest.param(5, 0, (84, 0), id="to nothing"),
        pytest.param(0, 0, (0, 0), id="nothing"),
        pytest.param(-5, 10, (0, 84), id="below nothing has no length"),
        pytest.param(3, 1, (84, 28), id="rounded"),
    ],
)
def test_bars_start_at_zero_so_that_lengths_compare(
    baseline: float, value: float, expected: tuple[float, float]
) -> None:
    assert bars(baseline, value) == expected


@pytest.mark.parametrize(("label", "longest"), [(4, 72), (10, 54), (20, 40), (60, 40)])
def test_the_longer_bar_leaves_room_for_its_label(label: int, longest: float) -> None:
    assert bars(10, 5, label) == (longest, longest / 2)


numbers = st.floats(-1e12, 1e12)


@law
@given(numbers, numbers)
def test_bars_fit(baseline: float, value: float) -> None:
    assert all(0 <= length <= 100 for length in bars(baseline, value))


NOTIFY = """name = "A"
[leads]
contact = "hello@a.example"
[leads.notify]
default = "sales@a.example"
it = ["ada@a.example", "mina@a.example"]
agencies = "partners@a.example"
"""


@pytest.mark.parametrize(
    ("text", "language", "program", "told"),
    [
        pytest.param(NOTIFY, "en", "", ("sales@a.example",), id="the rest"),
        pytest.param(NOTIFY, "it", "", ("ada@a.example", "mina@a.example"), id="a language"),
        pytest.param(NOTIFY, "en", "agencies", ("partners@a.example",), id="a program"),
        pytest.param(NOTIFY, "it", "agencies", ("partners@a.example",), id="a program before a language"),
        pytest.param(NOTIFY, "ar", "friends", ("sales@a.example",), id="neither is named"),
        pytest.param('name = "A"\n[leads]\nnotify = "a@b.example"\n', "it", "x", ("a@b.example",), id="one for all"),
        pytest.param('name = "A"\n[leads]\nnotify = ["a@b.c", "d@e.f"]\n', "en", "", ("a@b.c", "d@e.f"), id="several"),
        pytest.param(
            'name = "A"\n[leads]\ncontact = "hello@a.example"\n', "en", "", ("hello@a.example",), id="contact"
        ),
        pytest.param('name = "A"\n', "en", "", (), id="nobody"),
    ],
)
def test_who_is_told_of_a_lead(tmp_path: Path, text: str, language: str, program: str, told: tuple[str, ...]) -> None:
    found, _ = read(tmp_path, text)
    assert found.leads.told(language, program) == told
