"""`flask content pull`: content from its git repository, now."""

from collections.abc import Iterator

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from goodword.config import Settings
from goodword.content.commands import as_text, counted
from goodword.content.git import Commit
from goodword.content.pull_starting import puller_of, told
from goodword.content.pull_state import state
from goodword.content.pulling import Pulled

MOST_SHOWN = 50


@click.command("pull", epilog="Example: flask content pull")
@click.pass_context
@with_appcontext
def pull(context: click.Context) -> None:
    """Fetch content from GOODWORD_CONTENT_GIT, check it, and make it live. Ends with 1 if there is any mistake."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.extensions["goodword.settings"]
    try:
        pulled = puller_of(app).pull(waiting=lambda: click.echo("Another pull is running; waiting for its end."))
    finally:
        if settings.content_git:
            told(app, state(settings.var))
    for line in lines(pulled):
        click.echo(line)
    context.exit(1 if pulled.report.errors else 0)


def lines(pulled: Pulled) -> Iterator[str]:
    """What was done, for people."""
    about = said(pulled.commit)
    yield f"Content is now at {about}" if pulled.fresh else f"Nothing new. Content is at {about}"
    if pulled.rewritten:
        yield "  The branch was rewritten: this commit does not follow from the one before."
    for what, path in pulled.changes[:MOST_SHOWN]:
        yield f"  {what:<8} {path}"
    if (more := len(pulled.changes) - MOST_SHOWN) > 0:
        yield f"  and {counted(more, 'file', 'files')} more"
    yield ""
    yield as_text(pulled.report)


def said(commit: Commit) -> str:
    return f"{commit.id[:10]}, {commit.at:%Y-%m-%d %H:%M} UTC, {commit.author}: {commit.subject}"
