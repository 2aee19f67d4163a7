"""What was promised of a fault beside what was found, and the table of it. Pure."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table. ``wrong`` says what does not keep the promise; empty where all does."""

    fault: str
    promise: str
    found: str
    wrong: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        return not self.wrong


def table(findings: Iterable[Finding]) -> str:
    """Each fault with its promise, what was found, and every way in which it falls short."""
    lines = []
    for finding in findings:
        lines.append(f"{'kept  ' if finding.kept else 'BROKEN'}  {finding.fault}")
        lines += indented(f"promised: {finding.promise}")
        lines += indented(f"found:    {finding.found}")
        for wrong in finding.wrong:
            lines += indented(f"wrong:    {wrong}")
    return "\n".join(lines)


def indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 18)


def missing(what: str, acknowledged: Iterable[str], kept: Iterable[str]) -> tuple[str, ...]:
    """A sentence if something that was acknowledged is not kept."""
    lost = sorted(set(acknowledged) - set(kept))
    return (f"{len(lost)} acknowledged {what} are missing, such as {', '.join(lost[:3])}",) if lost else ()


def percentile(values: Iterable[float], share: float) -> float:
    """The value that ``share`` of all are at or below; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
