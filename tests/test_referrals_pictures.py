"""goodword.referrals.pictures: what is let in, and what is taken out of it."""

from pathlib import Path

import pytest
from PIL import Image

from goodword.referrals.pictures import PictureError, read_picture, size_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
GPS, ORIENTATION = 0x8825, 0x0112


def file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def photo(path: Path, size: tuple[int, int] = (1200, 600)) -> Path:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N"}
    Image.new("RGB", size, "teal").save(path, exif=exif, comment=b"shot at home")
    return path


def test_a_drawing_is_kept_as_it_is_under_its_hash(tmp_path: Path) -> None:
    path = file(tmp_path, "My Logo!.svg", SVG.format('viewBox="0 0 1 1"', '<use href="#a"/><path fill="url(#b)"/>'))
    picture = read_picture(path)
    picture.keep(tmp_path)
    picture.keep(tmp_path)
    assert picture.name == "my-logo.svg"
    assert len(picture.key.split("/")[0]) == 20
    assert (tmp_path / "media" / picture.key).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.webp"])
def test_a_photo_is_made_small_upright_and_silent(tmp_path: Path, name: str) -> None:
    picture = read_picture(photo(tmp_path / name))
    picture.keep(tmp_path)
    with Image.open(tmp_path / "media" / picture.key) as image:
        assert image.size == (240, 480)
        assert not image.getexif() and "comment" not in image.info
    assert b"shot at home" not in picture.data


def test_a_picture_says_what_it_is_by_its_content(tmp_path: Path) -> None:
    photo(tmp_path / "photo.jpg").rename(tmp_path / "photo.png")
    assert read_picture(tmp_path / "photo.png").name == "photo.jpg"


@pytest.mark.parametrize(
    ("attributes", "inside"),
    [
        ("", "<script>alert(1)</script>"),
        ("", "<g><SCRIPT/></g>"),
        ('onload="alert(1)"', ""),
        ("", '<path OnClick="alert(1)"/>'),
        ("", '<a href="javascript:alert(1)"><text>x</text></a>'),
        ("", '<use href="https://evil.example/x.svg#a"/>'),
        ("", '<use xlink:href=" data:image/svg+xml;base64,PHN2Zz4="/>'),
        ("", '<image href="https://evil.example/x.png"/>'),
        ("", "<foreignObject><p>x</p></foreignObject>"),
        ("", '<set attributeName="href" to="javascript:alert(1)"/>'),
        ("", "<path style=\"fill: url( 'https://evil.example/x')\"/>"),
        ("", "<style>@import 'https://evil.example/x.css';</style>"),
        ("", "<style>path { fill: url(//evil.example/x) }</style>"),
        ("", "<?xml-stylesheet href='https://evil.example/x.css'?>"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(tmp_path: Path, attributes: str, inside: str) -> None:
    with pytest.raises(PictureError, match=r"x\.svg"):
        read_picture(file(tmp_path, "x.svg", SVG.format(attributes, inside)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("", "&a;")),
        ("x.svg", "<svg"),
        ("x.svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("x.png", "no picture"),
        ("x.gif", "GIF89a"),
        ("", ""),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(PictureError):
        read_picture(file(tmp_path, name, content) if name else tmp_path / "missing.png")


def test_a_picture_too_large_to_open_safely_is_refused(tmp_path: Path) -> None:
    Image.new("1", (10_000, 10_000)).save(tmp_path / "bomb.png")
    with pytest.raises(PictureError, match="million pixels"):
        read_picture(tmp_path / "bomb.png")


def test_pages_can_tell_how_much_room_a_picture_takes(tmp_path: Path) -> None:
    drawing, photo = tmp_path / "logo.svg", tmp_path / "ada.png"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 199 40"/>', encoding="utf-8")
    Image.new("RGB", (240, 180)).save(photo)
    assert (size_of(drawing), size_of(photo)) == ((199, 40), (240, 180))
    assert size_of(tmp_path / "gone.png") is None
