"""Whether a form was sent from a page of ours. Pure."""

from urllib.parse import urlsplit


def from_our_page(origin: str | None, fetch_site: str | None, host: str, https: bool) -> bool:
    """Judged by the headers Origin and Sec-Fetch-Site that browsers send and scripts of pages cannot forge.

    ``host`` is what was asked for, with its port. Without an Origin it is no browser's form: browsers send one with
    every POST (Fetch standard, "append a request Origin header"). ``null`` says nothing, so the other header counts.
    """
    if fetch_site not in (None, "same-origin"):
        return False
    if origin is None:
        return True
    if origin == "null":
        return fetch_site == "same-origin"
    try:
        parts = urlsplit(origin)
    except ValueError:  # no browser writes such a host
        return False
    return parts.netloc.lower() == host.lower() and parts.scheme in (("https",) if https else ("http", "https"))
