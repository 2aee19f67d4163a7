"""From candidates in order to those shown: one of each customer, enough of them, known to later sections. Pure."""

from collections.abc import Iterable

from goodword.saying import Said
from goodword.site.candidates import Candidate


def pick(ranked: Iterable[tuple[Candidate, str]], count: int, many_each: bool) -> list[tuple[Candidate, str]]:
    """The best, one of each customer. A row of numbers may be filled up with further ones of the same customers."""
    chosen: list[tuple[Candidate, str]] = []
    rest: list[tuple[Candidate, str]] = []
    customers: set[str] = set()
    for one, how in ranked:
        if one.customer in customers:
            rest.append((one, how))
            continue
        chosen.append((one, how))
        if one.customer:
            customers.add(one.customer)
        if len(chosen) == count:
            break
    return chosen + rest[: count - len(chosen)] if many_each else chosen


def too_few(found: int, least: int) -> str:
    if found >= max(1, least):
        return ""
    if not found:
        return Said("nothing fits")
    return Said("only %(found)s of at least %(least)s blocks fit", found=found, least=least)


def marks(name: str, one: Candidate) -> tuple[str, ...]:
    """What a later section knows this by. A logo takes nothing away from a story; the opening number, twice as much."""
    if name == "logos":
        return ()
    customer = (one.customer,) if one.customer and one.customer != one.ref else ()
    return (one.ref, *customer * (2 if name == "hero" else 1))
