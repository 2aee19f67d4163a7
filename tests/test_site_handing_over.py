"""Links to the product take along what the visitor came with; what a link says already stays."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spokewise import links

from goodword.site.handing_over import handed, handing, mark
from goodword.site.slots import Filling, compose

HOSTS = ("go.example.com", "127.0.0.1:8080")
CAME = (("utm_source", "a&b"), ("sid", "ü 7"), ("via", "ada"), ("gw_id", "clk_x"))
ALL = "utm_source=a%26b&sid=%C3%BC%207&via=ada&gw_id=clk_x"


def led(url: str, pairs: tuple[tuple[str, str], ...] = CAME) -> str:
    """Where a link in a page leads afterwards."""
    page = compose(mark(f'<p><a class="b" href="{url}">100%</a></p>', HOSTS), lambda _: None)
    html = page.fill(Filling(handed(handing(page), pairs), {})).decode()
    (found,) = links(html)
    assert html.startswith("<p><a class") and html.endswith(">100%</a></p>")
    return found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://go.example.com", f"https://go.example.com?{ALL}", id="a host"),
        pytest.param("https://go.example.com/start", f"https://go.example.com/start?{ALL}", id="a path"),
        pytest.param("https://GO.example.com/start", f"https://GO.example.com/start?{ALL}", id="in capitals"),
        pytest.param("//go.example.com/start", f"//go.example.com/start?{ALL}", id="in the page's scheme"),
        pytest.param("http://127.0.0.1:8080/", f"http://127.0.0.1:8080/?{ALL}", id="with a port"),
        pytest.param("https://go.example.com/a#b", f"https://go.example.com/a?{ALL}#b", id="before a fragment"),
        pytest.param("https://go.example.com/?a=1", f"https://go.example.com/?a=1&{ALL}", id="behind a query"),
        pytest.param("https://go.example.com/?", f"https://go.example.com/?{ALL}", id="in an empty query"),
        pytest.param(
            "https://go.example.com/?via=own&amp;utm_source=",
            "https://go.example.com/?via=own&utm_source=&sid=%C3%BC%207&gw_id=clk_x",
            id="what is there stays",
        ),
        pytest.param(
            "https://go.example.com/?%76ia=own",
            "https://go.example.com/?%76ia=own&utm_source=a%26b&sid=%C3%BC%207&gw_id=clk_x",
            id="however it is spelled",
        ),
        pytest.param(
            "https://go.example.com/?sid=1&amp;via=2&amp;gw_id=3&amp;utm_source=4",
            "https://go.example.com/?sid=1&via=2&gw_id=3&utm_source=4",
            id="all of it",
        ),
    ],
)
def test_a_link_to_the_product(url: str, expected: str) -> None:
    assert led(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/",
        "https://go.example.com.evil.example/",
        "https://go.example.com@evil.example/",
        "https://evil.example/?go.example.com",
        "https://evil.example/go.example.com",
        "https://sub.go.example.com/",
        "http://127.0.0.1:9090/",
        "http://[::1/",
        "mailto:hello@go.example.com",
        "/plans",
        "#form",
    ],
)
def test_a_link_elsewhere_stays_as_it_is(url: str) -> None:
    assert led(url) == url


def test_without_anything_to_take_along_a_link_stays_as_it_is() -> None:
    assert led("https://go.example.com/?a=1", (("via", ""), ("gw_id", ""))) == "https://go.example.com/?a=1"


def test_without_hosts_nothing_is_marked() -> None:
    assert mark('<a href="https://go.example.com/">', ()) == '<a href="https://go.example.com/">'


@given(st.text(max_size=60))
def test_no_value_breaks_out_of_its_link(value: str) -> None:
    query = handed(["handed:?:"], (("utm_source", value.encode("utf-8", "replace").decode()),))["handed:?:"].decode()
    assert not set(query) & set("\"'<> ")
    assert unescape(query).count("&") == 0
