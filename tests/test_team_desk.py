"""The desk: what needs a decision, how the content is, where each entry is live, in the reader's language."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import time_machine
from conftest import close
from factories import NOON, TODAY, add_partner
from flask import Flask
from people import sign_in
from sqlalchemy import update
from team_company import files, write

from goodword import outbox
from goodword.app import SHELF, create_app
from goodword.content.commands import EXTENSION as CHECKS
from goodword.content.pull_state import PullState, save
from goodword.db import writing
from goodword.outbox import Due
from goodword.saying import Said
from goodword.settings_of_content import Repository

pytestmark = pytest.mark.usefixtures("unhurried")
FORGE = Repository("https://github.com/spokewise/content.git", "main", "github.com", "spokewise/content", "github")


class Desk:
    """Mina at the desk of a company, at noon."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()
        sign_in(self.client)

    def reads(self, language: str) -> None:
        sign_in(self.client, language=language)

    def get(self, path: str, status: int = 200) -> str:
        """The page's main part, without the marks that keep directions apart."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status}"
        return re.sub("</?bdi[^>]*>", "", unescape(answer.text).partition("<main")[2])

    def write(self, path: str, text: str | None) -> None:
        """Saves a file of the content, or deletes it."""
        file: Path = self.app.extensions[SHELF].root / "content" / path
        file.write_text(text, encoding="utf-8") if text is not None else file.unlink()
        self.app.extensions[SHELF].refresh()

    def check(self) -> None:
        """As `flask content check` does."""
        checks = self.app.extensions[CHECKS]
        with self.app.app_context():
            checks.keep(checks.report())


@pytest.fixture(scope="module", autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, noon: None) -> Iterator[Desk]:
    """A desk that these tests share: only to be read."""
    with opened(tmp_path_factory.mktemp("desk"), sqlite_template) as made:
        yield made


@pytest.fixture
def own_desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    """A desk of the test's own, whose content it may change."""
    with opened(tmp_path, sqlite_template) as made:
        yield made


@pytest.fixture(scope="module")
def bare_desk(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, noon: None) -> Iterator[Desk]:
    """The desk of a company that has written nothing yet."""
    with opened(tmp_path_factory.mktemp("bare"), sqlite_template, {}) as made:
        yield made


@contextmanager
def opened(folder: Path, database: Path, texts: Mapping[str, str] | None = None) -> Iterator[Desk]:
    shutil.copyfile(database, folder / "goodword.db")
    root = write(folder / "root", files(TODAY) if texts is None else texts)
    app = create_app(root, var=folder / "var", database_url=f"sqlite:///{folder / 'goodword.db'}")
    add_partner(app, "ada")
    add_partner(app, "ben")
    yield Desk(app)
    close(app)


def test_today_says_what_needs_a_decision(desk: Desk) -> None:
    page = desk.get("/team")
    assert "1 thing needs you today" in page
    assert "Mill answers again" in page and "10 days left" in page
    assert "Spring tires" in page and "goes live (" in page


def test_today_says_when_nothing_does(own_desk: Desk) -> None:
    own_desk.write("case-studies/mill.md", None)
    page = own_desk.get("/team")
    assert "Nothing needs you today" in page and "All of it can be left alone" in page


def test_mail_that_was_given_up_stands_on_the_desk(own_desk: Desk) -> None:
    with own_desk.app.app_context(), writing() as session:
        outbox.put(session, "mail", {"to": "omar@example.com"}, at=NOON)
        session.execute(update(Due).values(dead_at=NOON, error="mailbox full"))
    page = own_desk.get("/team")
    assert "Mail that could not be sent" in page and "omar@example.com" in page and "mailbox full" in page


def test_content_that_could_not_be_fetched_stands_on_the_desk(own_desk: Desk) -> None:
    settings = own_desk.app.extensions["goodword.settings"]
    own_desk.app.extensions["goodword.settings"] = replace(settings, content_git=FORGE)
    save(settings.var, PullState(tried_at=NOON, trouble=Said("no branch %(name)s", name="main")))
    page = own_desk.get("/team")
    assert "2 things need you today" in page
    assert "no branch main" in page and "The site stays on what it has" in page


def test_a_wrong_file_stands_on_the_desk_with_its_place_and_mend(own_desk: Desk) -> None:
    own_desk.write("faqs/price.md", "---\ntitel: What?\n---\n")
    for page in (own_desk.get("/team"), own_desk.get("/team/content")):
        assert "content/faqs/price.md" in page and "line 2, column 1" in page
        assert "did you mean title?" in page
        assert "last good version is shown" in page


def test_a_file_that_never_was_good_says_so(own_desk: Desk) -> None:
    own_desk.write("faqs/new.md", "---\ntitel: What?\n---\n")
    assert "not on the site" in own_desk.get("/team")
    page = own_desk.get("/team/content/faq/new")
    assert "never was without an error" in page and "did you mean title?" in page


def test_a_story_whose_consents_cannot_be_read_is_said_to_be_hidden(own_desk: Desk) -> None:
    own_desk.write("case-studies/kerb.md", "---\ntitle: Kerb\ncustomer: {name: Kerb}\nconsents: [oops]\n---\n")
    assert "is hidden until they can" in own_desk.get("/team/content/case-study/kerb")


def test_a_wrong_file_of_an_entry_is_said_on_its_receipt(own_desk: Desk) -> None:
    own_desk.write("faqs/price.it.md", "---\ntitel: Quanto?\n---\n")
    page = own_desk.get("/team/content/faq/price")
    assert "The file has an error: the last good version is shown" in page and "did you mean title?" in page


