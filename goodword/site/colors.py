"""Colors that can be read: contrast by WCAG 2.2, and the nearest color that has enough of it. Pure."""

from colorsys import hls_to_rgb, rgb_to_hls

ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of any size


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colors, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def nearest_readable(color: str, on: str) -> str:
    """The color with the same hue, as little lighter or darker as gives enough contrast on ``on``."""
    hue, lightness, saturation = rgb_to_hls(*parts(color))
    steps = sorted((abs(step / 200 - lightness), step / 200) for step in range(201))
    for _, tried in steps:
        made = spelled(hls_to_rgb(hue, tried, saturation))
        if contrast(made, on) >= ENOUGH:
            return made
    return "#000000" if contrast("#000000", on) > contrast("#ffffff", on) else "#ffffff"


def parts(color: str) -> tuple[float, float, float]:
    """Red, green, blue, each 0 to 1."""
    return tuple(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def spelled(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def mixed(one: str, other: str, share: float) -> str:
    """``share`` of one color, the rest of the other."""
    pairs = zip(parts(one), parts(other), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return spelled((red, green, blue))
