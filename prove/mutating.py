"""Ways in which a file goes wrong: by accident, by another program, by somebody who means harm. Each is decided by the
chance it is given, so a seed says everything."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, bytes, random.Random], bytes]
BOM = "\ufeff".encode()


def truncated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flipped(data: bytes, other: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def lines_swapped(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def lines_deleted(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    first = chance.randrange(len(lines))
    return b"\n".join(lines[:first] + lines[first + chance.randint(1, 3) :])


def line_doubled(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    return b"\n".join(lines[: place + 1] + lines[place:])


def key_doubled(data: bytes, other: bytes, chance: random.Random) -> bytes:
    keys = re.findall(rb"^([a-z_]+):", data, re.M) or [b"title"]
    return with_line(data, chance.choice(keys) + b": again", chance)


def key_misspelled(data: bytes, other: bytes, chance: random.Random) -> bytes:
    keys = list(re.finditer(rb"^ *(?:- )?([a-z_]{3,}):", data, re.M))
    if not keys:
        return data
    place = chance.choice(keys).start(1)
    return data[:place] + data[place + 1 : place + 2] + data[place : place + 1] + data[place + 2 :]


def type_changed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    values = list(re.finditer(rb"^( *(?:- )?[a-z_]+:) (\S.*)$", data, re.M))
    odd = [
        b"[1, 2]",
        b"{a: b}",
        b"null",
        b"true",
        b"1e999",
        b"0000-00-00",
        b"9999-12-31",
        b"-1",
        b'"\\ud800"',
        b"~",
        b"2",
    ]
    odd += [b"x" * 10_000, b"&a [*a]", b"!!python/object/apply:os.getcwd []", b"!!binary aGk=", b"'", b"12:61", b".nan"]
    if not values:
        return data
    found = chance.choice(values)
    return data[: found.start(2)] + chance.choice(odd) + data[found.end(2) :]


def indented(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    lines[place] = chance.choice([b"\t", b" ", b"   ", b"- "]) + lines[place]
    return b"\n".join(lines)


def garbage(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 4_000))


def garbage_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.randbytes(chance.randint(1, 40)) + data[place:]


def signs_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    signs = [
        "\0",
        "\u202e",
        "\u2028",
        "\x85",
        "\ue000",
        "\ue001",
        "\ue002name\ue003",
        "\ufffd",
        "\u200b",
        "\x1b[2J",
        "\ufeff",
    ]
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(signs).encode() * chance.randint(1, 5) + data[place:]


def emptied(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return chance.choice([b"", b"\n", b" ", b"---\n---\n", b"---\n", BOM, b"\0" * 100])


def huge_line(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return with_line(data, chance.choice([b"a", b"[", b"*_", b"> ", b"a: ", b"- ", b"<b>", b"{{ "]) * 40_000, chance)


def huge(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data + (b"A paragraph of words that go on and on.\n\n" * 20_000)


def in_another_encoding(data: bytes, other: bytes, chance: random.Random) -> bytes:
    text = data.decode().replace("'", "\u2019") + "\nperch\u00e9 s\u00ec"
    return text.encode(chance.choice(["utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7"]), "replace")


def with_bom_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data.decode()))
    return (data.decode()[:place] + "\ufeff" + data.decode()[place:]).encode()


def with_other_ends(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\r\r\n", b"\n\r", "\u2028".encode()]))


def bomb(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 10)]
    return with_line(data, b"\n".join(lines), chance, front=True)


def deep(data: bytes, other: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([50, 500, 5_000])
    forms = [b"pains: " + b"[" * depth + b"]" * depth, b"words: " + b"{a: " * depth + b"}" * depth]
    forms += [
        b"\n".join(b" " * n + b"a:" for n in range(min(depth, 500))),
        b"> " * depth + b"x",
        b"* " * min(depth, 500),
    ]
    return with_line(data, chance.choice(forms), chance)


def template_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    codes = [b"{{ 7 * 7 }}", b"{% raw %}", b"{{ partner.name", b"{{ config }}", b"{{ word. }}", b"{{ link }}{{ link }}"]
    return with_line(data, chance.choice(codes), chance)


def markup_inside(data: bytes, other: bytes, chance: random.Random) -> bytes:
    codes = [
        b"<script>alert(1)</script>",
        b"<!-- never closed",
        b"# Top",
        b"![x](./gone.png)",
        b"[x](javascript:alert(1))",
    ]
    codes += [
        b"[x](/guides/nowhere)",
        b"| a | b |\n|---|",
        b"```",
        b"[^1]: [^1]",
        b"<table><tr>",
        b"[x]: <",
        b"\\" * 99,
    ]
    return with_line(data, chance.choice(codes), chance)


def fence_moved(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return with_line(data.replace(b"---\n", b"", chance.randint(1, 2)), b"---", chance)


def replaced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return other


def two_in_one(data: bytes, other: bytes, chance: random.Random) -> bytes:
    cut = chance.randrange(len(data))
    return data[:cut] + other[chance.randrange(len(other)) :]


def merge_markers(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    place = chance.randrange(len(lines))
    ours, theirs = lines[place : place + 2], other.split(b"\n")[place : place + 2]
    marked = [b"<<<<<<< HEAD", *ours, b"=======", *theirs, b">>>>>>> branch"]
    return b"\n".join([*lines[:place], *marked, *lines[place + 2 :]])


def with_line(data: bytes, line: bytes, chance: random.Random, front: bool = False) -> bytes:
    """Another line anywhere, or anywhere in the front matter."""
    lines = data.split(b"\n")
    last = lines.index(b"---", 1) if front and b"---" in lines[1:] else len(lines)
    place = chance.randint(min(1, last), last)
    return b"\n".join([*lines[:place], line, *lines[place:]])


MUTATIONS: tuple[Mutation, ...] = (
    truncated,
    flipped,
    lines_swapped,
    lines_deleted,
    line_doubled,
    key_doubled,
    key_misspelled,
    type_changed,
    indented,
    garbage,
    garbage_inside,
    signs_inside,
    emptied,
    huge_line,
    huge,
    in_another_encoding,
    with_bom_inside,
    with_other_ends,
    bomb,
    deep,
    template_inside,
    markup_inside,
    fence_moved,
    replaced,
    two_in_one,
    merge_markers,
)
