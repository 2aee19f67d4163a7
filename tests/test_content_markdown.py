"""Bodies: what Markdown gives, what is said about what is wrong, and at which line."""

import pytest

from goodword.content.body import Body
from goodword.content.finishing import place_images, slug
from goodword.content.library import Image
from goodword.content.markdown import render
from goodword.content.placeholders import tokenize


def rendered(text: str) -> Body:
    return render(tokenize(text))


def test_prose_becomes_html() -> None:
    body = rendered("## How it goes\n\nCall **today**, not [next week](/use-cases/call).\n\n- one\n- two\n")
    assert body.html == (
        '<h2 id="h-how-it-goes">How it goes</h2>\n'
        '<p>Call <strong>today</strong>, not <a href="/use-cases/call">next week</a>.</p>\n'
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    )
    assert body.problems == ()
    assert body.links == (("/use-cases/call", 3),)
    assert body.words == 10


def test_a_table_scrolls_and_is_named_by_its_heads() -> None:
    html = rendered("| Metric | Before |\n|:--|--:|\n| Churn | 4 % |\n").html
    opening = '<div class="table-scroll" tabindex="0" role="region" aria-label="Metric, Before"><table>'
    assert html.startswith(opening)
    assert '<td class="cell-end">4 %</td>' in html
    assert html.endswith("</table></div>")


def test_tables_with_the_same_heads_have_names_of_their_own() -> None:
    html = rendered("| A | B |\n|--|--|\n| 1 | 2 |\n\ntext\n\n| A | B |\n|--|--|\n| 1 | 2 |\n").html
    assert 'aria-label="A, B"' in html
    assert 'aria-label="A, B (2)"' in html


def test_a_placeholder_with_a_default_stays_in_its_table_cell() -> None:
    html = rendered("| Who | What |\n|--|--|\n| {{ partner.name | our partners }} | calls |\n").html
    assert html.count("<td>") == 2
    assert tokenize("{{ partner.name | our partners }}") in html


def test_notes_are_numbered_for_each_body_alone() -> None:
    one, other = (rendered(f"{text}[^1]\n\n[^1]: the source\n").html for text in ("Ours", "Theirs"))
    ids = [part.split('"')[0] for part in (one + other).split('id="')[1:]]
    assert len(ids) == len(set(ids)) == 4
    assert all(f'href="#{name}"' in one + other for name in ids)


def test_definition_lists_and_code_render() -> None:
    assert "<dt>Churn</dt>\n<dd>who leaves</dd>" in rendered("Churn\n:   who leaves\n").html
    assert '<pre dir="ltr" tabindex="0"><code>a &lt; b\n' in rendered("```python\na < b\n```\n").html


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Why it works", "why-it-works"),
        ("كيف تعمل العمولات؟", "كيف-تعمل-العمولات"),
        ("Perché è così", "perché-è-così"),
        ("  ¿?  ", ""),
        (tokenize("For {{ niche.title | your trade }}"), "for-your-trade"),
        (tokenize("Your {{ word.customers }}"), "your-customers"),
    ],
)
def test_anchors_are_readable_in_any_script(text: str, name: str) -> None:
    assert slug(text) == name


def test_the_same_heading_twice_has_two_anchors() -> None:
    headings = rendered("## Why\n\n## Why\n\n## Why 2\n").headings
    assert [h.id for h in headings] == ["h-why", "h-why-2", "h-why-2-2"]


def test_a_link_to_a_heading_finds_it_under_its_prefix() -> None:
    body = rendered("[down](#why) [own](#mine) [page](#lead-form)\n\n## Why\n\n## Other {#mine}\n")
    for target in ("#h-why", "#h-mine", "#lead-form"):
        assert f'href="{target}"' in body.html


def test_the_link_placeholder_is_a_whole_target() -> None:
    body = rendered("[Start]({{ link }})\n")
    assert f'<a href="{tokenize("{{ link }}")}">Start</a>' in body.html
    assert body.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n\n[x](/y/{{ partner.name }})\n", 3, "cannot stand inside a tag"),
        ("a\n\n[x](/y?to={{ link }})\n", 3, "cannot stand inside a tag"),
        ("![{{ brand.name }}](./x.png)\n", 1, "cannot stand inside a tag"),
        ("a\nb {{ link }}\n", 2, "whole target"),
        ("a\n\n![x](../x.png)\n", 3, "../x.png cannot be shown"),
        ("a\n\n![x](https://else.example/x.png)\n", 3, "cannot be shown"),
        ("a\n\n![x](./x.gif)\n", 3, "cannot be shown"),
        ("a\n\n[x](//else.example)\n", 3, "“//else.example”"),
        ("a\n\n[x](guides/y)\n", 3, "“guides/y”"),
        ("a\n\n[x](javascript:alert)\n", 3, "“javascript:alert”"),
        ("a\n\nb [x][r]\n\n[r]: ftp://x.example/\n", 5, "ftp://"),
    ],
)
def test_an_error_says_what_and_where(text: str, line: int, said: str) -> None:
    errors = [flaw for flaw in rendered(text).problems if flaw.level == "error"]
    assert [flaw.line for flaw in errors] == [line]
    assert said in errors[0].message
    assert errors[0].hint


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("text\n\n# Top\n", 3, "level 1"),
        ("text\n\nTop\n===\n", 3, "level 1"),
        ("text\n\n<h1>Top</h1>\n", 3, "level 1"),
        ("```\n# a comment\n```\n\n# Top\n", 5, "level 1"),
        ("a\n\n`<script>` b <script>alert(1)</script>\n", 3, "<script>"),
        ("a\n\n<p onclick='x()'>b</p>\n", 3, "onclick"),
        ("a\n\n<p style='color:red'>b</p>\n", 3, "style"),
        ("a\n\n![](./x.png)\n", 3, "cannot see"),
        ("## a\n\n#### b\n", 3, "level 3 is expected"),
    ],
)
def test_what_is_left_out_or_better_done_is_advice(text: str, line: int, said: str) -> None:
    (flaw,) = rendered(text).problems
    assert (flaw.level, flaw.line) == ("advice", line)
    assert said in flaw.message


def test_images_are_placed_with_their_size_and_copies() -> None:
    body = rendered('![A "chart" > text](./chart.png) and ![gone](./gone.png)\n')
    image = Image("a" * 20, "chart.png", 1600, 900, ((480, f"{'a' * 20}/chart-480.png"),))
    html = place_images(body.html, {"./chart.png": image})
    assert f'src="/media/{image.path}" alt="A &quot;chart&quot; &gt; text" width="1600" height="900"' in html
    assert f'srcset="/media/{"a" * 20}/chart-480.png 480w, /media/{image.path} 1600w"' in html
    assert html.count("<img") == 1
    assert [(p.name, p.line) for p in body.images] == [("./chart.png", 1), ("./gone.png", 1)]


def test_an_entity_cannot_forge_a_placeholder() -> None:
    forged = "&#xE000;616&#xE001; &#57344;6c696e6b7c&#57345;"
    html = rendered(f"{{{{ brand.name }}}} {forged}\n").html
    assert html == f"<p>{tokenize('{{ brand.name }}')} 616 6c696e6b7c</p>"
