"""The drain as a property: whatever is damaged, wherever it ends, what is whole is recorded once and archived."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journaling import RECORDERS, Crash, click, recorded
from sqlalchemy import delete

from goodword.db import db, writing
from goodword.journal import Journals, finished
from goodword.journal.lines import line_of
from goodword.referrals import draining, draining_steps
from goodword.referrals.click_rows import Click, JournalPosition, PageTotal
from goodword.referrals.draining import Draining


class Fuse:
    """Lets so many steps happen, and then none."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def fused(*given: Any, **named: Any) -> Any:
            if self.left == 0:
                raise Crash
            self.left -= 1
            return step(*given, **named)

        return fused


@contextmanager
def ending_after(steps: int) -> Iterator[None]:
    """A process that ends before the step after so many: of reading, of the transaction, of putting away."""
    fuse = Fuse(steps)

    @contextmanager
    def committing(patience: float) -> Iterator[Any]:
        with writing(patience) as session:
            yield session
            fuse.around(int)()  # before the commit
        fuse.around(int)()  # behind it

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draining_steps, "writing", committing)
        for module, name in (
            (draining_steps, "noted"),
            (draining_steps, "note"),
            (draining, "put_away"),
            (draining, "chunk_of"),
            (finished, "make_folder"),
            (finished, "sync_folder"),
            (finished.shutil, "copyfileobj"),
            (finished.os, "fsync"),
            (finished.Path, "replace"),
            (finished.Path, "unlink"),
        ):
            patch.setattr(module, name, fuse.around(getattr(module, name)))
        yield


Segments = list[list[tuple[int, bytes]]]
NOISE = st.one_of(
    st.just(b""),
    st.binary(max_size=30).map(lambda noise: noise + b"\n"),
    st.binary(max_size=30),
    st.just(b"\0" * 5000),
    st.just(line_of(click(0))[:50]),
)
SEGMENTS = st.lists(st.lists(st.tuples(st.integers(1, 60), NOISE), max_size=12), min_size=1, max_size=3)


def write(folder: Path, segments: Segments) -> dict[str, bytes]:
    """Each record followed by damage, by damage that has a line's end, or by none."""
    folder.mkdir(parents=True)
    texts = {}
    for number, lines in enumerate(segments):
        name = f"20260701T080000-{number:06d}-1-dead.log"
        texts[name] = b"".join(line_of(click(each)) + noise for each, noise in lines)
        (folder / name).write_bytes(texts[name])
    return texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journals"


@given(segments=SEGMENTS, crashes=st.lists(st.integers(0, 60), max_size=4))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_wherever_it_ends_what_is_whole_is_recorded_once_and_archived(
    sqlite_bare: Flask, folder: Path, segments: Segments, crashes: list[int]
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with writing() as session:
        for table in (Click, PageTotal, JournalPosition):
            session.execute(delete(table))
    journals = Journals(folder)
    texts = write(journals.clicks.folder, segments)
    for steps in crashes:
        try:
            with ending_after(steps):
                Draining(journals, RECORDERS).everything()
        except Crash:
            db.session.remove()
    Draining(journals, RECORDERS).everything()

    expected = sorted({click(number)["id"] for lines in segments for number, _ in lines})
    assert recorded()[:2] == (expected, len(expected))
    assert os.listdir(journals.clicks.folder) == []
    archived = {path.name: gzip.decompress(path.read_bytes()) for path in journals.clicks.archive.rglob("2*.gz")}
    assert archived == {f"{name}.gz": text for name, text in texts.items() if text}


@pytest.fixture
def sqlite_bare(make_bare: Callable[..., Flask], sqlite_url: str) -> Iterator[Flask]:
    app = make_bare(database_url=sqlite_url)
    with app.app_context():
        yield app
