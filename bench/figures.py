"""Measured values beside what was promised, and the table of them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Literal


@dataclass(frozen=True, slots=True)
class Promise:
    """A bound that the median has to keep."""

    sign: Literal["≥", "≤"]
    bound: float

    def kept_by(self, value: float) -> bool:
        return value >= self.bound if self.sign == "≥" else value <= self.bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: every value measured. ``note`` says what a reader needs to judge it."""

    work: str
    values: tuple[float, ...]
    unit: str = ""
    promise: Promise | None = None
    note: str = ""

    @property
    def reached(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float] | None:
        """The middle half of the values; None where there is only one."""
        if len(self.values) < 2:
            return None
        low, _, high = quantiles(self.values, n=4, method="inclusive")
        return low, high

    @property
    def verdict(self) -> str:
        if self.promise is None:
            return ""
        return "ok" if self.promise.kept_by(self.reached) else "short"

    def cells(self) -> tuple[str, ...]:
        spread = " – ".join(map(plain, self.spread)) if self.spread else ""
        promised = f"{self.promise.sign} {said(self.promise.bound, self.unit)}" if self.promise else ""
        return self.work, said(self.reached, self.unit), spread, str(len(self.values)), promised, self.verdict


HEAD = ("work", "reached", "middle half", "n", "promised", "")
RIGHT = frozenset({1, 3})


def table(figures: Iterable[Figure]) -> str:
    """The figures in columns, each note under its line."""
    listed = list(figures)
    rows = [HEAD, *(figure.cells() for figure in listed)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rule = "  ".join("-" * width for width in widths).rstrip()
    lines = [aligned(HEAD, widths), rule]
    for figure in listed:
        lines.append(aligned(figure.cells(), widths))
        lines += [f"    {line}" for line in figure.note.splitlines()]
    return "\n".join(lines)


def aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = [
        cell.rjust(width) if column in RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(placed).rstrip()


def said(value: float, unit: str) -> str:
    return f"{plain(value)} {unit}".rstrip()


def plain(value: float) -> str:
    """Three digits that count, never in powers of ten."""
    if value == 0:
        return "0"
    whole = len(str(int(abs(value))))
    return f"{value:,.0f}" if whole > 2 else f"{value:.{3 - whole}f}"