def test_a_mended_file_leaves_the_desk(own_desk: Desk) -> None:
    own_desk.write("faqs/price.md", "---\ntitel: What?\n---\n")
    own_desk.write("faqs/price.md", "---\ntitle: What?\n---\n")
    assert "content/faqs/price.md" not in own_desk.get("/team")


def test_a_receipt_says_where_an_entry_is_live(desk: Desk) -> None:
    page = desk.get("/team/content/case-study/kerb")
    assert "live on" in page and "for everyone" in page and "for every other partner" in page
    assert "Bike shops" in page and "Where it is not, and why" in page
    assert "What the customer allows" in page and "Odile Maes" in page


def test_a_receipt_says_on_whose_pages_it_is_not(desk: Desk) -> None:
    page = desk.get("/team/content/case-study/ada")
    assert "for ada" in page
    assert "would be shown if a consent for the pages of all partners" in page and "every other partner" in page


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("faq/unfinished", "Its file says"),
        ("guide/spring", "It goes live by itself at the moment that its file names"),
        ("faq/price", "live on"),
        ("niche/bikes", "live on"),
        ("page/home", "live on"),
    ],
)
def test_every_kind_has_a_receipt(desk: Desk, path: str, said: str) -> None:
    assert said in desk.get(f"/team/content/{path}")


def test_a_receipt_says_which_languages_are_written(desk: Desk) -> None:
    page = desk.get("/team/content/faq/price")
    assert "content/faqs/price.ar.md" in page and "not written" in page


@pytest.mark.parametrize("path", ["faq/none", "none/price", "faq/price/more"])
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    desk.get(f"/team/content/{path}", status=404)


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("state=draft", "Not yet", "Spring tires"),
        ("state=ending", "Mill answers again", "Kerb halves its calls"),
        ("kind=guide", "Spring tires", "Not yet"),
        ("q=quanto", "What does it cost?", "Spring tires"),
        ("state=missing&language=it", "Rust", "What does it cost?"),
    ],
)
def test_the_list_is_narrowed(desk: Desk, query: str, there: str, gone: str) -> None:
    page = desk.get(f"/team/content?{query}")
    assert there in page and gone not in page


def test_what_narrows_to_nothing_says_what_to_do(desk: Desk) -> None:
    assert "Try fewer words" in desk.get("/team/content?q=zzz")


@pytest.mark.parametrize(
    "query", ["state=nonsense", "kind=<b>", "page=0", "page=99", "page=-1", "page=x", "language=fr"]
)
def test_what_is_not_known_narrows_nothing(desk: Desk, query: str) -> None:
    assert "Kerb halves its calls" in desk.get(f"/team/content?{query}")


def test_coverage_says_what_each_niche_lacks(desk: Desk) -> None:
    page = desk.get("/team/content/coverage")
    assert "What would help most" in page and "A guide for" in page
    assert 'class="match match-exact" href="/team/preview?page=/for/bikes' in page
    assert "would be exact" in page


def test_coverage_once_made_is_told_on_the_list(own_desk: Desk) -> None:
    assert "of all sections of niche pages" not in own_desk.get("/team/content")
    own_desk.get("/team/content/coverage")
    assert "of all sections of niche pages" in own_desk.get("/team/content")


def test_a_translation_that_fell_behind_stands_on_the_desk(own_desk: Desk) -> None:
    own_desk.check()
    own_desk.write("faqs/price.md", "---\ntitle: What does it really cost?\n---\nLittle.")
    own_desk.check()
    assert "Translations that fell behind" in own_desk.get("/team")
    assert "What does it really cost?" in own_desk.get("/team/content?state=stale&language=it")
    assert "fell behind the original" in own_desk.get("/team/content/faq/price")


def test_advice_is_that_of_the_last_check(own_desk: Desk) -> None:
    assert "no translation into" not in own_desk.get("/team/content/pain/rust")
    own_desk.check()
    assert "no translation into" in own_desk.get("/team/content/pain/rust")


@pytest.mark.parametrize("path", ["/team", "/team/content", "/team/content/coverage"])
def test_an_empty_company_is_told_how_to_begin(bare_desk: Desk, path: str) -> None:
    page = bare_desk.get(path)
    assert "There is no content yet" in page or "No niche is live" in page


@pytest.mark.parametrize(("language", "word"), [("it", "Oggi niente"), ("ar", "لا شيء يحتاج إليك اليوم")])
def test_the_desk_speaks_its_readers_language(bare_desk: Desk, language: str, word: str) -> None:
    bare_desk.reads(language)
    assert f'lang="{language}"' in bare_desk.client.get("/team").text
    assert word in bare_desk.get("/team")


def test_reasons_are_told_in_the_readers_language(own_desk: Desk) -> None:
    own_desk.reads("it")
    page = own_desk.get("/team/content/case-study/ada")
    assert "would be shown" not in page and "se un consenso" in page


def test_files_can_be_mended_in_the_forge(own_desk: Desk) -> None:
    settings = own_desk.app.extensions["goodword.settings"]
    own_desk.app.extensions["goodword.settings"] = replace(settings, content_git=FORGE)
    page = own_desk.get("/team/content/faq/price")
    assert "https://github.com/spokewise/content/edit/main/content/faqs/price.md" in page
    assert "https://github.com/spokewise/content/new/main/content/faqs?filename=price.ar.md" in page
