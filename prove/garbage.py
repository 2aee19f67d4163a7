"""Files of the material go wrong in every way there is, while the site runs."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bench.server import Server
from prove.findings import Finding
from prove.ground import ProveError
from prove.reloads import renewed
from prove.victims import ACCIDENTS, Company, Victim, consents_in
from prove.witness import Error, Witness
from prove.workshop import Workshop

PROMISE = (
    "site answers; the error names file and line; last good version served "
    "(a case study whose consents cannot be read is hidden)"
)
AT_ONCE = 10
ANSWERS = frozenset({200, 308, 404})
FIXED = ("/", "/it", "/for/workshops", "/with/ada", "/refer", "/sitemap.xml")
GONE = frozenset(accident.__name__ for accident in ACCIDENTS)


@dataclass
class Tally:
    """What became of the mutations and of the pages that were asked for. ``looks`` says how often a wrong file's last
    good version was looked for on a page, ``hidden`` how many case studies had to be gone from all."""

    mutations: Counter[str] = field(default_factory=Counter)
    pages: Counter[int] = field(default_factory=Counter)
    looks: int = 0
    hidden: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        became = ", ".join(f"{count:,} {what}" for what, count in sorted(self.mutations.items()))
        pages = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.pages.items()))
        looks = f"last good version looked for {self.looks:,} times, {self.hidden} case studies had to be hidden"
        return f"{became}; pages answered {pages}; {looks}; wrong: {len(self.wrong)}"


def garbage(shop: Workshop, database: str) -> Finding:
    """Ten files at a time, each judged by itself; what is read at start alone, with a reload."""
    company = Company(shop.folder / "spokewise")
    ground = replace(shop.ground("garbage", database), root=company.root)
    tally = Tally()
    with ground.served() as (site, server):
        witness = Witness(ground, site, company)
        try:
            for number in range(shop.rounds(full=97, quick=2)):
                batch(witness, f"{shop.seed}.{number}", tally)
            for number in range(shop.rounds(full=30, quick=1)):
                at_start(witness, server, f"{shop.seed}.start.{number}", tally)
        except ProveError as error:  # what was found so far counts
            tally.wrong.append(str(error))
    total = sum(tally.mutations.values())
    return Finding(f"{total:,} mutations of material, {database}", PROMISE, str(tally), tuple(tally.wrong))


def batch(witness: Witness, name: str, tally: Tally) -> None:
    """Several files go wrong at once. A page is made of many: what looks wrong is tried again with one file alone."""
    chosen = witness.company.some(random.Random(name), AT_ONCE)
    for doubtful in tried(witness, chosen, name, tally):
        tally.wrong += tried(witness, [doubtful], name, Tally()).values()


def tried(witness: Witness, chosen: Iterable[Victim], name: str, tally: Tally) -> dict[Victim, str]:
    """The files go wrong and are put right again; what is wrong with whom meanwhile."""
    company = witness.company
    try:
        spoilt = {victim: company.spoil(victim, random.Random(f"{name} {victim.path}")) for victim in chosen}
        company.mark(name)
        revision = witness.live(lambda now: now != witness.base)
        errors = witness.errors()
        tally.wrong += misplaced(company, errors)
        answered(witness, spoilt, random.Random(name), revision, tally)
        return {
            victim: f"{name}, {mutation} {victim.path}: {wrong}"
            for victim, mutation in spoilt.items()
            if (wrong := judged(witness, victim, mutation, said(victim, errors), revision, tally))
        }
    finally:
        company.restore()
        witness.live(lambda now: now == witness.base)


def answered(
    witness: Witness, spoilt: Mapping[Victim, str], chance: random.Random, revision: str, tally: Tally
) -> None:
    """The pages of these files, those they are seen on, and a few others."""
    sights = [witness.sights[victim.path].url for victim in spoilt if victim.path in witness.sights]
    own = [victim.url for victim in spoilt if victim.url]
    for url in dict.fromkeys((*FIXED, *own, *sights, *chance.sample(sorted(witness.pages), 5))):
        reply = witness.look(url, revision)
        tally.pages[reply.status] += 1
        if reply.status not in ANSWERS:
            files = ", ".join(f"{mutation} {victim.path}" for victim, mutation in spoilt.items())
            tally.wrong.append(f"{url} answered {reply.status or reply.error} after {files}")


def judged(witness: Witness, victim: Victim, mutation: str, is_said: bool, revision: str, tally: Tally) -> str:
    """What is wrong, if anything is."""
    tally.mutations["gone" if mutation in GONE else "reported" if is_said else "accepted"] += 1
    if mutation in GONE:
        return ""
    if not is_said:
        return "nothing is said of it" if mutation == "garbage" else ""
    if victim.is_story and consents_in((witness.company.root / victim.path).read_bytes()) is None:
        tally.hidden += 1
        named = witness.named(victim, revision)
        return f"its consents cannot be read, and its customer is named on {', '.join(named)}" if named else ""
    sight = witness.sights.get(victim.path)
    if sight is None or (victim.is_story and witness.look(victim.url, revision).status == 404):
        return ""
    tally.looks += 1
    missing = witness.missing(sight, revision)
    return f"its last good version is not on {sight.url}: {missing} is not there" if missing else ""


def said(victim: Victim, errors: Iterable[Error]) -> bool:
    """Whether an error is about the file. That of a picture stands where the picture is named."""
    return any(
        error.path == victim.path or (victim.what == "image" and victim.path in error.message) for error in errors
    )


def misplaced(company: Company, errors: Iterable[Error]) -> Iterator[str]:
    """Errors that lead nowhere."""
    for error in errors:
        file = company.root / error.path
        data = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n") if file.is_file() else b""
        if not 1 <= error.line <= data.count(b"\n") + 1:
            yield f"{error.path}:{error.line} is no place: {error.message}"


def at_start(witness: Witness, server: Server, name: str, tally: Tally) -> None:
    """What is read at start goes wrong, and the site is reloaded."""
    company, chance = witness.company, random.Random(name)
    victim = chance.choice([one for one in company.victims if one.what == "start"])
    try:
        mutation = company.spoil(victim, chance)
        renewed(server)
        is_said = said(victim, witness.errors())
        tally.mutations["reported" if is_said else "accepted"] += 1
        if mutation == "garbage" and not is_said:
            tally.wrong.append(f"{name}, {mutation} {victim.path}: nothing is said of it")
        answered(witness, {victim: mutation}, chance, "", tally)
    finally:
        company.restore()
        renewed(server)
        witness.live(lambda now: now == witness.base)
