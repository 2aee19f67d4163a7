"""`flask content`: what people who write content run."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import click
from flask import current_app

from goodword.console import Commands
from goodword.content.checking import Checks, Report
from goodword.content.writing_commands import new, schema
from goodword.errors import UsageError
from goodword.material import Problem

EXTENSION = "goodword.content.checks"
content = Commands("content", help="Write content, check it, and explain what the site makes of it.")
content.add_command(new)
content.add_command(schema)


@content.command("check", epilog="Example: flask content check content/case-studies --errors-only")
@click.argument("paths", metavar="[PATH]…", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "gitlab"]),
    default="text",
    show_default=True,
    help="For people, for programs, as annotations of a GitHub workflow, or as a Code Quality report of GitLab.",
)
@click.option("--errors-only", is_flag=True, help="Leave advice out.")
@click.pass_context
def check(context: click.Context, paths: tuple[str, ...], format_: str, errors_only: bool) -> None:
    """Every problem in all material, with its place and its mend; of the files and folders named by PATH alone, if any
    is. Ends with 1 if any of them is an error."""
    checks: Checks = current_app.extensions[EXTENSION]
    places = [place_of(path, checks.root) for path in paths]
    whole = checks.report()
    checks.keep(whole)
    report = limited(whole, places, errors_only)
    click.echo(FORMATS[format_](report))
    if format_ == "text":
        for line in checks.receipts(sorted(report.digests) if paths else checks.news(whole), whole.library):
            click.echo(line)
    context.exit(1 if report.errors else 0)


def place_of(path: str, root: Path) -> str:
    """The path relative to ROOT. It may be given so, or as seen from where the command is run."""
    for place in (Path(path).resolve(), (root / path).resolve()):
        if place.exists() and place.is_relative_to(root.resolve()):
            return place.relative_to(root.resolve()).as_posix()
    raise UsageError(f"There is no file or folder {path} in the material.")


def limited(report: Report, places: Collection[str], errors_only: bool) -> Report:
    """The part of the report that is about these files and folders; all of it where none is named."""

    def wanted(path: str) -> bool:
        return not places or any(place in (".", path) or path.startswith(f"{place}/") for place in places)

    problems = tuple(one for one in report.problems if wanted(one.path) and (one.is_error or not errors_only))
    digests = {path: digest for path, digest in report.digests.items() if wanted(path)}
    return Report(problems, len(digests) if places else report.files, digests)


def as_text(report: Report) -> str:
    """Each problem on a line that editors can jump to, its mend below it, and a summary."""
    lines = [line for problem in report.problems for line in (said(problem), f"    {problem.hint}") if line.strip()]
    return "\n".join((*lines, *([""] if lines else []), summary(report)))


def said(problem: Problem) -> str:
    return str(problem) if problem.is_error else f"{problem} (advice)"


def summary(report: Report) -> str:
    files = counted(report.files, "file", "files")
    if not report.problems:
        return f"{files} of content and everything beside them: no problem found."
    errors = counted(report.errors, "error", "errors")
    return f"{errors} and {counted(report.advice, 'piece', 'pieces')} of advice; {files} of content."


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def as_json(report: Report) -> str:
    """One object: ``problems``, ``errors``, ``advice``."""
    problems = [asdict(problem) for problem in report.problems]
    made = {"problems": problems, "errors": report.errors, "advice": report.advice}
    return json.dumps(made, ensure_ascii=False, indent=1)


def as_annotations(report: Report) -> str:
    """Workflow commands: https://docs.github.com/actions/reference/workflow-commands"""
    return "\n".join(annotation(problem) for problem in report.problems)


def annotation(problem: Problem) -> str:
    kind = "error" if problem.is_error else "notice"
    place = f"file={escaped(problem.path, ',:')},line={problem.line},col={problem.column}"
    return f"::{kind} {place}::{escaped(f'{problem.message}; {problem.hint}' if problem.hint else problem.message)}"


def escaped(text: str, more: str = "") -> str:
    """The text with what has a meaning in workflow commands as percent codes."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in text)


def as_code_quality(report: Report) -> str:
    """A Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
    found = []
    for problem in report.problems:
        found.append(
            {
                "description": f"{problem.message}; {problem.hint}" if problem.hint else problem.message,
                "check_name": problem.level,
                "fingerprint": sha256(str(problem).encode()).hexdigest(),
                "severity": "major" if problem.is_error else "info",
                "location": {"path": problem.path, "lines": {"begin": problem.line}},
            }
        )
    return json.dumps(found, ensure_ascii=False, indent=1)


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_annotations,
    "gitlab": as_code_quality,
}
