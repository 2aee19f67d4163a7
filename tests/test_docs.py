"""The documents say what the code does: each command, option, weight, filter, key; and every link leads somewhere."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from goodword.content import commands as content_commands
from goodword.content.consent import Allowed
from goodword.content.kinds import CHANNELS, SCOPES, SECTION_NAMES
from goodword.content.pull_command import pull
from goodword.material import models_in
from goodword.outbox import commands as outbox_commands
from goodword.partners.commands import sign_in_link
from goodword.referrals import commands as partner_commands
from goodword.referrals import models, referral_commands, tables
from goodword.referrals.api import key_commands
from goodword.referrals.entries import TEXTS
from goodword.referrals.lead_command import leads_command
from goodword.referrals.recording.commands import forget_command, reconcile_command, replay_command
from goodword.referrals.sale_command import sales_command
from goodword.site.brand import Brand
from goodword.site.commands import explain_command
from goodword.site.coverage_command import coverage_command
from goodword.site.link_commands import end_link_command, link_command, links_command
from goodword.site.planning import USUAL_MOST
from goodword.site.reasons import FILTERS
from goodword.site.targeting import WEIGHTS
from goodword.team import commands as team_commands
from goodword.worker import worker_command

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
NOTES = sorted((REPOSITORY / "content").rglob("README.md"))
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *sorted(DOCS.glob("*.md")), *NOTES]
GROUPS = {
    "api-key": key_commands.api_key,
    "content": content_commands.content,
    "outbox": outbox_commands.outbox,
    "partners": partner_commands.partners,
    "referrals": referral_commands.referrals,
    "team": team_commands.group,
}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
WRITTEN_LINK = re.compile(r"`[^`\n]*\]\([^`\n]*`")  # one that is shown, not followed


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    return [code for kind, code in FENCE.findall(read(path)) if kind == language]


def part(text: str, heading: str) -> str:
    """What stands under a heading of level 2."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"there is no heading {heading!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """The first code word of each row of the tables in ``text``."""
    return re.findall(r"^\| `([^`]+)`", text, re.M)


def words(path: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", read(path)))


def commands() -> dict[str, click.Command]:
    """Every command of ours by its whole name. Some join their group when an application is made."""
    added = {"reconcile": reconcile_command, "replay": replay_command, "forget": forget_command}
    added |= {"leads": leads_command, "sales": sales_command}
    joining = {"explain": explain_command, "coverage": coverage_command, "pull": pull}
    found: dict[str, click.Command] = {f"flask content {name}": command for name, command in joining.items()}
    found |= {f"flask referrals {name}": command for name, command in added.items()}
    found |= {"flask partners sign-in-link": sign_in_link, "flask partners link": link_command}
    found |= {"flask partners links": links_command, "flask partners end-link": end_link_command}
    found |= {"flask worker": worker_command}
    for name, group in GROUPS.items():
        found |= {f"flask {name} {each}": command for each, command in group.commands.items()}
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(name: str) -> None:
    said = part(read(DOCS / "commands.md"), name)
    options = [each for each in commands()[name].params if isinstance(each, click.Option)]
    assert sorted(first_cells(said)) == sorted(max(each.opts, key=len) for each in options)
    choices = [choice for each in options if isinstance(each.type, click.Choice) for choice in each.type.choices]
    assert [choice for choice in choices if f"`{choice}`" not in said] == []


def test_no_other_command_is_documented() -> None:
    said = re.findall(r"^## ((?:flask|bin).*)$", read(DOCS / "commands.md"), re.M)
    scripts = {f"bin/{path.name}" for path in (REPOSITORY / "bin").iterdir() if path.name != "setup"}
    assert set(said) == scripts | set(commands()) | {"flask db upgrade"}


def test_every_weight_is_documented() -> None:
    text = part(read(DOCS / "how-pages-are-chosen.md"), "3. Points")
    assert {name: int(points) for name, points in re.findall(r"^\| `(\w+)` \| (-?\d+) \|", text, re.M)} == WEIGHTS


def test_every_usual_number_of_blocks_is_documented() -> None:
    text = part(read(DOCS / "how-pages-are-chosen.md"), "5. How many, and how far")
    assert {name: int(most) for name, most in re.findall(r"^\| `([\w-]+)` \| (\d+) \|", text, re.M)} == USUAL_MOST


def test_every_filter_is_documented() -> None:
    said = first_cells(part(read(DOCS / "how-pages-are-chosen.md"), "1. Filters"))
    assert sorted(said) == sorted(FILTERS)


def brand_keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in models_in(field.annotation):
            yield from brand_keys(inner)


def test_every_key_of_the_brand_file_is_documented() -> None:
    text = part(read(DOCS / "design.md"), "site/brand.toml")
    assert [key for key in brand_keys(Brand) if not re.search(rf"(?<![\w-]){key}(?![\w-])", text)] == []


def test_everything_about_consent_is_told() -> None:
    told = set(re.findall(r"`([^`\n]+)`", part(read(DOCS / "marketers.md"), "Consent")))
    assert {*SCOPES, *CHANNELS} <= told
    # The two rules that surprise people, as the code has them.
    assert not Allowed(frozenset({"logo"})).logo and not Allowed(frozenset({"photo"})).photo


def test_everything_about_partners_is_told() -> None:
    told = words(DOCS / "program-managers.md")
    columns = {*tables.PLAIN, *TEXTS}
    assert {*models.KINDS, *models.PARTNER_STATUSES, *models.ENROLLMENT_STATUSES, *columns} <= told


def test_sections_are_named_as_pages_name_them() -> None:
    text = part(read(DOCS / "how-pages-are-chosen.md"), "5. How many, and how far")
    assert set(first_cells(text)) <= set(SECTION_NAMES)


def anchors(path: Path) -> set[str]:
    """Fragments of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#{1,6} (.+)$", FENCE.sub("", read(path)), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(WRITTEN_LINK.sub("", FENCE.sub("", read(page)))):
        if "://" in target:
            continue
        name, _, fragment = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (fragment and fragment not in anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", [path for path in PAGES if path.parent == DOCS], ids=lambda path: path.name)
def test_every_page_can_be_found(page: Path) -> None:
    assert page.name == "index.md" or f"({page.name})" in read(DOCS / "index.md")


SHELL = [
    pytest.param(code, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, code in enumerate(blocks(page, "sh"), 1)
]


@pytest.mark.parametrize("code", SHELL)
def test_shell_commands_are_real(code: str) -> None:
    code = code.replace("<this repository>", "https://example.com/goodword.git")
    done = subprocess.run(["bash", "-n"], input=code, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for line in re.split(r"\n|&&", code):
        if line.strip():
            check_command(line.split())


def check_command(asked: list[str]) -> None:
    """Whether a command line of the documents names what there is."""
    if asked[0].startswith("bin/"):
        assert (REPOSITORY / asked[0]).stat().st_mode & 0o100, f"{asked[0]} cannot be run"
    elif asked[0] == "flask":
        command = commands().get(" ".join(asked[:3])) or commands().get(" ".join(asked[:2]))
        assert command, f"{' '.join(asked[:3])} is no command"
        options = {name for each in command.params for name in each.opts}
        assert {word for word in asked if word.startswith("--")} <= options
    else:
        assert asked[0] in {"git", "cd", "source", "sqlite3"} or shutil.which(asked[0]), f"what is {asked[0]}?"


def test_readme_shows_the_commands_of_program_managers() -> None:
    said = "\n".join(blocks(REPOSITORY / "README.md", "sh"))
    assert [name for name in commands() if name.startswith("flask partners") and name not in said] == []


def test_every_room_is_in_the_structure() -> None:
    rooms = {path.parent.name for path in (REPOSITORY / "goodword").glob("*/__init__.py")}
    structure: Mapping[str, str] = {room: f"`goodword/{room}/`" for room in rooms}
    assert [room for room, said in structure.items() if said not in read(DOCS / "structure.md")] == []
