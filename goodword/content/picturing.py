"""The images that files refer to, processed once for each version of the image."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from goodword.content.images import process
from goodword.content.library import Image
from goodword.content.parsing import Parsed
from goodword.content.refusal import Refusal
from goodword.content.scanning import Scan


class Pictures:
    """Images under ROOT, as they are served from VAR."""

    def __init__(self, root: Path, var: Path) -> None:
        self._root, self._var = root, var
        self._known: dict[tuple[str, str, bool], Image | Refusal] = {}

    def of(self, files: Iterable[Parsed], found: Scan) -> dict[str, Image | Refusal]:
        """path → image, or why it is not taken, for every image that is referred to and there."""
        wanted: dict[str, bool] = {}
        for path, previewed in chain.from_iterable(one.pictures for one in files):
            wanted[path] = wanted.get(path, False) or previewed
        keys = {(path, found[path], previewed) for path, previewed in wanted.items() if path in found}
        self._known = {key: self._known.get(key) or process(self._root / key[0], self._var, key[2]) for key in keys}
        return {path: image for (path, _, _), image in self._known.items()}
