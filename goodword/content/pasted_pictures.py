"""Pictures that were pasted into a text as base64: refused, each with its place and its mend, and taken out so that
the rest of the file is still checked, quickly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from goodword.material import Problem
from goodword.material.text import Places
from goodword.saying import Said

DATA = re.compile(
    r"data:image/([\w.+-]{1,20})(?:;[\w=.-]{1,40})?;base64,[A-Za-z0-9+/=%]*(?:\n[A-Za-z0-9+/=]{20,}(?![^\n\"')>]))*"
)
HERE = "\ue0f0"  # taken out of every text that is read, so nobody else can have written it
PICTURE = rf"{HERE}(\d+){HERE}"
DEFINITION = re.compile(rf"^ {{0,3}}\[([^\[\]\n]{{1,80}})\]:[ \t]*<?{PICTURE}[^\n]*$", re.MULTILINE)
INLINE = re.compile(rf"!\[([^\[\]\n]{{0,500}})\]\(\s*<?{PICTURE}[^)\n]*\)")
TAG = re.compile(rf"<[iI][mM][gG]\b[^<>]*{PICTURE}[^<>]*>")
LEFT = re.compile(rf"<?{PICTURE}>?")
USE = re.compile(r"!\[([^\[\]\n]{0,500})\](?:\[([^\[\]\n]{0,80})\])?")
ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "webp": "webp", "avif": "avif"}


@dataclass(slots=True)
class Picture:
    """``used`` is the line in which a picture defined elsewhere is shown, and how."""

    place: tuple[int, int]
    ending: str
    kilobytes: int
    label: str = ""
    used: tuple[int, str] | None = None


def without_pictures(path: str, body: str, first_line: int) -> tuple[str, list[Problem]]:
    """The body without such pictures, every line where it was."""
    if "data:image/" not in body:
        return body, []
    places = Places(body, first_line)
    pictures: list[Picture] = []

    def found(match: re.Match[str]) -> str:
        size = max(1, len(match[0]) * 3 // 4096)
        pictures.append(Picture(places[match.start()], ENDINGS.get(match[1], "png"), size))
        return f"{HERE}{len(pictures) - 1}{HERE}" + "\n" * match[0].count("\n")

    body = DATA.sub(found, body)
    by_label: dict[str, Picture] = {}
    for label, number in DEFINITION.findall(body):
        by_label[label.casefold()] = pictures[int(number)]
        pictures[int(number)].label = label
    body = DEFINITION.sub("", body)
    body = TAG.sub(lambda match: "\n" * match[0].count("\n"), INLINE.sub(r"\1", body))
    body = LEFT.sub("", body)
    return without_uses(body, by_label, first_line), problems(path, pictures)


def without_uses(body: str, by_label: Mapping[str, Picture], first_line: int) -> str:
    """The body without the pictures that were defined at its end."""
    if not by_label:
        return body
    places = Places(body, first_line)

    def use(match: re.Match[str]) -> str:
        picture = by_label.get((match[2] or match[1]).casefold())
        if picture is None:
            return match[0]
        picture.used = picture.used or (places[match.start()][0], match[0])
        return match[1] if match[2] else ""

    return USE.sub(use, body)


def problems(path: str, pictures: list[Picture]) -> list[Problem]:
    return [Problem(path, *one.place, message(one), mend(one, number)) for number, one in enumerate(pictures, 1)]


def message(picture: Picture) -> str:
    return Said(
        "a picture (%(size)s KB) is pasted into the text as base64; pictures lie beside the file",
        size=picture.kilobytes,
    )


def mend(picture: Picture, number: int) -> str:
    name = picture.label if re.fullmatch(r"[a-z0-9-]+", picture.label) else f"image{number}"
    file = f"./{name}.{picture.ending}"
    if picture.used:
        line, written = picture.used
        return Said(
            "save it beside the file as %(file)s, write ![what it shows](%(file)s) in line %(line)s in place of"
            " %(written)s, and delete this line",
            file=file,
            line=line,
            written=written[:60],
        )
    return Said("save it beside the file as %(file)s and write ![what it shows](%(file)s) in place of this", file=file)
