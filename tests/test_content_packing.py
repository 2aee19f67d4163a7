"""Texts that are kept small: nobody notices, but for their size."""

import pickle
from dataclasses import dataclass, replace

from goodword.content.body import Body
from goodword.content.packing import packing

LONG = "<p>Perché sì: تسرّب العملاء.</p>\n" * 200


@packing("text")
@dataclass(frozen=True)
class Kept:
    text: str
    number: int = 0


def test_a_text_is_read_as_it_was_given() -> None:
    assert Kept(LONG).text == LONG
    assert Kept("").text == ""


def test_it_is_small_where_it_is_kept() -> None:
    assert len(pickle.dumps(Kept(LONG))) < len(LONG.encode()) / 3


def test_copies_and_comparisons_are_those_of_the_text() -> None:
    kept = Kept(LONG, 1)
    assert pickle.loads(pickle.dumps(kept)) == kept == Kept(LONG, 1)
    assert replace(kept, number=2) == Kept(LONG, 2)
    assert replace(kept, text="Short.").text == "Short."
    assert kept != Kept("Short.", 1)
    assert hash(kept) == hash(Kept(LONG, 1))


def test_a_rendered_body_is_such_a_text() -> None:
    assert len(pickle.dumps(Body(LONG))) < len(LONG.encode()) / 3
