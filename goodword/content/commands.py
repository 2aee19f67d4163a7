"""`flask content`: what people who write content run."""

import json
from dataclasses import asdict

import click
from flask import current_app

from goodword.console import Commands
from goodword.content.checking import Checks, Report
from goodword.material import Problem

EXTENSION = "goodword.content.checks"
content = Commands("content", help="Check content and explain what the site makes of it.")


@content.command("check", epilog="Example: flask content check --format github")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of a GitHub workflow.",
)
@click.pass_context
def check(context: click.Context, format_: str) -> None:
    """Every problem in all material, with its place and its mend. Ends with 1 if any is an error."""
    checks: Checks = current_app.extensions[EXTENSION]
    report = checks.report()
    click.echo({"text": as_text, "json": as_json, "github": as_annotations}[format_](report))
    context.exit(1 if report.errors else 0)


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
