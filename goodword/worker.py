"""`flask worker`: does what is due later, and drains the journal. `python -m goodword.worker` is the same without pages
and content.

The server starts the latter and sees that it stays (`outbox/minding.py`). Any number of either may run at once.
"""

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # until it works, as in wsgi.py: a tenth of its start

import logging
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from goodword import config, db, mail
from goodword.accounts import sessions, signing_in, throttling
from goodword.config import Settings
from goodword.console import Alone
from goodword.content import pull_telling, statuses
from goodword.errors import GoodwordError
from goodword.mail.sending import mail_topic
from goodword.material.last_good import LastGood
from goodword.outbox import Topic, keeping
from goodword.outbox.minding import Minder, end_with_starter
from goodword.outbox.working import Chore, Worker
from goodword.partners.sign_in_mail import sign_in_topic
from goodword.referrals import programs
from goodword.referrals.day_key_agreeing import forget_keys
from goodword.referrals.draining_keeping import forget_archives
from goodword.referrals.draining_pulse import Pulse
from goodword.referrals.draining_recorders import recorders
from goodword.referrals.draining_thread import WORKING, start_draining, stop_draining
from goodword.referrals.recording import retention
from goodword.site import lead_letters, lead_letters_again, lead_letters_team, refer_letters
from goodword.site.brand import read_brand
from goodword.site.furniture import Furniture, furnish
from goodword.site.inside import inside
from goodword.site.letters import Letters
from goodword.team.content_mail import news_topic

CHORES = (keeping.forget_old, sessions.forget_old, signing_in.forget_old, throttling.forget_old)
MINDED = "--minded"
NICER = 5
"""Visitors come before mail. Linux has it of one thread alone, so that what visitors bring is recorded in time."""


@click.command("worker", cls=Alone, epilog="Example: flask worker --once")
@click.option("--once", is_flag=True, help="Only what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Do what is due later, mail first of all, until stopped. `bin/run` starts one by itself."""
    settings: Settings = current_app.extensions["goodword.settings"]
    worker = Worker(topics(settings, inside().furniture), chores(settings), stopped_by_signals())
    if once:
        count = worker.once()
        click.echo(f"Pieces of work done or tried: {count}.")
    else:
        click.echo("Waiting for work; ctrl-c ends it.")
        with draining(current_app._get_current_object()):  # type: ignore[attr-defined]
            worker.run()


def main(minded: bool) -> None:
    """Until stopped; if minded, until whoever started it is gone."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    stopping = stopped_by_signals()
    if minded:
        end_with_starter(stopping)
    settings = config.load(os.environ)
    kept = LastGood(settings.var)
    brand, _ = read_brand(settings.root, kept)
    app = Flask("goodword")
    app.extensions["goodword.settings"] = settings
    app.extensions[programs.NAME] = programs.Programs(settings.root, brand.site_languages().codes, kept)
    db.init_app(app, settings)
    with draining(app), app.app_context():
        if minded:
            os.nice(NICER)
        furniture = furnish(settings.root, brand, lambda name: "", {})
        gc.freeze()  # what is made at start stays: not to be looked through again and again
        gc.enable()
        Worker(topics(settings, furniture), chores(settings), stopping).run()


@contextmanager
def draining(app: Flask) -> Iterator[None]:
    """In the block the journal is drained, by this process if by none before it."""
    start_draining(app, recorders(app), WORKING)
    try:
        yield
    finally:
        stop_draining(app)


def topics(settings: Settings, furniture: Furniture) -> Mapping[str, Topic]:
    """Who does the work of each kind."""
    letters = Letters(furniture)
    return {
        mail.TOPIC: mail_topic(settings),
        mail.STRANGERS: mail_topic(settings, settings.strangers_hourly),
        signing_in.TOPIC: sign_in_topic(letters),
        statuses.TOPIC: statuses.status_topic(settings),
        pull_telling.TOPIC: news_topic(settings, letters),
        lead_letters.TOPIC: lead_letters.given_topic(settings, letters),
        lead_letters_again.TOPIC: lead_letters_again.again_topic(settings, letters),
        lead_letters_team.MORE: lead_letters_team.more_topic(settings, letters),
        refer_letters.TOPIC: refer_letters.referred_topic(settings, letters),
    }


def chores(settings: Settings) -> Sequence[Chore]:
    """What is tidied up now and then."""
    return (*CHORES, forget_archives(settings), forget_keys(settings), *retention.chores(settings))


def stopped_by_signals() -> Event:
    """Set by ctrl-c and by SIGTERM: what is being done then is finished first."""
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def start_minding(settings: Settings) -> None:
    """Keeps a worker running beside this server."""
    command, lock = [sys.executable, "-m", "goodword.worker", MINDED], settings.var / "worker.lock"
    Minder(command, lock, Pulse(settings.var).hangs).start()


if __name__ == "__main__":
    try:
        main(MINDED in sys.argv)
    except GoodwordError as error:
        print(f"worker: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
