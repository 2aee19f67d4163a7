"""Amounts as they are kept, in minor units, and as people write them. Pure."""

from decimal import Decimal

USUAL = 2
DIGITS = {
    0: "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf",
    3: "bhd iqd jod kwd lyd omr tnd",
    4: "clf uyw",
}
"""Currencies whose minor unit is no hundredth, by digits (ISO 4217, table A.1), however people round them."""
BY_CURRENCY = {code: digits for digits, codes in DIGITS.items() for code in codes.split()}


def digits_of(currency: str) -> int:
    """Digits behind the point of a currency, in any case."""
    return BY_CURRENCY.get(currency.lower(), USUAL)


def written(minor: int, currency: str) -> Decimal:
    """The amount in the currency itself, with all its digits: 4900 of ``eur`` is 49.00."""
    return Decimal(minor).scaleb(-digits_of(currency))
