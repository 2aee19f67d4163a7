"""Why a file is not taken: said about the file, to be shown where something refers to it."""

from typing import NamedTuple


class Refusal(NamedTuple):
    message: str
    hint: str = ""
