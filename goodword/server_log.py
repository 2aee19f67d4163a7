"""What gunicorn's log says of requests: nothing by which a visitor could be found."""

import logging

UNREADABLE = "Invalid request from ip"


def without_visitors(record: logging.LogRecord) -> bool:
    """A filter. Of what is no HTTP gunicorn tells the address and the first line, whose query may be anything."""
    if str(record.msg).startswith(UNREADABLE):
        record.msg, record.args = "A request could not be read and was refused.", ()
    return True
