"""A branch of the content repository, before it is merged: previewed from a real remote."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import close
from factories import ask, ran_before
from flask import Flask
from git_remote import Remote
from previewing import address, get, mina, page_of, preview, shared_address, told_by

from goodword.app import SHELF, create_app

NEW = "---\ntitle: Brand new?\n---\n\nYes, on a branch.\n"
WRONG = "---\ntitel: Typing\n---\n\nX.\n"
HOME = "---\ntitle: Home\nheadline: As it is\nsections: [hero, faqs]\n---\n"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """``main`` is live; ``next/faq`` has one question more."""
    made = Remote(tmp_path / "remote")
    made.push({"pages/home.md": HOME, "faqs/price.md": "---\ntitle: How much?\n---\n\nLittle.\n"})
    made.push({"faqs/new.md": NEW, "pages/home.md": HOME.replace("As it is", "As it may be")}, branch="next/faq")
    return made


@pytest.fixture
def app(remote: Remote, company: Path, tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    settings = {"content_git": remote.url, "content_forge": "github"}
    made = create_app(company, var=ran_before(tmp_path / "var"), database_url=sqlite_url, **settings)
    yield made
    close(made)


def test_a_branch_is_previewed_as_it_is_pushed(app: Flask, remote: Remote) -> None:
    member = mina(app)
    html = preview(member, branch="next/faq")
    assert "As it may be" in page_of(html) and "Brand new?" in page_of(html)
    assert '<option value="next/faq" selected>' in html
    assert "Brand new?" not in ask(app, "/").text


def test_links_stay_on_the_branch(app: Flask) -> None:
    assert "branch=next/faq" in page_of(preview(mina(app), branch="next/faq"))


def test_a_branch_that_is_not_there_is_said(app: Flask) -> None:
    html = preview(mina(app), branch="nowhere")
    assert "nowhere" in told_by(html) and 'class="pv-notice pv-notice-bad"' in html


def test_a_branch_can_be_shared(app: Flask) -> None:
    url = shared_address(get(mina(app), address(branch="next/faq") + "&share=1").text)
    assert "As it may be" in get(app.test_client(), url).text


def test_the_branchs_own_mistakes_are_told(app: Flask, remote: Remote) -> None:
    remote.push({"faqs/new.md": WRONG}, branch="wrong")
    member = mina(app)
    html = preview(member, branch="wrong")
    assert "How much?" in page_of(html)


def test_what_is_live_is_never_what_is_on_a_branch(app: Flask) -> None:
    before = ask(app, "/").data
    preview(mina(app), branch="next/faq")
    app.extensions[SHELF].refresh()
    assert ask(app, "/").data == before
