"""What the header leads to: the lists that have something in them, and the pages that the brand names."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from factories import write_company
from flask import Flask
from leads import opened

PAGES = {f"content/pages/{slug}.md": f"---\ntitle: {slug.title()}\n---\n" for slug in ("plans", "about", "privacy")}
PAGES |= {
    "content/pages/plans.it.md": "---\ntitle: Prezzi\n---\n",
    "content/pages/soon.md": "---\ntitle: Soon\nstatus: draft\n---\n",
    "content/guides/quiet.md": "---\ntitle: Quiet\n---\nText.\n",
}
FAVICON = 'favicon = "logo.svg"\n'


def links(html: str, nav: str) -> list[tuple[str, str]]:
    """Addresses and names of the links in a part of the page."""
    part = re.findall(rf'<nav class="{nav}".*?</nav>', html, re.DOTALL)[-1]
    return [(url, unescape(re.sub("<.*?>", "", name))) for url, name in re.findall(r'href="([^"]*)">(.*?)</a>', part)]


@pytest.fixture
def make_site(make_app: Callable[..., Flask], tmp_path: Path) -> Callable[[str], Flask]:
    """A site whose brand file says this of its header."""

    def make(said: str) -> Flask:
        root = write_company(tmp_path / "root", PAGES)
        brand = root / "site" / "brand.toml"
        brand.write_text(brand.read_text().replace(FAVICON, FAVICON + said))
        return make_app(root=root, var=tmp_path / "var")

    return make


def test_pages_that_the_brand_names_follow_the_lists_in_its_order_and_leave_the_footer(
    make_site: Callable[[str], Flask],
) -> None:
    html = opened(make_site('header = ["plans", "soon", "nothing", "about"]\n'), "/it").text
    header = [("/it/guides", "Guide"), ("/it/plans", "Prezzi"), ("/it/about", "About")]
    assert links(html, "site-nav") == header
    footer = links(html, "site-footer-links")
    assert footer[:3] == header and [url for url, _ in footer].count("/it/plans") == 1
    assert links(html, "menu-panel")[:3] == header


def test_without_that_all_pages_stand_in_the_footer(make_site: Callable[[str], Flask]) -> None:
    html = opened(make_site(""), "/?via=nobody").text
    assert links(html, "site-nav") == [("/guides", "Guides")]
    assert [url for url, _ in links(html, "site-footer-links")] == ["/guides", "/about", "/plans", "/privacy"]
