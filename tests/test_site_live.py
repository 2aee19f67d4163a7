"""Publishing from a folder, as people do it: files change under a running gunicorn with two workers.

Each test reports how long what it did took until the last answer that was still the old one; bounds are generous,
since machines that run tests are busy. `bin/bench` measures what is promised.
"""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from running import PATIENCE, Answer, Site, serving, standing_still, wait_for

SOON = 60.0
Report = Callable[[str, object], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("live"), sqlite_template) as site:
        yield site


def guide(body: str, title: str = "How it is done", **keys: str) -> str:
    lines = [f"title: {title}", "summary: In short.", *(f"{key}: {value}" for key, value in keys.items())]
    return "\n".join(["---", *lines, "---", "", body, ""])


def errors(site: Site) -> int:
    """How many mistakes the server knows of."""
    text = site.ask("/readyz").text
    return int(text.split('"errors":')[1].split(",")[0].rstrip("}"))


def quick(seconds: float, report: Report, what: str) -> None:
    report(what, round(seconds, 2))
    print(f"{what}: {seconds:.2f} s")
    assert seconds < SOON


def gone(answer: Answer) -> bool:
    return answer.status == 404


def holder_of(site: Site) -> int:
    """The worker that watches, once one does: a signal to 0 would be one to whoever runs the tests."""
    wait_for(lambda: site.holder != 0, "one that watches")
    return site.holder


def test_both_workers_say_which_content_they_show(site: Site) -> None:
    answers = site.ask_each("/")
    assert len(answers) == 2
    assert len({answer.revision for answer in answers.values()}) == 1
    assert {len(answer.revision) for answer in answers.values()} == {16}


def test_a_new_file_and_an_edit_are_live(site: Site, record_property: Report) -> None:
    site.write("guides/edited.md", guide("The first version."))
    quick(site.shows("/guides/edited", "The first version."), record_property, "new file")
    before = site.ask("/guides/edited").revision
    site.write("guides/edited.md", guide("The second version."))
    quick(site.shows("/guides/edited", "The second version."), record_property, "edit")
    assert site.ask("/guides/edited").revision != before


def test_a_mistake_keeps_the_last_good_version_until_it_is_mended(site: Site, record_property: Report) -> None:
    site.write("guides/mended.md", guide("All is well."))
    site.shows("/guides/mended", "All is well.")
    revision = site.ask("/").revision
    site.write("guides/mended.md", guide("Never seen.", titel="x"))
    quick(wait_for(lambda: errors(site) == 1, "an error that is known"), record_property, "mistake known")
    for answer in site.ask_each("/guides/mended").values():
        assert (answer.status, answer.revision) == (200, revision)
        assert "All is well." in answer.text
    site.write("guides/mended.md", guide("All is well again."))
    quick(site.shows("/guides/mended", "All is well again."), record_property, "mend")
    wait_for(lambda: errors(site) == 0, "no error")


def test_a_renamed_file_answers_at_its_new_address_and_leads_there(site: Site, record_property: Report) -> None:
    site.write("guides/old-name.md", guide("Under one name or another."))
    site.shows("/guides/old-name", "Under one name")
    site.file("guides/old-name.md").rename(site.file("guides/new-name.md"))
    site.write("guides/new-name.md", guide("Under one name or another.", redirects_from="[/guides/old-name]"))
    quick(site.shows("/guides/new-name", "Under one name"), record_property, "rename")
    site.until("/guides/old-name", lambda answer: answer.status == 308)
    answer = site.ask("/guides/old-name?a=1")
    assert (answer.headers["Location"], answer.revision) == ("/guides/new-name?a=1", site.ask("/").revision)


def test_a_deleted_file_is_gone(site: Site, record_property: Report) -> None:
    site.write("guides/deleted.md", guide("Not for long."))
    site.shows("/guides/deleted", "Not for long.")
    site.file("guides/deleted.md").unlink()
    quick(site.until("/guides/deleted", gone), record_property, "deletion")


def test_an_editor_that_saves_by_a_temporary_file(site: Site, record_property: Report) -> None:
    site.replace("guides/replaced.md", guide("Saved once."))
    site.shows("/guides/replaced", "Saved once.")
    site.write("guides/.replaced.md.swp", "half a thought")
    site.write("guides/replaced.md~", guide("A backup."))
    site.replace("guides/replaced.md", guide("Saved twice."))
    quick(site.shows("/guides/replaced", "Saved twice."), record_property, "replacement")
    assert errors(site) == 0


def test_five_hundred_files_at_once_are_one_swap(site: Site, record_property: Report) -> None:
    old = site.ask("/").revision
    for number in range(500):
        site.write(f"guides/.many-{number}.new", guide(f"Number {number}."))
    seen: list[str] = []
    done = False

    def visit() -> None:
        while not done:
            seen.append(site.ask(f"/guides/many-{len(seen) % 500}").revision)

    visitors = [Thread(target=visit) for _ in range(2)]
    for visitor in visitors:
        visitor.start()
    try:
        wait_for(lambda: old in seen, "a visit before")
        with standing_still(holder_of(site)):  # else a pause of this process would be the end of a change
            for number in range(500):
                site.file(f"guides/.many-{number}.new").replace(site.file(f"guides/many-{number}.md"))
        quick(site.shows("/guides/many-499", "Number 499."), record_property, "500 files")
        wait_for(lambda: site.ask("/").revision in seen, "a visit after")
    finally:
        done = True
        for visitor in visitors:
            visitor.join()
    assert set(seen) == {old, site.ask("/").revision}
    for number in range(500):
        site.file(f"guides/many-{number}.md").unlink()
    site.until("/guides/many-0", gone)


