"""goodword.config: what can be set, and how a wrong value is refused."""

import stat
from pathlib import Path

import pytest

from goodword import config
from goodword.errors import SettingError


def load(tmp_path: Path, **environ: str) -> config.Settings:
    return config.load({"GOODWORD_VAR": str(tmp_path / "var")} | {f"GOODWORD_{k}": v for k, v in environ.items()})


def test_without_settings_everything_has_a_value(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.root == config.REPOSITORY
    assert settings.database_url == f"sqlite:///{settings.var}/goodword.db"
    assert settings.trusted_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert settings.development and settings.sample and not settings.https


def test_overrides_come_before_the_environment(tmp_path: Path) -> None:
    settings = config.load({"GOODWORD_BASE_URL": "https://a.example"}, var=tmp_path, base_url="http://b.example")
    assert settings.base_url == "http://b.example"


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((first.var / "secret-key").stat().st_mode) == 0o600


def test_a_kept_key_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (load(tmp_path).var / "secret-key").write_text("short")
    with pytest.raises(SettingError, match=r"delete .*secret-key"):
        load(tmp_path)


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert load(tmp_path, BASE_URL="").base_url is None


@pytest.mark.parametrize(
    ("base_url", "normal", "development"),
    [
        ("https://Www.Example.com/", "https://www.example.com", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("http://[::1]:8000", "http://[::1]:8000", True),
        ("http://localhost", "http://localhost", True),
        ("https://shop.example:8443", "https://shop.example:8443", False),
    ],
)
def test_base_urls(tmp_path: Path, base_url: str, normal: str, development: bool) -> None:
    settings = load(tmp_path, BASE_URL=base_url)
    assert (settings.base_url, settings.development) == (normal, development)


def test_the_public_host_is_trusted_beside_loopback(tmp_path: Path) -> None:
    assert "www.example.com" in load(tmp_path, BASE_URL="https://www.example.com").trusted_hosts
    assert load(tmp_path, TRUSTED_HOSTS="A.example, .b.example").trusted_hosts == ("a.example", ".b.example")


WRONG = [
    ("ROOT", "/nowhere/at/all"),
    ("VAR", "/proc/none"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "sqlite:///relative.db"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgresql://ada@localhost/goodword"),
    ("DATABASE_URL", "mysql://ada@localhost/goodword"),
    ("SECRET_KEY", "too short"),
    ("BASE_URL", "www.example.com"),
    ("BASE_URL", "ftp://www.example.com"),
    ("BASE_URL", "https://www.example.com/shop"),
    ("BASE_URL", "https://www.example.com:port"),
    ("BASE_URL", "https://ada:secret@www.example.com"),
    ("TRUSTED_HOSTS", "https://www.example.com"),
    ("TRUSTED_HOSTS", ","),
]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_a_wrong_value_is_refused_with_its_name_and_what_is_legal(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path, **{name: text})
    assert str(caught.value).startswith(f"GOODWORD_{name} is ")
    assert "; legal is " in str(caught.value)


def test_secrets_stay_out_of_messages(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load(tmp_path, DATABASE_URL="mysql://ada:hunter2@localhost/goodword")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(SettingError) as caught:
        load(tmp_path, SECRET_KEY="hunter2")
    assert "hunter2" not in str(caught.value)


def test_an_unknown_setting_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"GOODWORD_BASEURL is no setting.*did you mean GOODWORD_BASE_URL"):
        load(tmp_path, BASEURL="https://www.example.com")
