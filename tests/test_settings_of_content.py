"""The settings of a content repository."""

import pytest

from goodword.errors import SettingError
from goodword.settings_of_content import Repository, content_git

SECRET = "0123456789abcdef"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/acme/content.git#main", ("main", "github.com", "acme/content", "github")),
        ("https://GitHub.com/acme/content#main", ("main", "github.com", "acme/content", "github")),
        ("https://gitlab.com/a/b/c.git#mina/new", ("mina/new", "gitlab.com", "a/b/c", "gitlab")),
        ("https://codeberg.org/a/b/#x", ("x", "codeberg.org", "a/b", "forgejo")),
        ("https://git.example.com:8443/a/b#v1.2", ("v1.2", "git.example.com:8443", "a/b", None)),
        ("http://127.0.0.1:3000/a/b#main", ("main", "127.0.0.1:3000", "a/b", None)),
        ("git@github.com:acme/content.git#main", ("main", "github.com", "acme/content", "github")),
        ("github.com:acme/content#main", ("main", "github.com", "acme/content", "github")),
        ("git@git.example.com:/srv/git/content.git#main", ("main", "git.example.com", "srv/git/content", None)),
        ("ssh://git@git.example.com:2222/a/b.git#main", ("main", "git.example.com:2222", "a/b", None)),
        ("/srv/git/content.git#main", ("main", "", "", None)),
        ("file:///srv/git/content.git#main", ("main", "", "", None)),
    ],
)
def test_an_address_is_understood(address: str, expected: tuple[str, ...]) -> None:
    found = content_git({"CONTENT_GIT": address})
    assert found is not None
    assert (found.branch, found.host, found.path, found.forge) == expected
    assert found.url == address.partition("#")[0]


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/content.git",
        "https://github.com/acme/content.git#",
        "https://github.com/acme/content.git#-x",
        "https://github.com/acme/content.git#a..b",
        "https://github.com/acme/content.git#a b",
        "https://github.com/acme/content.git#a.lock",
        "https://github.com/acme/content.git#/a",
        "https://github.com/acme/content.git#a/",
        "https://github.com/acme/content.git#a//b",
        "https://github.com/acme/content.git#@{u}",
        "https://github.com#main",
        "https:///acme#main",
        "ftp://example.com/a/b#main",
        "ext::sh -c true#main",
        "--upload-pack=x#main",
        "-oProxyCommand=x:y#main",
        "content.git#main",
        "https://[::1/a#main",
        "file://#main",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingError, match=r"^GOODWORD_CONTENT_GIT is "):
        content_git({"CONTENT_GIT": address})


@pytest.mark.parametrize("address", ["https://user:secret@github.com/a/b#main", "https://secret@github.com/a/b#main"])
def test_a_token_does_not_stand_in_the_address_and_is_not_repeated(address: str) -> None:
    with pytest.raises(SettingError, match="GOODWORD_CONTENT_TOKEN") as caught:
        content_git({"CONTENT_GIT": address})
    assert "secret" not in str(caught.value)


def test_what_belongs_to_a_repository_is_kept_with_it_and_never_shown() -> None:
    given = {"CONTENT_GIT": "/srv/x.git#main", "CONTENT_TOKEN": "tok-123", "CONTENT_HOOK_SECRET": SECRET}
    found = content_git(given)
    assert found == Repository("/srv/x.git", "main", token="tok-123", hook_secret=SECRET)
    assert "tok-123" not in repr(found) and SECRET not in repr(found)


@pytest.mark.parametrize(
    ("forge", "legal"), [("github", True), ("gitlab", True), ("forgejo", True), ("gitea", False), ("GitHub", False)]
)
def test_a_forge_goes_by_its_name(forge: str, legal: bool) -> None:
    given = {"CONTENT_GIT": "https://git.example.com/a/b#main", "CONTENT_FORGE": forge}
    if legal:
        found = content_git(given)
        assert found and found.forge == forge
    else:
        with pytest.raises(SettingError, match="github, gitlab, forgejo"):
            content_git(given)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingError, match="16 characters or more"):
        content_git({"CONTENT_GIT": "/srv/x.git#main", "CONTENT_HOOK_SECRET": SECRET[:-1]})


@pytest.mark.parametrize("name", ["CONTENT_FORGE", "CONTENT_TOKEN", "CONTENT_HOOK_SECRET"])
def test_without_a_repository_the_others_mean_nothing(name: str) -> None:
    assert content_git({}) is None
    with pytest.raises(SettingError, match=f"^GOODWORD_{name} is 'set'; legal is only together"):
        content_git({name: SECRET})
