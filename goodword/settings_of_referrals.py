"""The settings of referrals: the cookie, and how long what is recorded is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from goodword.errors import SettingError

CONSENT = ("ask", "never")
MOST_DAYS = 3_650
FEWEST_DAYS = 3
"""A day is drained, judged and counted before its archive may go."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how many days: the journal's archive, single clicks (totals stay), and what a lead said of a person."""

    archive: int = 90
    clicks: int = 400
    leads: int = 1_095


def cookie_consent(text: str) -> Literal["ask", "never"]:
    """Whether visitors are asked for a cookie. Raises SettingError."""
    if text not in CONSENT:
        raise SettingError("GOODWORD_COOKIE_CONSENT", text, " or ".join(CONSENT))
    return cast(Literal["ask", "never"], text)


def keeping(given: Mapping[str, str]) -> Keeping:
    """How long things are kept. Raises SettingError."""
    usual = Keeping()
    return Keeping(
        _days(given, "ARCHIVE_DAYS", usual.archive),
        _days(given, "CLICK_DAYS", usual.clicks),
        _days(given, "LEAD_DAYS", usual.leads),
    )


def _days(given: Mapping[str, str], name: str, usual: int) -> int:
    text = given.get(name, str(usual))
    if not text.isascii() or not text.isdigit() or not FEWEST_DAYS <= int(text) <= MOST_DAYS:
        raise SettingError(f"GOODWORD_{name}", text, f"a number of days, {FEWEST_DAYS} to {MOST_DAYS}")
    return int(text)
