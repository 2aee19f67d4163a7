"""Load: prospects arrive, some write, the product reports. Everything the site said yes to is noted."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from prove.asking import CLICK, Reply, Site

THREADS = 4
PARTNERS = ("ada", "ben")
people = itertools.count(1)


@dataclass(slots=True)
class Heard:
    """What was sent and what was acknowledged. ``credits`` says which partner each lead and sale came by."""

    sent: int = 0
    clicks: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    sales: list[str] = field(default_factory=list)
    credits: dict[str, str] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def note(self, what: str, reply: Reply) -> None:
        """An answer that is no yes, or none at all."""
        (self.refused if reply.status else self.broken).append(f"{what} {reply.status or reply.error}")


@contextmanager
def load(site: Site, heard: Heard, threads: int = THREADS) -> Iterator[None]:
    """People and the product ask until the block ends."""
    stopping = threading.Event()
    workers = [threading.Thread(target=ask_until, args=(site, heard, stopping)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        stopping.set()
        for worker in workers:
            worker.join()


def ask_until(site: Site, heard: Heard, stopping: threading.Event) -> None:
    """One person after the other; each third writes, and of those each second one buys."""
    while not stopping.is_set():
        visit(site, heard, next(people))
        stopping.wait(site.pause)


def visit(site: Site, heard: Heard, who: int) -> None:
    partner = PARTNERS[who % len(PARTNERS)]
    heard.sent += 1
    page = site.arrive(partner, who)
    if page.status != 200:
        heard.note("page", page)
        return
    heard.pages.append(page.seconds)
    found = CLICK.search(page.body)
    if found:
        heard.clicks.append(found[1].decode())
    else:
        heard.note("page without a click's id", page)
    if who % 3 == 0:
        write(site, heard, page.body, who, partner)
    if who % 6 == 0:
        buy(site, heard, {"clickId": found[1].decode()} if found else {"partnerKey": partner}, who, partner)


def write(site: Site, heard: Heard, page: bytes, who: int, partner: str) -> None:
    email = f"person-{who}@prove.example"
    reply = site.send_form(page, email, who)
    if reply.status == 303:
        heard.leads.append(email)
        heard.credits[email] = partner
    else:
        heard.note("lead", reply)


def buy(site: Site, heard: Heard, sent_by: dict[str, str], who: int, partner: str) -> None:
    """The product knows who sent the customer by the click's id, or else by the partner's key."""
    customer, invoice = f"customer-{who}", f"invoice-{who}"
    lead = {**sent_by, "eventName": "Sign up", "customerExternalId": customer}
    if (reply := site.report("lead", lead)).status != 200:
        heard.note("reported lead", reply)
        return
    sale = {"customerExternalId": customer, "amount": 4900 + who, "currency": "EUR", "invoiceId": invoice}
    reply = site.report("sale", sale, key=invoice)
    if reply.status == 200:
        heard.sales.append(invoice)
        heard.credits[invoice] = partner
    else:
        heard.note("sale", reply)
