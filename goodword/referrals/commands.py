"""`flask partners`: the program manager's commands."""

import json
from pathlib import Path

import click
from flask import current_app

from goodword.config import Settings
from goodword.console import Commands, echo_table, who
from goodword.errors import GoodwordError
from goodword.mailboxes import readable
from goodword.referrals import importing
from goodword.referrals import partners as desk
from goodword.referrals.entries import Entry, address, clean
from goodword.referrals.models import KINDS, Partner
from goodword.referrals.terms import Terms

partners = Commands("partners", help="Add, approve, suspend, list and import partners.")
REASON = click.option("--reason", default="", help="Why; kept with the change.")


@partners.command("add", epilog="Example: flask partners add noor --name 'Noor Jansen' --email noor@example.com")
@click.argument("slug")
@click.option("--name", required=True, help="As pages show it.")
@click.option("--email", required=True, help="Of the first member, who signs in with it.")
@click.option("--company", default="", help="As pages show it, beside the name.")
@click.option("--kind", type=click.Choice(KINDS), default="affiliate", show_default=True)
@click.option("--program", default="", help="Default: the first program of this kind.")
@click.option("--language", default="", help="Of name and company. Default: the site's default language.")
def add(slug: str, name: str, email: str, company: str, kind: str, program: str, language: str) -> None:
    """Add an approved partner SLUG with a first member."""
    terms = Terms.read(_settings().root)
    language = language or terms.languages[0]
    entry = Entry(
        slug=slug,
        email=address(clean(email)),
        kind=kind,
        language=language,
        texts={language: {"name": clean(name), "company": clean(company)}},
        program=terms.program_for(kind, program),
        known_languages=terms.languages,
    )
    desk.add(entry, who())
    click.echo(f"Added {slug}, approved in the program {entry.program}. The page: /with/{slug}")


@partners.command("approve", epilog="Example: flask partners approve ben --reason 'back after a talk'")
@click.argument("slug")
@click.option("--program", default="", help="Only this enrollment.")
@REASON
def approve(slug: str, program: str, reason: str) -> None:
    """Approve partner SLUG, or bring it back after a suspension."""
    _say(slug, desk.approve(slug, who(), reason, program), "approved")


@partners.command("suspend", epilog="Example: flask partners suspend ben --reason 'buys our name as a keyword'")
@click.argument("slug")
@REASON
def suspend(slug: str, reason: str) -> None:
    """Take partner SLUG off all pages, within a second."""
    _say(slug, desk.suspend(slug, who(), reason), "suspended")


@partners.command("list", epilog="Example: flask partners list --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_(form: str) -> None:
    """List all partners."""
    listed = [_summary(partner) for partner in desk.all_partners()]
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not listed:
        click.echo("There are no partners yet. `flask partners add --help` shows how to add one.")
    else:
        echo_table([{key: _cell(value) for key, value in row.items() if key != "id"} for row in listed])


@partners.command("import", epilog="Example: flask partners import partners.csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the partners in a CSV FILE, or bring known ones up to date.

    Columns: slug, name and email are needed; kind, program, member, language, external_id, company, intro,
    photo, logo may follow; a text in another language is a column such as intro_it. Photos and logos are
    files beside FILE.
    """
    settings = _settings()
    report = importing.import_csv(file, settings.root, settings.var, who())
    counts = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged"
    click.echo(f"{file.name}: {counts}, {len(report.refused)} refused.")
    for line, reason in report.refused:
        click.echo(f"  line {line}: {reason}.", err=True)
    if report.refused:
        raise GoodwordError("Some rows were refused: mend them and import the file again.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["goodword.settings"]
    return settings


def _say(slug: str, done: list[str], state: str) -> None:
    click.echo(f"{slug}: {', '.join(done)}." if done else f"{slug} was {state} already; nothing changed.")


def _summary(partner: Partner) -> dict[str, object]:
    text = partner.texts[partner.language]
    return {
        "slug": partner.slug,
        "id": partner.public_id,
        "kind": partner.kind,
        "status": partner.status,
        "name": text.name,
        "company": text.company,
        "language": partner.language,
        "programs": {enrollment.program: enrollment.status for enrollment in partner.enrollments},
        "members": [readable(member.email) for member in partner.members],
    }


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{program} ({status})" for program, status in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
