"""The tests' own company after somebody hostile had it in hand: every text and every body carries attacks."""

import json
import re
import shutil
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml
from desk import faq, put_together
from factories import COMPANY, DUBAI
from pydantic import ValidationError
from test_content_sanitizing import SPELLINGS

from goodword.content.kinds import KINDS
from goodword.content.markdown import render
from goodword.content.mentions import leaves
from goodword.content.naming import KIND_OF
from goodword.content.translating import words_of

# Ways out of where a text may stand: a title, structured data, an attribute, a style sheet, a comment.
BREAKS = [
    "</title></head><body><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> '><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\" ' autofocus onfocus=alert(1) x='",
    "</style><script>alert(1)</script> --><script>alert(1)</script><!--",
    "</svg><script>alert(1)</script> </textarea><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt; \\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
]
LINK = "https://x.example/\"onmouseover=alert(1)/'><script>alert(1)</script>"
# Keys whose texts are matched, never shown.
UNSEEN = {"id", "pin", "exclude", "campaigns", "redirects_from"}
ATTACKS = cycle([*BREAKS, *(one for one in SPELLINGS if one.isprintable())])


def hostile_company(folder: Path) -> Path:
    """A copy of the tests' company in ``folder`` with an attack in each place where words can be written."""
    root = folder / "hostile"
    shutil.copytree(COMPANY, root)
    bodies = hostile_body()
    for file in sorted((root / "content").rglob("*.md")):
        front, body = file.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
        values = yaml.safe_load(front)
        model = KINDS[KIND_OF[file.parent.name]]
        poison(values, words_of(model) if "." in file.stem else model)
        text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6)
        file.write_text(f"---\n{text}---\n{body}\n\n{bodies}\n", encoding="utf-8")
    brand = root / "site" / "brand.toml"
    brand.write_text(poisoned_toml(brand.read_text(encoding="utf-8")), encoding="utf-8")
    for file in (root / "partners").rglob("friends*.md"):
        file.write_text(poisoned_disclosure(file.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def hostile_body() -> str:
    """As many attacks as one body can hold and still go live: a link or a picture to nowhere is refused before."""
    body = ""
    for one in SPELLINGS:
        if accepted(f"{body}\n\n{one}"):
            body += f"\n\n{one}"
    return body


def accepted(body: str) -> bool:
    _, problems = put_together({"faqs/x.md": faq("", body)})
    return not any(problem.is_error for problem in problems) and not render(body).images


def poison(values: dict[str, Any], model: Any) -> None:
    """Puts attacks into every text of front matter that stays acceptable with one."""
    for key, text in list(leaves(values, ())):
        place: Any = values
        for step in key[:-1]:
            place = place[step]
        if UNSEEN.intersection(map(str, key)):
            continue
        for hostile in (f"{text} {attack()}", LINK):
            place[key[-1]] = hostile
            if fits(model, values):
                break
            place[key[-1]] = text


def attack() -> str:
    return " ".join(islice(ATTACKS, 3))


def fits(model: Any, values: dict[str, Any]) -> bool:
    try:
        model.model_validate(values, context={"timezone": DUBAI})
    except ValidationError:
        return False
    return True


def poisoned_toml(text: str) -> str:
    """The brand file with attacks in names, taglines, regions and the imprint."""
    names = re.compile(r'^(name|en|it|ar) = "(.*)"$', re.MULTILINE)
    text = names.sub(lambda m: f"{m[1]} = {json.dumps(f'{m[2]} {attack()}', ensure_ascii=False)}", text)
    return text.replace("imprint = [", f"imprint = [{json.dumps(attack(), ensure_ascii=False)}, ")


def poisoned_disclosure(text: str) -> str:
    return re.sub(r"^disclosure: .*$", lambda _: f"disclosure: {json.dumps(attack())}", text, flags=re.MULTILINE)


def hostile_addresses() -> Iterator[str]:
    """Paths and queries that attack; the browser percent-encodes them as it does for anybody."""
    for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "javascript:alert(1)"):
        yield from (f"/{text}", f"/for/{text}", f"/with/{text}", f"/with/ada/for/{text}", f"/it/{text}/")
        yield from (f"/?{key}={text}" for key in ("via", "pain", "use-case", "utm_campaign", "ref", text))
