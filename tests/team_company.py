"""A company with something of everything that the desk speaks of, as of the day on which it is written."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from factories import write_company

CONSENT = """  - granted_by: Odile Maes
    granted_on: 2026-01-01
    scope: [name, metrics, quote]
    channels: [website, partner-pages]
"""


def story(title: str, consent: str = "") -> str:
    return f"""---
title: {title}
customer: {{name: {title.partition(" ")[0]}}}
niches: [bikes]
results: [{{id: calls, metric: missed calls, value: 7, baseline: 18, period: P90D}}]
consents:
{CONSENT}{consent}---
{title}, told at length.
"""


def files(today: date) -> Mapping[str, str]:
    """Path under ``content/`` → text. Everything is as it should be."""
    soon, later = today + timedelta(days=9), today + timedelta(days=2)
    return {
        "niches/bikes.md": "---\ntitle: Bike shops\nheadline: Bikes\n---\nOf bikes.",
        "niches/labs.md": "---\ntitle: Labs\nheadline: Labs\n---\n",
        "pages/home.md": "---\ntitle: Home\nsections: [hero, pains, case-studies, faqs]\n---\n",
        "pages/niche.md": "---\ntitle: Niche\nsections: [hero, text, case-studies, guides, faqs]\n---\n",
        "pains/rust.md": "---\ntitle: Rust\nstatement: Chains rust.\nniches: [bikes]\n---\n",
        "faqs/price.md": "---\ntitle: What does it cost?\n---\nLittle.",
        "faqs/price.it.md": "---\ntitle: Quanto costa?\n---\nPoco.",
        "faqs/unfinished.md": "---\ntitle: Not yet\nstatus: draft\n---\nSoon.",
        "guides/spring.md": f"---\ntitle: Spring tires\npublish_at: {later}T09:00\n---\nText.",
        "case-studies/kerb.md": story("Kerb halves its calls"),
        "case-studies/mill.md": story("Mill answers again", f"    expires_on: {soon}\n"),
        "case-studies/ada.md": story("Fell tells Ada", "    partners: [ada]\n"),
    }


def write(root: Path, texts: Mapping[str, str]) -> Path:
    """A ROOT with these files under ``content/``."""
    (root / "content").mkdir(parents=True)
    return write_company(root, {f"content/{path}": text for path, text in texts.items()})
