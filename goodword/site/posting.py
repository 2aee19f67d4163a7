"""Forms of public pages: they come from our own pages, are no larger than a person can fill in, and are written down
before they are answered, as long as the disk has room for them."""

from collections.abc import Callable, Mapping

from flask import Response, current_app, request
from werkzeug.exceptions import ClientDisconnected, Forbidden, RequestEntityTooLarge

from goodword import journal
from goodword.accounts.origins import from_our_page
from goodword.config import Settings
from goodword.journal import FORMS, JournalError, NoRoom
from goodword.referrals.records import LeadGiven, encoded
from goodword.saying import Said

MOST_BYTES = 256 * 1024
MOST_PARTS = 100
NOT_KEPT = Said(
    "This was not sent: we cannot keep it at the moment. What you typed is still here. Try again in a minute."
)
NO_ROOM = Said(
    "This was not sent: we have no room to keep it at the moment. What you typed is still here. "
    "Try again in a quarter of an hour."
)


def posted() -> Mapping[str, str]:
    """What was sent, of each field the first value. 413 where it is more than any form of ours holds, 400 where the end
    is missing: half a form is not what somebody wrote.

    Whoever reads for us cuts off without a word what lies behind the limit, of a body in chunks, and takes the end of a
    connection for the end of a body.
    """
    request.max_content_length = MOST_BYTES + 1
    request.max_form_memory_size, request.max_form_parts = MOST_BYTES, MOST_PARTS
    sent = len(request.get_data())  # kept, and then read as a form
    if sent > MOST_BYTES:
        raise RequestEntityTooLarge
    if sent < (request.content_length or 0):
        raise ClientDisconnected
    return request.form.to_dict()


def refuse_others() -> None:
    """403 for a form that stands on somebody else's page: they could send it in a visitor's name."""
    settings: Settings = current_app.extensions["goodword.settings"]
    headers = request.headers
    if not from_our_page(headers.get("Origin"), headers.get("Sec-Fetch-Site"), request.host, settings.https):
        raise Forbidden(Said("This form was not sent from a page of this site. Open the page anew and try again."))


def keep(make: Callable[[], LeadGiven]) -> LeadGiven:
    """Writes down what ``make`` makes of a form; on disk afterwards. Raises JournalError, where there is no room before
    anything is made: what is not taken counts toward no limit."""
    journals = journal.of(current_app)
    journals.room.require(FORMS)
    written = make()
    journals.facts.append(encoded(written))
    return written


def unsent(error: JournalError, correction: Callable[[str, int], Response]) -> Response:
    """503 with the page again, that says why what was typed was not kept, and when to try again."""
    alert, seconds = (NO_ROOM, 900) if isinstance(error, NoRoom) else (NOT_KEPT, 60)
    answer = correction(alert, 503)
    answer.headers["Retry-After"] = str(seconds)
    return answer
