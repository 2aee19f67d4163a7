"""`flask referrals forget` among records that were set aside: whatever they are, it comes to its end."""

import json
from typing import Any

import pytest
from flask import Flask
from test_referrals_forget import CY, forget, settings_of

from goodword.journal.lines import line_of
from goodword.journal.reading import records_of

STRANGE: tuple[dict[str, Any], ...] = (
    {"kind": "lead", "id": "evt_1", "name": "Mo"},
    {"kind": "lead", "id": "evt_2", "email": CY, "touches": [{"value": "Cyrus"}]},
    {"kind": "sale", "id": "evt_3", "email": CY},
    {"kind": "sale", "id": "evt_4", "external_id": CY, "name": "Cyrus"},
    {"kind": "sale", "id": "evt_5", "external_id": 5, "email": None, "name": "Mo"},
    {"what": "nothing"},
)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda each: each.get("id", "nothing"))
def test_what_is_no_record_stops_nothing_and_names_nobody(app: Flask, strange: dict[str, Any]) -> None:
    path = settings_of(app).var / "journal" / "refused" / "facts-dead.log"
    path.parent.mkdir(parents=True)
    path.write_bytes(line_of({"reason": f"ValueError: {CY} is no moment", "place": 0, "record": strange}))
    done = forget(app)
    assert done.exit_code == 0, done.output
    (line,) = records_of(path)
    told = json.dumps(line)
    assert CY not in told and "Cyrus" not in told
    assert ("Mo" in told) == (strange.get("name") == "Mo")
