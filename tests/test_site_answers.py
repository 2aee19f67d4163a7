"""What is read of a request's headers."""

import pytest

from goodword.site.answers import redirect, takes_gzip


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


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("via=ada&via=ben&x", "via=ada&via=ben&x"),
        ("x=%C3%BC+%20/?:@!$'()*,;=%ZZ", "x=%C3%BC+%20/?:@!$'()*,;=%ZZ"),
        ("utm_source=\u00c3\u00bc", "utm_source=%C3%BC"),
        ("x=\xff", "x=%FF"),
        ("x=\r\nSet-Cookie: a=1", "x=%0D%0ASet-Cookie:%20a=1"),
        ('x[]="<b>"#\x00', "x%5B%5D=%22%3Cb%3E%22%23%00"),
    ],
)
def test_a_redirect_keeps_the_whole_query_and_encodes_what_no_address_holds(query: str, kept: str) -> None:
    """WSGI hands bytes over as Latin-1; a browser that sent bare ones meant UTF-8, mostly, and sends them again."""
    assert redirect("/with/ada", query).headers["Location"] == f"/with/ada?{kept}"
