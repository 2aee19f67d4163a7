"""What the journals hold: clicks in one, facts in the other. Plain data that becomes a line of JSON and back. Pure.

A record says what was seen and given, and judges nothing: class, credit and totals are worked out by whoever reads it,
so that a better rule can be applied to what was recorded before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from inspect import get_annotations
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: tuple[Any, ...] = ("", None, {}, (), [])
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that says who sent a person. ``kind`` is one of ``crediting.EVIDENCE``; ``at`` is UTC, ISO 8601.

    ``value`` is what was typed or given where that is the evidence: a code, a partner's key, the words of "heard from".
    """

    kind: str
    at: str
    partner: str = ""
    click: str = ""
    link: str = ""
    value: str = ""


class ClickSeen(NamedTuple):
    """An arrival with a referral. ``id`` is the click's, as pages and links carry it. There are many: data classes take
    three times as long to make."""

    id: str
    at: datetime
    page: str
    """The path of the page that was shown, without query: ``/it/with/ada``."""
    language: str
    partner: str = ""
    """A slug that could be shown then; empty where the referral names none."""
    link: str = ""
    """A link's code."""
    niche: str = ""
    sid: str = ""
    unknown: str = ""
    """``key=value`` of a referral that names no partner."""
    others: Mapping[str, list[str]] = EMPTY
    """Referrals in the same request that another one came before."""
    utm: Mapping[str, str] = EMPTY
    click_ids: tuple[str, ...] = ()
    """Names of ad networks' parameters that were there, such as ``gclid``; never their values."""
    referrer: str = ""
    """Host only."""
    plan: str = ""
    agent: str = ""
    headers: Mapping[str, str] = EMPTY
    """``purpose``, ``fetch_site``, ``fetch_mode``, ``fetch_dest``, ``fetch_user``, ``accept``, ``accept_language``;
    those that came."""
    visitor: str = ""
    parent: str = ""
    own: str = ""
    """``member`` if one of the partner's own was signed in, ``team`` if one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadGiven:
    """The lead form or the refer form, as sent. ``id`` is the event's; ``lead`` is derived from address and day."""

    id: str
    at: datetime
    lead: str
    how: str
    """``form`` or ``referred``."""
    email: str
    language: str
    page: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""
    channel: str = ""
    message: str = ""
    heard_from: str = ""
    consent: str = ""
    marketing: str = ""
    suspicion: str = ""
    niche: str = ""
    plan: str = ""
    blocks: tuple[str, ...] = ()
    referrer_email: str = ""
    referrer: Mapping[str, str] = field(default_factory=dict)
    touches: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """By which API key something was reported, and under which idempotency key with which body (hashes), if any."""

    api_key: str
    path: str = ""
    key: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReported:
    """``/track/lead``. ``lead`` is derived from customer and event name, ``customer`` from the external id."""

    id: str
    at: datetime
    lead: str
    customer: str
    external_id: str
    event_name: str
    asked: Asked
    click: str = ""
    partner_key: str = ""
    name: str = ""
    email: str = ""
    avatar: str = ""
    mode: str = ""
    quantity: int = 1
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleReported:
    """``/track/sale``. ``sale`` is derived from the invoice, else from the event; ``amount`` in minor units."""

    id: str
    at: datetime
    sale: str
    customer: str
    external_id: str
    amount: int
    currency: str
    event_name: str
    processor: str
    asked: Asked
    invoice_id: str = ""
    lead_event_name: str = ""
    click: str = ""
    partner_key: str = ""
    name: str = ""
    email: str = ""
    avatar: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundReported:
    """``/track/refund``; ``amount`` in minor units. ``refund`` is derived from its natural key, ``named`` is the
    product's own id of it."""

    id: str
    at: datetime
    invoice_id: str
    amount: int
    asked: Asked
    refund: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChurnReported:
    """``/track/churn``; ``churned_at`` is UTC, ISO 8601."""

    id: str
    at: datetime
    customer: str
    external_id: str
    churned_at: str
    asked: Asked


Record = ClickSeen | LeadGiven | LeadReported | SaleReported | RefundReported | ChurnReported
KINDS: Mapping[str, type[Record]] = {
    "click": ClickSeen,
    "lead": LeadGiven,
    "reported-lead": LeadReported,
    "sale": SaleReported,
    "refund": RefundReported,
    "churn": ChurnReported,
}
NAMES: Mapping[type, str] = {record: name for name, record in KINDS.items()}
FIELDS: Mapping[type, tuple[str, ...]] = {
    each: tuple(get_annotations(each)) for each in (*KINDS.values(), Evidence, Asked)
}
VALUES = {each: attrgetter(*names) for each, names in FIELDS.items()}


def encoded(record: Record) -> dict[str, Any]:
    """The record as JSON can hold it, with its ``kind``; what is empty is left out."""
    return {"kind": NAMES[type(record)], **_named(record)}


def decoded(plain: Mapping[str, Any]) -> Record:
    """The record again; keys of a later version are left out. Raises KeyError, TypeError or ValueError for others."""
    kind = KINDS[plain["kind"]]
    given: dict[str, Any] = {name: plain[name] for name in FIELDS[kind] if name in plain}
    given["at"] = datetime.fromisoformat(plain["at"])
    for name in ("click_ids", "blocks"):
        if name in given:
            given[name] = tuple(given[name])
    if "touches" in given:
        given["touches"] = tuple(Evidence(**each) for each in given["touches"])
    if "asked" in given:
        given["asked"] = Asked(**given["asked"])
    return kind(**given)


def _named(record: Any) -> dict[str, Any]:
    kind = type(record)
    return {
        name: value if type(value) is str else _plain(value)
        for name, value in zip(FIELDS[kind], VALUES[kind](record), strict=True)
        if value or value not in NOTHING
    }


def _plain(thing: Any) -> Any:
    if isinstance(thing, datetime):
        return thing.astimezone(UTC).isoformat(timespec="milliseconds")
    if type(thing) in FIELDS:
        return _named(thing)
    if isinstance(thing, tuple | list):
        return [_plain(each) for each in thing]
    return thing
