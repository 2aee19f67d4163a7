"""Structured data (schema.org as JSON-LD): only what the page shows. Pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

# Inside a script element only these could end it or start a comment (HTML, 13.1.2.6 and 4.12.1.3).
UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})

Thing = Mapping[str, Any]


def jsonld(things: Iterable[Thing]) -> Markup:
    """One graph of things, safe inside a script element. Empty values are left out."""
    graph = [{key: value for key, value in thing.items() if value} for thing in things]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return Markup(text.translate(UNSAFE))


def organization(name: str, url: str, email: str) -> Thing:
    return {"@type": "Organization", "@id": f"{url}#organization", "name": name, "url": url, "email": email}


def web_page(url: str, title: str, description: str, language: str, home: str) -> Thing:
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": title,
        "description": description,
        "inLanguage": language,
        "publisher": {"@id": f"{home}#organization"},
    }


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Thing:
    """``steps`` are (name, absolute address)."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article(url: str, headline: str, language: str, author: str, published: str, updated: str, home: str) -> Thing:
    return {
        "@type": "Article",
        "mainEntityOfPage": {"@id": url},
        "headline": headline,
        "inLanguage": language,
        "author": {"@type": "Person", "name": author} if author else None,
        "datePublished": published,
        "dateModified": updated,
        "publisher": {"@id": f"{home}#organization"},
    }


def faq_page(questions: Iterable[tuple[str, str]]) -> Thing:
    """``questions`` are (question, answer as text)."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": text}}
            for name, text in questions
        ],
    }