def keeping_time(file: Path, text: str) -> None:
    """Another content at the time of the old one."""
    before = file.stat()
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def another_inode(file: Path, text: str) -> None:
    """As long and as old as the one that it replaces."""
    before = file.stat()
    draft = file.with_name(".draft")
    draft.write_text(text, encoding="utf-8")
    assert draft.stat().st_size == before.st_size
    os.utime(draft, ns=(before.st_atime_ns, before.st_mtime_ns))
    draft.replace(file)


def at(year: int) -> Callable[[Path, str], None]:
    """Saved by a machine whose clock is wrong."""

    def save(file: Path, text: str) -> None:
        file.write_text(text, encoding="utf-8")
        os.utime(file, (moment := time.time() + (year - 2026) * 31_556_952, moment))

    return save


@pytest.mark.parametrize(
    ("save", "second"),
    [
        pytest.param(keeping_time, "Longer than the first.", id="the same time, another size"),
        pytest.param(another_inode, "Other!", id="the same time and size, another file"),
        pytest.param(at(1999), "Other!", id="a clock that is behind"),
        pytest.param(at(2099), "Other!", id="a clock that is ahead"),
    ],
)
def test_changes_are_seen_without_events_and_whatever_clocks_say(
    site: Site, record_property: Report, request: pytest.FixtureRequest, save: Callable[[Path, str], None], second: str
) -> None:
    site.write("guides/signed.md", guide("First."))
    site.shows("/guides/signed", "First.")
    save(site.file("guides/signed.md"), guide(second))
    quick(site.shows("/guides/signed", second), record_property, request.node.callspec.id)


def test_a_file_that_is_only_touched_changes_nothing(site: Site) -> None:
    site.write("guides/touched.md", guide("As it was."))
    site.shows("/guides/touched", "As it was.")
    before = site.ask("/").revision
    os.utime(site.file("guides/touched.md"))
    site.write("guides/after.md", guide("Later."))
    site.shows("/guides/after", "Later.")
    assert site.ask("/").revision != before
    site.file("guides/after.md").unlink()
    site.until("/guides/after", gone)
    assert site.ask("/").revision == before


def test_a_drive_that_is_away_takes_nothing_with_it(site: Site) -> None:
    before = site.ask("/").revision
    away = site.root / "elsewhere"
    site.file("").rename(away)
    wait_for(lambda: "There is nothing in" in site.log(), "a look at what is not there")
    site.file("").mkdir()
    time.sleep(1.5)
    assert {answer.revision for answer in site.ask_each("/guides").values()} == {before}
    site.file("").rmdir()
    away.rename(site.file(""))
    site.write("guides/back.md", guide("The drive is back."))
    site.shows("/guides/back", "The drive is back.")


def test_a_worker_killed_in_the_middle_of_an_update_leaves_no_half(site: Site, record_property: Report) -> None:
    old = site.ask("/").revision
    for number in range(300):
        site.write(f"guides/.part-{number}.new", guide(f"Part {number}. " + "Words that go on. " * 200))
    killed, seen = holder_of(site), set()
    with standing_still(killed):  # as above
        for number in range(300):
            site.file(f"guides/.part-{number}.new").replace(site.file(f"guides/part-{number}.md"))
    time.sleep(0.7)
    begun = time.monotonic()
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: killed not in site.workers, "its end")
    while "Part 299." not in (answer := site.ask("/guides/part-299")).text:
        assert time.monotonic() - begun < PATIENCE
        seen.add(answer.revision)
    assert killed not in site.two_workers()
    site.shows("/guides/part-0", "Part 0.")
    quick(time.monotonic() - begun, record_property, "300 files, from the kill until live in two workers again")
    assert seen <= {old, site.ask("/").revision}
    for number in range(300):
        site.file(f"guides/part-{number}.md").unlink()
    site.until("/guides/part-0", gone)


def test_when_the_watching_worker_dies_another_watches(site: Site, record_property: Report) -> None:
    before = holder_of(site)
    os.kill(before, signal.SIGKILL)
    quick(wait_for(lambda: site.holder not in (0, before), "another that watches"), record_property, "taken over")
    site.two_workers()
    site.write("guides/heir.md", guide("Somebody else looks after it."))
    quick(site.shows("/guides/heir", "Somebody else"), record_property, "edit after that")


def test_a_locked_store_stops_no_page_and_loses_no_edit(site: Site, record_property: Report) -> None:
    site.write("guides/locked.md", guide("Before."))
    site.shows("/guides/locked", "Before.")
    with closing(sqlite3.connect(site.var / "content.sqlite", PATIENCE, isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        site.write("guides/locked.md", guide("While it was locked."))
        slowest, end = 0.0, time.monotonic() + 3
        while (begun := time.monotonic()) < end:
            assert site.ask("/guides/locked").status == 200
            slowest = max(slowest, time.monotonic() - begun)
        store.execute("ROLLBACK")
    quick(slowest, record_property, "slowest page while locked")
    quick(site.shows("/guides/locked", "While it was locked."), record_property, "edit after the lock")
