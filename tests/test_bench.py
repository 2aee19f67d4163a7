"""The parts of `bin/bench` that need no server: figures and their table, slices in turn, an invented company."""

import random
from pathlib import Path

import pytest

from bench import bare, load
from bench.__main__ import WORKS
from bench.company import files, files_of, of_files
from bench.edits import FILE
from bench.failing import BenchError
from bench.figures import Figure, Promise, plain, table
from bench.fronts import Size
from bench.slices import Slice, costs, in_turn, rates


def test_a_figure_is_the_median_beside_its_promise() -> None:
    figure = Figure("work", (1.0, 9.0, 2.0, 3.0, 2.5), "ms", Promise("≤", 5.0), "on one core")
    assert (figure.reached, figure.spread, figure.verdict) == (2.5, (2.0, 3.0), "ok")
    lines = table([figure]).splitlines()
    assert lines[0].split() == ["work", "reached", "middle", "half", "n", "promised"]
    assert lines[2].split() == ["work", "2.50", "ms", "2.00", "–", "3.00", "5", "≤", "5.00", "ms", "ok"]
    assert lines[3] == "    on one core"


@pytest.mark.parametrize(
    ("sign", "bound", "verdict"),
    [("≥", 0.5, "ok"), ("≥", 0.51, "short"), ("≤", 0.5, "ok"), ("≤", 0.49, "short")],
)
def test_a_bound_is_kept_when_it_is_met(sign: str, bound: float, verdict: str) -> None:
    assert Figure("work", (0.5,), promise=Promise(sign, bound)).verdict == verdict  # type: ignore[arg-type]


def test_what_nobody_promised_has_no_verdict_and_one_value_no_spread() -> None:
    assert Figure("work", (3.0,)).cells() == ("work", "3.00", "", "1", "", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0412, "0.04"), (1.5, "1.50"), (23.456, "23.5"), (999.6, "1,000"), (12345.6, "12,346")],
)
def test_three_digits_count(value: float, text: str) -> None:
    assert plain(value) == text


def test_columns_stand_under_each_other() -> None:
    lines = table([Figure("a", (1.0,)), Figure("much longer", (1234.0,), "MB")]).splitlines()
    assert lines[2].index("1.00") + len("1.00") == lines[3].index("MB") + len("MB")


def test_pairs_keep_their_sides_whoever_went_first() -> None:
    asked: list[str] = []

    def measure(name: str) -> Slice:
        asked.append(name)
        return Slice(200, 1.0, 0.5) if name == "ours" else Slice(400, 1.0, 0.5)

    pairs = in_turn("ours", "bare", measure, 20, random.Random(1))
    assert rates(pairs) == (0.5,) * 20
    assert costs(pairs) == (2.0,) * 20
    assert sorted(asked) == ["bare"] * 20 + ["ours"] * 20
    assert 4 < sum(first == "ours" for first in asked[::2]) < 16, "chance decides who goes first"


def test_a_slice_says_its_rate_cost_and_share_of_a_core() -> None:
    one = Slice(requests=500, seconds=2.0, cpu=1.0)
    assert (one.rate, one.cost, one.share) == (250.0, 2000.0, 0.5)


def test_what_wrk_counted_is_read() -> None:
    assert load.read("Running 1s test\nRESULT 500 1002000 0\n") == (500, 1.002)


@pytest.mark.parametrize(
    ("output", "reason"), [("RESULT 500 1000000 3", "500 requests 3 failed"), ("nothing", "nothing that can be read")]
)
def test_failed_requests_are_no_measurement(output: str, reason: str) -> None:
    with pytest.raises(BenchError, match=reason):
        load.read(output)


def test_the_bare_callable_returns_the_answer_it_was_given(tmp_path: Path) -> None:
    headers = [("Content-Type", "text/html"), ("ETag", '"a"'), ("Date", "now"), ("Connection", "close")]
    bare.keep(tmp_path / "answer", headers, b"page")
    said: list[object] = []
    body = bare.Bare(tmp_path / "answer")({}, lambda *given: said.append(given))  # type: ignore[arg-type, func-returns-value]
    assert body == [b"page"]
    assert said == [("200 OK", [("Content-Type", "text/html"), ("ETag", '"a"')])]


@pytest.mark.parametrize("count", [700, 1_000, 10_000])
def test_a_company_has_as_many_files_as_asked_for(count: int) -> None:
    assert files_of(of_files(count)) == count


def test_an_invented_company_is_the_same_each_time_and_without_errors(tmp_path: Path) -> None:
    from desk import put_together  # noqa: PLC0415

    size = Size(niches=12, pains=6, use_cases=6, case_studies=6, guides=4, faqs=20, offers=4, extra=2, characters=300)
    made = dict(files(size, random.Random(1)))
    assert made == dict(files(size, random.Random(1)))
    markdown = {path: text for path, text in made.items() if path.endswith(".md")}
    assert len(markdown) == files_of(size)
    assert FILE.removeprefix("content/") in markdown
    entries, problems = put_together(markdown)
    assert sum(map(len, entries.values())) == 4 + 12 + 6 + 6 + 6 + 4 + 20 + 4 + 2
    assert [str(one) for one in problems if one.is_error and "image" not in str(one)] == []


def test_a_name_that_measures_nothing_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    from bench.__main__ import main  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("sys.argv", ["bench", "everything"])
        main()
    said = capsys.readouterr().err
    assert "'everything'" in said and all(name in said for name in WORKS)
