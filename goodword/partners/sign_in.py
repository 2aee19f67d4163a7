"""The pages of sign-in: an address is asked for, then a code; or a link is opened, and a button pressed."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from goodword.accounts import cookies, sessions, signing_in, throttling
from goodword.accounts.addresses import email_address, own_path, plain_digits
from goodword.accounts.agents import short_agent
from goodword.accounts.guarding import for_everybody
from goodword.accounts.models import SignIn
from goodword.accounts.persons import current
from goodword.accounts.signing_in import LASTS, Why
from goodword.db import db, now, writing
from goodword.partners.asking import Asking
from goodword.saying import Said

sign_in = Blueprint("sign_in", __name__, url_prefix="/portal")


@sign_in.get("/sign-in")
@for_everybody
def ask() -> Response:
    """Asks for an address."""
    asking = Asking.read()
    return redirect(asking.wanted, 303) if current() else asking.page("sign-in.html", left="left" in request.args)


@sign_in.post("/sign-in")
@for_everybody
def asked() -> Response:
    """Has a code and a link mailed, if the address is known; the answer is the same if it is not."""
    asking = Asking.read()
    asking.refuse_others()
    typed = request.form.get("email", "")
    email = email_address(typed)
    if email is None:
        error = Said("This is not an e-mail address; one looks like mina@example.com.")
        return asking.page("sign-in.html", 422, typed=typed, error=error)
    at = now()
    with writing() as session:
        waits = asking.count(session, throttling.ASKED_FROM, throttling.ASKED_FOR, email, at)
        if waits is None:
            browser = signing_in.ask(session, asking.for_whom(email), at, cookies.read("gw-asked"))
    if waits is not None:
        return asking.wait(waits, at)
    answer = redirect(asking.here("/portal/sign-in/code"), 303)
    cookies.give(answer, "gw-asked", browser, LASTS)
    return answer


@sign_in.get("/sign-in/code")
@for_everybody
def code() -> Response:
    """Asks for the code."""
    asking = Asking.read()
    row = signing_in.asked_by(db.session(), cookies.read("gw-asked"), now())
    return asking.page("sign-in-code.html", email=row.email) if row else redirect(asking.here("/portal/sign-in"), 303)


@sign_in.post("/sign-in/code")
@for_everybody
def code_entered() -> Response:
    """Lets in who has the code."""
    asking = Asking.read()
    asking.refuse_others()
    at, agent = now(), short_agent(request.user_agent.string)
    with writing() as session:
        row = signing_in.asked_by(session, cookies.read("gw-asked"), at)
        email = row.email if row else ""
        waits = asking.count(session, throttling.TRIED_FROM, throttling.TRIED_FOR, email, at)
        typed = plain_digits(request.form.get("code", ""))
        why: Why | None = None if waits else signing_in.enter_code(session, row, typed, at)
        if row and not waits and not why:
            return let_in(row, sessions.begin(session, row.email, agent, at, cookies.read("gw-member")))
    if waits is not None:
        return asking.wait(waits, at)
    if why == "wrong":
        error = Said("This is not the code in the newest mail. Look again: it has eight digits.")
        return asking.page("sign-in-code.html", 422, email=email, error=error)
    return asking.page("sign-in-ended.html", 410, why="ended")


@sign_in.get("/sign-in/link/<link>")
@for_everybody
def link_opened(link: str) -> Response:
    """A page with a button: programs that open every link of a mail press none."""
    asking = Asking.read()
    row = signing_in.behind(db.session(), link, now())
    fresh = bound(link) if row and row.browser_hash is None and looks_on_purpose() else None
    why = None if fresh else signing_in.refused(row, cookies.read("gw-asked"))
    answer = refusal(asking, why) if why else asking.page("sign-in-link.html")
    if fresh:
        cookies.give(answer, "gw-asked", fresh, LASTS)
    return answer


def bound(link: str) -> str | None:
    """Binds a link of the command line to this browser; None if another was faster."""
    with writing() as session:
        row = signing_in.behind(session, link, now())
        return signing_in.bind(row) if row and row.browser_hash is None else None


@sign_in.post("/sign-in/link/<link>")
@for_everybody
def link_used(link: str) -> Response:
    """Lets in who opened the link in the browser that it belongs to."""
    asking = Asking.read()
    asking.refuse_others()
    at, agent = now(), short_agent(request.user_agent.string)
    with writing() as session:
        row = signing_in.behind(session, link, at)
        why = signing_in.refused(row, cookies.read("gw-asked"))
        if row and not why:
            why = signing_in.use(session, row, at)
        if row and not why:
            return let_in(row, sessions.begin(session, row.email, agent, at, cookies.read("gw-member")))
    return refusal(asking, why or "ended")


@sign_in.post("/sign-out")
def sign_out() -> Response:
    """Ends this browser's session."""
    with writing() as session:
        sessions.end_token(session, cookies.read("gw-member"), now())
    answer = redirect(f"/portal/sign-in?{urlencode({'left': 1})}", 303)
    cookies.take_back(answer, "gw-member")
    return answer


def let_in(row: SignIn, token: str) -> Response:
    """On to where they wanted to go, with a session."""
    answer = redirect(own_path(row.wanted), 303)
    cookies.give(answer, "gw-member", token, sessions.LONGEST)
    cookies.take_back(answer, "gw-asked")
    return answer


def refusal(asking: Asking, why: Why) -> Response:
    return asking.page("sign-in-ended.html", 403 if why == "elsewhere" else 410, why=why)


def looks_on_purpose() -> bool:
    """Not a HEAD, and not a browser that fetches ahead (Sec-Purpose): only somebody who looks binds a link."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose
