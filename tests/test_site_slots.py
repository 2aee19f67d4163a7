"""goodword.site.slots: pages rendered once and filled many times."""

import pytest
from factories import entry, library, who
from hypothesis import given
from hypothesis import strategies as st
from libraries import law
from markupsafe import escape

from goodword.content.placeholders import Placeholder, tokenize
from goodword.site.slots import Composed, Filling, compose, slot
from goodword.site.words import Constants

NOBODYS = Filling({}, {})


def nothing(_: Placeholder) -> None:
    return None


def page(html: str) -> Composed:
    return compose(html, nothing)


def test_a_page_is_cut_at_its_slots_and_filled() -> None:
    made = page(f"<p>{slot('intro')}</p>")
    assert made.fill(Filling({"intro": b"<b>Ada</b>"}, {})) == b"<p><b>Ada</b></p>"


def test_an_empty_slot_leaves_nothing() -> None:
    assert page(f"<p>{slot('intro')}</p>").fill(NOBODYS) == b"<p></p>"


@pytest.mark.parametrize("html", ["", "<p>è</p>", "100% sure, 5%(0)b, %%", "{0} {}"])
def test_a_page_without_slots_stays_as_it_is(html: str) -> None:
    assert page(html).fill(NOBODYS) == html.encode()


def test_a_slot_may_stand_many_times() -> None:
    made = page(f"{slot('via')} 5% {slot('note')} {slot('via')}")
    assert made.fill(Filling({"via": b"via=ada", "note": b"%(0)b"}, {})) == b"via=ada 5% %(0)b via=ada"


NAME = tokenize("{{ partner.name | a partner }}")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(f"<p>{NAME}</p>", "<p><bdi>A &lt;b&gt; &amp;</bdi></p>", id="in text"),
        pytest.param(f'<a title="{NAME}">x</a>', '<a title="A &lt;b&gt; &amp;">x</a>', id="in an attribute"),
        pytest.param(f"<title>{NAME}</title>", "<title>A &lt;b&gt; &amp;</title>", id="in the title"),
        pytest.param(f'<a title="x">{NAME}</a>', '<a title="x"><bdi>A &lt;b&gt; &amp;</bdi></a>', id="after one"),
    ],
)
def test_a_partners_name_is_escaped_and_isolated_where_markup_may_be(html: str, expected: str) -> None:
    assert page(html).fill(Filling({}, {"partner.name": "A <b> &"})).decode() == expected


def test_a_placeholder_without_a_value_gives_its_default() -> None:
    assert page(f"<p>{NAME}</p>").fill(NOBODYS) == b"<p><bdi>a partner</bdi></p>"


def test_what_is_the_same_for_everybody_becomes_text() -> None:
    made = compose(f"<p>{tokenize('{{ brand.name }}')}</p>", lambda _: "B & <C> 5%")
    assert made.fill(NOBODYS) == b"<p>B &amp; &lt;C&gt; 5%</p>"


names = st.text(st.characters(exclude_characters="\ue000\ue001\ue002\ue003", codec="utf-8"), max_size=30)


@law
@given(names, names.map(lambda text: str(escape(text))))
def test_filling_puts_a_value_in_and_changes_nothing_else(name: str, around: str) -> None:
    filled = page(f"<p>{around}{NAME}{around}</p>").fill(Filling({}, {"partner.name": name})).decode()
    assert filled == f"<p>{around}<bdi>{escape(name or 'a partner')}</bdi>{around}</p>"


def test_its_size_counts_bytes_and_gaps() -> None:
    assert page(f"<p>{slot('intro')}</p>").size > page("<p></p>").size >= 7


# Values that are the same for all who get one outcome

BIKES = [
    entry("niche", "shops", words={"customers": "drivers", "job": "repair"}),
    entry("niche", "bikes", parent="shops", words={"customers": "riders"}, texts={"it": {"title": "Ciclisti"}}),
]


@pytest.mark.parametrize(
    ("text", "visitor", "expected"),
    [
        pytest.param("{{ brand.name }}", who(), "Spokewise", id="brand"),
        pytest.param("{{ niche.title | you }}", who(niche="bikes"), "Bikes", id="niche"),
        pytest.param("{{ niche.title | you }}", who("it", niche="bikes"), "Ciclisti", id="niche in Italian"),
        pytest.param("{{ niche.title | you }}", who(), "you", id="no niche"),
        pytest.param("{{ word.customers }}", who(), "customers", id="a general word"),
        pytest.param("{{ word.customers }}", who(niche="bikes"), "riders", id="the niche's word"),
        pytest.param("{{ word.job }}", who(niche="bikes"), "repair", id="the wider niche's word"),
        pytest.param("{{ word.Customers }}", who(niche="bikes"), "Riders", id="a capital stays"),
        pytest.param("{{ word.Customers }}", who(), "Customers", id="a general capital stays"),
        pytest.param("{{ link }}", who(), "https://x.example/", id="link"),
        pytest.param("{{ partner.name | a friend }}", who(), "a friend", id="no partner"),
        pytest.param("{{ partner.name }}", who(), "", id="no partner and no default"),
        pytest.param("{{ partner.name | a friend }}", who(partner="ada"), None, id="only the visit can tell"),
        pytest.param("{{ link }}", who(partner="ada"), None, id="a partner's own link"),
    ],
)
def test_what_placeholders_say(text: str, visitor: object, expected: str | None) -> None:
    constants = Constants(library(*BIKES), visitor, "Spokewise", "https://x.example/")  # type: ignore[arg-type]
    name, _, default = text.strip("{} ").partition("|")
    assert constants(Placeholder(name.strip(), default.strip())) == expected
    assert constants.settled(tokenize(text)) == (expected is not None)


def test_as_data_a_partner_is_its_default() -> None:
    constants = Constants(library(), who(partner="ada"), "Spokewise", "https://x.example/")
    text = tokenize("Ask {{ partner.name | a friend }} of {{ brand.name }}")
    assert constants.plain(text) == "Ask a friend of Spokewise"


def test_a_fragment_in_a_page_is_filled_with_it() -> None:
    whole = page(f"5% {slot('via')} {slot('form')} {slot('note')} {slot('form')}").embed(
        "form", page(f"[100% {slot('via')} {slot('own')}]")
    )
    filling = Filling({"via": b"%(0)b", "own": b"1%", "note": b"n", "form": b"never"}, {})
    assert whole.fill(filling) == b"5% %(0)b [100% %(0)b 1%] n [100% %(0)b 1%]"


pieces = st.sampled_from(["a", "b", "form", "note"]).map(lambda name: str(slot(name))) | st.text("%()0b è", max_size=6)


@law
@given(st.lists(pieces, max_size=9), st.lists(pieces.filter(lambda text: "form" not in text), max_size=9))
def test_embedding_is_the_same_as_filling_a_fragment_first(outer: list[str], inner: list[str]) -> None:
    words = {"a": b"%(1)b", "b": b"B%%", "note": b""}
    fragment = page("".join(inner))
    first = page("".join(outer)).fill(Filling({**words, "form": fragment.fill(Filling(words, {}))}, {}))
    assert page("".join(outer)).embed("form", fragment).fill(Filling(words, {})) == first
