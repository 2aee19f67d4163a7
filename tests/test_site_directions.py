"""Numbers in right-to-left text: which are kept together, and what is left alone."""

import pytest

from goodword.site.directions import END, ISOLATE, isolated, isolated_html


@pytest.mark.parametrize(
    "number",
    [
        "4.1%",
        "4,1 %",
        "+12%",
        "-3",
        "€49",
        "49 €",
        "$1,200.50",
        "10-20",
        "10–20%",
        "2026-11-22",
        "20°",
        "−0.5",
        "€5-10",
    ],
)
def test_a_number_with_a_sign_and_a_range_are_kept_together(number: str) -> None:
    assert isolated(f"من {number} إلى") == f"من {ISOLATE}{number}{END} إلى"


@pytest.mark.parametrize("number", ["12", "3.5", "1,200", "9:30", "ISO-9001", "v2-3", "24/7", "A50", "12. "])
def test_what_stands_right_by_itself_is_left_alone(number: str) -> None:
    assert isolated(f"من {number} إلى") == f"من {number} إلى"


def test_a_number_may_hang_on_an_arabic_letter() -> None:
    assert isolated("بين 73% و98%") == f"بين {ISOLATE}73%{END} و{ISOLATE}98%{END}"


def test_the_stop_of_a_sentence_is_not_part_of_its_last_number() -> None:
    assert isolated("بنسبة 38%.") == f"بنسبة {ISOLATE}38%{END}."
    assert isolated("10-20.") == f"{ISOLATE}10-20{END}."


def test_nothing_is_isolated_twice() -> None:
    once = isolated("من 4.1% إلى 2.3%")
    assert isolated(once) == once


def test_tags_and_code_are_left_alone() -> None:
    html = '<a href="/x?from=10-20" title="5%">4%</a><code>1-2</code><pre><code>3%\n</code></pre>&#8211;5%'
    expected = html.replace(">4%<", f">{ISOLATE}4%{END}<").replace(";5%", f";{ISOLATE}5%{END}")
    assert isolated_html(html) == expected
