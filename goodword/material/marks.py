"""Where each value and each key of a file stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marks:
    """Key path, as ``("results", 0, "value")``, to (line, column), both counting from 1.

    ``folded`` names the only key of each list item that has only one, as ``pains`` in ``- pains: {max: 3}``.
    """

    values: Mapping[KeyPath, Place] = field(default_factory=dict)
    keys: Mapping[KeyPath, Place] = field(default_factory=dict)
    folded: Mapping[KeyPath, str] = field(default_factory=dict)
    start: Place = (1, 1)

    def value(self, path: KeyPath) -> Place:
        """The place of the value, or of the nearest thing around it that was written."""
        return self.values.get(path) or self.value(path[:-1]) if path else self.values.get((), self.start)

    def key(self, path: KeyPath) -> Place:
        """The place of the key, else of its value."""
        return self.keys.get(path) or self.value(path)

    def written(self, path: KeyPath) -> KeyPath:
        """The longest part of ``path`` that was written, looking through names such as ``pains: {max: 3}``.

        A model may fold ``{pains: {max: 3}}`` into ``{name: pains, max: 3}``; its ``max`` is then written one
        level deeper than the model says.
        """
        found: KeyPath = ()
        for step in path:
            if (*found, step) in self.values:
                found = (*found, step)
            elif (*found, self.folded.get(found), step) in self.values:
                found = (*found, self.folded[found], step)
            else:
                break
        return found
