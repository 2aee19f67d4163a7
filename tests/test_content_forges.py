"""Addresses at forges, with odd names of branches and files."""

import pytest

from goodword.content.forges import commit_url, edit_url, new_file_url, status_url
from goodword.settings_of_content import Repository, content_git

GITHUB = "https://github.com/acme/content.git#main"
GITLAB = "https://gitlab.com/acme/web/content.git#main"
FORGEJO = "https://codeberg.org/acme/content#main"


def repository(address: str, forge: str = "") -> Repository:
    given = {"CONTENT_GIT": address} | ({"CONTENT_FORGE": forge} if forge else {})
    found = content_git(given)
    assert found
    return found


@pytest.mark.parametrize(
    ("address", "forge", "path", "branch", "url"),
    [
        (GITHUB, "", "content/faqs/why.md", None, "https://github.com/acme/content/edit/main/content/faqs/why.md"),
        (
            GITLAB,
            "",
            "content/faqs/why.md",
            None,
            "https://gitlab.com/acme/web/content/-/edit/main/content/faqs/why.md",
        ),
        (FORGEJO, "", "content/faqs/why.md", None, "https://codeberg.org/acme/content/_edit/main/content/faqs/why.md"),
        (GITHUB, "", "content/a b/ü?.md", None, "https://github.com/acme/content/edit/main/content/a%20b/%C3%BC%3F.md"),
        (
            GITHUB,
            "",
            "content/x.md",
            "mina/új #1",
            "https://github.com/acme/content/edit/mina/%C3%BAj%20%231/content/x.md",
        ),
        (GITLAB, "", "content/100%.md", "a&b", "https://gitlab.com/acme/web/content/-/edit/a%26b/content/100%25.md"),
        ("git@github.com:acme/content.git#main", "", "x.md", None, "https://github.com/acme/content/edit/main/x.md"),
        (
            "ssh://git@git.example.com:2222/acme/content.git#main",
            "forgejo",
            "x.md",
            None,
            "https://git.example.com/acme/content/_edit/main/x.md",
        ),
        (
            "http://127.0.0.1:3000/acme/content#x",
            "gitlab",
            "x.md",
            None,
            "http://127.0.0.1:3000/acme/content/-/edit/x/x.md",
        ),
        ("https://git.example.com:8443/a/b#x", "github", "x.md", None, "https://git.example.com:8443/a/b/edit/x/x.md"),
        ("https://git.example.com/a/b#x", "", "x.md", None, None),
        ("/srv/git/content.git#main", "github", "x.md", None, None),
    ],
)
def test_where_a_file_is_edited(address: str, forge: str, path: str, branch: str | None, url: str | None) -> None:
    assert edit_url(repository(address, forge), path, branch) == url


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (GITHUB, "https://github.com/acme/content/new/main/content/faqs?filename=a%26b.md"),
        (GITLAB, "https://gitlab.com/acme/web/content/-/new/main/content/faqs?file_name=a%26b.md"),
        (FORGEJO, "https://codeberg.org/acme/content/_new/main/content/faqs?filename=a%26b.md"),
        ("/srv/git/content.git#main", None),
    ],
)
def test_where_a_new_file_begins(address: str, url: str | None) -> None:
    assert new_file_url(repository(address), "content/faqs/a&b.md") == url


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (GITHUB, "https://github.com/acme/content/commit/0a1b"),
        (GITLAB, "https://gitlab.com/acme/web/content/-/commit/0a1b"),
        (FORGEJO, "https://codeberg.org/acme/content/commit/0a1b"),
        ("/srv/git/content.git#main", None),
    ],
)
def test_where_a_commit_is_shown(address: str, url: str | None) -> None:
    assert commit_url(repository(address), "0a1b") == url


@pytest.mark.parametrize(
    ("address", "forge", "url"),
    [
        (GITHUB, "", "https://api.github.com/repos/acme/content/statuses/0a1b"),
        ("https://git.example.com/a/b#x", "github", "https://git.example.com/api/v3/repos/a/b/statuses/0a1b"),
        (GITLAB, "", "https://gitlab.com/api/v4/projects/acme%2Fweb%2Fcontent/statuses/0a1b"),
        (FORGEJO, "", "https://codeberg.org/api/v1/repos/acme/content/statuses/0a1b"),
        ("https://git.example.com/a/b#x", "", None),
    ],
)
def test_where_a_status_goes(address: str, forge: str, url: str | None) -> None:
    assert status_url(repository(address, forge), "0a1b") == url


def test_without_a_repository_there_is_nothing_to_edit() -> None:
    assert (edit_url(None, "x.md"), new_file_url(None, "x.md"), commit_url(None, "0a1b")) == (None, None, None)
