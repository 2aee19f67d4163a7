"""Which of some thousand names stands in a text, without trying them one after the other. Pure.

Every name has a run of four bytes that must be in a text for the name to be there. A text's runs are compared with
all of those at once, as numbers; only names whose run is there are looked at closely. Most texts have none.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from sys import byteorder
from typing import NamedTuple

RUN = 4
ESCAPED = re.compile(r"\\([^a-zA-Z0-9])")
REST = re.compile(r"[\w.-]*")
MEANING = re.compile(r"[\[\](){}|^$.*+?\\]")
ORDINARY = (
    "mozilla/5.0 (windows nt 10.0; win64; x64; wow64; rv:100.0) applewebkit/537.36 (khtml, like gecko) chrome/120.0.0 "
    "mobile safari/604.1 version/17.0 chrome/99.0 safari/537.36 edg/120.0 opr/ samsungbrowser/ gecko/20100101 "
    "firefox/120.0 (macintosh; u; intel mac os x 10_15_7; en-us; (iphone; cpu iphone os 17_0 like mac os x) (ipad; "
    "crios/ fxios/ (linux; u; android 14; build/ wv) (x11; ubuntu; linux x86_64) (compatible; msie 9.0; trident/5.0) "
    "dalvik/2.1 moto one plus instagram facebook note pixel galaxy fr-fr; http://www. https://www. .com/ .html bot/ "
    "spider crawler"
)
"""What stands in nearly every agent, so that it tells nothing."""
COMMON = b" applewebkit/537.36 (khtml, like gecko) "
CUT = COMMON[: RUN - 1] + b"\0" + COMMON[1 - RUN :]
"""What stands for it: with every run that is not wholly inside."""


class Name(NamedTuple):
    """Something to be found: the text in lower case that it cannot be there without, what it is said to be, and what
    finds it."""

    needs: str
    kind: str
    found: Callable[[str], str | None]


class Sieve:
    """Names, arranged so that a text which holds none of them costs little; the one that was named first is found."""

    def __init__(self, names: Iterable[Name]) -> None:
        listed = list(names)
        common = Counter(run for name in listed for run in set(runs(name.needs)))
        common.update(dict.fromkeys(runs(ORDINARY), len(listed)))
        inside = runs(COMMON.decode())
        by_run: dict[int, list[tuple[int, Name]]] = {}
        short: list[tuple[int, Name]] = []
        for place, name in enumerate(listed):
            telling = min(runs(name.needs), key=lambda run: common[run], default=None)
            (short if telling is None or telling in inside else by_run.setdefault(telling, [])).append((place, name))
        self._by_run: Mapping[int, list[tuple[int, Name]]] = by_run
        self._runs = frozenset(by_run)
        self._short = short

    def first(self, text: str) -> str | None:
        """``kind=what was found`` of the first name in the text, or None."""
        return self.first_of(self.near(text), text)

    def near(self, text: str) -> "list[tuple[int, Name]]":
        """The names that may be in the text, by their places: those whose run is there. It takes most of the time."""
        there = self._runs.intersection(numbers(text)) if text else ()
        return [each for run in there for each in self._by_run[run]] + self._short

    def first_of(self, near: "list[tuple[int, Name]]", text: str) -> str | None:
        """The same as ``first``, for whoever knows that no other name is in the text."""
        lower = text.lower()
        for _, name in sorted((each for each in near if each[1].needs in lower), key=itemgetter(0)):
            if found := name.found(text):
                return f"{name.kind}={found}"
        return None


def pattern(source: str, kind: str) -> list[Name]:
    """The names that a regular expression stands for: one for each of its alternatives."""
    names = []
    for part in alternatives(source):
        plain = ESCAPED.sub(r"\1", part)
        if MEANING.search(ESCAPED.sub("", part)):
            names.append(Name(needed(part), kind, _matching(re.compile(part))))
        else:
            names.append(Name(plain.lower(), kind, _holding(plain)))
    return names


def word(text: str, kind: str) -> Name:
    """A name in any case that begins a word; after ``^`` one that begins the text. Found without its version."""
    name = text.removeprefix("^")
    return Name(name, kind, _word(name, only_first=text != name))


def alternatives(source: str) -> list[str]:
    """The parts of a regular expression between the bars that stand in no group."""
    parts, depth = [""], 0
    for piece in re.findall(r"\\.|.", source):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def needed(source: str) -> str:
    """The longest text, in lower case, without which a regular expression cannot match."""
    ungrouped = source
    while (shorter := re.sub(r"(?<!\\)\((?:[^()\\]|\\.)*\)[?*+]?", "\n", ungrouped)) != ungrouped:
        ungrouped = shorter
    either = re.sub(r"\[([a-zA-Z])([a-zA-Z])\]", _same_letter, ungrouped)
    plain = re.sub(r"\\[a-zA-Z0-9]|\[[^\]]*\][?*+]?|(?:\\?.)[?*]|(?<!\\)[.^$+]", "\n", either)
    return max(ESCAPED.sub(r"\1", plain).split("\n"), key=len).lower()


def runs(text: str) -> set[int]:
    """Every run of four bytes of a text in lower case, as a number."""
    data = text.lower().encode()
    return {int.from_bytes(data[at : at + RUN], byteorder) for at in range(len(data) - RUN + 1)}


def numbers(text: str) -> memoryview:
    """Every run of a text as a number, but for those inside of what is common, and a few more that are of no text: the
    text four times, a byte later each."""
    data = text.lower().encode("utf-8", "replace").replace(COMMON, CUT)
    data += b"\0" * (-len(data) % RUN)
    return memoryview(data + data[1:] + b"\0" + data[2:] + b"\0\0" + data[3:] + b"\0\0\0").cast("I")


def _same_letter(found: re.Match[str]) -> str:
    return found[1] if found[1].lower() == found[2].lower() else "\n"


def _holding(plain: str) -> Callable[[str], str | None]:
    return lambda text: plain if plain in text else None


def _matching(expression: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: found[0] if (found := expression.search(text)) else None


def _word(name: str, only_first: bool) -> Callable[[str], str | None]:
    """Without an expression of its own: many hundreds take long to compile."""

    def found(text: str) -> str | None:
        lower = text.lower()
        at = lower.find(name)
        while at > 0 and lower[at - 1].isalnum() and not only_first:
            at = lower.find(name, at + 1)
        if at < 0 or (at and only_first):
            return None
        rest = REST.match(text, at + len(name))
        return text[at : rest.end() if rest else None].partition("/")[0]

    return found
