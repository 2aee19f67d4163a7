"""Programs whose touches count for longer than single clicks are kept: what names such a click finds nobody."""

from collections.abc import Iterator
from pathlib import Path

from goodword.material import Problem, read_front
from goodword.referrals.programs import FOLDER, Programs, bytes_of
from goodword.saying import Said

WINDOW = ("attribution", "window_days")


def window_problems(root: Path, programs: Programs, kept_days: int) -> Iterator[Problem]:
    """Advice for each of them, where its file says so. Clicks are kept for ``kept_days``."""
    for slug, terms in sorted(programs.attributions().items()):
        days = terms.window_days
        if days < kept_days:
            continue
        name = f"{FOLDER}/{slug}.md"
        front = read_front(name, bytes_of(root / name, name)[0] or b"")[0]
        line, column = front.marks.value(WINDOW) if front else (1, 1)
        message = Said(
            "window_days is %(days)s and GOODWORD_CLICK_DAYS is %(kept)s: whoever signs up with a click that is gone "
            "by then is credited to nobody",
            days=days,
            kept=kept_days,
        )
        hint = Said("set GOODWORD_CLICK_DAYS above %(days)s, or window_days below %(kept)s", days=days, kept=kept_days)
        yield Problem(name, line, column, message, hint, "advice")
