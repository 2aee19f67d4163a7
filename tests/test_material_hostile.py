"""Whatever a file holds, reading it ends without an exception, in problems that lie inside the file, the same each
time; and any 100 KB are read or refused in two seconds."""

import functools
import re
import time
from pathlib import Path

import pytest
import yaml
from desk import TERMS, source
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from processors import allowed

from goodword.content import references
from goodword.content.assembling import assemble
from goodword.content.kinds import FOLDERS, KINDS
from goodword.content.lists import as_wanted
from goodword.content.reading import Read, read
from goodword.material import Problem
from goodword.saying import Said

calm = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
COMPANY = Path(__file__).parent / "company"
WORDS_OF = re.compile(r"[a-z]+")
WORDS = sorted({key for kind in KINDS.values() for key in kind.model_fields} | {"id", "name", "text", "granted_on"})

folders = st.sampled_from(sorted(FOLDERS.values()))
languages = st.sampled_from(["", ".it", ".ar"])
texts = st.text(max_size=30) | st.sampled_from(
    ["{{ word.x }}", "{{ link }}", "2026-01-01", "9999-12-31", "0001-01-01", "all", "hero", "/for/x", "a"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.dates()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | texts, inner, max_size=5),
    max_leaves=20,
)
fronts = st.dictionaries(st.sampled_from(WORDS), values, max_size=8)


def understood(path: str, data: bytes) -> Read:
    """The file read twice with the same outcome, its problems inside it, and alone in a library."""
    first, second = read(source(path, data), TERMS), read(source(path, data), TERMS)
    assert first is not None
    assert first == second
    entries, met = assemble([first], {}, {}, TERMS)
    for problem in (*first.problems, *met, *references.problems(entries, [first], TERMS)):
        inside(problem, data)
        assert problem.path == path
        assert problem.message
        assert isinstance(problem.message, Said), problem
        assert isinstance(problem.hint, Said) or not problem.hint, problem
    return first


def inside(problem: Problem, data: bytes) -> None:
    text = data.decode(errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= problem.line <= len(lines), problem
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, (problem, lines[problem.line - 1])


@calm
@given(folder=folders, language=languages, data=st.binary(max_size=300))
def test_any_bytes(folder: str, language: str, data: bytes) -> None:
    understood(f"content/{folder}/a{language}.md", data)


@calm
@given(folder=folders, language=languages, front=st.text(max_size=200), body=st.text(max_size=100))
@example("faqs", "", "a: [", "")
@example("faqs", "", "a: \x85b: c", "")
@example("faqs", "", "'", "{{")
@example("faqs", "", "? \n- ", "<!--")
@example("faqs", "", "...\n%YAML 1.1", "")
def test_any_text_as_front_matter(folder: str, language: str, front: str, body: str) -> None:
    understood(f"content/{folder}/a{language}.md", f"---\n{front}\n---\n{body}".encode())


@calm
@given(folder=folders, language=languages, front=fronts)
def test_any_yaml(folder: str, language: str, front: dict[str, object]) -> None:
    written = yaml.safe_dump({"title": "T", **front}, allow_unicode=True)
    understood(f"content/{folder}/a{language}.md", f"---\n{written}---\n".encode())


@functools.cache
def sound_files() -> tuple[tuple[str, bytes], ...]:
    files = sorted(COMPANY.glob("content/*/*.md"))
    return tuple((str(file.relative_to(COMPANY)), file.read_bytes()) for file in files)


@settings(calm, max_examples=400)
@given(data=st.data())
def test_any_mutation_of_a_sound_file(data: st.DataObject) -> None:
    path, whole = data.draw(st.sampled_from(sound_files()))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole)))
        end = min(len(whole), start + data.draw(st.sampled_from([0, 1, 2, 8, 60])))
        piece = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"\n", b": ", b"\t", b"- ", b'"', b"{{", b"}}", b"---\n", b"<!--", b"[", b"&a ", b"*a"])
        )
        whole = whole[:start] + piece + whole[end:]
    understood(path, whole)


@calm
@given(data=st.data())
def test_a_case_study_with_damage_to_its_consents_never_passes_as_another_sound_one(data: st.DataObject) -> None:
    """Bytes damaged inside ``consents`` give a sound file or a guarded one: no older consent stands in."""
    path = "content/case-studies/molaria.md"
    whole = dict(sound_files())[path]
    start, end = whole.index(b"consents:"), whole.index(b"---\n", 10)
    at = data.draw(st.integers(start, end - 1))
    damaged = whole[:at] + data.draw(st.binary(min_size=1, max_size=3)) + whole[at + 1 :]
    found = understood(path, damaged)
    assert found.sound or found.guarded, found.problems


HOSTILE = {
    "open braces": b"---\ntitle: a\n---\n" + b"{{" * 50_000,
    "open comments": b"---\ntitle: a\n---\n" + b"<!--" * 25_000,
    "closed comments": b"---\ntitle: a\n---\n" + b"<!---->" * 14_000,
    "unknown placeholders": b"---\ntitle: a\n---\n" + b"{{ x }}\n" * 12_000,
    "words": b"---\ntitle: a\n---\n" + b"{{ word.x }}\n" * 7_000,
    "brackets": b"---\na: " + b"[" * 100_000 + b"\n---\n",
    "bracket lines": b"---\na:\n" + b"- [\n" * 25_000 + b"\n---\n",
    "indents": b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(440)) + b"---\n",
    "wrong slugs": b"---\ntitle: a\nniches: [" + b"A b, " * 20_000 + b"]\n---\n",
    "unknown keys": b"---\n" + b"".join(b"k%d: 1\n" % n for n in range(10_000)) + b"---\n",
    "one long word": b"---\n" + b"a" * 100_000 + b"\nb: c: d\n---\n",
    "one long key": b"---\n" + b"a" * 100_000 + b": 1\n---\n",
    "long key in a line": b"---\ntitle: x\n" + b"a" * 900 + b": b" * 30_000 + b"\n---\n",
    "same keys": b"---\n" + b"title: a\n" * 11_000 + b"---\n",
    "sections": b"---\ntitle: a\nsections:\n" + b"- pains: {max: 0}\n" * 5_500 + b"---\n",
    "aliases": b"---\na: &a [x]\nb: [" + b"*a, " * 24_000 + b"]\n---\n",
    "quotes": b'---\ntitle: "' + b"\\x41" * 24_000 + b'"\n---\n',
    "line ends": b"---\ntitle: a\n---\n" + b"\r" * 100_000,
    "stray bytes": b"---\ntitle: a\n---\n" + b"\xe9" * 100_000,
    "zeros": b"\x00" * 100_000,
    "same ids": b"---\ntitle: a\nsteps:\n" + b"- {id: a, title: b}\n" * 5_000 + b"---\n",
    "fences": b"---\n" * 25_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_100_kb_are_read_or_refused_in_two_seconds(name: str) -> None:
    started = time.process_time()
    read(source("content/use-cases/a.md", HOSTILE[name]), TERMS)
    assert time.process_time() - started < allowed(2)


@calm
@given(text=st.text(alphabet="ab1. -*•>#`\n\t\\(){}[]!", max_size=300))
def test_pasted_text_keeps_its_words_and_its_lines(text: str) -> None:
    front = "---\ntitle: a\n---\n"
    found = read(source("content/guides/a.md", front + text), TERMS)
    assert found is not None
    assert not found.body or found.body.count("\n") == text.count("\n")
    assert WORDS_OF.findall(as_wanted(text)) == WORDS_OF.findall(text)
