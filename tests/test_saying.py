"""Messages that can be said in another language later."""

import copy
import json
import pickle

from goodword.saying import Said, packed, translated, unpacked

WORDS = {
    "no file %(path)s": "manca il file %(path)s",
    "look: %(what)s": "guarda: %(what)s",
    "look: %(what)s, %(count)s": "guarda: %(what)s, %(count)s",
    "done": "fatto",
}


def italian(text: str) -> str:
    return WORDS.get(text, text)


def test_a_message_is_its_english_text() -> None:
    message = Said("no file %(path)s", path="a.md")
    assert message == "no file a.md"
    assert json.dumps(message) == '"no file a.md"'
    assert sorted([message, "a"]) == ["a", message]


def test_it_can_be_said_in_another_language() -> None:
    assert translated(Said("no file %(path)s", path="a.md"), italian) == "manca il file a.md"
    assert translated(Said("done"), italian) == "fatto"


def test_messages_within_messages_are_translated_too() -> None:
    inner = Said("no file %(path)s", path="a.md")
    assert translated(Said("look: %(what)s", what=inner), italian) == "guarda: manca il file a.md"


def test_a_text_that_remembers_nothing_stays_as_it_is() -> None:
    assert translated("done", italian) == "done"
    assert translated("100 % of it", italian) == "100 % of it"
    assert translated(Said("100 % of it"), italian) == "100 % of it"


def test_it_outlives_copies_and_the_disk() -> None:
    message = Said("no file %(path)s", path="a.md")
    for again in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert translated(again, italian) == "manca il file a.md"


def test_it_outlives_json_with_its_parts() -> None:
    message = Said("look: %(what)s, %(count)s", what=Said("no file %(path)s", path="a.md"), count=2)
    again = unpacked(json.loads(json.dumps(packed(message))))
    assert (again, translated(again, italian)) == (message, "guarda: manca il file a.md, 2")
    assert unpacked(json.loads(json.dumps(packed("plain")))) == "plain"
