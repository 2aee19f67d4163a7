"""A token is ours alone: nobody outside can spell one."""

from goodword.content.library import Terms
from goodword.content.placeholders import OPEN
from goodword.content.reading import Source, read


def test_a_token_spelled_by_a_yaml_escape_is_no_token() -> None:
    front = '---\ntitle: "Mina \\uE000616\\uE001 writes"\nstatement: "\\uE002via\\uE003"\n---\n'
    found = read(Source("content/pains/late.md", front.encode(), "0"), Terms())
    assert found is not None
    assert OPEN not in str(dict(found.values))
    assert found.values["title"] == "Mina 616 writes"
