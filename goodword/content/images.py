"""Images as they are served: turned upright, stripped of what cameras and tools noted, in a few sizes."""

import io
import json
import warnings
from collections.abc import Mapping
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError, features

from goodword.content import media, svg
from goodword.content.library import Image
from goodword.content.refusal import Refusal
from goodword.saying import Said

MADE_BY = "2"
LARGEST_FILE = 20_000_000
LARGEST_AREA = 40_000_000
WIDEST = 1600
COPIES = (480, 960)
PREVIEW = (1200, 630)
NARROWER = Said("save it at most %(most)s pixels wide", most=WIDEST)
FORMATS = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    **({"AVIF": ".avif"} if features.check("avif") else {}),
}
OPTIONS: Mapping[str, Mapping[str, object]] = {
    "JPEG": {"quality": 82, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 82, "method": 4},
    "AVIF": {"quality": 60},
}


def process(path: Path, var: Path, preview: bool = False) -> Image | Refusal:
    """The image as it is served from ``VAR/media``, or why it cannot be; made once. ``preview`` also makes
    the copy of 1200×630 pixels that links to a page are shown with."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return Refusal(
                Said("it is larger than %(most)s MB", most=LARGEST_FILE // 1_000_000), Said("save it smaller")
            )
        data = path.read_bytes()
    except FileNotFoundError:
        return Refusal(Said("there is no such file"), Said("put it beside the entry, or correct its name"))
    except OSError as error:
        return Refusal(Said("it cannot be read: %(reason)s", reason=error.strerror), Said("look at its permissions"))
    name = media.safe_name(path.name)
    hash_ = media.key(MADE_BY, "preview" if preview else "", name, data)
    if made := made_before(var, hash_):
        return made
    files: dict[str, bytes] = {}
    make = _drawing if path.suffix.lower() == ".svg" else _raster
    image = make(data, hash_, name, preview, files)
    if isinstance(image, Image):
        note = {"name": image.name, "width": image.width, "height": image.height}
        note |= {"sizes": image.sizes, "preview": image.preview}
        media.keep(var, hash_, {**files, media.NOTE: json.dumps(note).encode()})
    return image


def made_before(var: Path, hash_: str) -> Image | None:
    """The image of this hash, if it was made."""
    try:
        note = json.loads((media.folder(var) / hash_ / media.NOTE).read_bytes())
    except FileNotFoundError:
        return None
    sizes = tuple((width, path) for width, path in note["sizes"])
    return Image(hash_, note["name"], note["width"], note["height"], sizes, note["preview"])


def _drawing(data: bytes, hash_: str, name: str, preview: bool, files: dict[str, bytes]) -> Image | Refusal:
    drawing = svg.clean(data)
    if isinstance(drawing, Refusal):
        return drawing
    files[name] = drawing.data
    shown = None
    if preview:
        from goodword.content.previews import drawn  # noqa: PLC0415 (typst is large and rarely needed)

        shown = f"{Path(name).stem}-preview.png"
        files[shown] = drawn(drawing.data)
    return Image(hash_, name, drawing.width, drawing.height, (), shown and f"{hash_}/{shown}")


def _raster(data: bytes, hash_: str, name: str, preview: bool, files: dict[str, bytes]) -> Image | Refusal:
    try:
        opened = _open(data)
        if isinstance(opened, Refusal):
            return opened
        upright, format_ = opened
    except Pillow.DecompressionBombError:
        return Refusal(Said("it has far too many pixels"), NARROWER)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        message = Said("it cannot be read as an image (%(reason)s)", reason=type(error).__name__)
        return Refusal(message, Said("save it again as %(formats)s", formats=_known()))
    stem, ending = Path(name).stem, FORMATS[format_]
    largest = _at_most(upright, WIDEST)
    files[name := f"{stem}{ending}"] = _saved(largest, format_)
    sizes = []
    for width in (w for w in COPIES if w < largest.width):
        files[copy := f"{stem}-{width}{ending}"] = _saved(_at_most(upright, width), format_)
        sizes.append((width, f"{hash_}/{copy}"))
    shown = None
    if preview:
        files[shown := f"{stem}-preview.jpg"] = _saved(_covering(upright), "JPEG")
    return Image(hash_, name, *largest.size, tuple(sizes), shown and f"{hash_}/{shown}")


def _open(data: bytes) -> tuple[Pillow.Image, str] | Refusal:
    """The first frame, upright, in sRGB, as pixels alone; and its format."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = Pillow.open(io.BytesIO(data), formats=tuple(FORMATS))
        if opened.width * opened.height > LARGEST_AREA:
            size = {"width": opened.width, "height": opened.height}
            return Refusal(Said("it has %(width)s×%(height)s pixels", **size), NARROWER)
        opened.load()
        format_ = opened.format or "PNG"
        upright = ImageOps.exif_transpose(opened)
    pixels = _in_srgb(upright)
    bare = Pillow.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare, format_


def _in_srgb(image: Pillow.Image) -> Pillow.Image:
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    if (profile := image.info.get("icc_profile")) and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
            return converted or image.convert(mode)
        except (ImageCms.PyCMSError, OSError):
            return image.convert(mode)
    return image.convert(mode)


def _at_most(image: Pillow.Image, width: int) -> Pillow.Image:
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Pillow.Resampling.LANCZOS)


def _covering(image: Pillow.Image) -> Pillow.Image:
    paper = Pillow.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return ImageOps.fit(paper, PREVIEW, Pillow.Resampling.LANCZOS)


def _saved(image: Pillow.Image, format_: str) -> bytes:
    out = io.BytesIO()
    (image.convert("RGB") if format_ == "JPEG" else image).save(out, format_, **OPTIONS[format_])
    return out.getvalue()


def _known() -> str:
    return ", ".join(ending[1:] for ending in FORMATS.values())
