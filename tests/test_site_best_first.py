"""Finding the best of many without looking at all of them."""

from collections.abc import Mapping

import pytest

from goodword.site.best_first import Rank, Row, best_first

WORTH = {0: 1, 1: 7, 2: 3, 3: 7, 4: 0, 5: 5}


class Pool:
    """Places and what each is worth; remembers which were looked at. What is worth nothing may not be shown."""

    def __init__(self, worth: Mapping[int, int], standing: Mapping[int, int] | None = None) -> None:
        self.worth, self.standing = worth, standing or {}
        self.seen: list[int] = []

    def added(self, place: int) -> int:
        return max(0, self.worth[place])

    def weigh(self, place: int) -> Rank | None:
        self.seen.append(place)
        return Rank(self.standing.get(place, 0), -self.worth[place], place) if self.worth[place] else None

    def best(self, single: set[int], *rows: Row) -> list[int]:
        return list(best_first(single, rows, self.added, self.weigh))


def test_those_worth_most_come_first_and_equals_in_their_order() -> None:
    assert Pool(WORTH).best({0, 1}, Row((2, 3), 0, 9), Row((4, 5), 0, 5)) == [1, 3, 5, 2, 0]


@pytest.mark.parametrize("most", [7, 8, 100])
def test_a_row_may_promise_too_much(most: int) -> None:
    assert Pool(WORTH).best(set(), Row(tuple(WORTH), 0, most)) == [1, 3, 5, 2, 0]


def test_what_stands_before_the_others_comes_first() -> None:
    assert Pool(WORTH, {0: -1}).best({0}, Row((1, 2), 0, 9)) == [0, 1, 2]


def test_what_is_singled_out_and_in_a_row_comes_once() -> None:
    assert Pool(WORTH).best({1, 2}, Row((0, 1, 2), 0, 7)) == [1, 2, 0]


def test_one_worth_less_than_was_thought_takes_its_own_place() -> None:
    pool = Pool({0: 4, 1: 3})
    found = best_first((), [Row((0, 1), 0, 4)], lambda place: 4, pool.weigh)
    assert list(found) == [0, 1]


def test_nothing_further_is_looked_at_than_asked_for() -> None:
    pool = Pool({place: 9 if place in (3, 8) else 1 for place in range(1_000)})
    found = best_first((), [Row(range(1_000), 0, 9)], pool.added, pool.weigh)
    assert [next(found), next(found)] == [3, 8]
    assert pool.seen == [3, 8]
