"""Programs: the terms under which partners refer, one markdown file each in ``partners/programs``."""

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from flask import Flask
from pydantic import Field

from goodword.material import Problem, read_front, validate
from goodword.material.last_good import LastGood
from goodword.referrals.attribution import Attribution, Table
from goodword.saying import Said

FOLDER = "partners/programs"
NAME = "goodword.programs"
SECONDS = 1.0


class ProgramWords(Table):
    """What a translation of a program may say."""

    title: str | None = Field(None, description=Said("the program's name"))
    summary: str | None = Field(None, description=Said("one or two sentences"))
    disclosure: str | None = Field(None, description=Said("that the link may be rewarded, as partner pages say it"))


class Program(ProgramWords):
    title: str = Field(description=Said("the program's name"))
    kind: Literal["affiliate", "customer", "reseller"] = Field(description=Said("which kind of partner it is for"))
    joining: Literal["open", "application", "invitation"] = Field("application", description=Said("how partners join"))
    attribution: Attribution = Field(Attribution(), description=Said("how credit is given"))
    hold_days: int = Field(30, ge=0, le=3650, description=Said("days before a reward is final"))
    terms_url: str | None = Field(None, pattern=r"^(https://|/)\S+$", description=Said("the terms in full"))
    # Read by what pays rewards; here they only must not be in the way.
    rewards: tuple[Mapping[str, Any], ...] = Field((), description=Said("what each side is due for which event"))
    goals: Any = Field(None, description=Said("what the program is to reach"))


@dataclass(frozen=True, slots=True)
class Told:
    """A program as people are told of it: its terms, and its words by language. ``version`` changes with either."""

    slug: str
    program: Program
    words: Mapping[str, ProgramWords]
    version: str

    def said(self, name: str, language: str) -> tuple[str, str]:
        """``title``, ``summary`` or ``disclosure`` in the language, else as the program's file says it, and the
        language it is in: empty for that of the file."""
        own = self.words.get(language)
        if own and (text := getattr(own, name)):
            return text, language
        return getattr(self.program, name) or "", ""


class Programs:
    """The programs of one company, read anew at most once a second, when a file changed."""

    def __init__(self, root: Path, languages: tuple[str, ...], kept: LastGood) -> None:
        self._folder, self._root, self._languages, self._kept = root / FOLDER, root, languages, kept
        self._lock = Lock()
        self._looked = 0.0
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._words: Mapping[tuple[str, str], ProgramWords] = {}
        self._programs: Mapping[str, Program] = {}
        self._told: Mapping[str, Told] = {}
        self._problems: tuple[Problem, ...] = ()

    def attributions(self) -> Mapping[str, Attribution]:
        """How each program gives credit, by slug; of a file with a mistake, as its last good version says."""
        self._fresh()
        return {slug: program.attribution for slug, program in self._programs.items()}

    def told(self, kind: str) -> Told | None:
        """The program for partners of this kind, the first by its slug; None where there is none."""
        self._fresh()
        return self._told.get(kind)

    def disclosure(self, slug: str, language: str) -> tuple[str, str] | None:
        """The program's words on rewards and the language they are in; None where it has none."""
        words = self._fresh()
        for code in (language, self._languages[0]):
            found = words.get((slug, code))
            if found and found.disclosure:
                return found.disclosure, code
        return None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as they are now."""
        self._looked = 0.0
        self._fresh()
        return self._problems

    def _fresh(self) -> Mapping[tuple[str, str], ProgramWords]:
        if time.monotonic() - self._looked > SECONDS:
            with self._lock:
                at, seen = time.monotonic(), tuple(signatures(self._folder))
                if seen != self._seen or not self._looked:
                    self._read()
                self._seen, self._looked = seen, at
        return self._words

    def _read(self) -> None:
        words: dict[tuple[str, str], ProgramWords] = {}
        programs: dict[str, Program] = {}
        problems: list[Problem] = []
        for path in sorted(self._folder.glob("*.md")):
            slug, _, language = path.stem.partition(".")
            if path.stem == "README" or path.name.startswith(("_", ".")) or language not in ("", *self._languages):
                continue
            name = path.relative_to(self._root).as_posix()
            model = ProgramWords if language else Program
            data, found = bytes_of(path, name)
            made, unfit = parsed(name, data, model) if data is not None else (None, ())
            problems += (*found, *unfit)
            if made is not None and data is not None:
                self._kept.keep(name, data)
            elif (found or unfit) and (before := self._kept.recall(name)) is not None:
                made, _ = parsed(name, before, model)
            if made is not None:
                words[slug, language or self._languages[0]] = made
            if isinstance(made, Program):
                programs[slug] = made
        self._words, self._programs, self._problems = words, programs, tuple(problems)
        first = {program.kind: slug for slug, program in sorted(programs.items(), reverse=True)}
        self._told = {kind: told_of(slug, programs[slug], words) for kind, slug in first.items()}


def told_of(slug: str, program: Program, words: Mapping[tuple[str, str], ProgramWords]) -> Told:
    own = {code: said for (of, code), said in words.items() if of == slug and said is not program}
    digest = hashlib.sha256(repr((slug, program, sorted(own.items()))).encode()).hexdigest()[:16]
    return Told(slug, program, own, digest)


def of(app: Flask) -> Programs:
    """The programs of ``app``."""
    programs: Programs = app.extensions[NAME]
    return programs


def read_program(root: Path, path: Path) -> Program | None:
    """The program of a file, or None where it is none, or a translation, or has a mistake."""
    if "." in path.stem or path.stem == "README" or path.name.startswith("_"):
        return None
    name = path.relative_to(root).as_posix()
    data, _ = bytes_of(path, name)
    made = parsed(name, data, Program)[0] if data is not None else None
    return made if isinstance(made, Program) else None


def bytes_of(path: Path, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """What is in the file, or why nobody knows; neither if it is gone by now."""
    try:
        return path.read_bytes(), ()
    except FileNotFoundError:
        return None, ()
    except OSError as error:
        hint = Said("look at its permissions")
        return None, (Problem(name, 1, 1, Said("it cannot be read: %(reason)s", reason=error.strerror), hint),)


def parsed(name: str, data: bytes, model: type[ProgramWords]) -> tuple[ProgramWords | None, tuple[Problem, ...]]:
    front, problems = read_front(name, data)
    if front is None:
        return None, problems
    made, unfit = validate(name, front.values, front.marks, model, {})
    found = (*problems, *unfit)
    return None if any(problem.is_error for problem in found) else made, found


def signatures(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(folder.glob("*.md")):
        try:
            stat = path.stat()
        except OSError:
            continue
        yield path.name, stat.st_mtime_ns, stat.st_size
