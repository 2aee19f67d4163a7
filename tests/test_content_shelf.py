"""The shelf: what is live after an edit, a mistake, a removal, a restart."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bench.processes import cpu_seconds
from goodword.content.library import Entry, Library, Terms
from goodword.content.render_process import Renderer
from goodword.content.shelf import Shelf

TERMS = Terms(("en", "it", "ar"), ZoneInfo("Europe/Rome"))
CASE = """---
title: Harbor
customer: {name: Harbor}
consents:
- granted_by: Ann
  granted_on: 2026-01-01
  scope: [name]
  channels: [website]
---
The story.
"""


class Desk:
    """A marketer's folder, and the shelf that shows it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf = self.started()

    def started(self) -> Shelf:
        shelf = Shelf(self.root, self.root / "var", TERMS)
        shelf.load()
        return shelf

    def restart(self) -> None:
        self.shelf.close()
        self.shelf = self.started()

    def write(self, path: str, text: str) -> None:
        file = self.root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def save(self, path: str, text: str) -> bool:
        self.write(path, text)
        return self.shelf.refresh()

    def remove(self, path: str) -> bool:
        (self.root / "content" / path).unlink()
        return self.shelf.refresh()

    @property
    def library(self) -> Library:
        return self.shelf.library

    def html(self, kind: str, slug: str, language: str = "en") -> str | None:
        entry = self.library.get(kind, slug)
        return entry.text(language).html if entry else None

    def errors(self) -> list[str]:
        return [f"{p.path.removeprefix('content/')}:{p.line}" for p in self.library.problems if p.is_error]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.shelf.close()


def faq(body: str, title: str = "Why", **keys: str) -> str:
    return "\n".join(["---", f"title: {title}", *(f"{key}: {value}" for key, value in keys.items()), "---", body, ""])


def test_a_new_file_is_live(desk: Desk) -> None:
    assert desk.save("faqs/why.md", faq("Because."))
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.library.problems == ()
    assert desk.shelf.refresh() is False


def test_an_edit_is_live_and_nothing_else_is_made_again(desk: Desk) -> None:
    desk.write("faqs/other.md", faq("Other."))
    desk.save("faqs/why.md", faq("Because."))
    before = desk.library
    assert desk.save("faqs/why.md", faq("Because of that."))
    assert desk.html("faq", "why") == "<p>Because of that.</p>"
    assert desk.html("faq", "why") != before.entries["faq"]["why"].text("en").html
    assert desk.library.get("faq", "other") is before.get("faq", "other")
    assert desk.library.revision != before.revision


def test_the_same_sources_have_the_same_revision_anywhere(desk: Desk, tmp_path: Path) -> None:
    desk.write("faqs/a.md", faq("A."))
    desk.save("faqs/b.md", faq("B."))
    first = desk.library.revision
    desk.save("faqs/b.md", faq("C."))
    desk.save("faqs/b.md", faq("B."))
    other = Desk(tmp_path / "elsewhere")
    other.write("faqs/b.md", faq("B."))
    other.save("faqs/a.md", faq("A."))
    assert first == desk.library.revision == other.library.revision
    other.shelf.close()


def test_many_files_at_once_are_one_swap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    swaps = []
    swap = desk.shelf._swap
    monkeypatch.setattr(desk.shelf, "_swap", lambda *given: (swaps.append(1), swap(*given)))
    for n in range(30):
        desk.write(f"faqs/f{n}.md", faq(f"Number {n}."))
    assert desk.shelf.refresh()
    assert len(desk.library.of("faq")) == 30
    assert len(swaps) == 1


def test_a_removed_file_is_gone_and_comes_back_only_when_right(desk: Desk) -> None:
    desk.save("faqs/why.md", faq("Because."))
    assert desk.remove("faqs/why.md")
    assert desk.html("faq", "why") is None
    desk.save("faqs/why.md", "---\ntitel: Why\n---\nWrong.\n")
    assert desk.html("faq", "why") is None
    desk.save("faqs/why.md", faq("Right."))
    assert desk.html("faq", "why") == "<p>Right.</p>"


