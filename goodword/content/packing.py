"""Texts that are kept by the ten thousand and read now and then: small in memory and on disk, whole when asked for."""

import zlib
from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C")
LEVEL = 1  # a twenty-thousandth of a second for five thousand characters, which become a third


def packing(name: str) -> Callable[[type[C]], type[C]]:
    """Has a dataclass, one without slots, keep its text ``name`` packed; it is given and read as ever."""

    def packed(kind: type[C]) -> type[C]:
        setattr(kind, name, Packed(name))
        return kind

    return packed


class Packed:
    """The attribute of one text."""

    def __init__(self, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, instance: Any, owner: type) -> str:
        data: bytes = instance.__dict__[self._name]
        return zlib.decompress(data).decode() if data else ""

    def __set__(self, instance: Any, value: str) -> None:
        instance.__dict__[self._name] = zlib.compress(value.encode(), LEVEL) if value else b""
