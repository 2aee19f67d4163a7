"""The store: what is kept of content, by one writer and many readers, whatever is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodword.content.store import Change, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path)
    yield store
    store.close()


def change(stamp: str, **parts: object) -> Change:
    given = {"state": {"stamp": stamp.encode()}, "files": {}, "good": {}, "entries": {}, **parts}
    return Change(**given)  # type: ignore[arg-type]


def test_what_is_published_is_there_for_another_connection(store: Store, tmp_path: Path) -> None:
    good = {"a.md": ("d1", b"source")}
    store.publish(change("1", files={"a.md": ("s1", "d1")}, good=good, entries={("faq", "a"): ("k1", b"entry")}))
    other = Store(tmp_path)
    assert other.stamp() == b"1"
    assert other.files() == {"a.md": ("s1", "d1")}
    assert (other.good(), other.good_source("a.md")) == ({"a.md": "d1"}, b"source")
    assert other.entries() == {("faq", "a"): "k1"}
    assert list(other.entry_data([("faq", "a"), ("faq", "b")])) == [(("faq", "a"), "k1", b"entry")]
    other.close()


def test_none_takes_away(store: Store) -> None:
    store.publish(
        change("1", files={"a.md": ("s", "d")}, entries={("faq", "a"): ("k", b"e"), ("faq", "b"): ("k", b"")})
    )
    store.publish(change("2", files={"a.md": None}, entries={("faq", "a"): None}))
    assert store.files() == {}
    assert store.entries() == {("faq", "b"): "k"}
    assert store.good_source("a.md") is None


def test_a_publication_is_whole_or_nothing(store: Store) -> None:
    store.publish(change("1", files={"a.md": ("s", "d")}))
    with pytest.raises(sqlite3.Error):
        store.publish(change("2", files={"a.md": ("s2", "d2")}, entries={("faq", "a"): ("k", None)}))
    assert store.stamp() == b"1"
    assert store.files() == {"a.md": ("s", "d")}


def test_the_cache_gives_what_it_has(store: Store) -> None:
    store.cache({f"k{n}": bytes([n % 250]) for n in range(1_200)})
    assert store.cached(["k7", "none"]) == {"k7": b"\x07"}
    assert len(store.cached(f"k{n}" for n in range(1_200))) == 1_200


def test_the_cache_is_pruned_when_most_of_it_is_unused(store: Store) -> None:
    store.cache({f"k{n}": b"" for n in range(1_200)})
    store.prune(f"k{n}" for n in range(700))
    assert len(store.cached(f"k{n}" for n in range(1_200))) == 1_200
    store.prune(["k1"])
    assert list(store.cached(f"k{n}" for n in range(1_200))) == ["k1"]


@pytest.mark.parametrize("rest", [b"", b"\0" * 5_000])
def test_a_damaged_file_is_put_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture, rest: bytes) -> None:
    (tmp_path / "content.sqlite").write_bytes(b"this is no database, though long enough to look like one" + rest)
    store = Store(tmp_path)
    assert store.state() == {}
    store.publish(change("1"))
    assert store.stamp() == b"1"
    assert "is damaged" in caplog.text
    assert (tmp_path / "content.damaged").exists()
    store.close()


def test_only_we_may_read_it(store: Store, tmp_path: Path) -> None:
    store.publish(change("1"))
    assert (tmp_path / "content.sqlite").stat().st_mode & 0o077 == 0


WRITER = """
import sys
from pathlib import Path
from goodword.content.store import Change, Store
store = Store(Path(sys.argv[1]))
for n in range(1, 100_000):
    entries = {("faq", str(i)): (str(n), b"x" * 500) for i in range(50)}
    store.publish(Change({"stamp": str(n).encode()}, {}, {}, entries))
    print(n, flush=True)
"""


def test_a_killed_writer_leaves_one_publication_whole(tmp_path: Path) -> None:
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout
        for _ in range(3):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        store = Store(tmp_path)
        assert set(store.entries().values()) == {store.stamp().decode()}
        store.close()


def test_a_fork_has_a_connection_of_its_own(store: Store) -> None:
    store.publish(change("1"))
    child = os.fork()
    if child == 0:
        os._exit(0 if store.stamp() == b"1" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.stamp() == b"1"
