"""gunicorn's settings for the bare callable: those of the application, word for word, without its threads."""

import runpy

from bench.server import CONFIG, REPOSITORY

globals().update(runpy.run_path(str(REPOSITORY / CONFIG)))


def post_worker_init(_worker: object) -> None:
    """The bare callable has no threads to start."""
