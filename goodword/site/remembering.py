"""The one cookie of public pages: who sent this browser, kept only after somebody said yes. Pure: time is handed in.

``1~<until>~<partner>.<click>~…~<mac>`` holds the first touch and the newest ones, or ``1~no`` until the browser is
closed. What we did not sign, or what is over, counts for nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from hmac import compare_digest

from goodword.referrals.click_ids import parse
from goodword.referrals.records import Evidence

MOST = 5
VERSION = "1"
NO = f"{VERSION}~no"
LONGEST = 1_500


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a browser brings: ``touches``, oldest first, until a moment (UTC); or that its owner said no."""

    touches: tuple[Evidence, ...] = ()
    until: datetime | None = None
    refused: bool = False

    @property
    def decided(self) -> bool:
        """Whether there is nothing to ask."""
        return self.refused or self.until is not None


NOTHING = Remembered()


@dataclass(frozen=True, slots=True)
class Remembering:
    """Reads and writes the cookie. ``asks`` is whether there may be one at all; ``secure`` is True under https.

    ``window`` gives the days that a touch counts in a program, by its slug.
    """

    secret: str
    secure: bool
    asks: bool
    window: Callable[[str], int]

    @property
    def name(self) -> str:
        """Under https browsers refuse a ``__Host-`` cookie that was not set by this very host, over https."""
        return "__Host-gw" if self.secure else "gw"

    def read(self, header: str, now: datetime) -> Remembered:
        """What the Cookie header says; nothing where it is not ours, altered, or over."""
        if not self.asks or f"{self.name}=" not in header:
            return NOTHING
        value = cookie(header, self.name)
        if value == NO:
            return Remembered(refused=True)
        told, _, mac = value.rpartition("~")
        if len(value) > LONGEST or not compare_digest(mac.encode(), self.proof(told).encode()):
            return NOTHING
        _, until, *touches = told.split("~")
        ends = datetime.fromtimestamp(int(until), UTC)
        return Remembered(tuple(map(touch_of, touches)), ends) if now < ends else NOTHING

    def added(self, before: Remembered, partner: str, click: str, now: datetime, days: int) -> str | None:
        """The Set-Cookie header by which this arrival is remembered too, for so many ``days``, and the others for as
        long as they were; None where nothing has to change.

        Only to be sent to whoever said yes: now, or before (``before.until``).
        """
        seen = parse(click)
        if not self.asks or seen is None or any(touch.click == click for touch in before.touches):
            return None
        touch = Evidence(kind="cookie", at=seen.at.isoformat(timespec="milliseconds"), partner=partner, click=click)
        kept = fewer((*before.touches, touch))
        until = max(now + timedelta(days=days), before.until or now)
        told = "~".join((VERSION, str(int(until.timestamp())), *(f"{one.partner}.{one.click}" for one in kept)))
        return self.set_cookie(f"{told}~{self.proof(told)}", f"; Max-Age={int((until - now).total_seconds())}")

    def refusal(self) -> str:
        """The Set-Cookie header of a no: it lasts until the browser is closed, and takes a former yes with it."""
        return self.set_cookie(NO)

    def forgetting(self) -> str:
        """The Set-Cookie header that takes the cookie away."""
        return self.set_cookie("", "; Max-Age=0")

    def set_cookie(self, value: str, lasts: str = "") -> str:
        return f"{self.name}={value}{lasts}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if self.secure else ''}"

    def proof(self, told: str) -> str:
        key = self.secret.encode()[:64]
        return blake2b(told.encode("utf-8", "replace"), key=key, digest_size=16, person=b"goodword cookie").hexdigest()


def fewer(touches: Sequence[Evidence]) -> Sequence[Evidence]:
    """No more than MOST, oldest first. What lies between a partner's first and newest visit goes before anything else:
    who sends somebody often takes nobody's place. Then the oldest go, but for the very first."""
    kept = list(touches)
    while len(kept) > MOST:
        partners = [touch.partner for touch in kept]
        between = (at for at, one in enumerate(partners) if one in partners[:at] and one in partners[at + 1 :])
        del kept[next(between, 1)]
    return kept


def cookie(header: str, name: str) -> str:
    """A cookie's value; empty where there is none."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def touch_of(text: str) -> Evidence:
    """A touch of a cookie that we signed."""
    partner, _, click = text.partition(".")
    seen = parse(click)
    at = seen.at.isoformat(timespec="milliseconds") if seen else ""
    return Evidence(kind="cookie", at=at, partner=partner, click=click)
