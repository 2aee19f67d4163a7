"""Why a page is as it is, for people: every candidate's fate in words, and the command that prints it."""

import json
from typing import Any

import pytest
from click.testing import Result
from factories import LABS, NOON, TREE, case, consent, entry, faqs, layout, library, who
from spokewise import spokewise

from goodword.content.kinds import CHANNELS
from goodword.saying import Said, translated
from goodword.site.explaining import Considered, Explanation, explain
from goodword.site.reasons import BEATEN, FILTERS, POINTS
from goodword.site.targeting import WEIGHTS
from goodword.site.telling import lines
from goodword.site.visitor import Visitor


def explained(entries: list[Any], wanted: Any, visitor: Visitor | None = None, **of: Any) -> Explanation:
    return explain(library(*entries), layout(wanted, **of), visitor or who())


def fates(told: Explanation) -> dict[str, tuple[str, str]]:
    return {one.ref: (one.fate, one.why) for one in told.sections[0].considered}


def test_what_was_chosen_says_why() -> None:
    entries = [*TREE, entry("faq", "a", niches=["bikes"]), *faqs("b", "c")]
    told = explained(entries, {"faqs": {"pin": ["c"], "max": 2}}, who(niche="bikes"))
    assert fates(told) == {
        "c": ("chosen", "the page's file pins it"),
        "a": ("chosen", "fits best, and is for this very niche"),
        "b": ("passed over", "others fit better"),
    }


@pytest.mark.parametrize(
    ("one", "options", "visitor", "fate", "why"),
    [
        pytest.param(*faqs("a", status="draft"), {}, who(), "status", "is a draft", id="status"),
        pytest.param(
            *faqs("a", publish_at="2026-07-02"), {}, who(), "dates", "publish_at is 2026-07-02 00:00", id="early"
        ),
        pytest.param(
            *faqs("a", partners=["ada"]), {}, who(), "partner-only", "only for the partners ada", id="partner"
        ),
        pytest.param(
            *faqs("a", expires_at="2026-07-01"), {}, who(), "dates", "expires_at was 2026-07-01 00:00", id="late"
        ),
        pytest.param(*faqs("a", niches=["labs"]), {}, who(niche="bikes"), "niche", "is only for labs", id="niche"),
        pytest.param(
            *faqs("a"),
            {"fallback": "niche"},
            who(niche="bikes"),
            "fallback",
            "lets this section take only this very niche",
            id="fallback",
        ),
        pytest.param(*faqs("a"), {"exclude": ["a"]}, who(), "excluded", "the page's file excludes it", id="excluded"),
        pytest.param(*faqs("a"), {"min": 2}, who(), "passed over", "only 1 of at least 2 blocks fit", id="too few"),
    ],
)
def test_what_was_not_says_what_would_have_to_change(
    one: Any, options: Any, visitor: Visitor, fate: str, why: str
) -> None:
    found = fates(explained([*TREE, LABS, one], {"faqs": options}, visitor))["a"]
    assert found[0] == fate
    assert why in found[1]


@pytest.mark.parametrize(
    ("record", "section", "visitor", "why"),
    [
        (consent(channels="kits"), "quotes", who(), "if a consent covered website: does not cover website"),
        (
            consent(partners=["ben"]),
            "quotes",
            who(partner="ada"),
            "of ada: does not cover the partner ada",
        ),
        (consent(revoked_on="2026-07-01"), "quotes", who(), "revoked on 2026-07-01"),
        (consent("metrics"), "quotes", who(), "if its consent for website covered quote"),
        (consent("logo", "metrics"), "logos", who(), "covered logo and name"),
        (consent("quote"), "case-studies", who(), "covered name or metrics"),
    ],
    ids=["channel", "partner", "revoked", "part", "name too", "nothing to tell"],
)
def test_what_consent_lacks_is_said(record: Any, section: str, visitor: Visitor, why: str) -> None:
    (found,) = fates(explained([case("fell", record)], section, visitor)).values()
    assert found[0] == "consent"
    assert why in found[1]


def test_a_customer_without_another_word_for_it_is_told() -> None:
    told = explained([case("fell", consent("quote"), anonymous_as=None)], "quotes")
    assert "anonymous_as" in fates(told)["fell#joke"][1]


def test_the_nearest_miss_is_the_best_of_the_rest() -> None:
    told = explained(
        [*TREE, entry("faq", "a", niches=["bikes"]), *faqs("b", "c")], {"faqs": {"max": 1}}, who(niche="bikes")
    )
    assert [reasons.nearest_miss and reasons.nearest_miss.ref for reasons in told.sections] == ["b"]
    assert explained(faqs("a"), "faqs").sections[0].nearest_miss is None


