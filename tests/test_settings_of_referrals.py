"""The settings of referrals."""

from pathlib import Path

import pytest

from goodword import config
from goodword.errors import SettingError


def test_usual_ones(tmp_path: Path) -> None:
    settings = config.load({}, var=tmp_path)
    assert settings.cookie_consent == "ask"
    assert (settings.keeping.archive, settings.keeping.clicks, settings.keeping.leads) == (90, 400, 1095)


def test_set_ones(tmp_path: Path) -> None:
    settings = config.load({}, var=tmp_path, cookie_consent="never", archive_days=3, click_days=30, lead_days=3650)
    assert settings.cookie_consent == "never"
    assert (settings.keeping.archive, settings.keeping.clicks, settings.keeping.leads) == (3, 30, 3650)


@pytest.mark.parametrize("text", ["yes", "Ask", "always"])
def test_another_consent_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match=r"GOODWORD_COOKIE_CONSENT is .*; legal is ask or never"):
        config.load({}, var=tmp_path, cookie_consent=text)


@pytest.mark.parametrize("name", ["ARCHIVE_DAYS", "CLICK_DAYS", "LEAD_DAYS"])
@pytest.mark.parametrize("text", ["0", "2", "3651", "-5", "ten", "1.5", "٣٠"])
def test_another_number_of_days_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingError, match=rf"GOODWORD_{name} is .*; legal is a number of days, 3 to 3650"):
        config.load({}, **{"var": tmp_path, name: text})
