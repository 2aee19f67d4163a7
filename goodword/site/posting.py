"""Forms of public pages: they come from our own pages, and are no larger than a person can fill in."""

from collections.abc import Mapping

from flask import current_app, request
from werkzeug.exceptions import Forbidden

from goodword.accounts.origins import from_our_page
from goodword.config import Settings
from goodword.saying import Said

MOST_BYTES = 256 * 1024
MOST_PARTS = 100


def posted() -> Mapping[str, str]:
    """What was sent, of each field the first value. 413 where it is more than any form of ours holds."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    request.max_form_parts = MOST_PARTS
    return request.form.to_dict()


def refuse_others() -> None:
    """403 for a form that stands on somebody else's page: they could send it in a visitor's name."""
    settings: Settings = current_app.extensions["goodword.settings"]
    headers = request.headers
    if not from_our_page(headers.get("Origin"), headers.get("Sec-Fetch-Site"), request.host, settings.https):
        raise Forbidden(Said("This form was not sent from a page of this site. Open the page anew and try again."))
