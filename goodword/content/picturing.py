"""The images that files refer to, processed once for each version of the image."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from goodword.content.assembling import beside, shown
from goodword.content.body import Body
from goodword.content.images import process
from goodword.content.library import Image
from goodword.content.reading import Read
from goodword.content.refusal import Refusal
from goodword.content.scanning import Scan
from goodword.content.uses import named


class Pictures:
    """Images under ROOT, as they are served from VAR."""

    def __init__(self, root: Path, var: Path) -> None:
        self._root, self._var = root, var
        self._known: dict[tuple[str, str, bool], Image | Refusal] = {}

    def of(self, reads: Iterable[Read], bodies: Mapping[str, Body], found: Scan) -> dict[str, Image | Refusal]:
        """path → image, or why it is not taken, for every image that is referred to and there."""
        plain: set[str] = set()
        previewed: set[str] = set()
        for one in reads:
            plain.update(beside(one, name) for name, _, _ in shown(one, bodies))
            previewed.update(beside(one, name) for name, part in named(one.values) if part == "image")
        wanted = {(path, found[path], path in previewed) for path in plain if path in found}
        self._known = {key: self._known.get(key) or process(self._root / key[0], self._var, key[2]) for key in wanted}
        return {path: image for (path, _, _), image in self._known.items()}
