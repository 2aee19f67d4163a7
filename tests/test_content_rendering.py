"""Helper processes: any body is rendered or refused within two seconds of a processor, and nothing comes out but an
answer."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Barrier

import pytest

from bench.processes import cpu_seconds
from goodword.config import REPOSITORY
from goodword.content import render_process
from goodword.content.render_process import SECONDS, Renderer

SIZE = 100_000
HOSTILE = {
    "brackets": "[" * 50_000,
    "stars": "*" * SIZE,
    "links": "[a](" * 25_000,
    "images": "![a](" * 20_000,
    "nested links": "[" * 25_000 + "a" + "](x)" * 12_000,
    "quotes": "> " * 50_000,
    "deeper and deeper quotes": "\n".join(">" * level + " x" for level in range(440)),
    "deep lists": "\n".join("    " * level + "- x" for level in range(200)),
    "numbers": "1. " * 33_000,
    "backticks": "`" * SIZE,
    "growing backticks": "".join("`" * length + " " for length in range(440)),
    "tags": "<a " * 33_000,
    "open tags": "<div>" * 20_000,
    "comments": "<!--" * 25_000,
    "attributes": "## x {" + "a=b " * 25_000 + "}",
    "unclosed attributes": '<a href="' * 10_000,
    "notes": "\n".join(f"[^{n}]: x [^{n + 1}]" for n in range(5_000)),
    "definitions": "a\n: " * 20_000,
    "headings": "## a\n" * 20_000,
    "pipes": "|" * SIZE,
    "wide table": "|a" * 300 + "\n" + "|-" * 300 + "\n" + ("|b" * 300 + "\n") * 160,
    "emphasis": "*_" * 50_000,
    "addresses": "<http://" * 12_000,
    "nulls": "\0" * SIZE,
    "half a pair": "\ud800" * 100,
    "odd tokens": "\ue000616\ue001" * 100,
}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(1)
    yield renderer
    renderer.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_rendered_or_refused_in_time(renderer: Renderer, name: str) -> None:
    renderer.render_many({"first": "a helper is there"})
    before = spent(renderer)
    body = renderer.render_many({"x": HOSTILE[name][:SIZE]})["x"]
    assert spent(renderer) - before < SECONDS
    assert body.settled, "ended by its own clock, not because somebody became impatient"
    assert body.html or body.problems or not HOSTILE[name].strip("\0")


def spent(renderer: Renderer) -> float:
    """Seconds of processor time of all helpers so far: a busy machine makes none of it more."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(cpu_seconds(helper._process.pid) for helper in renderer._idle)


def test_a_helper_that_stands_still_is_given_up(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer.warm()
    (helper,) = renderer._idle
    os.kill(helper._process.pid, signal.SIGSTOP)
    for limit in ("START_SECONDS", "PATIENCE"):
        monkeypatch.setattr(render_process, limit, 0.05)
    body = renderer.render_many({"1": "*one*"})["1"]
    assert "longer to render" in body.problems[0].message
    assert not body.settled and renderer._idle == []


def test_what_a_hostile_body_does_to_the_next_is_nothing(renderer: Renderer) -> None:
    bodies = renderer.render_many({"1": "*one*", "2": HOSTILE["brackets"], "3": "*three*"})
    assert [bodies[key].html for key in "13"] == ["<p><em>one</em></p>", "<p><em>three</em></p>"]
    assert "longer to render" in bodies["2"].problems[0].message
    assert not bodies["2"].sound


def test_a_killed_helper_costs_its_body_at_most(renderer: Renderer) -> None:
    renderer.warm()
    (helper,) = renderer._idle
    os.kill(helper._process.pid, signal.SIGKILL)
    killed = renderer.render_many({"1": "*one*"})["1"]
    assert not killed.settled
    assert renderer.render_many({"1": "*one*"})["1"].html == "<p><em>one</em></p>"


def test_many_bodies_are_shared_by_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(2, timeout=60)

    class Helper(render_process._Helper):
        """None begins before there are two."""

        def __init__(self) -> None:
            super().__init__()
            together.wait()

    monkeypatch.setattr(render_process, "_Helper", Helper)
    renderer = Renderer(2)
    bodies = renderer.render_many({str(n): f"number {n}" for n in range(200)})
    assert [bodies[str(n)].html for n in range(200)] == [f"<p>number {n}</p>" for n in range(200)]
    assert len(renderer._idle) == 2
    renderer.close()
    assert renderer._idle == []


def test_a_helper_loads_nothing_but_markdown() -> None:
    code = "import sys, goodword.content.markdown; print('pydantic' in sys.modules, 'sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_idle_helpers_are_closed(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    renderer.warm()
    renderer.close_idle()
    assert renderer._idle
    monkeypatch.setattr("goodword.content.render_process.IDLE_SECONDS", -1)
    renderer.close_idle()
    assert not renderer._idle
