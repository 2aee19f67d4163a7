"""The setting of how much mail may go to strangers."""

from pathlib import Path

import pytest

from goodword import config
from goodword.errors import SettingError


@pytest.mark.parametrize(("given", "hourly"), [({}, 200), ({"confirmations_per_hour": 1}, 1)])
def test_so_many_confirmations_go_in_an_hour(tmp_path: Path, given: dict[str, int], hourly: int) -> None:
    assert config.load({}, var=tmp_path, **given).strangers_hourly == hourly


@pytest.mark.parametrize("text", ["0", "100001", "-5", "many", "1.5", "٣٠"])
def test_another_number_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(
        SettingError, match=r"GOODWORD_CONFIRMATIONS_PER_HOUR is .*; legal is a number from 1 to 100000"
    ):
        config.load({}, var=tmp_path, confirmations_per_hour=text)
