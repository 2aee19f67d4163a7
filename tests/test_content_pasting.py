"""Text that comes from Google Docs, Word or Notion: it works, or says how to mend it."""

import time
from typing import Any

import pytest
from desk import TERMS, read_one, source
from processors import allowed

from goodword.content.markdown import render
from goodword.content.reading import Read, read

FRONT = "---\ntitle: T\n---\n"
PIXELS = "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4" * 40


def pasted(text: str | bytes) -> Read:
    return read_one("content/guides/a.md", text)


def page(text: str) -> str:
    """The body as visitors see it."""
    return render(pasted(text).body).html


def said(text: str | bytes) -> list[str]:
    """Everything that is said of the file, with line and column."""
    found = pasted(text)
    lines = [(p.line, p.column, p.message, p.hint) for p in found.problems]
    lines += [(found.body_line + f.line - 1, 1, f.message, f.hint) for f in render(found.body).problems]
    return [f"{line}:{column}: {message} | {hint}" for line, column, message, hint in sorted(lines)]


# Written → shown.
BODIES = {
    "heading of level 1": ("# Why\n\n## How\n\nText.", "<h2>Why</h2> <h3>How</h3> <p>Text.</p>"),
    "underlined heading": ("Why\n===\n\n### How", "<h2>Why</h2> <h4>How</h4>"),
    "level 6 stays": ("# Why\n\n###### How", "<h2>Why</h2> <h6>How</h6>"),
    "no level 1, no change": ("## Why\n\n### How", "<h2>Why</h2> <h3>How</h3>"),
    "bold heading": (
        "## **Why**\n\n## **Who** and **where**",
        "<h2>Why</h2> <h2><strong>Who</strong> and <strong>where</strong></h2>",
    ),
    "bold heading with an anchor": ("# **1\\. Measure** {#1.-measure}", "<h2>1. Measure</h2>"),
    "escapes": (
        r"1\. a\-b \_c\_ \+4 \~5 \= 6 \| 7 \$8 \"x\" \'y\' \<b\> \& \#1\!",
        "<p>1. a-b _c_ +4 ~5 = 6 | 7 $8 \"x\" 'y' &lt;b&gt; &amp; #1!</p>",
    ),
    "escapes in code stay": (r"`a\-b`", r"<p><code>a\-b</code></p>"),
    "backslash at the end of a line": ("one\\\ntwo", "<p>one<br> two</p>"),
    "two spaces at the end of a line": ("one  \ntwo", "<p>one<br> two</p>"),
    "firm spaces": ("90\u00a0% &nbsp;and\u202f5", "<p>90 % and 5</p>"),
    "firm space alone": ("one\n\n&nbsp;\n\ntwo", "<p>one</p> <p>two</p>"),
    "invisible signs": ("re\u00adnew\u200bal\u2060 \u200dhere", "<p>renewal here</p>"),
    "joiners of scripts stay": ("می\u200cخواهم", "<p>می\u200cخواهم</p>"),
    "list right after a paragraph": ("We ask:\n- one\n- two", "<p>We ask:</p> <ul> <li>one</li> <li>two</li> </ul>"),
    "list nested by two": (
        "* a\n  * b\n    * c\n* d",
        "<ul> <li>a<ul> <li>b<ul> <li>c</li> </ul> </li> </ul> </li> <li>d</li> </ul>",
    ),
    "list nested by three": ("1. a\n   * b\n2. c", "<ol> <li>a<ul> <li>b</li> </ul> </li> <li>c</li> </ol>"),
    "paragraph in an item": (
        "1. a\n\n   more\n\n2. b",
        "<ol> <li> <p>a</p> <p>more</p> </li> <li> <p>b</p> </li> </ol>",
    ),
    "text after a list": ("- a\n\nText.", "<ul> <li>a</li> </ul> <p>Text.</p>"),
    "bullets of Word": ("•\tone\n•\ttwo", "<ul> <li>one</li> <li>two</li> </ul>"),
    "numbers with parentheses": ("1) one\n2) two", "<ol> <li>one</li> <li>two</li> </ol>"),
    "a year at the start of a line": ("It was in\n2026. Then", "<p>It was in 2026. Then</p>"),
    "boxes to tick": ("- [ ] one\n- [x] two", "<ul> <li>☐ one</li> <li>☑ two</li> </ul>"),
    "a line across": ("a\n\n* * *\n\nb", "<p>a</p> <hr> <p>b</p>"),
    "lists in code stay": ("```\na:\n- b\n```", '<pre dir="ltr" tabindex="0"><code>a: - b </code></pre>'),
    "underlined words of Word": ("[Why]{.underline} and [who]{.mark}", "<p>Why and who</p>"),
    "anchors of Word": ('[]{#_Toc1 .anchor}Why <a id="_Toc2"></a>so', "<p>Why so</p>"),
    "paragraph of Word": (
        '<p class="MsoNormal"><span style="font-size:11pt">Why<o:p></o:p></span></p>',
        "<p><span>Why</span></p>",
    ),
    "callout of Notion": (
        "<aside>\n💡 We **ask** first.\n\n</aside>\n\nText.",
        "<p>💡 We <strong>ask</strong> first.</p> <p>Text.</p>",
    ),
    "toggle": (
        "<details>\n<summary>How</summary>\n\n- one\n\n</details>",
        "<p><strong>How</strong></p> <ul> <li>one</li> </ul>",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_pasted_body_is_shown_as_it_was_meant(name: str) -> None:
    written, shown = BODIES[name]
    html = " ".join(page(FRONT + written).split())
    for tag in ("h2", "h3", "h4", "h6"):
        html = html.replace(f"<{tag} id=", f"<{tag}><x id=")
    plain = "".join(part.partition(">")[2] if part.startswith(" id=") else part for part in html.split("<x"))
    assert plain == shown


# Front matter → title.
TITLES = {
    "title: “Churn: a story”": "Churn: a story",
    "title: „Churn: a story“": "Churn: a story",
    "title: «Churn: a story»": "Churn: a story",
    "title: ‘It’s churn: a story’": "It’s churn: a story",
    'title: “Say "no": a \\ story”': 'Say "no": a \\ story',
    "title: “Churn”  # of 2026": "Churn",
    "title: “Quiet”, she said, “very”": "“Quiet”, she said, “very”",
    "title: It’s quiet": "It’s quiet",
    "title: Our clients\\' \\- year \\#1\\!": "Our clients\\' - year #1!",
    "title: \\*New\\* churn: \\[a story\\]": "*New* churn: [a story]",
    "title: |\n  “Churn”": "“Churn”",
    "title:\u00a0Churn\u200b": "Churn",
}


@pytest.mark.parametrize("front", TITLES)
def test_typographic_quotes_and_escapes_in_front_matter_are_read_as_meant(front: str) -> None:
    found = pasted(f"---\n{front}\n---\n")
    assert (found.values["title"], found.problems) == (TITLES[front], ())


LISTS: dict[str, Any] = {
    "topics: [“a”, «b», ‘c’]": ["a", "b", "c"],
    "topics: \\[a, b\\]": ["a", "b"],
    "topics:\n  - “a: b”\n  - c": ["a: b", "c"],
}


@pytest.mark.parametrize("front", LISTS)
def test_items_of_lists_too(front: str) -> None:
    found = pasted(f"---\ntitle: T\n{front}\n---\n")
    assert (found.values["topics"], found.problems) == (LISTS[front], ())


@pytest.mark.parametrize("dashes", ["—", "–––", "———", "—-", "\\---", "----", "−−−"])
def test_dashes_of_a_word_processor_are_fences_and_advice(dashes: str) -> None:
    found = pasted(f"\n{dashes}\ntitle: T\n{dashes}\n\nBody — with a dash.\n\n---\n\nEnd.\n")
    assert found.values == {"title": "T"}
    assert found.body.startswith("\nBody")
    assert [(p.line, p.level) for p in found.problems] == [(2, "advice"), (4, "advice")]
    assert found.sound


def test_a_dash_cannot_cut_off_what_stands_above_the_real_fence() -> None:
    found = read_one("content/case-studies/a.md", "---\ntitle: T\n—\nconsents: []\n---\n")
    assert not found.sound
    assert found.guarded


def test_the_name_of_the_page_above_the_front_matter_is_left_out() -> None:
    text = "# Less churn\n\n---\n\ntitle: Less churn\n\n---\n\nText.\n"
    assert (pasted(text).values, page(text)) == ({"title": "Less churn"}, "<p>Text.</p>")
    assert said(text) == ["1:1: a heading above the first --- is left out: the title is a key | delete it"]


def test_a_line_across_below_a_heading_begins_no_front_matter() -> None:
    (problem,) = pasted("# Less churn\n\n---\n\nText, more.\n\n---\n").problems
    assert problem.message.startswith("there is no front matter")


WITHOUT_FENCE = {
    "# Less churn\n\nText.\n": 'title: "Less churn"',
    "# **Less churn** {#x}\n": 'title: "Less churn',
    "Less churn\n": "title: …",
}


@pytest.mark.parametrize("text", WITHOUT_FENCE)
def test_a_page_without_front_matter_is_told_how_to_begin(text: str) -> None:
    (problem,) = pasted(text).problems
    assert (problem.line, problem.column) == (1, 1)
    assert WITHOUT_FENCE[text] in problem.hint


def test_a_colon_in_a_title_is_located_and_the_line_mended() -> None:
    assert said("---\ntitle: Churn: a story\n---\n") == [
        '2:13: a colon inside a text that is not in quotes | put the title in quotes: title: "Churn: a story"'
    ]


CUT_OFF = {
    "title: Our #1 tip": "2:12: the text ends before #: in YAML what follows it is a note that nobody sees | "
    'put the whole text in quotes: title: "Our #1 tip"',
    "title: Our tip # not for 2027": None,
    'title: "Our #1 tip"': None,
    "title: T#1": None,
    "title: T\n#niches: []": None,
}


@pytest.mark.parametrize("front", CUT_OFF)
def test_a_text_that_yaml_cuts_off_is_remarked_on(front: str) -> None:
    found = said(f"---\n{front}\n---\n")
    assert found == ([CUT_OFF[front]] if CUT_OFF[front] else [])


PICTURES = {
    "inline": (f"a\n\nb ![the list](data:image/png;base64,{PIXELS})\n", 6, 15, "./image1.png"),
    "html": (f'<img alt="x" src="data:image/jpeg;base64,{PIXELS}" width="300">\n', 4, 19, "./image1.jpg"),
    "in lines": (f'<img src="data:image/gif;base64,\n{PIXELS[:76]}\n{PIXELS[:70]}" />\n\nb\n', 4, 11, "./image1.png"),
    "defined": (f"![][chart]\n\n[chart]: <data:image/png;base64,{PIXELS}>\n", 6, 11, "./chart.png) in line 4"),
    "never used": (f"[chart]: <data:image/webp;base64,{PIXELS}>\n", 4, 11, "./chart.webp"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_pasted_as_text_is_refused_at_its_place_with_the_mend(name: str) -> None:
    body, line, column, mend = PICTURES[name]
    found = pasted(f"{FRONT}{body}End\n")
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.level) == (line, column, "error")
    assert "base64" in problem.message
    assert mend in problem.hint
    assert "![what it shows](" in problem.hint
    assert "base64" not in found.body and "<img" not in found.body
    assert render(found.body).problems == ()
    assert found.body.count("\n") == body.count("\n") + 1


def test_a_file_too_large_for_a_picture_in_it_says_so_at_its_place_within_two_seconds() -> None:
    text = f"{FRONT}\nSee:\n\n![](data:image/png;base64,{PIXELS * 250})\n"
    assert len(text) > 600_000
    started = time.process_time()
    (line,) = said(text)
    assert time.process_time() - started < allowed(2)
    assert line.startswith("7:5: the file is larger than 512 KB")
    assert "![what it shows](./name.png)" in line


MEGABYTES = {
    "one picture": f"![a](data:image/png;base64,{PIXELS * 190})\n",
    "many pictures": "".join(f"![][i{n}]\n[i{n}]: <data:image/png;base64,{PIXELS[:2000]}>\n" for n in range(230)),
    "open brackets": "data:image/png;base64,AAAA " + "![" * 240_000,
    "open spans": "[]{." * 120_000,
    "broken data": "data:image/png;base64,A" * 22_000,
}


@pytest.mark.parametrize("name", MEGABYTES)
def test_half_a_megabyte_is_read_in_two_seconds(name: str) -> None:
    data = source("content/guides/a.md", FRONT + MEGABYTES[name])
    assert 450_000 < len(data.data) < 524_288
    started = time.process_time()
    read(data, TERMS)
    assert time.process_time() - started < allowed(2)


GOOGLE_DOCS = f"""\ufeff\\---\r
\r
title: “Less churn: a quarter at the bench”\r
\r
summary: We asked early\\. That was all\\!\r
\r
topics: \\[renewals, early\\_warning\\]\r
\r
\\---\r
\r
# **Less churn: a quarter at the bench** {{#less-churn}}\r
\r
In spring the team lost 4.1\u00a0% of its clients a month\\. By June it was 2\\.3\u00a0%\\.[^1]\r
\r
## **1\\. Ask early** {{#1.-ask-early}}\r
\r
* Who left without a word?  \r
  * And who said it first?\r
* Which bill was *late*?\r
\r
| Measure | Before | After |\r
| :---- | ----: | ----: |\r
| Clients lost | 4.1 % | 2.3 % |\r
\r
![][image1]\r
\r
See [the plans](/plans) \\-\\> next step\\.\r
\r
[^1]:  Count of the team, May 2026\\.\r
\r
[image1]: <data:image/png;base64,{PIXELS}>\r
"""


def test_a_whole_document_of_google_docs() -> None:
    found = pasted(GOOGLE_DOCS)
    assert dict(found.values) == {
        "title": "Less churn: a quarter at the bench",
        "summary": "We asked early. That was all!",
        "topics": ["renewals", "early_warning"],
    }
    html = render(found.body).html
    for shown in (
        ">Less churn: a quarter at the bench</h2>",
        ">1. Ask early</h3>",
        "4.1 % of its clients a month. By June it was 2.3 %.<sup",
        "<ul>\n<li>And who said it first?</li>",
        '<th class="cell-end">After</th>',
        '<a href="/plans">the plans</a> -&gt; next step.',
    ):
        assert shown in html, html
    assert "image1" not in html
    assert [line.partition(" | ")[0] for line in said(GOOGLE_DOCS)] == [
        "1:1: \\--- is read as ---",
        "9:1: \\--- is read as ---",
        "11:1: a heading of level 1 in a body: all its headings are shown one level lower, below the title",
        "31:12: a picture (1 KB) is pasted into the text as base64; pictures lie beside the file",
    ]
    assert "write ![what it shows](./image1.png) in line 25 in place of ![][image1]" in said(GOOGLE_DOCS)[-1]


WORD = """---
title: ‘Renewals: who asks first’
topics: [“renewals”]
–––

[]{#_Toc1738 .anchor}**The quiet quarter**\\
by the team

# Who asks first {#who-asks-first .unnumbered}

[Nobody]{.underline} asked \\"why\\" -- it\\'s \\~40 % of them\\...

-   One list

    -   with another

-   and its end

> "Nobody needed another tool."

1)  Count.

2)  Call.

![](media/image1.png){width="6.5in" height="3.1in"}

<p class="MsoNormal"><span style="color:#333">Last</span><o:p></o:p></p>
<p class="MsoNormal"><span style="color:#333">words.</span><o:p></o:p></p>
"""


def test_a_whole_document_of_word() -> None:
    found = pasted(WORD)
    assert dict(found.values) == {"title": "Renewals: who asks first", "topics": ["renewals"]}
    html = render(found.body).html
    for shown in (
        "<p><strong>The quiet quarter</strong><br>\nby the team</p>",
        ">Who asks first</h2>",
        'Nobody asked "why" -- it\'s ~40 % of them...',
        "<ul>\n<li>with another</li>\n</ul>",
        "<ol>\n<li>\n<p>Count.</p>",
        "<p><span>words.</span></p>",
    ):
        assert shown in html, html
    assert "{" not in html and "_Toc" not in html and "Mso" not in html
    assert [line.partition(" | ")[0] for line in said(WORD)] == [
        "4:1: ––– is read as ---",
        "9:1: a heading of level 1 in a body: all its headings are shown one level lower, below the title",
        "25:1: the image media/image1.png cannot be shown: ./name.png beside the entry is expected",
        "27:1: <o:p> is left out: a body is prose",
        "27:1: the attribute style is left out: a body is prose",
    ]


NOTION = """---
title: Less churn
---
# Less churn

Created time: November 3, 2026 10:12 AM
Status: Draft
Owner: Mina

<aside>
💡 Numbers are from **May**.

</aside>

## Steps

- [x]  Ask
- Toggle

    Hidden text.

---

![chart.png](Less%20churn%2012ab/chart.png)
"""


def test_a_whole_page_of_notion() -> None:
    found = pasted(NOTION)
    html = render(found.body).html
    for shown in (">Less churn</h2>", "<p>💡 Numbers are from <strong>May</strong>.</p>", ">Steps</h3>", "<hr>"):
        assert shown in html, html
    assert "Created" not in html and "Owner" not in html and "aside" not in html
    assert [line.partition(" | ")[0] for line in said(NOTION)] == [
        "4:1: a heading of level 1 in a body: all its headings are shown one level lower, below the title",
        "6:1: “Created time: November 3, 2026 10:12 AM” looks like the properties of an exported page: left out",
        "10:1: <aside> is left out: a body is prose",
        "24:1: the image Less%20churn%2012ab/chart.png cannot be shown: ./name.png beside the entry is expected",
    ]


def test_a_paragraph_with_colons_is_no_list_of_properties() -> None:
    assert "Note: we asked" in page(f"{FRONT}# Why\n\nNote: we asked.\n\nText.\n")
    assert "Owner" in page(f"{FRONT}Owner: Mina\nStatus: new\n\nText.\n")
