"""How commands meet people: one sentence when something is wrong, and an exit code to rely on.

0 done, 1 problems were found, 2 wrong usage.
"""

import getpass
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from goodword.errors import GoodwordError, UsageError


class Sentence(click.ClickException):
    """An error shown as one sentence, without a traceback."""

    exit_code = 1


class WrongUsage(Sentence):
    """The same for a command that was used wrongly."""

    exit_code = 2


class Commands(AppGroup):
    """A group of commands whose errors are sentences. Rooms register theirs in such a group."""

    def invoke(self, ctx: click.Context) -> Any:
        with sentences(ctx):
            return super().invoke(ctx)


class Alone(click.Command):
    """A command that is in no group of ours, with the same manners."""

    def invoke(self, ctx: click.Context) -> Any:
        with sentences(ctx):
            return super().invoke(ctx)


@contextmanager
def sentences(ctx: click.Context) -> Iterator[None]:
    """What people can mend is said in a sentence; all else is a bug and keeps its traceback."""
    try:
        yield
    except click.UsageError as error:
        asked = (error.ctx or ctx).command_path
        raise WrongUsage(f"{error.format_message()} See `{asked} --help`.") from error
    except UsageError as error:
        raise WrongUsage(str(error)) from error
    except GoodwordError as error:
        raise Sentence(str(error)) from error
    except DBAPIError as error:
        raise Sentence(_database_trouble(error)) from error


def who() -> str:
    """Who is at the command line, for the record."""
    try:
        return f"command line ({getpass.getuser()})"
    except (OSError, KeyError):  # a user id without a name, as in some containers
        return "command line"


def echo_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Prints rows with the same keys under each other, below a line of the keys."""
    widths = {key: max(_width(key), *(_width(row[key]) for row in rows)) for key in rows[0]}
    for row in [{key: key for key in widths}, *rows]:
        click.echo("  ".join(row[key] + " " * (widths[key] - _width(row[key])) for key in widths).rstrip())


def _width(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    seen = [char for char in text if not unicodedata.combining(char)]
    return len(seen) + sum(unicodedata.east_asian_width(char) in "WF" for char in seen)


def _database_trouble(error: DBAPIError) -> str:
    reason = str(error.orig).strip().partition("\n")[0]
    if "no such table" in reason or "does not exist" in reason:
        return f"The database lacks a table ({reason}). Run `flask db upgrade`."
    return f"The database does not answer ({reason}). Start it, or set GOODWORD_DATABASE_URL."
