"""The reader of all material: what it cleans, what it refuses, and that it names place and mend."""

import pytest
from pydantic import BaseModel, ConfigDict

from goodword.material import Problem, clean, nearest, read_front, read_toml


def front(yaml: str, body: str = "") -> bytes:
    return f"---\n{yaml}\n---\n{body}".encode()


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_a_plain_file_gives_values_body_and_places() -> None:
    read, problems = read_front("a.md", front("title: Less churn\nresults:\n  - value: 4", "\n## Hello\n"))
    assert problems == ()
    assert read is not None
    assert read.values == {"title": "Less churn", "results": [{"value": 4}]}
    assert (read.body, read.body_line) == ("\n## Hello\n", 6)
    assert read.marks.value(("results", 0, "value")) == (4, 12)
    assert read.marks.key(("title",)) == (2, 1)


def test_a_problem_prints_as_editors_expect() -> None:
    assert str(Problem("content/faqs/a.md", 3, 8, "no")) == "content/faqs/a.md:3:8: no"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("007", "007"),
        ("1.10", "1.10"),
        ("2.3", 2.3),
        ("-4", -4),
        ("99999999999999999999", "99999999999999999999"),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'true'", "true"),
    ],
)
def test_words_and_codes_stay_as_written(written: str, meant: object) -> None:
    read, _ = read_front("a.md", front(f"key: {written}"))
    assert read is not None
    assert read.values["key"] == meant
    assert type(read.values["key"]) is type(meant)


WRONG_FILES = {
    "empty": (b"", 1, 1, "empty", "title"),
    "no front matter": (b"# Hello\n", 1, 1, "no front matter", "---"),
    "unclosed": (b"---\ntitle: a\n", 1, 1, "no end", "---"),
    "colon": (front("title: Churn: a story"), 2, 13, "colon", 'put the title in quotes: title: "Churn: a story"'),
    "tab": (front("\ttitle: a"), 2, 1, "tab", "spaces"),
    "open quote": (front('title: "abc\nsummary: b'), 2, 8, "quotation mark", "close"),
    "at sign": (front("title: @me"), 2, 8, "sign", 'title: "@me"'),
    "alias": (front("title: *me"), 2, 8, "alias", "quotes"),
    "tag": (front("title: !!python/name:os.system x"), 2, 8, "tags", "quotes"),
    "placeholder first": (front("title: {{ brand.name }} x"), 2, 9, "key", '"{{ brand.name }} x"'),
    "no colon": (front("title\nsummary: b"), 3, 8, "no colon", "key: value"),
    "crooked": (front("a:\n  - b: 1\n   c: 2"), 4, 4, "does not fit", "indent"),
    "list": (front("- a"), 2, 1, "keys with values", "title:"),
    "open bracket": (front("a: [1"), 2, 4, "bracket", "close"),
    "deep": (front("a: " + "[" * 5000), 2, 24, "deep", "no key"),
    "too large": (b"---\ntitle: a\n---\n" + b"x" * 600_000, 1, 1, "512 KB", "split"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_cannot_be_read_says_where_and_how_to_mend_it(name: str) -> None:
    data, line, column, message, hint = WRONG_FILES[name]
    read, problems = read_front("a.md", data)
    problem = only(problems)
    assert read is None
    assert (problem.line, problem.column) == (min(line, data.count(b"\n") + 1), column), problem
    assert message in problem.message
    assert hint in problem.hint


def test_a_key_given_twice_is_refused_at_its_second_place() -> None:
    read, problems = read_front("a.md", front("title: a\nsummary: s\ntitle: b"))
    assert read is not None
    assert str(only(problems)) == "a.md:4:1: title is given twice; the first is in line 2"


def test_what_word_processors_leave_is_cleaned() -> None:
    data = "\ufeff---\r\ntitle:\u00a0A\u2028B\r\n---\rbo\ue000dy\u000b!".encode()
    read, problems = read_front("a.md", data)
    assert problems == ()
    assert read is not None
    assert (read.values, read.body) == ({"title": "A B"}, "body !")


def test_a_stray_byte_is_located_and_the_rest_still_checked() -> None:
    read, problems = read_front("a.md", b"---\ntitle: caf\xe9\ntitle: b\n---\n")
    assert read is not None
    assert [(p.line, p.column) for p in problems] == [(2, 11), (3, 1)]
    assert "UTF-8" in problems[0].message


def test_an_invisible_character_is_located() -> None:
    text, problems = clean("a.md", b"one\ntw\x00o")
    assert text == "one\ntwo"
    assert str(only(problems)).startswith("a.md:2:3: an invisible character (U+0000)")


def test_the_nearest_word_is_found_or_none() -> None:
    assert nearest("case-studys/harbor", ["case-studies/harbor", "guides/harbor"]) == "case-studies/harbor"
    assert nearest("zebra", ["harbor"]) is None


class Wheel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int
    name: str = "plain"


class Bike(BaseModel):
    model_config = ConfigDict(extra="forbid")
    frame: str
    front: Wheel | None = None
    wheels: tuple[Wheel, ...] = ()


TOML_PLACES = {
    "unknown": ('frame = "x"\nfarme = "y"', 2, 1, "unknown key farme", "frame"),
    "missing": ("# nothing\n", 1, 1, "frame is missing", "add frame"),
    "type": ('frame = "x"\n[front]\nsize = "big"', 3, 8, "front.size", "digits"),
    "second table": ('frame = "x"\n[[wheels]]\nsize = 1\n[[wheels]]\nsize = 2\nnam = "x"', 6, 1, "nam", "name"),
    "not toml": ('frame = "x\n', 1, 11, "not TOML", "quotes"),
    "at the end": ("frame = ", 1, 9, "not TOML", "quotes"),
    "inline": ('frame = "x"\nwheels = [{size = "s"}]', 2, 10, "wheels[0].size", "digits"),
    "after long text": ('frame = """\nname = 1\n"""\nnope = 1', 4, 1, "unknown key nope", "frame"),
}


@pytest.mark.parametrize("name", TOML_PLACES)
def test_toml_is_located_too(name: str) -> None:
    text, line, column, message, hint = TOML_PLACES[name]
    bike, problems = read_toml("site/bike.toml", text.encode(), Bike, {})
    problem = only(problems)
    assert bike is None
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert message in problem.message
    assert hint in problem.hint


def test_good_toml_is_typed() -> None:
    bike, problems = read_toml("bike.toml", b'frame = "steel"\n[[wheels]]\nsize = 28\n', Bike, {})
    assert problems == ()
    assert bike == Bike(frame="steel", wheels=(Wheel(size=28),))
