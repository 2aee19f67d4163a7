"""Laws of the whole code base, and of what lies beside it."""

import ast
import csv
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from goodword import config

REPOSITORY = Path(__file__).parents[1]
CODE = REPOSITORY / "goodword"
MATERIAL = ("site", "content", "partners", "templates")
MODULES = sorted(CODE.rglob("*.py"))

# Which rooms a room may import, beside what all share. Modules at the top of the package import no room, except
# these, which join rooms and are imported by nobody.
JOINING = {"app", "check", "cli", "launch", "worker"}
# Folders of the package that are no rooms: everybody may import them.
SHARED = {"material", "accounts", "mail", "outbox", "journal"}
MAY_IMPORT: dict[str, set[str]] = {
    "content": set(),
    "referrals": set(),
    "site": {"content", "referrals"},
    "partners": {"content", "site", "referrals"},
    "insights": {"content", "referrals", "partners"},
    "journeys": {"content", "referrals", "partners"},
    "team": {"content", "referrals", "site", "partners", "insights", "journeys"},
}

DECIDING = {"targeting", "planning", "crediting", "touch_rules", "evidence", "classing", "rewards", "consent"}
IMPURE = {"flask", "flask_sqlalchemy", "sqlalchemy", "time", "random", "secrets", "uuid", "os", "io", "goodword.db"}
CLOCKS = {"now", "today", "utcnow"}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(REPOSITORY)) for path in paths]


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that ``path`` imports, wherever in the file; ``from a import b`` counts as a and a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import, which these tests do not follow"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def top(module: str) -> str | None:
    """The room or shared module of ours that ``module`` belongs to: goodword.site.planning is of site."""
    parts = module.split(".")
    return parts[1] if parts[0] == "goodword" and len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(CODE).parts[0].removesuffix(".py")
    allowed = set(MAY_IMPORT) if own in JOINING else MAY_IMPORT.get(own, set()) | {own}
    for module in imports(path):
        room = top(module)
        assert room not in MAY_IMPORT or room in allowed, f"{own} may not import {module}"
        assert room not in JOINING or own in JOINING, f"{module} joins rooms; nothing imports it"


def test_rooms_are_those_of_the_architecture() -> None:
    rooms = {path.parent.relative_to(CODE).parts[0] for path in MODULES if path.parent != CODE}
    assert rooms - set(MAY_IMPORT) <= SHARED, "a new room needs a line in MAY_IMPORT"


def test_material_holds_no_code() -> None:
    assert [path for folder in MATERIAL for path in (REPOSITORY / folder).rglob("*.py*")] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem in DECIDING], ids=lambda path: path.stem)
def test_deciding_is_pure(path: Path) -> None:
    for module in imports(path):
        assert module not in IMPURE and module.split(".")[0] not in IMPURE, f"{module} has no place in a decision"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in CLOCKS | {"open"}, f"line {node.lineno}: {called}() looks at the world"


