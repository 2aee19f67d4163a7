"""Pulling: a commit goes live whole, and whatever is wrong with a repository, the site stays on what it has."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from git_remote import Remote, faq, run

from goodword import config
from goodword.config import Settings
from goodword.content import checkout, git
from goodword.content.checking import Checks, Report
from goodword.content.git_trouble import GitError
from goodword.content.library import Terms
from goodword.content.pull_state import ask, state
from goodword.content.pulling import Pulled, Puller, alone
from goodword.content.shelf import Shelf
from goodword.content.source import content_root, live_commit

NOON = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    remote = Remote(tmp_path)
    remote.push({"faqs/why.md": faq("First.")}, "Why, at last")
    return remote


@pytest.fixture
def settings(tmp_path: Path, remote: Remote) -> Settings:
    root = tmp_path / "root"
    (root / "content/faqs").mkdir(parents=True)
    (root / "content/faqs/why.md").write_text(faq("Of before."))
    return config.load({}, root=root, var=tmp_path / "var", content_git=remote.url)


def puller(settings: Settings) -> Puller:
    def check(folder: Path) -> Report:
        return Checks(folder, settings.var, Terms()).report()

    def publish() -> None:
        live(settings)

    return Puller(settings, check, publish, lambda: NOON)


def pull(settings: Settings) -> Pulled:
    return puller(settings).pull()


def refused(settings: Settings) -> str:
    """What a pull says that changes nothing."""
    before, content = live_commit(settings.var), live(settings)
    with pytest.raises(GitError) as caught:
        pull(settings)
    assert (live_commit(settings.var), live(settings)) == (before, content)
    assert str(state(settings.var).trouble) == str(caught.value)
    return str(caught.value)


def live(settings: Settings) -> dict[str, str]:
    """slug → answer, as a shelf shows them."""
    shelf = Shelf(content_root(settings), settings.var, Terms())
    shelf.load()
    shown = {entry.slug: entry.text("en").html for entry in shelf.library.of("faq")}
    shelf.close()
    return shown


def test_a_pull_makes_the_newest_commit_live(settings: Settings, remote: Remote) -> None:
    assert live(settings) == {"why": "<p>Of before.</p>"}
    pulled = pull(settings)
    assert (pulled.commit.subject, pulled.commit.author, pulled.fresh) == ("Why, at last", "Mina", True)
    assert live(settings) == {"why": "<p>First.</p>"}
    now = state(settings.var)
    assert (now.live, now.live_since, now.bad) == (pulled.commit, NOON, False)


def test_it_says_which_files_differ(settings: Settings, remote: Remote) -> None:
    remote.push({"faqs/old.md": faq("Old.")})
    pull(settings)
    remote.push({"faqs/why.md": faq("Second."), "faqs/new.md": faq("New."), "faqs/old.md": None})
    changes = pull(settings).changes
    assert changes == (
        ("added", "content/faqs/new.md"),
        ("removed", "content/faqs/old.md"),
        ("changed", "content/faqs/why.md"),
    )


def test_nothing_new_is_no_swap(settings: Settings, remote: Remote) -> None:
    pull(settings)
    again = pull(settings)
    assert (again.fresh, again.changes, again.rewritten) == (False, (), False)


def test_a_wrong_file_in_a_good_commit_keeps_its_last_good_version(settings: Settings, remote: Remote) -> None:
    pull(settings)
    remote.push({"faqs/why.md": "---\ntitel: Why\n---\nBroken.\n", "faqs/new.md": faq("New.")})
    pulled = pull(settings)
    assert {problem.path for problem in pulled.report.problems if problem.is_error} == {"content/faqs/why.md"}
    assert live(settings) == {"why": "<p>First.</p>", "new": "<p>New.</p>"}
    assert (state(settings.var).errors, state(settings.var).bad) == (pulled.report.errors, True)


def test_a_rewritten_branch_is_taken_and_said(settings: Settings, remote: Remote) -> None:
    remote.push({"faqs/why.md": faq("Second.")})
    pull(settings)
    remote.push({"faqs/why.md": faq("Third.")})
    assert not pull(settings).rewritten
    remote.git("reset", "--quiet", "--hard", "HEAD~2")
    remote.push({"faqs/why.md": faq("Another second.")})
    assert pull(settings).rewritten
    assert live(settings) == {"why": "<p>Another second.</p>"}


def test_a_branch_set_back_is_taken_and_said(settings: Settings, remote: Remote) -> None:
    remote.push({"faqs/why.md": faq("Second.")})
    pull(settings)
    remote.git("push", "--quiet", "--force", str(remote.bare), "HEAD~1:refs/heads/main")
    assert pull(settings).rewritten
    assert live(settings) == {"why": "<p>First.</p>"}


def test_many_commits_at_once_are_a_continuation(settings: Settings, remote: Remote) -> None:
    pull(settings)
    for number in range(5):
        remote.commit({"faqs/why.md": faq(f"Number {number}.")})
    remote.push({})
    assert not pull(settings).rewritten


def test_a_branch_that_is_gone_changes_nothing(settings: Settings, remote: Remote) -> None:
    pull(settings)
    run("-C", str(remote.bare), "branch", "--quiet", "-D", "main")
    assert refused(settings).startswith("The repository has no branch main.")


def test_a_repository_that_is_away_changes_nothing(settings: Settings, remote: Remote) -> None:
    pull(settings)
    remote.bare.rename(remote.bare.with_name("elsewhere"))
    assert refused(settings).startswith(f"There is no repository at {remote.bare}")
    remote.bare.with_name("elsewhere").rename(remote.bare)
    assert not pull(settings).fresh and not state(settings.var).bad


def test_a_repository_full_of_garbage_changes_nothing(settings: Settings, remote: Remote) -> None:
    pull(settings)
    remote.push({"faqs/why.md": faq("Second.")})
    for file in (remote.bare / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"garbage")
    assert "git cannot reach" in refused(settings)


def test_a_commit_without_content_changes_nothing(settings: Settings, remote: Remote) -> None:
    pull(settings)
    remote.push({"faqs/why.md": None, "README.md": "Nothing here any more."})
    assert refused(settings) == "The commit has no folder content/ at its top, or no content in it."
    assert state(settings.var).refused is not None


def test_a_huge_file_is_refused_by_name(settings: Settings, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    pull(settings)
    remote.push({"faqs/why.md": faq("Second."), "faqs/film.mp4": os.urandom(21_000_000)})
    assert refused(settings) == ("content/faqs/film.mp4 has 21 MB; no file of content may have more than 20 MB.")


def test_more_than_a_pull_may_bring_is_refused(
    settings: Settings, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull(settings)
    monkeypatch.setattr(git, "LARGEST_FETCH", 1_000_000)
    remote.push({"film.mp4": os.urandom(3_000_000)})
    assert "sent more than one pull may bring" in refused(settings)


def test_too_much_content_is_refused(settings: Settings, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    pull(settings)
    monkeypatch.setattr(checkout, "MOST_FILES", 3)
    remote.push({f"faqs/n{number}.md": faq("One more.") for number in range(4)})
    assert refused(settings).startswith("content/ has 5 files")


def test_links_are_not_followed(settings: Settings, remote: Remote) -> None:
    secret = remote.bare.parent / "secret.md"
    secret.write_text(faq("A secret."))
    remote.write({})
    (remote.work / "content/faqs/link.md").symlink_to(secret)
    (remote.work / "content/guides").symlink_to(remote.bare.parent)
    remote.push({})
    pulled = pull(settings)
    said = [(one.path, str(one.message)) for one in pulled.report.problems]
    assert said == [(f"content/{name}", "a symbolic link is not followed") for name in ("faqs/link.md", "guides")]
    assert live(settings) == {"why": "<p>First.</p>"}
    assert pull(settings).report.problems == pulled.report.problems


def test_content_that_is_a_link_is_no_content(settings: Settings, remote: Remote) -> None:
    (remote.work / "content").rename(remote.work / "elsewhere")
    (remote.work / "content").symlink_to("elsewhere")
    remote.git("add", "--all")
    remote.git("commit", "--quiet", "--message", "A link")
    remote.git("push", "--quiet", str(remote.bare), "HEAD:refs/heads/main")
    assert "no folder content/" in refused(settings)


def test_a_note_of_lfs_is_an_error_of_that_file(settings: Settings, remote: Remote) -> None:
    note = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
    remote.push({"faqs/photo.png": note, ".gitattributes": "*.png filter=lfs\n*.md text eol=crlf ident\n"})
    pulled = pull(settings)
    assert [(one.path, str(one.message)) for one in pulled.report.problems] == [
        ("content/faqs/photo.png", "this is a note of Git LFS in place of the file")
    ]


@pytest.mark.parametrize("name", ["../../escape.md", "a/../../escape.md", ".git/config.md", "a\\b.md"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(GitError, match="impossible name"):
        checkout.refuse_unfit([git.File(f"content/{name}", "100644", "0" * 40, 5)])


def test_nothing_of_this_machine_or_of_the_repository_is_run(settings: Settings, remote: Remote) -> None:
    proof, script = remote.bare.parent / "proof", remote.bare.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch {proof}\n")
    script.chmod(0o755)
    home = remote.bare.parent / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(f"[core]\n\tfsmonitor = {script}\n\thooksPath = {home}\n")
    for hook in ("post-checkout", "reference-transaction", "post-merge"):
        (home / hook).symlink_to(script)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_EXTERNAL_DIFF", str(script))
        patch.setenv("GIT_TRACE", str(proof))
        pull(settings)
    assert not proof.exists()


def test_a_machine_without_git_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert refused(settings).startswith("The program git is not installed.")


def test_a_remote_that_never_answers_is_given_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "FETCH_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/acme/content.git"
        assert settings.content_git
        away = replace(settings, content_git=replace(settings.content_git, url=url))
        assert refused(away) == f"{url} did not answer in time (1 s)."
    assert state(settings.var).passing


def test_one_pull_at_a_time(settings: Settings) -> None:
    waited: list[bool] = []
    with alone(made(settings)):
        thread = Thread(target=puller(settings).pull, args=(lambda: waited.append(True),))
        thread.start()
        while not waited:
            time.sleep(0.01)
        assert live_commit(settings.var) is None
    thread.join(timeout=60)
    assert live_commit(settings.var) is not None


def made(settings: Settings) -> Path:
    return content_root(settings).parent


def test_a_pull_answers_the_request_it_found(settings: Settings) -> None:
    made(settings)
    name = ask(settings.var, "a push", NOON)
    pull(settings)
    assert state(settings.var).answered == name


def test_old_commits_are_taken_away(settings: Settings, remote: Remote) -> None:
    for number in range(5):
        remote.push({"faqs/why.md": faq(f"Number {number}.")})
        pull(settings)
    kept = [path.name for path in (settings.var / "material").iterdir() if (path / "content").is_dir()]
    assert len(kept) == 4 and live_commit(settings.var) in kept  # three, and `current`, which is one of them


def test_what_a_killed_pull_left_is_cleared_away(settings: Settings, remote: Remote) -> None:
    pull(settings)
    left = settings.var / "material" / ".making-0123/content"
    left.mkdir(parents=True)
    for name in ("shallow.lock", "objects/pack/tmp_pack_x", "refs/fetched/x.lock"):
        (settings.var / "material/repository.git" / name).touch()
    remote.push({"faqs/why.md": faq("Second.")})
    assert pull(settings).fresh
    assert not left.parent.exists()


def test_a_damaged_copy_is_fetched_anew(settings: Settings, remote: Remote) -> None:
    pull(settings)
    for file in (settings.var / "material/repository.git/objects").rglob("*.pack"):
        file.chmod(0o600)
        file.write_bytes(b"garbage")
    remote.push({"faqs/why.md": faq("Second.")})
    assert pull(settings).fresh
    assert live(settings) == {"why": "<p>Second.</p>"}


def test_another_repository_takes_over_when_it_answers(settings: Settings, remote: Remote, tmp_path: Path) -> None:
    pull(settings)
    (tmp_path / "b").mkdir()
    other = Remote(tmp_path / "b")
    other.push({"faqs/other.md": faq("Other.")})
    moved = config.load({}, root=settings.root, var=settings.var, content_git=other.url)
    assert live(moved) == {"why": "<p>First.</p>"}
    assert not pull(moved).rewritten
    assert live(moved) == {"other": "<p>Other.</p>"}


@pytest.mark.parametrize("signal_after", [0.0, 0.2, 0.5, 1.0])
def test_killed_anywhere_what_was_live_stays(settings: Settings, remote: Remote, signal_after: float) -> None:
    pull(settings)
    remote.push({f"faqs/n{number}.md": faq(f"Number {number}.") for number in range(300)})
    code = "import sys; from test_content_pull import killable; killable(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(settings.root), str(settings.var), remote.url]
    here = Path(__file__).parent
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    time.sleep(signal_after)
    process.kill()
    process.communicate()
    assert len(live(settings)) in (1, 301)
    pull(settings)
    assert len(live(settings)) == 301


def killable(root: str, var: str, url: str) -> None:
    print("ready", flush=True)
    pull(config.load({}, root=root, var=var, content_git=url))


def test_looking_finds_only_what_is_new(settings: Settings, remote: Remote) -> None:
    one = puller(settings)
    looks: list[bool] = [one.look()]
    one.pull()
    looks.append(one.look())
    remote.push({"faqs/why.md": faq("Second.")})
    looks.append(one.look())
    assert looks == [True, False, True]


def test_looking_notes_that_nobody_answers_and_that_it_passed(settings: Settings, remote: Remote) -> None:
    one = puller(settings)
    one.pull()
    remote.bare.rename(remote.bare.with_name("elsewhere"))
    assert not one.look()
    assert state(settings.var).bad
    remote.bare.with_name("elsewhere").rename(remote.bare)
    assert one.look()
    one.pull()
    assert not state(settings.var).bad


def test_the_command_reports_and_ends_with_a_code(make_app: Callable[..., Flask], remote: Remote) -> None:
    runner = make_app(content_git=remote.url).test_cli_runner()
    done = runner.invoke(args=["content", "pull"])
    assert done.exit_code == 0, done.output
    assert "Mina: Why, at last" in done.output and "  added    content/faqs/why.md" in done.output
    assert runner.invoke(args=["content", "pull"]).output.startswith("Nothing new. Content is at ")
    remote.push({"faqs/why.md": "no front matter"})
    wrong = runner.invoke(args=["content", "pull"])
    assert wrong.exit_code == 1 and "content/faqs/why.md:1:1:" in wrong.output
    run("-C", str(remote.bare), "branch", "--quiet", "-D", "main")
    broken = runner.invoke(args=["content", "pull"])
    assert (broken.exit_code, broken.output) == (
        1,
        "Error: The repository has no branch main. Push it again, or name another in GOODWORD_CONTENT_GIT.\n",
    )


def test_the_command_without_a_repository_is_wrong_usage(make_app: Callable[..., Flask]) -> None:
    done = make_app().test_cli_runner().invoke(args=["content", "pull"])
    assert done.exit_code == 2 and "set GOODWORD_CONTENT_GIT" in done.output


def test_a_list_without_end_is_not_read_to_its_end(settings: Settings, remote: Remote) -> None:
    """Twelve folders that each hold the one below ten times: a trillion files in fourteen objects."""
    pull(settings)
    blob = remote.git("hash-object", "-w", "--path=x.md", "content/faqs/why.md")
    tree = made_tree(remote, "".join(f"100644 blob {blob}\tf{number}.md\n" for number in range(10)))
    for _ in range(11):
        tree = made_tree(remote, "".join(f"040000 tree {tree}\tt{number}\n" for number in range(10)))
    top = made_tree(remote, f"040000 tree {tree}\tcontent\n")
    commit = remote.git("commit-tree", top, "-p", "HEAD", "-m", "Endless")
    remote.git("push", "--quiet", str(remote.bare), f"{commit}:refs/heads/main")
    assert refused(settings) == "The commit has far too many files under content/."


def made_tree(remote: Remote, rows: str) -> str:
    command = ["git", "-C", str(remote.work), "mktree"]
    return subprocess.run(command, input=rows, capture_output=True, text=True, check=True).stdout.strip()
