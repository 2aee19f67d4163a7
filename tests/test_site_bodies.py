"""Pages of whoever was sent by nobody who may be named: kept but for what one visitor is told."""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from factories import NOON
from hypothesis import example, given, settings
from hypothesis import strategies as st
from visiting import Visits, visited

from goodword.referrals.cards import Card
from goodword.site import consenting, prefilled, zipping
from goodword.site.filling import Visit
from goodword.site.prefilled import NOBODYS, Body, Kept, Prefilled
from goodword.site.remembering import NOTHING, Remembering
from goodword.site.routes import service_of
from goodword.site.zipping import LONGEST, Spaced

PIECES = st.lists(
    st.text(st.sampled_from('<p>aé€ "'), max_size=60).map(str.encode) | st.binary(max_size=60), min_size=1
)
TEXTS = st.lists(st.binary(max_size=80), min_size=1)


@settings(max_examples=200)
@given(pieces=PIECES, texts=TEXTS)
@example(pieces=[b""], texts=[b""])
@example(pieces=[b"", b"", b""], texts=[b""])
@example(pieces=[b"<p>abc", b"<p>abc</p>", b"</p>"], texts=[b"x" * (2 * LONGEST + 1), b"y" * LONGEST])
def test_texts_of_any_length_stand_between_pieces_that_were_compressed_before(
    pieces: list[bytes], texts: list[bytes]
) -> None:
    page = Spaced(pieces)
    for order in (texts, texts[::-1]):
        between = list(islice(cycle(order), len(pieces) - 1))
        whole = page.whole(between)
        reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
        assert reader.decompress(page.gzipped(between, whole)) == whole
        assert reader.eof and not reader.unused_data, "one member: browsers show no other"


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("bodies")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as visits:
        yield visits


def cookie(visits: Visits, partner: str = "ada", days: int = 30) -> str:
    """The cookie of somebody who said yes on a page of this partner."""
    memory: Remembering = visits.app.extensions[consenting.NAME]
    visits.clicks()
    visits.ask(f"/with/{partner}")
    made = memory.added(NOTHING, partner, visits.click().id, NOON, days)
    assert made
    return made.partition(";")[0]


PAGES = ("/", "/it/for/workshops", "/ar", "/customers?utm_source=news", "/?via=cy&sid=a%3Cb")
REFUSED = "gw=1~no"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("brought", ["yes", "no"])
@pytest.mark.parametrize("reads", ["", "it"])
def test_a_browser_that_answered_gets_the_page_it_would_get_if_nothing_were_kept(
    visits: Visits, path: str, brought: str, reads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Kept, Visit, Any]] = []
    bodies = type(service_of(visits.app).bodies)
    told = bodies.told
    monkeypatch.setattr(bodies, "told", lambda self, *what: seen.append(what) or told(self, *what))
    header = {"Cookie": cookie(visits) if brought == "yes" else REFUSED, "Accept-Language": reads}
    answer, zipped = visits.ask(path, **header), visits.ask(path, **header, **{"Accept-Encoding": "gzip"})
    filler = service_of(visits.app).filler
    for (kept, visit, said), body in zip(seen, (answer.data, gzip.decompress(zipped.data)), strict=True):
        assert body == kept.made.composed.fill(filler.filling(kept.made, visit, said))
    assert zipped.headers["Content-Encoding"] == "gzip" and answer.headers["Cache-Control"] == "private, no-cache"


def test_whatever_browsers_remember_a_page_is_compressed_once(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[int] = []
    apart = zipping.apart
    monkeypatch.setattr(zipping, "apart", lambda pieces: packed.append(len(pieces)) or apart(pieces))
    monkeypatch.setattr(gzip, "compress", None)
    brought = [cookie(visits, "ada"), cookie(visits, "omar", 7), cookie(visits, "ada", 90), REFUSED]
    for number, one in enumerate(brought):
        page = gzip.decompress(
            visits.ask(f"/?pain=missed-calls&x={number}", **{"Cookie": one, "Accept-Encoding": "gzip"}).data
        )
        assert (b"consent-kept" in page) == (one != REFUSED)
        handed = (b"via=omar" in page, b"via=ada" in page)
        assert handed == (number == 1, number in (0, 2)), "as its links to the product say"
    assert len(packed) == 1


BY_LINK = (
    "/with/ada",
    "/it/with/ada/for/workshops?utm_source=news",
    "/ar/guides?via=ada",
    f"/?via=ada&x=clk_{'a' * 32}",
    f"/?via=ada&x={NOBODYS}",
    "/?via=ada&x=%3Cb%3E",
)


@pytest.mark.parametrize("path", BY_LINK)
def test_who_said_yes_and_comes_again_by_a_link_gets_the_page_it_would_get_if_nothing_were_kept(
    visits: Visits, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each visit by itself, of several who said yes on different days, with and without gzip."""
    filler, pages = service_of(visits.app).filler, service_of(visits.app).prefilled
    seen: list[bytes] = []
    page = type(pages).page

    def unkept(self: Prefilled, kept: Kept, days: int, visit: Visit, card: Card, back: str, told: Any) -> Body:
        seen.append(filler.body(self.whole(kept, visit, days), kept.made, visit, card, back, told))
        return page(self, kept, days, visit, card, back, told)

    monkeypatch.setattr(type(pages), "page", unkept)
    brought = [cookie(visits, "ada"), cookie(visits, "omar", 7), cookie(visits, "ada", 90)]
    for one in (*brought, *brought, brought[0], REFUSED):
        plain = visits.ask(path, Cookie=one).data
        assert plain == seen[-1]
        answer = visits.ask(path, Cookie=one, **{"Accept-Encoding": "gzip"})
        assert gzip.decompress(answer.data) == seen[-1] != plain
        assert (b"consent-kept" in plain) == (one != REFUSED)


def test_for_who_said_yes_a_page_by_link_is_compressed_once_for_all_visits_alike(
    visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[int] = []
    whole = prefilled.zipped
    monkeypatch.setattr(prefilled, "zipped", lambda parts: packed.append(len(parts)) or whole(parts))
    header = {"Cookie": cookie(visits, "ada"), "Accept-Encoding": "gzip"}
    path = "/with/ada?utm_source=again"
    visits.ask(path, **header)
    monkeypatch.setattr(prefilled, "quickly", None)
    pages = {gzip.decompress(visits.ask(path, **header).data) for _ in range(4)}
    assert len(packed) == 1 and len(pages) == 4, "each has its own id"


def test_what_was_told_to_one_is_told_to_no_other(visits: Visits) -> None:
    own = cookie(visits, days=45)
    day = str((NOON + timedelta(days=45)).day)
    assert day in visits.page("/guides?for=me", Cookie=own)
    assert "for=me" not in visits.page("/guides", Cookie=own)
    assert "consent-kept" not in visits.page("/guides", Cookie=REFUSED)
    assert visits.page("/guides", Cookie=REFUSED) == visits.page("/guides")
