"""What pages take in memory: no more than is said, however many languages, partners and browsers they are made for."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from factories import NOON
from visiting import Visits, visited

from goodword.content.kinds import Section
from goodword.content.library import Entry
from goodword.site import consenting
from goodword.site.lru import Lru
from goodword.site.remembering import NOTHING
from goodword.site.routes import service_of
from goodword.site.serving import Service

MEGABYTE = 2**20
MARGIN = 1.05
"""What Python takes for small things is not known to the byte."""
BIGGEST = 80_000
"""The last that came may be more than there was room for."""
PAGES = ("", "/for/workshops", "/customers", "/customers/chainring", "/guides", "/plans")
QUERIES = ("", "?via=ada", "?via=omar&utm_source=x")


def kept_by(service: Service) -> dict[str, Lru[Any]]:
    return {
        "plans": service.plans,
        "pages": service.pages,
        "bodies for everybody": service.bodies.public,
        "pages with room for what is told": service.bodies.roomy,
        "pages for partners": service.prefilled.wholes,
        "filled pages": service.prefilled.kept,
        "filled pages for who said yes": service.prefilled.kept_told,
        "partners": service.filler.introducer.kept,
    }


def held(value: Any, seen: set[int]) -> int:
    """Bytes of a value with all it is made of, content aside: that is the library's."""
    if value is None or id(value) in seen or isinstance(value, int | Entry | Section):
        return 0
    seen.add(id(value))
    size = sys.getsizeof(value)
    if isinstance(value, Mapping):
        return size + sum(held(key, seen) + held(one, seen) for key, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return size + sum(held(one, seen) for one in value)
    if is_dataclass(value):
        return size + sum(held(getattr(value, field.name), seen) for field in fields(value))
    return size


def bytes_of(lru: Lru[Any]) -> int:
    """Of each thing by itself: what two of them share may stay when the other goes."""
    return sum(held(pair, set()) for pair in lru._kept.items())


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("bytes")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as visits:
        yield visits


def ask_for_everything(visits: Visits) -> None:
    """Every page, in every language, by whoever reads another one, sent by partners or nobody, with gzip and without;
    for gzip twice, since some are packed then."""
    visits.clicks()
    visits.ask("/with/ada")
    yes = visits.app.extensions[consenting.NAME].added(NOTHING, "ada", visits.click().id, NOON, 30).partition(";")[0]
    for prefix, page, query, offer in product(("", "/it", "/ar"), PAGES, QUERIES, ("", "it", "en")):
        for coding, cookie in (("", ""), ("gzip", ""), ("gzip", yes), ("gzip", "")):
            headers = {"Accept-Language": offer, "Accept-Encoding": coding, "Cookie": cookie}
            visits.ask(f"{prefix}{page}{query}" if prefix or page else f"/{query}", **headers)


@pytest.mark.parametrize("most", [None, 150_000])
def test_what_is_kept_takes_no_more_than_it_counts_for(
    visits: Visits, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is set; and with so little room that most goes again."""
    for lru in kept_by(service_of(visits.app)).values():
        lru._kept.clear()
        lru._weight = 0
        monkeypatch.setattr(lru, "_most", most or lru._most)
    ask_for_everything(visits)
    for name, lru in kept_by(service_of(visits.app)).items():
        assert len(lru) > 1, name
        assert bytes_of(lru) <= MARGIN * lru._weight, name
        assert lru._weight <= lru._most + BIGGEST, name


def test_all_that_is_made_of_pages_has_64_mb(visits: Visits) -> None:
    """As the operators' page says."""
    most = {name: lru._most for name, lru in kept_by(service_of(visits.app)).items()}
    assert (most.pop("plans"), most.pop("partners")) == (8 * MEGABYTE, 8 * MEGABYTE)
    assert sum(most.values()) == 64 * MEGABYTE
