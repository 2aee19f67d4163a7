"""Images: what is served of a picture, what is refused of a drawing, what a link is shown with."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import features

from goodword.content import media, previews, svg
from goodword.content.images import process
from goodword.content.kinds import CaseStudy
from goodword.content.library import Entry, Image, Library, Terms, Text
from goodword.content.previews import Preview
from goodword.content.refusal import Refusal
from goodword.content.uses import uses

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """A picture whose upper left quarter is red."""

    def draw(name: str, size: tuple[int, int] = (2000, 1000), mode: str = "RGB", **options: Any) -> Path:
        image = Pillow.new(mode, size, "white")
        image.paste(Pillow.new(mode, (size[0] // 2, size[1] // 2), "red"), (0, 0))
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return draw


def made(path: Path, var: Path, preview: bool = False) -> Image:
    image = process(path, var, preview)
    assert isinstance(image, Image), image
    return image


def served(var: Path, path: str) -> Pillow.Image:
    return Pillow.open(io.BytesIO((var / "media" / path).read_bytes()))


def test_a_picture_is_served_in_three_sizes(picture: Callable[..., Path], var: Path) -> None:
    image = made(picture("Große Übersicht.JPG"), var)
    assert (image.name, image.width, image.height) == ("grosse-ubersicht.jpg", 1600, 800)
    assert [width for width, _ in image.sizes] == [480, 960]
    assert [served(var, path).size for _, path in image.sizes] == [(480, 240), (960, 480)]
    assert served(var, image.path).size == (1600, 800)


def test_a_small_picture_keeps_its_size(picture: Callable[..., Path], var: Path) -> None:
    image = made(picture("small.png", (400, 300)), var)
    assert (image.width, image.height, image.sizes) == (400, 300, ())


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", *(["avif"] if features.check("avif") else [])])
def test_nothing_that_a_camera_noted_is_served(picture: Callable[..., Path], var: Path, ending: str) -> None:
    exif = Pillow.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    source = picture(f"photo.{ending}", (900, 600), exif=exif.tobytes())
    image = made(source, var)
    assert (image.width, image.height) == (600, 900)
    for path in (image.path, *(path for _, path in image.sizes)):
        data = (var / "media" / path).read_bytes()
        assert b"SecretCamera" not in data
        assert not served(var, path).getexif()
    corner = served(var, image.path).convert("RGB").getpixel((590, 10))
    assert isinstance(corner, tuple)
    assert corner[1] < 60


def test_transparency_stays(picture: Callable[..., Path], var: Path) -> None:
    assert served(var, made(picture("logo.png", (300, 300), "RGBA"), var).path).mode == "RGBA"


def test_what_was_made_is_not_made_again(picture: Callable[..., Path], var: Path) -> None:
    source = picture("x.png")
    image = made(source, var)
    file = var / "media" / image.path
    before = file.stat().st_mtime_ns
    assert made(source, var) == image
    assert file.stat().st_mtime_ns == before
    assert not list((var / "media").glob(".making*"))


def test_other_content_has_another_address(picture: Callable[..., Path], var: Path) -> None:
    assert made(picture("x.png", (300, 300)), var).hash != made(picture("x.png", (300, 301)), var).hash


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it has this many pixels on each side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bomb.png", bomb(9_000), "9000×9000 pixels"),
        ("large-bomb.png", bomb(30_000), "too many pixels"),
        ("cut.png", bomb(9)[:40], "cannot be read"),
        ("text.jpg", b"not an image", "cannot be read"),
        ("empty.png", b"", "cannot be read"),
        ("moving.webp", b"GIF89a" + b"\0" * 50, "cannot be read"),
        ("page.svg", b"<html/>", "its root is not svg"),
        ("cut.svg", b"<svg", "cannot be read as SVG"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_image_is_refused(tmp_path: Path, var: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    refused = process(tmp_path / name, var)
    assert isinstance(refused, Refusal)
    assert said in refused.message
    assert refused.hint
    assert not (var / "media").exists()


def test_a_missing_file_is_refused(tmp_path: Path, var: Path) -> None:
    assert process(tmp_path / "gone.png", var) == Refusal(
        "there is no such file", "put it beside the entry, or correct its name"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g><script href='#x'/></g>",
        "<rect onload='alert(1)'/>",
        "<rect ONCLICK='alert(1)'/>",
        "<foreignObject><p>x</p></foreignObject>",
        "<a href='#x'><rect/></a>",
        "<image href='https://else.example/x.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zz4='/>",
        "<image xmlns:x='http://www.w3.org/1999/xlink' x:href='//else.example/x.png'/>",
        "<use href='other.svg#x'/>",
        "<use href='javascript:alert(1)'/>",
        "<rect fill='url(https://else.example/#x)'/>",
        "<rect style='fill:url( //else.example/x )'/>",
        "<rect style='fill:u\\72l(//else.example/x)'/>",
        "<style>@import '//else.example/x.css';</style>",
        "<style>@font-face{src:url(x)}</style>",
        "<style>rect{background:url(//else.example)}</style>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<animate attributeName='x'/>",
        "<handler>alert(1)</handler>",
        "<g>" * 200 + "</g>" * 200,
    ],
)
def test_a_drawing_that_runs_or_fetches_is_refused(inside: str) -> None:
    assert isinstance(svg.clean(SQUARE.format('width="10" height="10"', inside).encode()), Refusal)


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SQUARE.format('viewBox="0 0 1 1"', "&b;")
    assert isinstance(svg.clean(laughs.encode()), Refusal)


def test_what_tools_noted_in_a_drawing_is_taken_out() -> None:
    inside = (
        "<!-- by Mina --><metadata><who>Mina</who></metadata><rect xmlns:i='urn:tool' i:label='Mina' fill='url(#g)'/>"
        "<i:view xmlns:i='urn:tool'>Mina</i:view><title>Our logo</title>"
    )
    drawing = svg.clean(SQUARE.format('width="10" height="10" data-by="Mina"', inside).encode())
    assert isinstance(drawing, svg.Drawing)
    assert b"Mina" not in drawing.data
    assert b"Our logo" in drawing.data
    assert b'fill="url(#g)"' in drawing.data


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ('width="120" height="40"', (120, 40)),
        ('width="120px" height="40px"', (120, 40)),
        ('width="1in" height="12pt"', (96, 16)),
        ('viewBox="0 0 240 80"', (240, 80)),
        ('width="100%" height="100%" viewBox="0,0,240,80"', (240, 80)),
        ('width="120" viewBox="0 0 240 80"', (120, 40)),
        ('height="40" viewBox="0 0 240 80"', (120, 40)),
    ],
)
def test_a_drawing_says_its_size(written: str, size: tuple[int, int]) -> None:
    drawing = svg.clean(SQUARE.format(written, "<rect/>").encode())
    assert isinstance(drawing, svg.Drawing)
    assert (drawing.width, drawing.height) == size
    assert b"viewBox" in drawing.data


@pytest.mark.parametrize("written", ["", 'width="10"', 'viewBox="0 0 0 0"', 'width="99999" height="9"'])
def test_a_drawing_without_a_size_is_refused(written: str) -> None:
    assert isinstance(svg.clean(SQUARE.format(written, "<rect/>").encode()), Refusal)


def test_an_entry_image_has_a_preview(picture: Callable[..., Path], tmp_path: Path, var: Path) -> None:
    drawing = tmp_path / "drawing.svg"
    drawing.write_text(SQUARE.format('viewBox="0 0 100 100"', '<rect width="100" height="100" fill="#00f"/>'))
    for source, color in ((picture("photo.jpg"), (255, 0, 0)), (drawing, (0, 0, 255))):
        image = made(source, var, preview=True)
        assert image.preview
        shown = served(var, image.preview).convert("RGB")
        assert shown.size == (1200, 630)
        corner = shown.getpixel((5, 5))
        assert isinstance(corner, tuple)
        assert all(abs(is_ - wanted) < 12 for is_, wanted in zip(corner, color, strict=True))
        assert made(source, var).preview is None


CARD = Preview("Chainring", "Every spare part, the day before it breaks", "#0f766e", "en")


def test_the_default_preview_is_set_once(var: Path) -> None:
    image = previews.make(CARD, var)
    assert served(var, image.path).size == (1200, 630)
    assert previews.make(CARD, var) == image
    assert len(list((var / "media").iterdir())) == 1


def test_text_in_a_preview_is_never_markup(var: Path) -> None:
    marked = replace(CARD, tagline='#panic("x") $x$ [y] *z* \\u{41}', headline='"); #sys.exit', name="#{")
    assert served(var, previews.make(marked, var).path).size == (1200, 630)


def test_a_long_text_fits_its_preview(var: Path) -> None:
    """The margin below stays empty: what is too long is set smaller, or cut."""
    long = replace(CARD, tagline="a tagline of many words " * 40, headline="a headline of many words " * 40)
    below = served(var, previews.make(long, var).path).convert("L").crop((60, 565, 1200, 630))
    assert below.getextrema() == (below.getpixel((1, 1)),) * 2


def test_right_to_left_begins_at_the_right(var: Path) -> None:
    arabic = Preview("Chainring", "كل قطعة غيار قبل أن تتعطّل", "#0f766e", "ar", "rtl")
    shown = served(var, previews.make(arabic, var).path).convert("RGB")
    assert shown.getpixel((1195, 300)) == (15, 118, 110)
    assert shown.getpixel((5, 300)) != (15, 118, 110)
    ink = shown.convert("L").point(lambda value: 255 if value < 90 else 0).crop((40, 60, 1170, 570)).getbbox()
    assert ink
    assert ink[2] > 1050


def test_arabic_is_shaped(var: Path) -> None:
    """Joined letters are narrower than the same letters alone (ZWNJ between them keeps them apart)."""

    def width(text: str) -> int:
        preview = Preview("x", text, "#0f766e", "ar", "rtl")
        ink = served(var, previews.make(preview, var).path).convert("L").crop((40, 300, 1170, 570))
        box = ink.point(lambda value: 255 if value < 90 else 0).getbbox()
        assert box
        return box[2] - box[0]

    assert width("شريك") != width("\u200c".join("شريك"))


@pytest.mark.parametrize("accent", ["teal", "#12", "#0f766e; x", ""])
def test_an_accent_must_be_a_color(var: Path, accent: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb is expected"):
        previews.make(replace(CARD, accent=accent), var)


def test_half_made_images_are_swept_away(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = var / "media" / f"{media.MAKING}x"
    left.mkdir(parents=True)
    media.sweep(var)
    assert left.exists()
    monkeypatch.setattr(media, "ABANDONED_AFTER", -1)
    media.sweep(var)
    assert not left.exists()


def test_uses_tell_who_shows_an_image_and_as_what() -> None:
    def image(letter: str) -> Image:
        copies = ((480, f"{letter * 20}/x-480.png"),)
        return Image(letter * 20, "x.png", 900, 600, copies, f"{letter * 20}/x-preview.jpg")

    front = CaseStudy.model_validate(
        {
            "title": "t",
            "image": "./i.png",
            "customer": {"name": "n", "logo": "./l.png"},
            "quotes": [{"text": "q", "photo": "./p.png"}],
        }
    )
    images = {"./i.png": image("1"), "./l.png": image("2"), "./p.png": image("3"), "./b.png": image("4")}
    html = f'<img src="/media/{images["./b.png"].path}" alt="">'
    text = Text("en", front, html, (), frozenset())
    entry = Entry("case-study", "s", "content/case-studies/s.md", "en", {"en": text}, images)
    found = uses(Library("1", Terms(), {"case-study": {"s": entry}}))
    parts = {path: [part for _, part in users] for path, users in found.items()}
    assert parts[f"{'1' * 20}/x.png"] == parts[f"{'1' * 20}/x-480.png"] == ["image"]
    assert parts[f"{'1' * 20}/x-preview.jpg"] == ["image"]
    assert parts[f"{'2' * 20}/x.png"] == ["logo"]
    assert parts[f"{'3' * 20}/x.png"] == ["photo"]
    assert parts[f"{'4' * 20}/x.png"] == ["body"]
    assert found[f"{'4' * 20}/x.png"][0][0] is entry
