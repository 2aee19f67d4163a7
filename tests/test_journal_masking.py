"""E-mail addresses among clicks: which spellings are known, what is left alone, and that no text makes it slow."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libraries import law

from goodword.journal.lines import line_of
from goodword.journal.masking import MASK, masked, suspicious

KNOWN = {
    "an address": ("ada@example.com", MASK),
    "in capitals": ("ADA@EXAMPLE.COM", MASK),
    "inside text": ("write to <ben.m+x@mail.example.co.uk>!", f"write to <{MASK}>!"),
    "two": ("a@b.example, c@d.example", f"{MASK}, {MASK}"),
    "a mailto": ("mailto:ada@example.com?subject=x", f"mailto:{MASK}?subject=x"),
    "at the end of a sentence": ("ada@example.com.", f"{MASK}."),
    "behind its key": ("via=ada@example.com", f"via={MASK}"),
    "in a path": ("/it/ada%40example.com/x", f"/it/{MASK}/x"),
    "percent-encoded": ("x=ada%2Bnews%40mail.example.org&y=1", f"x={MASK}&y=1"),
    "percent-encoded, its dot too": ("ada%40example%2Ecom", MASK),
    "its dot in small letters": ("ada%40example%2ecom", MASK),
    "encoded twice": ("ada%2540example.com", MASK),
    "encoded four times": ("ada%25252540example%25252ecom", MASK),
    "full-width": ("ada＠example．com", MASK),
    "full-width letters": ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", MASK),
    "full-width and encoded": ("ada%EF%BC%A0example.com", MASK),
    "full-width and encoded twice": ("ada%25ef%25bc%25a0example.com", MASK),
    "a small sign": ("ada﹫example.com", MASK),
    "by its name in HTML": ("ada&commat;example.com", MASK),
    "by its number in HTML": (
        "ada&#64;example.com ada&#0064;example.com ada&#x40;example.com",
        f"{MASK} {MASK} {MASK}",
    ),
    "in HTML twice": ("ada&amp;commat;example.com", MASK),
    "as scripts write it": (r"ada\u0040example.com ada\x40example.com", f"{MASK} {MASK}"),
    "a quoted name": ('"ada bright"@example.com', MASK),
    "a quoted name, encoded": ("%22ada%20bright%22%40example.com", MASK),
    "an apostrophe": ("o'brien@example.com o’brien@example.com", f"{MASK} {MASK}"),
    "signs that few have in a name": ("a!b#c$d*e^f`g{h|i}j~k@example.com", MASK),
    "in quotes": ("'ada@example.com'", f"{MASK}'"),
    "in Arabic letters": ("سارة@مثال.شركة", MASK),
    "with marks above": ("مُحَمَّد@مثال.شركة", MASK),
    "in Hindi": ("हिन्दी@उदाहरण.भारत", MASK),
    "in Arabic letters, encoded": ("%D8%B3@%D9%85%D8%AB%D8%A7%D9%84.%D8%B4%D8%B1", MASK),
    "an umlaut": ("jürgen@münchen.example", MASK),
    "an international host": ("ada@xn--mnchen-3ya.xn--p1ai", MASK),
    "a Chinese dot": ("ada@例子。中国", MASK),
    "a number for a host": ("ada@[192.0.2.1] ada@[IPv6:2001:db8::1]", f"{MASK} {MASK}"),
    "behind a password": ("https://ada:secret@example.com/", f"https://ada:{MASK}/"),
    "cut off at the end of a long value": ("x" * 100 + " ada@exam", "x" * 100 + f" {MASK}"),
    "cut off amid a code": ("x" * 100 + " ada%40", "x" * 100 + f" {MASK}"),
}
LEFT = {
    "a version": "yarn@1.22.0",
    "a handle": "https://video.example/@ada",
    "no host": "ada@home",
    "an agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "a share": "100%40 off & more",
    "what only people write": "ada at example dot com",
    "base64": "YWRhQGV4YW1wbGUuY29t",
    "quoted-printable": "size=40mm.pdf",
    "codes of other letters": "%D8%B3%D8%A7 %2F %25",
    "a path of Windows": r"C:\x64\u0041da.exe",
    "entities": "a&amp;b.com &#65;bc.de",
    "Arabic": "حملة الربيع",
}


@pytest.mark.parametrize(("value", "kept"), KNOWN.values(), ids=KNOWN.keys())
def test_what_looks_like_an_address_is_masked(value: str, kept: str) -> None:
    record = {"sid": value, "utm": {"source": value}, "others": {"ref": [value]}, "count": 3}
    assert masked(record) == {"sid": kept, "utm": {"source": kept}, "others": {"ref": [kept]}, "count": 3}


@pytest.mark.parametrize("value", LEFT.values(), ids=LEFT.keys())
def test_everything_else_is_left_as_it_is(value: str) -> None:
    record = {"sid": value, "others": {"ref": [value]}}
    assert masked(record) == record


@pytest.mark.parametrize("value", [*KNOWN.values()], ids=KNOWN.keys())
def test_a_line_that_holds_one_is_suspicious(value: tuple[str, str]) -> None:
    assert suspicious(line_of({"sid": "m7", "others": {"ref": [value[0]]}}))


def test_most_lines_are_not() -> None:
    assert not suspicious(line_of({"sid": "m7", "utm": {"source": "news"}, "headers": {"accept": "*/*;q=0.8"}}))


ATS = ["@", "＠", "%40", "%2540", "&commat;", "&amp;#64;", "\\u0040", "\\x40"]
OTHERS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def records(at: str) -> st.SearchStrategy[dict[str, Any]]:
    """Records with addresses spelled with this AT, whole and in pieces, beside what JSON has to escape."""
    pieces = [
        f"ada{at}b.example",
        f"ada{at}b.example",
        at,
        "ada",
        "b.example",
        "\ud83d",
        '"',
        "\n",
        "\x00",
        "\x7f",
        "/",
    ]
    texts = st.lists(st.sampled_from(pieces) | st.text("a ü\\", max_size=2), max_size=2).map("".join)
    values = st.recursive(
        texts | OTHERS,
        lambda each: st.lists(each, max_size=2) | st.tuples(each) | st.dictionaries(texts, each, max_size=1),
        max_leaves=3,
    )
    return st.dictionaries(st.just("sid") | texts, values, max_size=2)


@pytest.mark.parametrize("at", ATS)
@law
@given(data=st.data())
def test_no_line_that_is_not_suspicious_holds_anything_to_mask(at: str, data: st.DataObject) -> None:
    """However JSON escapes it, and whatever it makes of halves of surrogate pairs."""
    record = data.draw(records(at))
    line = line_of(record)
    assert suspicious(line) or line_of(masked(record)) == line


@pytest.mark.parametrize("place", ["utm", "others"])
def test_one_anywhere_is_enough(place: str) -> None:
    record = {"sid": "m7", "utm": {"source": "news"}, "others": {"aff": ["cy"]}}
    changed = {"utm": {"source": "a@b.example"}} if place == "utm" else {"others": {"aff": ["cy", "a@b.example"]}}
    assert MASK in str(masked(record | changed))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 8000,
        "a@" * 4000,
        "%40" * 2600,
        "%" + "25" * 4000,
        "%25" * 2600,
        "a@b" + ".b" * 4000,
        "a@" + "b-" * 4000 + ".",
        "a@" + "b." * 4000,
        '"' * 8000,
        '"a' * 4000,
        "&amp;" * 1600,
        "a&#" + "0" * 8000,
        "a@%D8" + "%25" * 2500,
        "a@" + "%D8%B3." * 1000,
        "م" * 8000,
        "a＠" * 4000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_makes_masking_slow(text: str) -> None:
    """The least of three times: Python may tidy up in the middle of one."""
    took = []
    for _ in range(3):
        begun = time.thread_time()
        masked({"sid": text + "@"})
        took.append(time.thread_time() - begun)
    assert min(took) < 0.05
