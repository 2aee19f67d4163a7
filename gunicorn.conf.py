"""How Goodword is served. `bin/run` reads it; so does `gunicorn` started by hand in this folder."""

import gc
import logging
import os
import signal
from importlib import import_module

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from goodword import relay, server_log

wsgi_app = "wsgi:app"
host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{f'[{host}]' if ':' in host and '[' not in host else host}:{os.environ.get('PORT') or '8000'}"

# Two processes use two cores; four threads each keep answering while one of them waits for the disk.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4

# Not preloaded: a reload (HUP) takes in new templates and code, and each worker opens files of its own.
preload_app = False
# These are, since they change only while nobody serves: what others wrote, most of what a worker has to load.
packages = (
    "PIL.ImageOps",
    "babel.messages.pofile",
    "babel.support",
    "flask_sqlalchemy",
    "pydantic.root_model",
    "pydantic.types",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite",
    "typst",
    "whitenoise",
    "yaml",
)
# The kernel may not spread connections by itself: that resets some of them during a reload.
reuse_port = False
# It would lie in the home folder, shared by every gunicorn of this user.
control_socket_disable = True

# What is asked for is what the request line says. A proxy of this machine that hands such headers on, as some do, would
# let any visitor name another path.
forwarder_headers = ""

timeout = 60
graceful_timeout = 30
keepalive = 5

logging.getLogger("gunicorn.error").addFilter(server_log.without_visitors)


def on_starting(_arbiter: Arbiter) -> None:
    """What all workers need is loaded once: each is there a third sooner, and it lies in memory once."""
    gc.disable()
    for package in packages:
        import_module(package)
    gc.freeze()  # else looking for garbage writes to every page of it, and each worker has a copy
    gc.enable()


def post_worker_init(worker: Worker) -> None:
    """Threads belong to a worker, and start when it is ready to serve."""
    from goodword.app import start_threads  # noqa: PLC0415 - the master process never needs it

    start_threads(worker.wsgi)
    # Gunicorn's own answer to these takes a lock that the interrupted thread may hold, and then hangs until it is
    # killed. Its answer to SIGTERM takes none: what is being answered is finished, and the worker ends.
    for stop in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(stop, worker.handle_exit)
    signal.signal(signal.SIGTERM, relay.patient(worker.handle_exit))
    signal.siginterrupt(signal.SIGTERM, False)
    relay.joins()


def on_reload(arbiter: Arbiter) -> None:
    """Those who serve now go on until the new ones do."""
    relay.begins(arbiter.cfg.workers)


def worker_exit(_server: Arbiter, worker: Worker) -> None:
    """What a worker that ends has written down goes into the database, as far as a few seconds allow."""
    from goodword.app import stop_threads  # noqa: PLC0415

    if hasattr(worker, "wsgi"):  # it got as far as serving
        stop_threads(worker.wsgi)
