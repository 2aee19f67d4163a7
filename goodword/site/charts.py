"""The before and after of a result as two bars. Pure."""

NARROWEST, WIDEST, PER_CHARACTER = 40.0, 84.0, 3.0


def bars(baseline: float, value: float, label: int = 0) -> tuple[float, float]:
    """Lengths of the before and after bar in percent of the drawing. Bars start at zero, so lengths compare.

    The longer one leaves room for a label of ``label`` characters at its end. A negative value has no length to
    draw; it is drawn as none, and its label says the number.
    """
    room = max(NARROWEST, WIDEST - PER_CHARACTER * label)
    longest = max(abs(baseline), abs(value)) or 1
    before, after = (max(0.0, number) * room / longest for number in (baseline, value))
    return round(before, 2), round(after, 2)
