"""A CSV file of partners, read row by row."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from goodword.errors import UsageError
from goodword.material.problem import did_you_mean, sentence_end
from goodword.referrals.entries import TEXTS, clean

NEEDED = ("slug", "name", "email")
PLAIN = ("slug", "kind", "program", "email", "member", "language", "external_id")
BEYOND = ""  # what a row has beyond the last column


def rows(path: Path, languages: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The line each row begins on and its cells by column, cleaned; no empty rows. Raises UsageError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    head = text.partition("\n")[0]
    separator = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = [column.strip().lower() for column in next(reader, [])]
        _check_columns(path.name, columns, languages)
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                named = {name: clean(cell) for name, cell in zip(columns, cells, strict=False)}
                yield line, named | {BEYOND: "".join(cells[len(columns) :])}
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{path.name}, line {reader.line_num}, is not CSV: {error}.") from error


def texts(cells: Mapping[str, str], language: str) -> dict[str, dict[str, str]]:
    """The text cells by language and kind of text; a column that names no language speaks ``language``."""
    found: dict[str, dict[str, str]] = {language: {}}
    for column, cell in cells.items():
        text, _, its_language = column.partition("_")
        if cell and text in TEXTS:
            found.setdefault(its_language or language, {})[text] = cell
    return found


def _check_columns(name: str, columns: list[str], languages: tuple[str, ...]) -> None:
    legal = [*PLAIN, *TEXTS, *(f"{text}_{language}" for text in TEXTS for language in languages)]
    for column in columns:
        if column not in legal:
            raise UsageError(f"{name} has a column {column!r}; {sentence_end(did_you_mean(column, legal))}")
        if columns.count(column) > 1:
            raise UsageError(f"{name} has the column {column} twice.")
    for column in NEEDED:
        if column not in columns:
            raise UsageError(f"{name} has no column {column}; {', '.join(NEEDED)} are needed.")
