"""The images that files refer to, processed once for each version of the image."""

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from goodword.content.images import made_before, process
from goodword.content.library import Image
from goodword.content.parsing import Parsed
from goodword.content.refusal import Refusal
from goodword.content.scanning import Scan


class Pictures:
    """Images under ROOT, as they are served from VAR."""

    def __init__(self, root: Path, var: Path) -> None:
        self._root, self._var = root, var
        self._known: dict[tuple[str, str, bool], Image | Refusal] = {}

    @property
    def good(self) -> dict[str, str]:
        """path → hash of those that are as they should be."""
        return {path: image.hash for (path, _, _), image in self._known.items() if isinstance(image, Image)}

    def of(self, files: Iterable[Parsed], found: Scan, good: Mapping[str, str]) -> dict[str, Image | Refusal]:
        """path → image, or why it is not taken, for every image that is referred to and there. ``good`` has the hash
        of each when it was last good."""
        wanted: dict[str, bool] = {}
        for path, previewed in chain.from_iterable(one.pictures for one in files):
            wanted[path] = wanted.get(path, False) or previewed
        keys = {(path, found[path], previewed) for path, previewed in wanted.items() if path in found}
        self._known = {key: self._known.get(key) or self._made(key[0], key[2], good) for key in keys}
        return {path: image for (path, _, _), image in self._known.items()}

    def _made(self, path: str, previewed: bool, good: Mapping[str, str]) -> Image | Refusal:
        made = process(self._root / path, self._var, previewed)
        if isinstance(made, Refusal) and path in good:
            return made._replace(instead=made_before(self._var, good[path]))
        return made
