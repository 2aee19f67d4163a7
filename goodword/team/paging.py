"""Lists of the desk, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list. ``url`` gives the address of another."""

    items: Sequence[T]
    total: int
    number: int
    url: Callable[[int], str]

    @property
    def pages(self) -> int:
        return pages_of(self.total)


def pages_of(total: int) -> int:
    return max(1, -(-total // SIZE))


def number_of(asked: str, total: int) -> int:
    """The page that is asked for, the nearest one there is, the first where no number is asked for."""
    return min(max(int(asked), 1), pages_of(total)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1


def paged(
    path: str, asked: Mapping[str, str], wanted: str, total: int, some: Callable[[int, int], Sequence[T]]
) -> Paged[T]:
    """The page ``wanted`` of a list of ``total`` things. ``some`` gives those from the first number on, at most as many
    as the second says; ``asked`` is how the list is narrowed, which addresses of other pages carry on."""
    number = number_of(wanted, total)
    query = {key: value for key, value in asked.items() if value}

    def url(page: int) -> str:
        return f"{path}?{urlencode({**query, 'page': page})}"

    return Paged(some((number - 1) * SIZE, SIZE), total, number, url)
