"""Partners from a CSV file: all rows are checked, then the good ones are written at once. May be repeated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from goodword.errors import UsageError
from goodword.referrals import partners, tables
from goodword.referrals.entries import TEXTS, Entry, address, faults
from goodword.referrals.models import Partner, PartnerText
from goodword.referrals.pictures import Picture, PictureError, read_picture
from goodword.referrals.terms import Terms


@dataclass
class Report:
    """What became of the rows: slugs, and for refused rows the line they begin on and the reason."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be written. ``said`` names the columns that are not empty: the others change nothing."""

    line: int
    entry: Entry
    said: frozenset[str]
    pictures: tuple[Picture, ...]


def import_csv(path: Path, root: Path, var: Path, by: str) -> Report:
    """Adds the partners of ``path`` or brings them up to date. Raises UsageError if it cannot."""
    report, terms = Report(), Terms.read(root)
    seen: dict[str, int] = {}
    good = []
    for line, cells in tables.rows(path, terms.languages):
        try:
            row = _row(line, cells, path.parent, terms)
            _refuse_repeat(row, seen)
            good.append(row)
        except (UsageError, PictureError) as error:
            report.refused.append((line, str(error).rstrip(".")))
    with partners.changing() as (session, revision):
        known = {partner.slug: partner for partner in partners.all_partners()}
        owners = {member.email: slug for slug, partner in known.items() for member in partner.members}
        codes = partners.coded(session)
        for row in good:
            entry = row.entry
            if owners.get(entry.email, entry.slug) != entry.slug:
                report.refused.append((row.line, f"{entry.email} belongs to the partner {owners[entry.email]} already"))
                continue
            if entry.slug in codes.keys() - known.keys():
                report.refused.append((row.line, partners.looks_like(entry.slug, codes[entry.slug])))
                continue
            for picture in row.pictures:
                picture.keep(var)
            getattr(report, _write(session, revision, row, known.get(entry.slug), by)).append(entry.slug)
    report.refused.sort()
    return report


def _row(line: int, cells: Mapping[str, str], folder: Path, terms: Terms) -> Row:
    if cells[tables.BEYOND]:
        raise UsageError("there are more cells than columns; quote texts that have commas in them")
    language = cells.get("language") or terms.languages[0]
    texts = tables.texts(cells, language)
    pictures = _pictures(texts, folder)
    kind = cells.get("kind") or "affiliate"
    entry = Entry(
        slug=cells["slug"],
        email=address(cells.get("email", "")),
        kind=kind,
        language=language,
        texts=texts,
        program=terms.program_for(kind, cells.get("program", "")),
        member=cells.get("member", ""),
        external_id=cells.get("external_id", ""),
        known_languages=terms.languages,
    )
    if wrong := faults(entry):
        raise UsageError("; ".join(wrong))
    return Row(line, entry, frozenset(name for name, cell in cells.items() if cell), tuple(pictures))


def _pictures(texts: dict[str, dict[str, str]], folder: Path) -> list[Picture]:
    """The pictures that ``texts`` names, and their keys put into ``texts`` in place of the file names."""
    found = []
    for its_texts in texts.values():
        for name in ("photo", "logo"):
            if name in its_texts:
                path = (folder / its_texts[name]).resolve()
                if not path.is_relative_to(folder.resolve()):
                    raise PictureError(f"{its_texts[name]} is outside the folder of the table")
                found.append(read_picture(path))
                its_texts[name] = found[-1].key
    return found


def _refuse_repeat(row: Row, seen: dict[str, int]) -> None:
    keys = (f"slug {row.entry.slug}", f"address {row.entry.email}")
    for key in keys:
        if key in seen:
            raise UsageError(f"the {key} is on line {seen[key]} already")
    seen.update(dict.fromkeys(keys, row.line))


def _write(session: Session, revision: int, row: Row, partner: Partner | None, by: str) -> str:
    """What it came to: added, changed or unchanged."""
    if partner is None:
        partners.new_partner(session, row.entry, by, revision)
        return "added"
    before = _facts(partner)
    _bring_up_to_date(partner, row.entry, row.said)
    if _facts(partner) == before:
        return "unchanged"
    partners.record(session, partner, revision, ["imported"], by)
    return "changed"


def _bring_up_to_date(partner: Partner, entry: Entry, said: frozenset[str]) -> None:
    """Takes over what the row says. Statuses stay as they are: those are people's decisions."""
    for name in said & {"kind", "language", "external_id"}:
        setattr(partner, name, getattr(entry, name))
    for language, texts in entry.texts.items():
        its_text = partner.texts.setdefault(language, PartnerText(language=language))
        for name, text in texts.items():
            setattr(its_text, name, text)
    if entry.email not in {member.email for member in partner.members}:
        partner.members.append(partners.new_member(entry))
    if "program" in said and entry.program not in {enrollment.program for enrollment in partner.enrollments}:
        partner.enrollments.append(partners.new_enrollment(entry.program))


def _facts(partner: Partner) -> object:
    texts = {code: [getattr(text, name) or "" for name in TEXTS] for code, text in partner.texts.items()}
    people = [member.email for member in partner.members]
    programs = [enrollment.program for enrollment in partner.enrollments]
    return partner.kind, partner.language, partner.external_id, texts, people, programs
