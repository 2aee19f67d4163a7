"""The calls there are: of each what is sent, the record it becomes, what its answer needs to know. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goodword.referrals.api import answering, reporting
from goodword.referrals.api.answering import Links
from goodword.referrals.api.answers import Answer, ChurnAnswer, LeadAnswer, RefundAnswer, SaleAnswer
from goodword.referrals.api.bodies import Body, ChurnBody, LeadBody, RefundBody, SaleBody
from goodword.referrals.api.known import Known
from goodword.referrals.api.reporting import Reported
from goodword.referrals.natural_ids import sale_id
from goodword.referrals.records import Asked


@dataclass(frozen=True, slots=True)
class Call:
    """``ids`` says of a record what has to be known for its answer, in the names of ``known.in_rows``."""

    name: str
    summary: str
    body: type[Body]
    answer: type[Answer]
    record: Callable[[Any, str, datetime, Asked], Reported]
    ids: Callable[[Any], Mapping[str, str]]
    answered: Callable[[Any, Known, Links], Answer]

    @property
    def path(self) -> str:
        return f"/track/{self.name}"


CALLS = (
    Call(
        "lead",
        "Report a lead: a sign-up, a booked demo, a trial",
        LeadBody,
        LeadAnswer,
        reporting.lead_of,
        lambda record: {"customer": record.customer, "lead": record.lead},
        answering.lead_answer,
    ),
    Call(
        "sale",
        "Report a sale",
        SaleBody,
        SaleAnswer,
        reporting.sale_of,
        lambda record: {"customer": record.customer, "sale": record.sale},
        lambda record, known, _: answering.sale_answer(record, known),
    ),
    Call(
        "refund",
        "Report that money was given back",
        RefundBody,
        RefundAnswer,
        reporting.refund_of,
        lambda record: {"refund": record.refund, "sale": sale_id(record.invoice_id, "")},
        lambda record, known, _: answering.refund_answer(record, known),
    ),
    Call(
        "churn",
        "Report that a customer left",
        ChurnBody,
        ChurnAnswer,
        reporting.churn_of,
        lambda record: {"customer": record.customer},
        lambda record, known, _: answering.churn_answer(record, known),
    ),
)
