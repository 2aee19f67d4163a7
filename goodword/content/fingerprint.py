"""What stands for the code and the terms by which content is understood: another one makes everything anew."""

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from goodword.content.library import Terms

ROOMS = (Path(__file__).parent, Path(__file__).parents[1] / "material")
LIBRARIES = ("markdown", "nh3", "pydantic", "pyyaml", "pillow", "typst")


def fingerprint(terms: Terms) -> str:
    """The same in every process with the same code, libraries and terms."""
    said = (*terms.languages, str(terms.timezone), sys.version, *libraries())
    return sha256("\n".join((code(), *said)).encode()).hexdigest()[:32]


@cache
def libraries() -> tuple[str, ...]:
    """Their versions."""
    return tuple(map(version, LIBRARIES))


@cache
def code() -> str:
    """A digest of this room's code and of the material reader's."""
    files = sorted(path for room in ROOMS for path in room.iterdir() if path.suffix in (".py", ".typ"))
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()
