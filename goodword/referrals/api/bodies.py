"""What may be sent: one model for each call, strict, with the names of the field. Pure.

What a client library sends as null is as if it were not there; names that are not known are passed over. Unless a
field says otherwise texts have 1 to 255 characters.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from goodword.referrals.api.currencies import currencies
from goodword.referrals.api.parsing import walk
from goodword.referrals.recording.spelled import ERASED

LONGEST = 255
LONGEST_METADATA = 10_000
LARGEST_AMOUNT = 999_999_999_999_999
CONTROLS = "".join(map(chr, (*range(32), 127)))
SPACES = str.maketrans(CONTROLS, " " * len(CONTROLS))
# Spelled so that Rust's, Python's and JavaScript's regular expressions agree: they differ about what \s is.
PLAIN = r"^[^\u0000-\u001f\u007f]*$"
WITHOUT_NUL = r"^[^\u0000]*$"
BLANK = r"\u0000-\u0020\u007f-\u00a0"
EMAIL = rf"^[^@{BLANK}]+@[^@.{BLANK}]+(\.[^@.{BLANK}]+)+$"
WEB_ADDRESS = rf"^https?://[^{BLANK}]+$"
CURRENCY = r"^[A-Za-z]{3}$"


def _tidy(name: str) -> str | None:
    """One line, however it was typed; nothing where nothing can be seen."""
    return " ".join(name.translate(SPACES).split()) or None


def _lower(text: str) -> str:
    return text.lower()


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
Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL), AfterValidator(_lower)]
Avatar = Annotated[str, StringConstraints(max_length=2000, pattern=WEB_ADDRESS)]
Click = Annotated[str, StringConstraints(max_length=LONGEST, pattern=PLAIN)]
Amount = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT)]
Currency = Annotated[str, StringConstraints(pattern=CURRENCY), AfterValidator(_known_currency)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000_000)]
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
    customer_email: Email | None = Field(None, description="Kept in lower case.")
    customer_avatar: Avatar | None = Field(None, description="Address of a picture, http or https.")
    metadata: Metadata | None = Field(
        None, description=f"Anything else; at most {LONGEST_METADATA:,} characters as JSON."
    )


class LeadBody(Person):
    """Somebody signed up, booked a demo, started a trial."""

    event_name: Id = Field(description="What happened. Counts once for each customer, forever.")
    mode: Literal["async", "wait", "deferred"] | None = Field(
        None, description="`deferred`: keep customer and click now, count with a later call. The others are alike."
    )
    event_quantity: Quantity | None = Field(None, description="Seats and the like: kept, and counts once.")


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
