"""goodword.referrals.programs: how programs give credit, as their files say now."""

from pathlib import Path

import pytest
from running import wait_for

from goodword.material.last_good import LastGood
from goodword.referrals.attribution import Attribution
from goodword.referrals.programs import SECONDS, Programs

REPOSITORY = Path(__file__).parents[1]
TEXT = """---
title: Friends
kind: affiliate
attribution: {touch: %s, window_days: 45, precedence: 10}
---
"""
FRIENDS = Attribution(touch="last", window_days=45, precedence=10)


class Company:
    """A folder of programs, and what is read from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "partners" / "programs" / "friends.md"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(TEXT % "last")
        self.programs = self.opened()

    def opened(self) -> Programs:
        return Programs(self.folder, ("en", "it"), LastGood(self.folder / "var"))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def test_a_program_gives_credit_as_its_file_says(company: Company) -> None:
    assert company.programs.attributions() == {"friends": FRIENDS}


def test_a_file_that_does_not_say_gives_it_as_usual(company: Company) -> None:
    company.file.with_name("plain.md").write_text("---\ntitle: Plain\nkind: customer\n---\n")
    assert company.programs.attributions()["plain"] == Attribution(touch="last", window_days=90, precedence=0)


def test_a_translation_changes_no_terms(company: Company) -> None:
    for language in ("en", "it"):
        company.file.with_name(f"friends.{language}.md").write_text("---\ntitle: Amici\n---\n")
    assert company.programs.attributions() == {"friends": FRIENDS}


def test_a_change_is_live_within_a_second(company: Company) -> None:
    assert company.programs.attributions()["friends"].touch == "last"
    company.file.write_text(TEXT % "first")
    wait_for(lambda: company.programs.attributions()["friends"].touch == "first", "the change")
    assert SECONDS <= 1


def test_a_mistake_keeps_the_last_good_terms_across_restarts(company: Company) -> None:
    assert company.programs.attributions() == {"friends": FRIENDS}
    company.file.write_text(TEXT % "middle")
    assert company.programs.problems()
    assert company.programs.attributions() == {"friends": FRIENDS}
    assert company.opened().attributions() == {"friends": FRIENDS}


def test_a_mistake_that_was_never_good_is_left_out(company: Company) -> None:
    company.file.with_name("new.md").write_text("---\nkind: [\n---\n")
    assert company.programs.attributions() == {"friends": FRIENDS}


def test_a_file_that_goes_is_gone(company: Company) -> None:
    assert company.programs.attributions()
    company.file.unlink()
    wait_for(lambda: company.programs.attributions() == {}, "that it is gone")


def test_a_folder_in_place_of_a_file_keeps_the_last_good_terms_and_is_said(company: Company) -> None:
    assert company.programs.attributions() == {"friends": FRIENDS}
    company.file.unlink()
    company.file.mkdir()
    assert ["cannot be read" in problem.message for problem in company.programs.problems()] == [True]
    assert company.programs.attributions() == company.opened().attributions() == {"friends": FRIENDS}


def test_a_link_to_nothing_is_no_program(company: Company) -> None:
    company.file.with_name("gone.md").symlink_to(company.folder / "nowhere")
    assert company.programs.attributions() == {"friends": FRIENDS}
    assert not company.programs.problems()


def test_the_sample_company_has_three(tmp_path: Path) -> None:
    sample = Programs(REPOSITORY, ("en", "it", "ar"), LastGood(tmp_path))
    assert sorted(sample.attributions()) == ["affiliates", "agencies", "customers"]


def test_people_are_told_of_the_first_program_of_a_kind_in_their_language(company: Company) -> None:
    assert company.programs.told("customer") is None
    for slug in ("zeta", "alpha"):
        company.file.with_name(f"{slug}.md").write_text(f"---\ntitle: {slug}\nsummary: Tell.\nkind: customer\n---\n")
    company.file.with_name("alpha.it.md").write_text("---\ntitle: alfa\n---\n")
    told = company.opened().told("customer")
    assert told and told.slug == "alpha"
    assert (told.said("title", "it"), told.said("title", "ar")) == (("alfa", "it"), ("alpha", ""))
    assert (told.said("summary", "it"), told.said("disclosure", "it")) == (("Tell.", ""), ("", ""))


def test_what_people_are_told_has_another_version_when_a_word_of_it_changes(company: Company) -> None:
    file = company.file.with_name("alpha.md")
    file.write_text("---\ntitle: alpha\nkind: customer\n---\n")
    first, same = company.opened().told("customer"), company.opened().told("customer")
    file.with_name("alpha.it.md").write_text("---\ntitle: alfa\n---\n")
    other = company.opened().told("customer")
    assert first and same and other and first.version == same.version != other.version
