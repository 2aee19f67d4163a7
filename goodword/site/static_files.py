"""Static files: gathered at start into VAR under names that change with their content, compressed, cached for a year.

``site/static`` of the company goes over ours, file by file. ``css/site.txt`` lists the sheets that make ``site.css``,
as any other list there does for a bundle of its name; ``brand.css`` is made from the brand file.
"""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from goodword.config import REPOSITORY
from goodword.site.brand import Brand, Scheme

COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".html"})
PREFIX = "/static/"


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """``folder`` holds the built files; ``names`` maps ``site.css`` to ``site.<hash>.css``."""

    folder: Path
    names: Mapping[str, str]

    def url(self, name: str) -> str:
        """The address of a static file. KeyError where there is none of that name: a template's mistake."""
        return PREFIX + self.names[name]

    def is_immutable(self, path: str) -> bool:
        """Whether a file under ``folder`` carries its hash in its name."""
        return Path(path).name in {Path(name).name for name in self.names.values()}


def build(root: Path, var: Path, brand: Brand) -> StaticFiles:
    """Build what is not built yet. Several workers may do it at once: each renames a whole folder into place."""
    files = dict(sources(root, brand))
    whole = hashlib.sha256()
    for name, data in sorted(files.items()):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    names = {name: fingerprinted(name, data) for name, data in files.items()}
    folder = var / "static" / whole.hexdigest()[:16]
    if not folder.is_dir():
        write(folder, {names[name]: data for name, data in files.items()})
        forget_others(folder)
    return StaticFiles(folder, names)


def sources(root: Path, brand: Brand) -> Iterator[tuple[str, bytes]]:
    """Every static file by its plain name, with its bytes."""
    found: dict[str, Path] = {}
    for base in (REPOSITORY / "site" / "static", root / "site" / "static"):
        for path in sorted(base.rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(base).parts):
                found[path.relative_to(base).as_posix()] = path
    for name in sorted(path for path in found if re.fullmatch(r"css/[a-z-]+\.txt", path)):
        order = found.pop(name).read_text(encoding="utf-8").split()
        yield f"{Path(name).stem}.css", b"\n".join(found[f"css/{sheet}"].read_bytes() for sheet in order)
    yield "brand.css", brand_sheet(brand).encode()
    for name, path in found.items():
        if path.suffix not in (".css", ".md"):
            yield name, path.read_bytes()
    own = favicon(root, brand)
    if own is not None or "favicon.svg" not in found:
        yield "favicon.svg", plain_icon(brand).encode() if own is None else own


def fingerprinted(name: str, data: bytes) -> str:
    path = Path(name)
    return path.with_name(f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}").as_posix()


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    for name, data in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if path.suffix in COMPRESSED:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    try:
        os.rename(draft, folder)
    except OSError:  # another worker was first, with the same bytes
        shutil.rmtree(draft, ignore_errors=True)


def forget_others(folder: Path, kept: int = 4) -> None:
    """Old builds go, but not at once: pages sent a moment ago still ask for them."""
    builds = [path for path in folder.parent.iterdir() if path.is_dir() and not path.name.startswith(".")]
    builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in builds[kept:]:
        shutil.rmtree(old, ignore_errors=True)


def brand_sheet(brand: Brand) -> str:
    """The brand's colors and type as custom properties, for both schemes. Paper has no scheme: it is white."""
    light, dark = brand.colors.light, brand.colors.dark
    family = f"--font: {brand.type.family}, var(--font-system); " if brand.type.family else ""
    return (
        f":root {{ {family}{accent(light)} }}\n"
        f"@media screen {{ :root {{ {ground(light)} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {accent(dark)} {ground(dark)} }} }}\n"
    )


def accent(scheme: Scheme) -> str:
    return f"--accent: {scheme.accent}; --accent-ink: {scheme.accent_ink};"


def ground(scheme: Scheme) -> str:
    return f"--paper: {scheme.paper}; --ink: {scheme.ink};"


def favicon(root: Path, brand: Brand) -> bytes | None:
    """The company's own; None where it has none, or none that can be read: `flask content check` says so then."""
    try:
        return (root / "site" / brand.favicon).read_bytes() if brand.favicon else None
    except OSError:
        return None


def plain_icon(brand: Brand) -> str:
    """A favicon for who has none: a dot in the accent."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<circle cx="16" cy="16" r="12" fill="{brand.colors.light.accent}"/></svg>'
    )


def serve(app: Flask, static: StaticFiles) -> None:
    """Answers ``/static/…`` before Flask does, for a year."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(static.folder),
        prefix=PREFIX,
        max_age=60,
        immutable_file_test=lambda path, _url: static.is_immutable(path),
        allow_all_origins=False,
    )