def test_a_renamed_file_has_its_new_name(desk: Desk) -> None:
    desk.save("faqs/why.md", faq("Because."))
    (desk.root / "content/faqs/why.md").rename(desk.root / "content/faqs/how.md")
    assert desk.shelf.refresh()
    assert (desk.html("faq", "why"), desk.html("faq", "how")) == (None, "<p>Because.</p>")


def test_an_editor_that_saves_by_a_temporary_file(desk: Desk) -> None:
    desk.save("faqs/why.md", faq("Because."))
    desk.write("faqs/.why.md.swp", "half")
    desk.write("faqs/why.md~", "backup")
    assert desk.shelf.refresh() is False
    (desk.root / "content/faqs/.why.md.swp").write_text(faq("Newer."))
    os.replace(desk.root / "content/faqs/.why.md.swp", desk.root / "content/faqs/why.md")
    assert desk.shelf.refresh()
    assert desk.html("faq", "why") == "<p>Newer.</p>"


WRONG = {
    "front matter": "---\ntitle: [\n---\nBody\n",
    "no front matter": "Body\n",
    "an unknown key": faq("Body", tittle="x"),
    "a body that cannot be rendered": faq("[" * 60_000),
    "an unknown placeholder": faq("{{ nobody }}"),
    "nothing": "",
    "binary": "\ufffd\0\0\0",
    "a reference to nothing": faq("Body", niches="[nowhere]"),
    "a link to nothing": faq("[x](/guides/nowhere)"),
    "an image that is not there": faq("![x](./nowhere.png)"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_file_keeps_its_last_good_version(desk: Desk, mistake: str) -> None:
    desk.save("faqs/why.md", faq("Because."))
    desk.save("faqs/why.md", WRONG[mistake])
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.errors()
    assert all(where.startswith("faqs/why.md:") for where in desk.errors())
    desk.restart()
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.errors()
    desk.save("faqs/why.md", faq("Mended."))
    assert desk.html("faq", "why") == "<p>Mended.</p>"
    assert desk.errors() == []


@pytest.mark.parametrize("mistake", WRONG)
def test_what_never_was_right_is_left_out(desk: Desk, mistake: str) -> None:
    desk.write("faqs/other.md", faq("Other."))
    desk.save("faqs/why.md", WRONG[mistake])
    assert desk.html("faq", "why") is None
    assert desk.html("faq", "other") == "<p>Other.</p>"
    assert desk.errors()


def test_last_good_survives_a_new_version_of_the_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save("faqs/why.md", faq("Because."))
    desk.save("faqs/why.md", WRONG["front matter"])
    monkeypatch.setattr("goodword.content.shelf.fingerprint", lambda terms: "another")
    desk.restart()
    assert desk.html("faq", "why") == "<p>Because.</p>"


def test_what_refers_to_a_removed_file_stays(desk: Desk) -> None:
    desk.write("niches/gyms.md", faq("Gyms.", "Gyms"))
    desk.save("faqs/why.md", faq("Because.", niches="[gyms]"))
    desk.remove("niches/gyms.md")
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.errors() == ["faqs/why.md:3"]
    desk.restart()
    assert desk.html("faq", "why") == "<p>Because.</p>"


def test_a_file_that_is_left_out_takes_no_other_with_it(desk: Desk) -> None:
    desk.write("niches/gyms.md", WRONG["an unknown key"])
    desk.save("faqs/why.md", faq("Because.", niches="[gyms]"))
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.errors() == ["niches/gyms.md:3"]


def test_a_translation_keeps_its_own_last_good_version(desk: Desk) -> None:
    desk.write("faqs/why.md", faq("Because."))
    desk.save("faqs/why.it.md", faq("Perché sì.", "Perché"))
    desk.save("faqs/why.it.md", WRONG["front matter"])
    desk.save("faqs/why.md", faq("Because of that."))
    assert desk.html("faq", "why") == "<p>Because of that.</p>"
    assert desk.html("faq", "why", "it") == "<p>Perché sì.</p>"
    desk.remove("faqs/why.it.md")
    assert desk.html("faq", "why", "it") == "<p>Because of that.</p>"


def test_a_translation_of_a_wrong_file_is_no_orphan(desk: Desk) -> None:
    desk.write("faqs/why.md", WRONG["front matter"])
    desk.save("faqs/why.it.md", faq("Perché sì.", "Perché"))
    assert {where.partition(":")[0] for where in desk.errors()} == {"faqs/why.md"}


def harbor(desk: Desk) -> Entry | None:
    return desk.library.get("case-study", "harbor")


@pytest.mark.parametrize(
    "broken",
    [
        "---\ntitle: [\n---\nThe story.\n",
        "The story.\n",
        "",
        CASE.replace("granted_on: 2026-01-01", "granted_on: someday"),
        CASE.replace("scope: [name]", "scope: [nmae]"),
        CASE.replace("consents:", "consent:"),
        CASE.replace("  channels: [website]", "  chanels: [website]"),
        CASE.replace("granted_by: Ann", "granted_by: Ann\n  granted_by: Bea"),
    ],
)
def test_a_case_study_whose_consents_cannot_be_read_is_hidden(desk: Desk, broken: str) -> None:
    desk.save("case-studies/harbor.md", CASE)
    assert harbor(desk)
    desk.save("case-studies/harbor.md", broken)
    assert harbor(desk) is None
    assert desk.errors()
    desk.restart()
    assert harbor(desk) is None
    desk.save("case-studies/harbor.md", CASE)
    assert harbor(desk)


def test_another_mistake_keeps_a_case_study_under_the_consents_of_today(desk: Desk) -> None:
    desk.save("case-studies/harbor.md", CASE)
    revoked = CASE.replace("  scope:", "  revoked_on: 2026-02-01\n  scope:").replace("The story.", "{{ nobody }}")
    desk.save("case-studies/harbor.md", revoked)
    entry = harbor(desk)
    assert entry
    assert entry.text("en").html == "<p>The story.</p>"
    assert str(entry.front("en").consents[0].revoked_on) == "2026-02-01"
    desk.restart()
    assert harbor(desk) == entry


def test_a_translation_of_a_case_study_keeps_its_last_good_version_and_goes_with_the_original(desk: Desk) -> None:
    desk.write("case-studies/harbor.md", CASE)
    desk.save("case-studies/harbor.it.md", "---\ntitle: Porto\n---\nLa storia.\n")
    desk.save("case-studies/harbor.it.md", "---\ntitle: [\n---\nLa storia nuova.\n")
    entry = harbor(desk)
    assert entry
    assert entry.text("it").html == "<p>La storia.</p>"
    desk.save("case-studies/harbor.md", CASE.replace("scope: [name]", "scope: [nmae]"))
    assert harbor(desk) is None


def test_two_saves_within_a_second_on_a_drive_that_counts_seconds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodword.content.scanning.RECENT", 60.0)
    file, now = desk.root / "content/faqs/why.md", int(time.time())
    for body in ("First.", "Other.", "Third."):
        desk.write("faqs/why.md", faq(body))
        os.utime(file, (now, now))
        assert desk.shelf.refresh()
        assert desk.html("faq", "why") == f"<p>{body}</p>"


def test_a_new_image_is_taken_in(desk: Desk) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><rect width="9" height="9"/></svg>'
    desk.write("faqs/x.svg", drawing.format(10))
    desk.save("faqs/why.md", faq("![A square](./x.svg)"))
    first = desk.html("faq", "why")
    assert first
    assert 'width="10" height="10"' in first
    assert desk.save("faqs/x.svg", drawing.format(20))
    second = desk.html("faq", "why")
    assert second
    assert 'width="20" height="20"' in second
    assert desk.save("faqs/x.svg", drawing.format(20).replace("<rect", "<script"))
    assert desk.errors() == ["faqs/why.md:4"]
    assert "script" in desk.library.problems[0].message


def test_a_picture_that_went_wrong_shows_as_it_was_and_one_that_is_gone_does_not(desk: Desk) -> None:
    desk.write(
        "faqs/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    desk.save("faqs/why.md", faq("![A square](./x.svg)"))
    right, revision = desk.html("faq", "why"), desk.library.revision
    desk.save("faqs/x.svg", "no drawing")
    assert desk.errors() == ["faqs/why.md:4"]
    assert (desk.html("faq", "why"), desk.library.revision) == (right, revision)
    assert desk.started().library.entries["faq"]["why"].text("en").html == right
    (desk.root / "content/faqs/x.svg").unlink()
    desk.shelf.refresh()
    assert desk.errors() == ["faqs/why.md:4"]
    assert "/media/" not in (desk.html("faq", "why") or "")


def test_a_second_start_reads_and_renders_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("faqs/wrong.md", WRONG["an unknown placeholder"])
    desk.save("faqs/why.md", faq("Because."))
    before = desk.library

    def never(*_: object) -> None:
        raise AssertionError("this was done before")

    monkeypatch.setattr("goodword.content.parsing.read", never)
    monkeypatch.setattr(Renderer, "render_many", lambda self, bodies: never() if bodies else {})
    desk.restart()
    assert desk.library.revision == before.revision
    assert desk.library.problems == before.problems
    assert desk.library.entries["faq"] == before.entries["faq"]
    desk.shelf.refresh(anew=True)
    assert desk.library.revision == before.revision


def test_what_could_not_be_rendered_for_want_of_time_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.shelf.expect_change()
    (helper,) = desk.shelf._renderer._idle
    os.kill(helper._process.pid, signal.SIGSTOP)  # a machine so busy that it never gets its turn
    with monkeypatch.context() as busy:
        for limit in ("START_SECONDS", "PATIENCE"):
            busy.setattr(f"goodword.content.render_process.{limit}", 0.05)
        desk.save("faqs/why.md", faq("Because."))
        assert desk.html("faq", "why") is None
    monkeypatch.setattr("goodword.content.shelf.RETRY_SECONDS", 0)
    assert desk.shelf.refresh()
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.errors() == []


def test_an_unreadable_file_is_an_error_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save("faqs/why.md", faq("Because."))
    desk.write("faqs/why.md", faq("Never seen."))
    monkeypatch.setattr("goodword.content.versions.source", lambda root, path: None)
    desk.shelf.refresh()
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert "cannot be read" in desk.library.problems[0].message


def test_two_shelves_share_what_one_of_them_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = desk.started()
    desk.save("faqs/why.md", faq("Because."))
    monkeypatch.setattr("goodword.content.parsing.read", lambda *_: pytest.fail("read twice"))
    assert other.follow()
    assert other.library.entries["faq"]["why"].text("en").html == "<p>Because.</p>"
    assert other.library.revision == desk.library.revision
    assert other.follow() is False
    other.close()


def test_who_takes_over_makes_nothing_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("faqs/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>')
    desk.write("faqs/why.md", faq("![A square](./x.svg)"))
    desk.write("faqs/why.it.md", faq("Perché.", "Perché"))
    desk.save("faqs/other.md", faq("Other."))
    other = desk.started()
    with monkeypatch.context() as making:
        making.setattr("goodword.content.assembling.build", lambda *_: pytest.fail("made twice"))
        before = other.library
        assert other.refresh(anew=True) is False
        assert other.library is before
    desk.write("faqs/other.md", faq("Another."))
    assert other.refresh()
    assert other.library.get("faq", "why") is before.get("faq", "why")
    other.close()


def test_a_start_leaves_no_helper_process(desk: Desk) -> None:
    desk.write("faqs/why.md", faq("Because."))
    desk.restart()
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert desk.shelf._renderer._idle == []


def test_other_code_is_not_followed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodword.content.shelf.fingerprint", lambda terms: "another")
    other = desk.started()
    desk.save("faqs/why.md", faq("Because."))
    assert other.follow() is False
    assert other.refresh()
    assert other.library.get("faq", "why")
    other.close()


def test_a_library_is_made_ready_before_it_is_live(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    live: list[tuple[Library, Library]] = []
    desk.shelf._prepare = lambda library: live.append((desk.library, library))
    desk.save("faqs/why.md", faq("Because."))
    ((before, after),) = live
    assert before is not after is desk.library
    desk.shelf.close()


def test_what_cannot_be_made_ready_is_not_live_here_nor_elsewhere_nor_later(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.save("faqs/why.md", faq("Because."))
    other = desk.started()

    def prepare(library: Library) -> None:
        assert desk.html("faq", "why") == "<p>Because.</p>"
        raise ZeroDivisionError

    desk.shelf._prepare = prepare
    with pytest.raises(ZeroDivisionError):
        desk.save("faqs/why.md", faq("A mistake of ours."))
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert other.follow() is False
    other.close()
    monkeypatch.setattr("goodword.content.shelf.Maker.make", prepare)
    desk.restart()
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert "what was live when we stopped is live again" in caplog.text


def test_a_drive_that_is_away_takes_nothing_with_it(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save("faqs/why.md", faq("Because."))
    content, elsewhere = desk.root / "content", desk.root / "elsewhere"
    content.rename(elsewhere)
    for _ in range(2):
        assert desk.shelf.refresh() is False
    desk.restart()
    content.mkdir()
    assert desk.shelf.refresh() is False
    assert desk.html("faq", "why") == "<p>Because.</p>"
    assert caplog.text.count("There is nothing in") == 2
    content.rmdir()
    elsewhere.rename(content)
    desk.save("faqs/why.md", faq("Back."))
    assert desk.html("faq", "why") == "<p>Back.</p>"


def test_a_full_disk_stops_no_edit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(desk.shelf._store, "publish", full)
    assert desk.save("faqs/why.md", faq("Because."))
    assert desk.html("faq", "why") == "<p>Because.</p>"


@pytest.fixture
def many(tmp_path: Path) -> Callable[[int], Path]:
    """A generated library of that many files."""

    def write(number: int) -> Path:
        body = "## Part\n\nA *paragraph* with [a link](/faqs) of words that go on.\n\n" * 6
        for kind in ("niches", "guides"):
            (tmp_path / "content" / kind).mkdir(parents=True)
        for n in range(20):
            (tmp_path / f"content/niches/n{n}.md").write_text(faq("Ours.", f"Niche {n}"))
        for n in range((number - 20) // 2):
            text = faq(f"Number {n}.\n{body}".replace("/faqs", "/guides"), f"Guide {n}", niches=f"[n{n % 20}]")
            (tmp_path / f"content/guides/g{n}.md").write_text(text)
            (tmp_path / f"content/guides/g{n}.it.md").write_text(faq(f"Numero {n}.", f"Guida {n}"))
        return tmp_path

    return write


def test_two_thousand_files(many: Callable[[int], Path]) -> None:
    """A busy machine makes each of these longer, but does not turn their order."""
    root, took = many(2_000), {}
    begun = cpu_seconds(os.getpid())
    desk = Desk(root)
    took["first start"] = cpu_seconds(os.getpid()) - begun
    assert desk.library.problems == ()
    assert len(desk.library.of("guide")) == 990
    begun = cpu_seconds(os.getpid())
    desk.restart()
    took["second start"] = cpu_seconds(os.getpid()) - begun
    desk.shelf.refresh(anew=True)
    desk.shelf.expect_change()
    begun = cpu_seconds(os.getpid())
    assert desk.save("guides/g7.md", faq("Edited.", "Guide 7"))
    desk.shelf._renderer.close()  # what a helper costs is known when it has ended
    took["edit"] = cpu_seconds(os.getpid()) - begun
    assert desk.html("guide", "g7") == "<p>Edited.</p>"
    desk.shelf.close()
    print("2,000 files, of processor time:", ", ".join(f"{what} {spent:.2f} s" for what, spent in took.items()))
    assert max(took["second start"], took["edit"]) < min(30, took["first start"])
    shutil.rmtree(root / "var")
