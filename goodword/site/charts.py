"""The before and after of a result as two bars. Pure."""


def bars(baseline: float, value: float) -> tuple[float, float]:
    """Lengths of the before and after bar, 0 to 100; the longer one is 100. Bars start at zero, so lengths compare.

    A negative value has no length to draw; it is drawn as none, and its label says the number.
    """
    longest = max(abs(baseline), abs(value)) or 1
    before, after = (max(0.0, number) * 100 / longest for number in (baseline, value))
    return round(before, 2), round(after, 2)
