"""What is read of a request's headers."""

import pytest

from goodword.site.answers import takes_gzip


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("GZip", True),
        ("x, gzip , y", True),
        ("gzip;q=1", True),
        ("gzip;q=1.", True),
        ("gzip;q=1.000", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0.5", True),
        ("gzip\t; \tQ=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.", False),
        ("gzip;q=0.0", False),
        ("gzip;q=0.000", False),
        ("gzip ; q=0", False),
        ("gzip;Q=0", False),
        ("gzip;\tq=0.\t, br", False),
        ("gzip;q=0, *", False),
        ("gzip;q=0.0000", False),
        ("gzip;q=", False),
        ("gzip;q", False),
        ("gzip;q=.5", False),
        ("gzip;q=2", False),
        ("gzip;q=1.001", False),
        ("gzip;q=-1", False),
        ("gzip;q=\u0661", False),
        ("gzip;q=yes", False),
        ("gzip;q=1;q=0", False),
        ("gzip;level=9", True),
        ("gzip;level=9;q=0", False),
        ("*", True),
        ("*;q=0.1", True),
        ("*;q=0", False),
        ("*;q=0.", False),
        ("*;q=0, gzip", True),
        ("gzip, gzip;q=0", True),
        ("br, identity;q=0", False),
        ("gzipped", False),
        (",;,", False),
        ("", False),
    ],
)
def test_gzip_is_sent_to_who_takes_it(header: str, taken: bool) -> None:
    """RFC 9110, 12.4.2 and 12.5.3. What is no weight takes nothing: a page that is not compressed is never wrong."""
    assert takes_gzip(header) is taken
