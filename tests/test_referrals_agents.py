"""goodword.referrals.agents: which agents are machines'. People and machines in tests/agents, one a line."""

import random
import re
from pathlib import Path

import pytest

from goodword.referrals.agents.lists import data, data_names, machine, machines, our_names, spared
from goodword.referrals.agents.manners import manners, without_device
from goodword.referrals.agents.sieve import Sieve, alternatives, needed, pattern, word

HERE = Path(__file__).parent / "agents"
ENTRIES = data()


def agents(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


PEOPLE, MACHINES = agents("people.txt"), agents("machines.txt")
INSTANCES = [agent for entry in ENTRIES if entry["pattern"] not in spared() for agent in entry["instances"]]


def test_no_person_is_taken_for_a_machine() -> None:
    assert len(PEOPLE) >= 300
    assert {agent: found for agent in PEOPLE if (found := machine(agent))} == {}


def test_no_person_is_taken_for_a_machine_by_the_part_that_is_recorded() -> None:
    assert [agent for agent in PEOPLE if machine(agent[:256])] == []


def test_machines_that_we_know_of_are_found() -> None:
    assert len(MACHINES) >= 150
    assert [agent for agent in MACHINES if not machine(agent)] == []


def test_machines_that_the_data_knows_of_are_found() -> None:
    assert len(INSTANCES) >= 300
    assert [agent for agent in INSTANCES if not machine(agent)] == []


def test_the_data_alone_would_not_do() -> None:
    """Why there is a list of ours, and a list of what is spared; if this fails, they may be shortened."""
    alone = Sieve(name for entry in ENTRIES for name in pattern(entry["pattern"], ""))
    assert len([agent for agent in MACHINES if alone.first(agent)]) < len(MACHINES) * 0.5
    assert len([agent for agent in PEOPLE if alone.first(agent)]) > 10


def row(name: str, agent: str, expected: str | None) -> object:
    return pytest.param(agent, expected, id=name)


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        row("none", "", "no-agent"),
        row("blank", "  ", "no-agent"),
        row("a browser", CHROME, None),
        row("ours", "python-requests/2.31.0", "http-library=python-requests"),
        row("ours in other letters", "CURL/8.5.0", "http-library=CURL"),
        row("ours only where a word begins", f"{CHROME} Recurl/1", None),
        row("ours only at the start", f"{CHROME} WhatsApp/2.23.20.0", None),
        row("ours at the start", "WhatsApp/2.23.20.0 A", "social-preview=WhatsApp"),
        row("the data's", "Mozilla/5.0 (compatible; Hardenize/1.0)", "scanner=Hardenize"),
        row("a name nobody knows", "Mozilla/5.0 (compatible; Florabot/1.0)", "calls-itself=Florabot"),
        row("a form no browser has", "Mozilla/5.0 (compatible; Flora/1.0)", "calls-itself=Flora"),
        row("an address", f"{CHROME} (+https://flora.example/)", "address=https://flora.example/"),
        row("somebody to write to", f"{CHROME} flora@flora.example", "address=flora@flora.example"),
        row("no browser at all", "Flora 1.0", "no-browser=Flora 1.0"),
        row("Mozilla and nothing", "Mozilla/5.0", "no-browser=Mozilla/5.0"),
        row("a very long one", "x" * 5000, f"no-browser={'x' * 80}"),
    ],
)
def test_why_it_is_a_machine(agent: str, expected: str | None) -> None:
    assert machine(agent) == expected


@pytest.mark.parametrize("device", ["CUBOT_X18", "Butterfly s", "Curious Bot 5", "Spider X1", "Expanse"])
def test_a_device_may_be_called_anything(device: str) -> None:
    agent = (
        f"Mozilla/5.0 (Linux; Android 9; {device}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.181 Mobile"
    )
    assert machine(agent) is None
    assert device not in without_device(agent)[0]


def test_a_machine_on_a_device_is_one() -> None:
    agent = "Mozilla/5.0 (Linux; Android 9; CUBOT_X18) AppleWebKit/537.36 Chrome/88 (compatible; Googlebot/2.1)"
    assert machine(agent) == "search-engine=Googlebot"


def test_the_sieve_finds_what_trying_each_name_finds() -> None:
    names = [*our_names(), *data_names(), *manners()]
    chance = random.Random(1)
    sample = chance.sample(PEOPLE, 60) + chance.sample(MACHINES, 60) + chance.sample(INSTANCES, 120)
    for agent in sample:
        slowly = next((f"{name.kind}={found}" for name in names if (found := name.found(agent))), None)
        assert machines().first(agent) == slowly


def test_without_its_device_an_agent_is_searched_for_every_name() -> None:
    names = machines()
    devices = ["Robot", "Spider X1", "Googlebot/2.1", "curl", "Fever_Plus_J", "x", "", "Σ", "ab http://a.example"]
    agents_ = [agent for agent in [*PEOPLE, *MACHINES] if "Android" in agent]
    agents_ += [f"Mozilla/5.0 (Linux; Android 9; {device}bot/1) Chrome/88 {device}" for device in devices]
    agents_ += [f"Android;{device};bot/1.0; curl{device}" for device in devices]
    for agent in agents_:
        bare, seam = without_device(agent)
        assert names.first_of(names.near(agent) + names.near(seam), bare) == names.first(bare)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Googlebot\\/", "googlebot/"),
        ("^Seekbot", "seekbot"),
        ("[wW]get", "wget"),
        ("(sistrix|SISTRIX) [cC]rawler", " crawler"),
        ("Ahrefs(Bot|SiteAudit)", "ahrefs"),
        ("(^| )PTST\\/", "ptst/"),
        ("AdsBot-Google([^-]|$)", "adsbot-google"),
        ("BlogTraffic\\/\\d\\.\\d+ Feed-Fetcher", " feed-fetcher"),
        ("Spider[\\s\\S]*spider\\.com", "spider.com"),
        ("colou?r", "colo"),
        ("https:\\/\\/a\\.example\\/", "https://a.example/"),
    ],
)
def test_what_a_pattern_cannot_match_without(source: str, expected: str) -> None:
    assert needed(source) == expected


def test_alternatives_are_told_apart_outside_groups() -> None:
    assert alternatives("a(b|c)|d\\|e|f") == ["a(b|c)", "d\\|e", "f"]


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if "|" in e["pattern"] or "[" in e["pattern"]], ids=lambda e: e["pattern"]
)
def test_a_pattern_of_the_data_means_what_it_says(entry: dict[str, list[str] | str]) -> None:
    """Each of the data's harder patterns, alone, on its own instances and on everybody else's people."""
    alone, source = Sieve(pattern(str(entry["pattern"]), "")), str(entry["pattern"])
    for agent in [*entry["instances"], *PEOPLE[::9]]:
        assert bool(alone.first(agent)) == bool(re.search(source, agent))


def test_names_too_short_for_a_run_are_found() -> None:
    sieve = Sieve([word("ab/", "x"), word("^k6", "y")])
    assert (sieve.first("AB/1"), sieve.first("k6"), sieve.first("cab/ bk6"), sieve.first("")) == (
        "x=AB",
        "y=k6",
        None,
        None,
    )


def test_what_is_spared_stands_in_the_data() -> None:
    assert spared() <= {entry["pattern"] for entry in ENTRIES}


def test_no_name_of_ours_is_there_twice() -> None:
    names = [(name.needs, name.found.__qualname__) for name in our_names()]
    assert sorted(set(names)) == sorted(names)
