"""Clicks that are forgotten while they count are noticed before anybody's credit is."""

from pathlib import Path

import pytest

from goodword.material.last_good import LastGood
from goodword.referrals.programs import FOLDER, Programs
from goodword.referrals.window_problems import window_problems

TEXT = "---\ntitle: T\nkind: affiliate\nattribution:\n  touch: last\n  window_days: 120\n---\n"


@pytest.mark.parametrize(("kept", "told"), [(400, 0), (121, 0), (120, 1), (30, 1)])
def test_a_program_that_counts_clicks_longer_than_they_are_kept_is_told_of(
    tmp_path: Path, kept: int, told: int
) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "friends.md").write_text(TEXT)
    programs = Programs(tmp_path, ("en",), LastGood(tmp_path / "var"))
    found = list(window_problems(tmp_path, programs, kept))
    assert [(each.path, each.line, each.column, each.level) for each in found] == [
        (f"{FOLDER}/friends.md", 6, 16, "advice")
    ] * told
    assert all("120" in each.message and str(kept) in each.hint for each in found)
