"""Pictures of the sample company's pages, for documents. `bin/screenshots` runs this."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from browser import chromium
from browser_pages import address, until, visiting
from browser_site import serving
from people import browser_sign_in
from PIL import Image
from playwright.sync_api import Browser

WINDOW = {"width": 1280, "height": 860}
# File name: kind of page, language, scheme.
PICTURES = {
    "home.png": ("home", "en", "light"),
    "partner.png": ("partner's niche", "it", "dark"),
    "arabic.png": ("partner who is a customer", "ar", "light"),
}
# The same of what one sees signed in: address, language, scheme.
INSIDE = {
    "receipt.png": ("/team/content/case-study/harbor", "en", "light"),
    "preview.png": ("/team/preview?page=/for/agencies&via=ada", "en", "dark"),
}
COLORS = 128


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="goodword-pictures-") as var,
        serving(Path(var)) as site,
        chromium() as browser,
    ):
        for name, (kind, language, scheme) in PICTURES.items():
            data = picture(
                browser, site, address(kind, language), locale=language, color_scheme=scheme, viewport=WINDOW
            )
            keep(folder / name, data)
        for name, (path, language, scheme) in INSIDE.items():
            data = picture(
                browser, site, path, Path(var) / "var", locale=language, color_scheme=scheme, viewport=WINDOW
            )
            keep(folder / name, data)


def keep(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    print(f"screenshots: {file} ({len(data) // 1024} KB)")


def picture(browser: Browser, site: str, path: str, var: Path | None = None, **options: object) -> bytes:
    """What the first screen of a page looks like, as a small PNG; with ``var``, to somebody who is signed in."""
    with visiting(browser, site, **options) as visit:
        if var:
            browser_sign_in(visit.page, site, var)
        page = visit.open(path)
        until(page, lambda: page.evaluate("[...document.images].every((one) => one.complete || one.loading == 'lazy')"))
        shot = Image.open(BytesIO(page.screenshot()))
    made = BytesIO()
    shot.convert("RGB").quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        made, "PNG", optimize=True
    )
    return made.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
