"""``flask content new`` and ``flask content schema``: for people who write content, and their editors."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from goodword.content.checking import Checks
from goodword.content.schemas import file_names, schemas
from goodword.content.starting import Start, start
from goodword.errors import GoodwordError, UsageError

CHECKS = "goodword.content.checks"


@click.command("new", epilog="Example: flask content new case-study quiet-studio; then again with --language it")
@click.argument("kind")
@click.argument("slug")
@click.option("--language", help="Begin the translation of an entry that is there already.")
@click.option("--stdout", is_flag=True, help="Print the file, write nothing.")
@with_appcontext
def new(kind: str, slug: str, language: str | None, stdout: bool) -> None:
    """Write a filled-in draft of KIND for you to change; SLUG is its name.

    KIND is niche, pain, use-case, case-study, faq, guide, offer or page. Nothing that is there is overwritten.
    """
    checks: Checks = current_app.extensions[CHECKS]
    made = start(checks.root, checks.terms, kind, slug, language)
    if stdout:
        click.echo(made.text, nl=False)
        return
    refuse_to_lose(made)
    write(checks.root, made)
    click.echo(f"{made.path} is a draft: change its texts, then take the line “status: draft” away.")
    click.echo("`flask content check` says what is missing.")


def refuse_to_lose(made: Start) -> None:
    """What is written into fetched content would be gone with the next fetch."""
    settings = current_app.extensions.get("goodword.settings")
    if settings and settings.content_git:
        raise UsageError(
            f"Content comes from {settings.content_git.url} and is replaced by the next pull. Print the file with"
            f" --stdout, and add it there as {made.path}."
        )


def write(root: Path, made: Start) -> None:
    file = root / made.path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(made.text)
    except FileExistsError:
        if not file.exists():
            raise GoodwordError(f"{made.path} cannot be written: a file stands where a folder should be.") from None
        raise UsageError(f"{made.path} is there already: change that file, or choose another slug.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise GoodwordError(f"{made.path} cannot be written ({reason}). --stdout prints the file instead.") from None


@click.command("schema", epilog="Example: flask content schema --output content/.schemas")
@click.option("--output", metavar="FOLDER", help="Write one file for each kind into this folder.")
@with_appcontext
def schema(output: str | None) -> None:
    """Print the JSON Schemas of front matter, by kind, for editors and other programs.

    One for the files of each kind, and one for their translations. JSON Schema, draft 2020-12.
    """
    found = schemas()
    if output is None:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, file_name in file_names().items():
            text = json.dumps(found[name], ensure_ascii=False, indent=1)
            (folder / file_name).write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise GoodwordError(f"{output} cannot be written ({error.strerror or error}).") from None
    click.echo(f"{len(found)} schemas are in {output}.")
