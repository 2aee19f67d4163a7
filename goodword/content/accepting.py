"""Which version of each file is live: the one that is there, its last good one, or none. Pure.

A wrong file keeps its last good version. Where it cannot be trusted about consent, none stands in for it; where it
can, its last good version shows under the consents of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from goodword.content.parsing import Parsed
from goodword.content.reading import Read
from goodword.material import Problem


def chosen(current: Mapping[str, Parsed], good: Mapping[str, Parsed]) -> dict[str, Parsed]:
    """path → the version to show, by what each file says alone. A file without any is left out."""
    found: dict[str, Parsed] = {}
    for path, here in current.items():
        if here.sound:
            found[path] = here
        elif instead := stand_in(here, good.get(path)):
            found[path] = instead
    return found


def corrected(
    live: Mapping[str, Parsed],
    current: Mapping[str, Parsed],
    good: Mapping[str, Parsed],
    problems: Iterable[Problem],
) -> dict[str, Parsed]:
    """The same after files met: one that is at odds with others stays only if it was accepted as it is before."""
    found = dict(live)
    for path in {problem.path for problem in problems if problem.is_error}:
        here, before = current.get(path), good.get(path)
        if here is None or live.get(path) is not here:
            continue
        if before is not None and before.read.digest == here.read.digest:
            continue
        if instead := stand_in(here, before):
            found[path] = instead
        else:
            del found[path]
    return found


def stand_in(here: Parsed, before: Parsed | None) -> Parsed | None:
    """The last good version, if it may stand in for what is there now."""
    if before is None or not before.sound or before.read.digest == here.read.digest:
        return None
    if here.read.kind != "case-study" or here.read.is_translation:
        return before  # a translation says nothing about consent: what the original says counts for it as well
    if here.read.guarded:
        return None
    return replace(before, read=with_consents(before.read, here.read))


def with_consents(read: Read, of: Read) -> Read:
    """The read, allowed only what the other one says is allowed; its digest says so."""
    values = {key: value for key, value in read.values.items() if key != "consents"}
    if "consents" in of.values:
        values["consents"] = of.values["consents"]
    return replace(read, values=values, digest=f"{read.digest}+{of.digest}")