def test_points_are_told_in_parts_and_as_a_sum() -> None:
    told = explained([*TREE, entry("faq", "a", niches=["bikes"])], "faqs", who(niche="bikes"))
    (one,) = told.sections[0].considered
    why = Said("fits best, and is for this very niche")
    assert one == Considered("faq", "a", "chosen", why, "exact", {"niche": 32, "language": 5})
    assert one.total == 37
    assert "  + a  37 points (exactly this niche +32, the visitor's language +5)  " + why in lines(told)


def test_an_offer_out_of_its_days_says_which() -> None:
    days = {"early": {"valid_from": "2026-07-02"}, "late": {"valid_through": "2026-06-30"}}
    told = fates(explained([entry("offer", slug, **given) for slug, given in days.items()], "offer"))
    assert told["early"] == ("dates", "is not valid yet: valid from 2026-07-02 00:00")
    assert told["late"] == ("dates", "is not valid any more: valid until 2026-07-01 00:00")


def test_everything_that_counts_has_words() -> None:
    assert set(POINTS) == set(WEIGHTS)
    assert not set(FILTERS) & set(BEATEN)


def test_a_reason_can_be_said_in_another_language() -> None:
    told = explained([case("fell", consent(partners=["ben"]))], "quotes", who(partner="ada"))
    (one,) = told.sections[0].considered
    channel, partner = "<%(channel)s of %(partner)s>", "<does not cover the partner %(partner)s>"
    place = channel.replace("%(channel)s", CHANNELS[1]).replace("%(partner)s", "ada")
    reason = partner.replace("%(partner)s", "ada")
    said = translated(one.why, lambda template: f"<{template}>")
    assert said == f"<would be shown if a consent covered {place}: {reason}>"


def test_two_records_that_do_not_count_are_both_told() -> None:
    records = (consent(revoked_on="2026-06-01"), consent(channels="kits"))
    (found,) = fates(explained([case("fell", *records)], "quotes")).values()
    assert found[1].endswith("revoked on 2026-06-01; does not cover website")


def test_a_plan_tells_until_when_it_holds_and_what_it_did_not_know() -> None:
    told = "\n".join(lines(explained(faqs("a"), "faqs", who(partner="ada", dropped=(("pain", "rust"),)))))
    assert "holds until anything changes" in told
    assert "partner: ada" in told
    assert "dropped: pain=rust is not known" in told


def test_the_rest_is_counted() -> None:
    told = list(lines(explained(faqs(*"abcdefghij"), {"faqs": {"max": 1}}), most_missed=2))
    assert "    and 7 more" in told


# The command


def command(*arguments: str, at: str = NOON.isoformat()) -> Result:
    app = spokewise()
    with app.app_context():
        return app.test_cli_runner().invoke(args=["content", "explain", *arguments, "--at", at])


def test_the_command_tells_a_page() -> None:
    done = command("/for/bike-shops?via=ada&pain=rust")
    assert done.exit_code == 0, done.output
    for told in ("page ", "partner: ada", "niche: bike-shops", "dropped: pain=rust", "faqs", "nearest miss"):
        assert told in done.output


def test_the_command_takes_whole_addresses_in_any_spelling() -> None:
    for url in ("/it/with/ada", "https://www.spokewise.example/IT/With/Ada/?x=1"):
        assert "language: it\n  partner: ada" in command(url).output


def test_the_command_speaks_json() -> None:
    told = json.loads(command("/customers", "--format", "json").output)
    assert told["sections"][0]["name"] == "case-studies"
    fates = {one["ref"]: one["fate"] for one in told["sections"][0]["considered"]}
    assert (fates["chainring"], fates["kerb"], fates["silent"]) == ("chosen", "consent", "status")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nothing"], "There is no page at /nothing"),
        (["/for/a/b"], "There is no page at /for/a/b; an address is a path such as /for/agencies."),
        (["/prices"], "/prices leads to /plans; explain that."),
        (["/customers/kerb"], "There is no page at /customers/kerb"),
    ],
)
def test_an_address_without_a_page_is_told(arguments: list[str], message: str) -> None:
    done = command(*arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_a_moment_that_is_none_is_told() -> None:
    done = command("/", at="soon")
    assert done.exit_code == 2
    assert "'soon' is no moment; write one like 2026-12-24T18:00." in done.output


def test_a_page_may_be_explained_at_another_moment() -> None:
    assert "+ old-mill" in command("/customers", at="2026-01-31T12:00").output
