"""What may be sent: one model for each call, strict, with the names of the field. Pure.

What a client library sends as null is as if it were not there; names that are not known are passed over. Unless a
field says otherwise texts have 1 to 255 characters. What is only nice to know refuses no report: an e-mail address, a
picture or a quantity that cannot be used is as if it were not there. Money is never guessed.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from goodword.mailboxes import plain
from goodword.referrals.api.currencies import currencies
from goodword.referrals.api.parsing import walk
from goodword.referrals.recording.spelled import ERASED

LONGEST = 255
LONGEST_EMAIL = 254
LONGEST_AVATAR = 2_000
LONGEST_METADATA = 10_000
MOST_SEATS = 1_000_000_000
LARGEST_AMOUNT = 999_999_999_999_999
CONTROLS = "".join(map(chr, (*range(32), 127)))
SPACES = str.maketrans(CONTROLS, " " * len(CONTROLS))
# Spelled so that Rust's, Python's and JavaScript's regular expressions agree: they differ about what \s is.
PLAIN = r"^[^\u0000-\u001f\u007f]*$"
WITHOUT_NUL = r"^[^\u0000]*$"
BLANK = r"\u0000-\u0020\u007f-\u00a0"
NO_ADDRESS = rf"""@,;:<>"()\[\]\\{BLANK}"""
EMAIL = re.compile(rf"[^{NO_ADDRESS}]+@[^.{NO_ADDRESS}]+(\.[^.{NO_ADDRESS}]+)+")
WEB_ADDRESS = re.compile(rf"https?://[^{BLANK}]+")
CURRENCY = r"^[A-Za-z]{3}$"
LEFT_OUT = "is taken as left out"


def _tidy(name: str) -> str | None:
    """One line, however it was typed; nothing where nothing can be seen."""
    return " ".join(name.translate(SPACES).split()) or None


def _email(text: Any) -> Any:
    """The address in lower case without spaces around it; nothing where it is none. What is no text stays as it is,
    to be refused."""
    return _fitting(text, EMAIL, LONGEST_EMAIL, plain)


def _avatar(text: Any) -> Any:
    """The same of a picture's address."""
    return _fitting(text, WEB_ADDRESS, LONGEST_AVATAR, str)


def _fitting(text: Any, form: re.Pattern[str], longest: int, spelled: Callable[[str], str]) -> Any:
    if not isinstance(text, str):
        return text
    kept = spelled(text.strip())
    return kept if len(kept) <= longest and _whole(kept) and form.fullmatch(kept) else None


def _quantity(number: Any) -> Any:
    """A whole number from 1 to MOST_SEATS; nothing for any other. What is no number stays as it is, to be refused."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return number
    return int(number) if 1 <= number <= MOST_SEATS and number == int(number) else None


def _not_ours(name: str) -> str:
    if name.startswith(ERASED):
        raise PydanticCustomError("ours", "begins as names of those who were erased do; send another")
    return name


def _known_currency(code: str) -> str:
    if code.lower() not in currencies():
        raise PydanticCustomError("currency", "is no currency of ISO 4217; an example of one is EUR")
    return code.lower()


def _keepable(metadata: dict[str, Any]) -> dict[str, Any]:
    """JSON that both databases and every program take as it is, in no more than LONGEST_METADATA characters."""
    if any("\0" in text or not _whole(text) for _, text in walk(metadata) if isinstance(text, str)):
        raise PydanticCustomError("metadata", "holds a NUL character or half a surrogate pair; leave it out")
    length = len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")))
    if length > LONGEST_METADATA:
        raise PydanticCustomError(
            "metadata",
            "has {length} characters as JSON; {most} is the most",
            {"length": length, "most": LONGEST_METADATA},
        )
    return metadata


def _whole(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _moment(text: Any) -> Any:
    """UTC of an ISO 8601 moment with its zone."""
    if not isinstance(text, str):
        return text
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and len(text) > len("2026-11-22"):
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("moment", "is no moment of ISO 8601 with a zone, such as 2026-11-22T09:30:00Z")


Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=PLAIN)]
OwnId = Annotated[Id, AfterValidator(_not_ours)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=WITHOUT_NUL), AfterValidator(_tidy)]
Email = Annotated[str | None, BeforeValidator(_email)]
Avatar = Annotated[str | None, BeforeValidator(_avatar)]
Click = Annotated[str, StringConstraints(max_length=LONGEST, pattern=PLAIN)]
Amount = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT)]
Currency = Annotated[str, StringConstraints(pattern=CURRENCY), AfterValidator(_known_currency)]
Quantity = Annotated[Annotated[int, WithJsonSchema({"type": "number"})] | None, BeforeValidator(_quantity)]
Metadata = Annotated[dict[str, Any], AfterValidator(_keepable)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(json_schema_extra={"examples": ["2026-11-22T09:30:00Z"]})]


class Body(BaseModel):
    """What all calls share: no type is guessed from another."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, alias_generator=to_camel)


class Person(Body):
    """Who did it, and who sent them."""

    customer_external_id: OwnId = Field(description="Your own id of the customer.")
    click_id: Click | None = Field(
        None, description="The visit's `gw_id`. Empty or left out: the click that the customer is known by."
    )
    partner_key: Id | None = Field(
        None, description="A partner's slug, where there is no click id. Weaker evidence, and marked so."
    )
    customer_name: Name | None = Field(None, description="As people write it.")
    customer_email: Email = Field(
        None, description=f"Kept in lower case. One that is no address, or none on the internet, {LEFT_OUT}."
    )
    customer_avatar: Avatar = Field(
        None,
        description=f"Address of a picture, http or https, up to {LONGEST_AVATAR:,} characters. Any other {LEFT_OUT}.",
    )
    metadata: Metadata | None = Field(
        None, description=f"Anything else; at most {LONGEST_METADATA:,} characters as JSON."
    )


class LeadBody(Person):
    """Somebody signed up, booked a demo, started a trial."""

    event_name: Id = Field(description="What happened. Counts once for each customer, forever.")
    mode: Literal["async", "wait", "deferred"] | None = Field(
        None, description="`deferred`: keep customer and click now, count with a later call. The others are alike."
    )
    event_quantity: Quantity = Field(
        None, description=f"Seats and the like, a whole number from 1: kept, and counts once. Any other {LEFT_OUT}."
    )


class SaleBody(Person):
    """A customer paid."""

    amount: Amount = Field(description="In the currency's minor unit: 4900 is 49.00 EUR. An integer.")
    currency: Currency = Field(description="ISO 4217, in any case.")
    event_name: Id | None = Field(None, description="`Purchase` if left out.")
    payment_processor: Id | None = Field(None, description="`custom` if left out.")
    invoice_id: OwnId | None = Field(None, description="Makes the sale count once.")
    lead_event_name: Id | None = Field(None, description="The lead that led to this.")


class RefundBody(Body):
    """Money was given back."""

    invoice_id: OwnId = Field(description="Of the sale.")
    amount: Amount = Field(description="What was given back, in minor units of the sale's currency.")
    refund_id: Id | None = Field(None, description="Your own id of the refund: makes it count once.")


class ChurnBody(Body):
    """A customer left."""

    customer_external_id: OwnId = Field(description="Your own id of the customer.")
    churned_at: Moment = Field(description="ISO 8601, with its zone.")
