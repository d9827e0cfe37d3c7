"""Colours for technicians: as many as needed, neighbours far apart, readable on light and on dark ground."""

GOLDEN_ANGLE_DEGREES = 137.508
"""Steps by this angle never fall onto an earlier hue (the sunflower's trick)."""


def route_colour(index: int) -> str:
    """Give the colour of the nth technician as ``#rrggbb``, as maps outside CSS need it."""
    hue = (12 + index * GOLDEN_ANGLE_DEGREES) % 360
    lightness = 0.42 + 0.07 * (index % 3)
    return _hex(hue, 0.62, lightness)


def _hex(hue: float, saturation: float, lightness: float) -> str:
    """Turn HSL into hexadecimal RGB (CSS Color 4, https://www.w3.org/TR/css-color-4/#hsl-to-rgb)."""
    reach = saturation * min(lightness, 1 - lightness)

    def channel(offset: int) -> int:
        k = (offset + hue / 30) % 12
        return round(255 * (lightness - reach * max(-1.0, min(k - 3, 9 - k, 1.0))))

    return "#" + "".join(f"{channel(offset):02x}" for offset in (0, 8, 4))
