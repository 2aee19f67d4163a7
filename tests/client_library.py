"""A client library written for the calls of tracking, unchanged, pointed at an application."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from apis import Api, listening
from dub import Dub


@contextmanager
def library(api: Api) -> Iterator[Dub]:
    """Speaks to ``api`` with its key, over a real connection."""
    # It closes clients of its own whenever they are collected, in a loop that it starts: here that may be anywhere.
    with listening(api.app) as site, httpx.Client() as own:
        yield Dub(token=api.key, server_url=f"{site}/api/v1", client=own, async_client=httpx.AsyncClient())
