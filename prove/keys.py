"""Many requests with one idempotency key at once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from prove.asking import Reply, Site
from prove.findings import Finding
from prove.workshop import Workshop

AT_ONCE = 50
LEGAL = {200, 409, 422}


def keys(shop: Workshop, database: str) -> Finding:
    ground = shop.ground(f"keys-{database}", database)
    wrong: list[str] = []
    seen: Counter[int] = Counter()
    times = shop.rounds(full=20, quick=2)
    with ground.served() as (site, _):
        for number in range(times):
            replies = at_once(site, f"key-{number}")
            seen.update(reply.status for reply in replies)
            wrong += misanswered(replies, number)
        ground.drained(site)
    sales = ground.kept("sale", "id")
    if len(sales) != times:
        wrong.append(f"{len(sales)} sales of {times} keys")
    found = ", ".join(f"{count} × {status}" for status, count in sorted(seen.items()))
    fault = f"{AT_ONCE} parallel posts of one idempotency key, two bodies, {times} times, {database}"
    return Finding(fault, "one effect; the rest replay, 409 or 422", f"{found}; {len(sales)} sales", tuple(wrong))


def at_once(site: Site, key: str) -> list[Reply]:
    """Half of them ask for another amount, and none names an invoice: only the key can make it one."""
    barrier = Barrier(AT_ONCE)

    def post(number: int) -> Reply:
        barrier.wait()
        sale = {"customerExternalId": key, "amount": 100 + number % 2, "currency": "EUR"}
        return site.report("sale", sale, key)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(AT_ONCE)))


def misanswered(replies: list[Reply], number: int) -> Iterator[str]:
    """What an answer may not be: none at all, an error, or two different successes."""
    strange = sorted({reply.status for reply in replies} - LEGAL)
    if strange:
        yield f"key {number}: statuses {strange}"
    bodies = {reply.body for reply in replies if reply.status == 200}
    if len(bodies) != 1:
        yield f"key {number}: {len(bodies)} different answers with status 200"
