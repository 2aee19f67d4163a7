"""By which rules it is recorded: what the drain hands in with each batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from goodword.referrals.attribution import Attribution


@dataclass(frozen=True, slots=True)
class Judging:
    """How programs give credit, by slug (`programs.Programs.attribution`), and the moment of recording, in UTC."""

    programs: Mapping[str, Attribution]
    at: datetime
