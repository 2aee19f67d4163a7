"""A lead is given: kept before it is thanked for, corrected where it has to be, the same answer for everybody."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import NOON, write_company
from flask import Flask
from leads import GOOD, afresh, facts, hidden, opened, send, workshop

from goodword.referrals.natural_ids import lead_id
from goodword.site.lead_limits import FOR_EMAIL, FROM_ADDRESS, LIMITS

CLICK = "clk_" + "a" * 32


@pytest.fixture
def app() -> Flask:
    return afresh(workshop())


def test_a_lead_is_kept_and_thanked_for(app: Flask) -> None:
    answer = send(app, fields=GOOD | {"message": "Hi", "company": "Nobody & Co", "marketing": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/leads/thanks")
    (lead,) = facts(app)
    assert lead["kind"] == "lead" and lead["how"] == "form"
    assert lead["lead"] == lead_id("cy@example.com", NOON)
    assert (lead["name"], lead["email"], lead["company"], lead["message"]) == (
        "Cy Nobody",
        "cy@example.com",
        "Nobody & Co",
        "Hi",
    )
    assert re.fullmatch(r"en-[0-9a-f]{12}", lead["consent"])
    assert re.fullmatch(r"en-[0-9a-f]{12}", lead["marketing"]) and lead["marketing"] != lead["consent"]
    assert "suspicion" not in lead and "touches" not in lead


def test_news_are_not_agreed_to_by_the_way(app: Flask) -> None:
    send(app)
    assert "marketing" not in facts(app)[0]


def test_the_same_person_on_the_same_day_is_one_lead_and_two_events(app: Flask) -> None:
    send(app)
    send(app, fields=GOOD | {"email": "CY@example.com"})
    first, second = facts(app)
    assert first["lead"] == second["lead"] and first["id"] != second["id"]


@pytest.mark.parametrize("path", ["/", "/it/with/ada/for/bike-shops", "/ar?pain=no-shows", "/use-cases/remind"])
def test_the_form_says_which_page_it_stood_on_and_what_that_showed(app: Flask, path: str) -> None:
    brought = hidden(opened(app, path).text)
    send(app, fields=GOOD | brought)
    (lead,) = facts(app)
    assert lead["page"] == path.partition("?")[0]
    assert lead["plan"] == brought["plan"]
    assert lead["blocks"] and all(re.fullmatch(r"[a-z-]+/[a-z0-9-]+", block) for block in lead["blocks"])
    assert lead.get("niche", "") == ("bike-shops" if "for/" in path else "")
    assert lead["language"] == {"/it": "it", "/ar": "ar"}.get(path[:3], "en")


def test_a_plan_that_the_page_has_not_is_not_taken_for_what_was_seen(app: Flask) -> None:
    send(app, fields=GOOD | {"page": "/", "plan": "0" * 16})
    assert facts(app)[0]["page"] == "/"
    assert not {"plan", "blocks"} & facts(app)[0].keys()


@pytest.mark.parametrize("page", ["/nowhere", "//evil.example", "/media/x", "/for", "/for/nothing", "/customers/x/y"])
def test_a_page_that_we_have_not_is_none(app: Flask, page: str) -> None:
    assert send(app, fields=GOOD | {"page": page}).status_code == 303
    assert "page" not in facts(app)[0]


@pytest.mark.parametrize(
    ("path", "page", "thanks"),
    [
        ("/leads", "", "/leads/thanks"),
        ("/it/leads", "", "/it/leads/thanks"),
        ("/ar/leads", "/ar", "/ar/leads/thanks"),
        ("/leads", "/it/for/bike-shops", "/it/leads/thanks"),
    ],
)
def test_thanks_are_said_in_the_language_of_the_page(app: Flask, path: str, page: str, thanks: str) -> None:
    assert send(app, path, GOOD | {"page": page}).headers["Location"] == thanks


@pytest.mark.parametrize("language", ["en", "it", "ar"])
def test_what_is_agreed_to_has_a_version_per_language(app: Flask, language: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    html = opened(app, prefix or "/").text
    versions = dict(re.findall(r'name="(consent|marketing)" type="checkbox" value="([^"]+)"', html))
    assert all(version.startswith(f"{language}-") for version in versions.values())
    assert "checked" not in html
    send(app, f"{prefix}/leads", GOOD | versions)
    assert (facts(app)[0]["consent"], facts(app)[0]["marketing"]) == (versions["consent"], versions["marketing"])


# Who sent them


def test_who_sent_the_visitor_is_evidence_and_goes_on(app: Flask) -> None:
    brought = hidden(opened(app, "/with/ada").text)
    assert brought["via"] == "ada" and brought["page"] == "/with/ada"
    answer = send(app, fields=GOOD | brought)
    (touch,) = facts(app)[0]["touches"]
    assert (touch["kind"], touch["partner"], touch["click"]) == ("click", "ada", brought["gw_id"])
    assert answer.headers["Location"] == f"/leads/thanks?via=ada&gw_id={brought['gw_id']}"


def test_a_partner_that_there_is_not_is_nobody(app: Flask) -> None:
    answer = send(app, fields=GOOD | {"via": "cy"})
    assert answer.headers["Location"] == "/leads/thanks"
    assert "touches" not in facts(app)[0]


def test_what_was_heard_is_kept_beside_what_was_followed(app: Flask) -> None:
    send(app, fields=GOOD | {"via": "ada", "gw_id": CLICK, "heard_from": "Bright & Co"})
    assert [touch["kind"] for touch in facts(app)[0]["touches"]] == ["click", "heard-from"]
    assert [touch["partner"] for touch in facts(app)[0]["touches"]] == ["ada", "ada"]


def test_a_cookie_is_evidence_too(app: Flask) -> None:
    yes = send(app, "/consent", {"choice": "yes", "via": "ada", "gw_id": CLICK, "back": "/"})
    send(app, fields=GOOD, cookie=yes.headers["Set-Cookie"].partition(";")[0])
    (touch,) = facts(app)[0]["touches"]
    assert (touch["kind"], touch["partner"], touch["click"]) == ("cookie", "ada", CLICK)


# What has to be corrected


def test_mistakes_come_back_on_the_same_page_with_what_was_typed(app: Flask) -> None:
    brought = hidden(opened(app, "/it/with/ada").text)
    answer = send(app, "/it/leads", brought | {"name": "Cy <b>", "email": "cy@", "message": "a\nb", "phone": "١٢٣"})
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Content-Language"] == "it"
    html = answer.text
    assert "Ada &lt;Bright&gt;" in html and "<h1>" in html
    assert hidden(html) == brought
    assert 'value="Cy &lt;b&gt;"' in html and 'value="cy@"' in html and ">\na\nb</textarea>" in html
    assert 'value="123"' in html
    for field in ("email", "phone", "consent"):
        assert f'href="#lead-{field}"' in html and f'id="lead-{field}-error"' in html
        assert re.search(rf'id="lead-{field}"[^>]* aria-invalid="true" aria-describedby="lead-{field}-error', html)
    assert 'id="lead-name-error"' not in html
    assert re.search(r'<details class="form-more" open>', html)
    assert facts(app) == []


def test_a_tick_that_was_set_stays_set(app: Flask) -> None:
    html = send(app, fields={"consent": "yes", "marketing": "yes"}).text
    assert html.count(" checked") == 2


def test_links_of_a_corrected_page_carry_the_referral_on(app: Flask) -> None:
    html = send(app, fields={"page": "/with/ada", "via": "ada", "gw_id": CLICK}).text
    for path in ("/privacy", "/customers", "/use-cases"):
        assert f'href="{path}?via=ada&amp;gw_id={CLICK}"' in html
    assert hidden(html)["via"] == "ada"


def test_a_partner_that_there_is_not_goes_no_further(app: Flask) -> None:
    html = send(app, fields={"page": "/plans", "via": "cy", "gw_id": CLICK}).text
    assert hidden(html)["via"] == "" and "via=cy" not in html


def test_correcting_is_no_new_arrival(app: Flask) -> None:
    send(app, fields={"page": "/with/ada", "via": "ada", "gw_id": CLICK})
    assert not list((app.extensions["goodword.settings"].var / "journal").glob("clicks/*"))


def test_where_the_page_is_not_known_the_form_comes_alone(app: Flask) -> None:
    answer = send(app, "/ar/leads", {"name": "Cy"})
    assert answer.status_code == 422
    assert '<html lang="ar" dir="rtl">' in answer.text and answer.text.count("<h1") == 1
    assert hidden(answer.text)["page"] == ""


@pytest.mark.parametrize("page", ["/customers", "/it/use-cases", "/ar/guides"])
def test_below_every_list_stands_the_form_and_its_mistakes_come_back_there(app: Flask, page: str) -> None:
    html = opened(app, page).text
    assert html.count('id="lead-form"') == 1 and html.index("<h1") < html.index('id="lead-form"')
    assert hidden(html)["page"] == page
    answer = send(app, fields={**hidden(html), "name": "Cy"})
    assert answer.status_code == 422 and 'id="lead-form"' in answer.text and 'id="lead-email-error"' in answer.text
    assert re.findall(r"<h1.*?</h1>", answer.text) == re.findall(r"<h1.*?</h1>", html)


def test_a_list_with_nothing_in_it_has_the_form_too(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(root=write_company(tmp_path / "root", {}), var=tmp_path / "var")
    for page in ("/customers", "/use-cases", "/guides"):
        html = opened(app, page).text
        assert html.count('id="lead-form"') == html.count("<h1") == html.count('<p class="empty">') == 1


@pytest.mark.parametrize("page", ["/refer", "/leads/thanks"])
def test_a_page_without_the_form_gives_it_alone(app: Flask, page: str) -> None:
    assert 'action="/leads"' in send(app, fields={"page": page}).text


# What is not to be told apart


def heard_by_all(answer: object) -> tuple[object, ...]:
    headers = [(name, value) for name, value in answer.headers if name != "Date"]  # type: ignore[attr-defined]
    return answer.status_code, headers, answer.data  # type: ignore[attr-defined]


def test_the_trap_is_not_felt_and_the_lead_is_kept_as_suspect(app: Flask) -> None:
    trapped, honest = send(app, fields=GOOD | {"hp": "http://spam.example"}), send(app)
    assert heard_by_all(trapped) == heard_by_all(honest)
    assert [lead.get("suspicion") for lead in facts(app)] == ["honeypot", None]


def test_a_limit_is_not_felt_either(app: Flask) -> None:
    most = LIMITS[FOR_EMAIL].most
    answers = [send(app) for _ in range(most + 1)]
    assert len({str(heard_by_all(answer)) for answer in answers}) == 1
    assert [lead.get("suspicion") for lead in facts(app)] == [None] * most + [FOR_EMAIL]


def test_from_one_address_only_so_many_are_beyond_suspicion(app: Flask) -> None:
    most = LIMITS[FROM_ADDRESS].most
    for number in range(most + 1):
        send(app, fields=GOOD | {"email": f"cy{number}@example.com"})
    assert [lead.get("suspicion") for lead in facts(app)] == [None] * most + [FROM_ADDRESS]


def test_the_form_is_there_without_an_address_to_write_to(
    make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    root = write_company(tmp_path / "mine", {"content/pages/home.md": "---\ntitle: Home\n---\n"})
    brand = root / "site" / "brand.toml"
    brand.write_text(re.sub(r'contact = ".*"\n', "", brand.read_text(encoding="utf-8")), encoding="utf-8")
    app = make_app(root=root, database_url=sqlite_url)
    html = opened(app, "/").text
    assert hidden(html)["page"] == "/" and "mailto:" not in html


def test_an_address_with_an_apostrophe_is_kept_and_shown_again_as_it_was_typed(app: Flask) -> None:
    assert send(app, fields=GOOD | {"email": "O'Brien@example.com"}).status_code == 303
    assert facts(app)[0]["email"] == "o'brien@example.com"
    again = send(app, fields=GOOD | {"email": "o'brien@example.com", "name": ""})
    assert again.status_code == 422 and 'value="o&#39;brien@example.com"' in again.text
