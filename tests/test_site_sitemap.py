"""The sitemap lists what is canonical to itself, in each language it is written in, and nothing else."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from factories import NOON, ask, entry, library, write_company
from flask import Flask
from spokewise import ORIGIN, canonical, read, text

from goodword.site.canonical import indexable

XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def sitemap() -> dict[str, dict[str, str]]:
    root = ElementTree.fromstring(read("/sitemap.xml").data)
    return {
        (url.findtext(f"{XML}loc") or "").removeprefix(ORIGIN): {
            link.attrib["hreflang"]: link.attrib["href"].removeprefix(ORIGIN) for link in url.iter(f"{XHTML}link")
        }
        for url in root.iter(f"{XML}url")
    }


def test_the_sitemap_lists_each_page_in_each_language_it_is_written_in() -> None:
    listed = sitemap()
    assert listed["/"] == listed["/it"] == {"en": "/", "it": "/it", "x-default": "/"}
    assert {"/plans", "/ar/plans", "/customers", "/customers/chainring", "/it/customers/chainring"} <= set(listed)
    assert listed["/privacy"] == {}
    twins = {"en": "/refer", "it": "/it/refer", "ar": "/ar/refer", "x-default": "/refer"}
    assert [listed[path] for path in ("/refer", "/it/refer", "/ar/refer")] == [twins] * 3


def test_the_sitemap_lists_only_what_is_canonical_to_itself() -> None:
    for path in sitemap():
        assert canonical(text(path)) == path


def test_the_sitemap_leaves_out_partners_parameters_fallbacks_and_what_is_hidden() -> None:
    listed = list(sitemap())
    assert not [path for path in listed if "/with/" in path or "?" in path]
    assert not {
        "/ar",
        "/it/plans",
        "/home",
        "/thanks",
        "/for/car-garages",
        "/customers/fell-garage",
        "/customers/kerb",
    } & {*listed}


def test_a_sitemap_of_nothing_still_has_home() -> None:
    assert [address.path for address in indexable(library(), NOON)] == ["/"]


def test_the_page_to_refer_a_colleague_is_listed_while_there_is_a_program_for_it(
    make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    root = write_company(tmp_path / "root", {})
    file = root / "partners" / "programs" / "riders.md"
    file.parent.mkdir(parents=True)
    app = make_app(root=root, var=tmp_path / "var", database_url=sqlite_url)

    def is_listed() -> bool:
        app.extensions["goodword.programs"].problems()  # looks at the files now
        return b"/refer<" in ask(app, "/sitemap.xml").data

    assert not is_listed()
    file.write_text("---\ntitle: Riders\nkind: customer\n---\n")
    assert is_listed()
    file.unlink()
    assert not is_listed()


def test_an_index_is_listed_once_it_has_something() -> None:
    paths = [address.path for address in indexable(library(entry("guide", "hush")), NOON)]
    assert paths == ["/", "/guides", "/guides/hush"]
