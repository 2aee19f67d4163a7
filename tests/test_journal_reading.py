"""Damage: what did not get whole to disk is left out, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from journaling import click, left_behind

from goodword.journal import reading
from goodword.journal.lines import LONGEST, Damage, Found, found_in, line_of
from goodword.journal.reading import Chunk, chunk_of, records_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)
MANY = st.lists(RECORDS, min_size=1, max_size=12)


def found(text: bytes) -> list[dict[str, object]]:
    return [each.record() for each in found_in(text) if isinstance(each, Found)]


def spans(lines: list[bytes]) -> list[tuple[int, int]]:
    ends = [sum(map(len, lines[: number + 1])) for number in range(len(lines))]
    return [(end - len(line), end) for line, end in zip(lines, ends, strict=True)]


@settings(max_examples=60, deadline=None)
@given(MANY)
@example([{"x": "\n\r\u2028\x00"}])
def test_what_was_written_is_read(records: list[dict[str, object]]) -> None:
    text = b"".join(map(line_of, records))
    assert text.count(b"\n") == len(records)
    assert found(text) == records


@settings(max_examples=60, deadline=None)
@given(MANY, st.data())
def test_a_file_cut_anywhere_holds_what_is_whole_before(records: list[dict[str, object]], data: st.DataObject) -> None:
    lines = [line_of(record) for record in records]
    cut = data.draw(st.integers(0, sum(map(len, lines))))
    whole = sum(end <= cut for _, end in spans(lines))
    assert found(b"".join(lines)[:cut]) == records[:whole]


@settings(max_examples=60, deadline=None)
@given(MANY, st.data())
def test_turned_bits_cost_the_records_they_lie_in(records: list[dict[str, object]], data: st.DataObject) -> None:
    lines = [line_of(record) for record in records]
    text = bytearray(b"".join(lines))
    hit = data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1, max_size=4))
    for place in hit:
        text[place] ^= 1 << data.draw(st.integers(0, 7))
    unhurt = [
        record
        for record, (start, end) in zip(records, spans(lines), strict=True)
        if record and not any(start <= place < end for place in hit)
    ]
    assert [record for record in found(bytes(text)) if record] == unhurt


@settings(max_examples=60, deadline=None)
@given(MANY, st.data())
def test_zeros_cost_the_records_they_lie_in(records: list[dict[str, object]], data: st.DataObject) -> None:
    lines = [line_of(record) for record in records]
    text = b"".join(lines)
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    unhurt = [
        record
        for record, (start, end) in zip(records, spans(lines), strict=True)
        if record and (end <= first or start >= last)
    ]
    hurt = text[:first] + b"\0" * (last - first) + text[last:]
    assert [record for record in found(hurt) if record] == unhurt


@settings(max_examples=60, deadline=None)
@given(MANY, st.data())
def test_a_missing_part_costs_the_records_it_was_of(records: list[dict[str, object]], data: st.DataObject) -> None:
    numbered = [{"number": number, **record} for number, record in enumerate(records)]
    lines = [line_of(record) for record in numbered]
    text = b"".join(lines)
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    unhurt = [
        record for record, (start, end) in zip(numbered, spans(lines), strict=True) if end <= first or start >= last
    ]
    assert found(text[:first] + text[last:]) == unhurt


def test_what_utf8_has_no_letter_for_is_a_question_mark() -> None:
    assert found(line_of({"agent": "half \ud83d", "page": "قهوة"})) == [{"agent": "half ?", "page": "قهوة"}]


def test_no_value_can_pass_for_a_record() -> None:
    inner = line_of({"kind": "sale"}).decode()
    torn = line_of({"note": inner})[:-9] + b"\n"
    assert found(torn) == []


@pytest.mark.parametrize("change", [bytes.upper, lambda line: b"+" + line[1:], lambda line: b" " + line[1:]])
def test_a_checksum_is_spelled_in_one_way(change: object) -> None:
    line = line_of({"x": 2})
    head = change(line[:8])  # type: ignore[operator]
    assert found(line) and (head == line[:8] or found(head + line[8:]) == [])


def test_places_and_damage_are_told_by_their_bytes() -> None:
    first, second = line_of({"x": 1}), line_of({"x": 2})
    assert list(found_in(first + b"rubbish\n\n" + second + b"more", at=1000)) == [
        Found(1000, 1000 + len(first), first[9:-1]),
        Damage(1000 + len(first), 1008 + len(first)),
        Found(1009 + len(first), 1009 + len(first + second), second[9:-1]),
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(1, 40))
def test_reading_in_chunks_finds_each_record_once(most: int, count: int) -> None:
    import tempfile  # noqa: PLC0415 - a folder for each example

    with tempfile.TemporaryDirectory() as folder:
        path = left_behind(Path(folder), [click(number) for number in range(count)])
        seen, start = [], 0
        while (chunk := chunk_of(path, start, most)).end > start:
            assert (len(chunk.found) <= most, chunk.start) == (True, start)
            seen += [each.record()["id"] for each in chunk.found]
            start = chunk.end
        assert (seen, start) == ([click(number)["id"] for number in range(count)], path.stat().st_size)


def test_half_a_line_is_left_for_later_unless_nobody_will_end_it(tmp_path: Path) -> None:
    path = left_behind(tmp_path, [click(1)])
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(line_of(click(2))[:-1])
    assert chunk_of(path, 0, 100).end == whole
    end = path.stat().st_size
    assert chunk_of(path, 0, 100, finished=True).end == whole
    assert chunk_of(path, whole, 100, finished=True) == Chunk(whole, end, (), (Damage(whole, end),))
    assert chunk_of(path, end, 100, finished=True).end == end


def test_nothing_is_read_beyond_where_reading_should_stop(tmp_path: Path) -> None:
    path = left_behind(tmp_path, [click(number) for number in range(3)])
    length = len(line_of(click(0)))
    assert len(chunk_of(path, 0, 100, stop=2 * length).found) == 2
    assert chunk_of(path, 2 * length, 100, stop=2 * length).end == 2 * length


def test_a_hole_of_any_size_is_passed_and_what_follows_is_found(tmp_path: Path) -> None:
    path = left_behind(tmp_path, [click(1)])
    with path.open("ab") as file:
        file.write(b"\0" * (3 * reading.CHUNK + 12345) + line_of(click(2)) + line_of(click(3)))
    seen, start, rounds = [], 0, 0
    while (chunk := chunk_of(path, start, 100)).end > start:
        seen += [each.record()["id"] for each in chunk.found]
        start, rounds = chunk.end, rounds + 1
    assert (seen, start) == ([click(number)["id"] for number in (1, 2, 3)], path.stat().st_size)
    assert [record["id"] for record in records_of(path)] == seen
    assert rounds < 10


def test_the_longest_record_is_read(tmp_path: Path) -> None:
    long = {"x": "a" * (LONGEST - 20)}
    path = left_behind(tmp_path, [long, long, long, long, long])
    assert list(records_of(path)) == [long] * 5
