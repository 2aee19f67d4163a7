"""A page compressed once for all its visits comes out, for each, as the page with that visit's id in it."""

import gzip
import random
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from visiting import Visits, visited

from goodword.referrals.click_ids import LENGTH as LENGTH_OF_IDS
from goodword.site import prefilled
from goodword.site.zipping import LENGTH, MARK, TRIAL, WINDOW, Zipped, zipped

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
IDS = st.text(ALPHABET, min_size=32, max_size=32).map(lambda text: f"clk_{text}".encode())
WORDS = st.sampled_from(
    ["<p>", "</p>", '<a href="/?via=ada&amp;gw_id=', '">', "clk_", "aaa", "a", "شريك", "€", "0" * 40]
)
PARTS = st.lists(
    st.lists(WORDS | st.text(max_size=5), max_size=60).map(lambda words: "".join(words).encode()), min_size=1
)


def test_ids_fit_their_place() -> None:
    assert len(MARK) == len(TRIAL) == LENGTH == LENGTH_OF_IDS == len(set(MARK)) == len(set(TRIAL))
    assert not set(MARK) & set(TRIAL)


def test_a_page_has_each_visits_own_id_wherever_it_had_one() -> None:
    parts = [b'<a href="/?gw_id=', b'">one</a> <a href="/plans?gw_id=', b'">two</a>', b"<p>the end</p>"]
    made = zipped(parts)
    assert made is not None
    for name in ("a", "q7"):
        gw_id = b"clk_" + (name * 32)[:32].encode()
        assert gzip.decompress(made.around(gw_id, gw_id.join(parts))) == gw_id.join(parts)


@settings(max_examples=200)
@given(parts=PARTS, gw_id=IDS)
@example(parts=[b"", b""], gw_id=b"clk_" + b"a" * 32)
@example(parts=[b"", b"", b"", b""], gw_id=b"clk_" + b"ab" * 16)
@example(parts=[b"clk_" + b"a" * 32] * 9, gw_id=b"clk_" + b"a" * 32)
@example(parts=[b"x" * 300] * 200, gw_id=b"clk_" + b"x" * 32)
def test_what_is_packed_is_the_page_or_is_not_used(parts: list[bytes], gw_id: bytes) -> None:
    made, page = zipped(parts), gw_id.join(parts)
    if made is not None:
        reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
        assert reader.decompress(made.around(gw_id, page)) == page
        assert reader.eof and not reader.unused_data, "one member: browsers show no other"


def noise(size: int) -> bytes:
    """What nothing in it is a copy of."""
    return bytes(random.Random(size).choices(ALPHABET.encode(), k=size))


@pytest.mark.parametrize("between", [WINDOW - 400, WINDOW - 36, WINDOW, WINDOW + 1, 3 * WINDOW])
def test_an_id_too_far_from_the_one_before_it_is_not_taken_for_its_copy(between: int) -> None:
    parts = [b"<p>", noise(between), b"</p>"]
    made = zipped(parts)
    assert made is None or gzip.decompress(made.around(TRIAL[::-1], TRIAL[::-1].join(parts))) == TRIAL[::-1].join(parts)
    assert between < WINDOW or made is None


def test_long_pages_with_ids_in_between_are_packed() -> None:
    assert zipped([noise(20_000 + number) for number in range(8)]) is not None


@pytest.mark.parametrize("parts", [[b"no id"], [MARK, b"x", MARK], [b"<p>", MARK[:20], b"</p>"], [MARK[5:], b"", b""]])
def test_pages_without_ids_or_with_bytes_of_no_html_go_the_usual_way_or_come_out_right(parts: list[bytes]) -> None:
    made, other = zipped(parts), TRIAL[::-1]
    assert made is None or gzip.decompress(made.around(other, other.join(parts))) == other.join(parts)
    assert made is None or len(parts) > 1


@pytest.fixture(scope="module")
def visits(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    folder = tmp_path_factory.mktemp("zipping")
    shutil.copyfile(sqlite_template, folder / "goodword.db")
    with visited(f"sqlite:///{folder / 'goodword.db'}", folder / "var") as visits:
        yield visits


PAGES = (
    "/with/ada",
    "/it/with/ada/for/workshops?utm_source=news",
    "/ar?via=ada",
    "/customers?via=ada",
    "/guides?via=ada",
)


@pytest.mark.parametrize("path", PAGES)
def test_who_takes_gzip_gets_the_same_page(visits: Visits, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[Zipped | None] = []
    monkeypatch.setattr(prefilled, "zipped", lambda parts: packed.append(zipped(parts)) or packed[-1])
    own = re.compile(rb"clk_[a-z2-7]{32}")
    plain = visits.ask(path).data
    for _ in range(4):
        answer = visits.ask(path, **{"Accept-Encoding": "gzip"})
        assert (answer.headers["Content-Encoding"], answer.headers["Content-Length"]) == ("gzip", str(len(answer.data)))
        page = gzip.decompress(answer.data)
        assert len(set(own.findall(page))) == 1 and set(own.findall(page)) != set(own.findall(plain))
        assert own.sub(b"", page) == own.sub(b"", plain)
    assert len(packed) == 1 and packed[0] is not None, "the second time it is packed for all that come after"
