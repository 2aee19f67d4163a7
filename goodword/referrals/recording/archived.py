"""A person taken out of what the journal keeps: archived facts, and records that were set aside."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path
from typing import Any

from goodword.journal import Journals
from goodword.journal.archive import days, of_day, rewrite
from goodword.journal.reading import records_of
from goodword.referrals.recording.forgotten_records import names, without
from goodword.referrals.recording.spelled import holds

Plain = Mapping[str, Any]
SET_ASIDE = "record"


def forget_in_files(journals: Journals, refused: Iterable[Path], email: str, customers: set[str]) -> int:
    """Rewrites every file that names the person, whole; how many records that were. Raises OSError.

    Open segments are left alone: whoever calls this has had them put away.
    """
    archive = journals.facts.archive
    packed = [path for day in days(archive) for path in of_day(archive, day)]
    aside = list(refused)
    plain = chain(_records(packed), (line[SET_ASIDE] for line in _records(aside)))
    customers = customers | {str(each["customer"]) for each in plain if "customer" in each and names(each, email)}

    def facts(record: Plain) -> Plain:
        return without(record, email, customers)

    def refusals(line: Plain) -> Plain:
        why = str(line["reason"])
        kind = why.partition(":")[0] if holds(why, email) else why
        return {**line, "reason": kind, SET_ASIDE: facts(line[SET_ASIDE])}

    return sum(_rewrite(path, facts) for path in packed) + sum(_rewrite(path, refusals) for path in aside)


def forget_letters(folder: Path, email: str) -> int:
    """Removes letters that lie in a folder, where no mail server is set, and have the address in them."""
    letters = [path for path in folder.glob("*.eml") if any(holds(text, email) for text in _texts(path.read_bytes()))]
    for path in letters:
        path.unlink(missing_ok=True)
    return len(letters)


def _texts(letter: bytes) -> Iterator[str]:
    """A letter as it lies there, and as it is read: what is not ASCII is encoded in it."""
    yield letter.decode("latin-1")
    message = message_from_bytes(letter, policy=policy.default)
    yield from (str(value) for value in message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            text = part.get_payload(decode=True)
            yield text.decode(errors="replace") if isinstance(text, bytes) else ""


def _rewrite(path: Path, change: Callable[[Plain], Plain]) -> int:
    try:
        return rewrite(path, change)
    except FileNotFoundError:  # its time was over, or somebody gave back what was set aside
        return 0


def _records(paths: Iterable[Path]) -> Iterator[Plain]:
    for path in paths:
        with suppress(FileNotFoundError):
            yield from records_of(path)
