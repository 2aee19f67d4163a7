"""The bar that offers a page in another language."""

from goodword.site.addresses import in_language, with_partner
from goodword.site.furniture import Furniture
from goodword.site.visitor import Visitor

# Stand for the partner's slug and the click's id: the bar is otherwise the same for all, and kept for all at once.
SENDER, CLICK = "\ue004", "\ue005"


def language_bar(furniture: Furniture, path: str, who: Visitor, offer: str, sender: str, click: str) -> bytes:
    """The bar for the page of ``path``; it says it in the language offered. ``sender`` and ``click`` may be empty."""
    theirs = furniture.tongue(offer)
    sent = with_partner(path, sender) if sender else path
    asked = {
        "pain": who.pain,
        "use-case": who.use_case,
        "via": sender if sent == path else None,
        "gw_id": click if sender else None,
    }
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    given = {
        "name": theirs.language.name,
        "text": theirs.interface("This page is also in English"),
        "url": in_language(sent, furniture.languages.prefix(offer)) + (f"?{query}" if query else ""),
        "lang": offer,
        "dir": theirs.language.direction,
    }
    return furniture.render("fragments/language-bar.html", furniture.tongue(who.language), offer=given).encode()