def front_matter(kind: str) -> Iterator[tuple[str, dict[str, object]]]:
    for path in sorted((REPOSITORY / "content" / kind).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if "." not in path.stem and text.startswith("---\n"):
            yield path.stem, yaml.safe_load(text.split("\n---", 1)[0])


def sample_words() -> set[str]:
    """What names the sample company, its customers, partners and trades; not what any company might write."""
    brand = tomllib.loads((REPOSITORY / "site" / "brand.toml").read_text(encoding="utf-8"))
    words = {str(brand["name"]), *brand["product"]["hosts"], brand["leads"]["contact"].partition("@")[2]}
    for slug, facts in front_matter("case-studies"):
        customer = facts["customer"]
        assert isinstance(customer, dict)
        words |= {slug, str(customer["name"])}
    for kind in ("niches", "pains", "use-cases", "guides"):
        words |= {slug for slug, _ in front_matter(kind) if "-" in slug}
    with (REPOSITORY / "partners" / "sample" / "partners.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            words |= {row["name"], row["company"], row["email"]}
    return words


def test_the_sample_company_is_not_in_the_code() -> None:
    words = sample_words()
    assert len(words) > 30
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(REPOSITORY)}: {match[0]}"
        for path in CODE.rglob("*")
        if path.suffix in {".py", ".typ", ".toml", ".json", ".html", ".txt"} and "__pycache__" not in path.parts
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_material_is_never_ignored_by_git() -> None:
    likely = ["build", "dist", "lib", "lib64", "var", "env", "venv", "target", "downloads", "parts", "site", "logs"]
    paths = [f"{folder}/{name}/x.md" for folder in MATERIAL for name in likely]
    paths += [
        f"{folder}/{name}" for folder in MATERIAL for name in ("x.log", "x.mo", "x.pot", "x.egg", "x.spec", "x.db")
    ]
    paths += [str(file.relative_to(REPOSITORY)) for folder in MATERIAL for file in (REPOSITORY / folder).rglob("*")]
    command = ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "--stdin"]
    done = subprocess.run(command, cwd=REPOSITORY, input="\n".join(paths), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_every_setting_is_documented() -> None:
    documented = re.findall(r"^### (\w+)$", (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8"), re.M)
    served = ["HOST", "PORT", "WEB_CONCURRENCY"]
    assert sorted(documented) == sorted([*(config.PREFIX + name for name in config.NAMES), *served])


def test_every_front_matter_key_is_documented() -> None:
    from pydantic import BaseModel  # noqa: PLC0415

    from goodword.content import kinds  # noqa: PLC0415
    from goodword.referrals import programs  # noqa: PLC0415

    text = (REPOSITORY / "docs" / "front-matter.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([\w-]+)`", text))
    types = [each for module in (kinds, programs) for each in vars(module).values() if isinstance(each, type)]
    models = [each for each in types if issubclass(each, BaseModel)]
    missing = {
        f"{model.__name__}.{field.alias or name}"
        for model in models
        for name, field in model.model_fields.items()
        if (field.alias or name) not in documented
    }
    assert len(models) > 10 and missing == set()


TEMPLATES = sorted((REPOSITORY / "templates").rglob("*.*"))
MAIL = REPOSITORY / "templates" / "mail"
STYLES = sorted((REPOSITORY / "site").rglob("*.css"))
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:|<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)""",
    re.IGNORECASE,
)
SIDES = "left|right|top|bottom"
PHYSICAL = re.compile(
    rf"(?:^|[;{{\s])(?:(?:margin|padding|scroll-margin|scroll-padding|border)-(?:{SIDES})[\w-]*|{SIDES}"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_templates_have_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [(text.count("\n", 0, match.start()) + 1, match[0].strip()) for match in INLINE.finditer(text)]
    # Mail programs know no style sheets: in mail, and nowhere else, an element has its style with it. Nothing more.
    assert [one for one in found if path.parent != MAIL or one[1] != "style="] == []


@pytest.mark.parametrize("path", sorted(MAIL.glob("*.html")), ids=lambda path: path.name)
def test_mail_loads_nothing_and_is_styled_for_both_directions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""\ssrc\s*=|<link\b|<form\b|url\(|@import|(?:https?:)?//[\w-]""", text)
    sides = re.compile(r"(?:margin|padding|border)-(?:left|right)\b|(?:text-align|float)\s*:\s*(?:left|right)\b")
    assert sides.findall(text) == []


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_styles_are_logical(path: Path) -> None:
    """What is left in English is right in Arabic. Comments and conditions in parentheses may say what they like."""
    text = re.sub(r"/\*.*?\*/|\([^()]*\)", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert [match[0].strip() for match in PHYSICAL.finditer(text)] == []


def test_locks_name_no_place_to_download_from() -> None:
    plain, tests = (
        (REPOSITORY / name).read_text(encoding="utf-8") for name in ("requirements.txt", "requirements-test.txt")
    )
    assert not re.search(r"://|--index|--extra|--find-links|--trusted|^-e|\.whl|\.tar", plain + tests, re.M)
    pins = [set(re.findall(r"^[\w.-]+(?:\[\w+\])?==\S+", lock, re.M)) for lock in (plain, tests)]
    assert pins[0] < pins[1], "bin/lock makes the tests' lock hold everything of the other"
