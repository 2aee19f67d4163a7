"""The bar that offers a page in another language."""

from goodword.site.addresses import in_language, with_partner
from goodword.site.furniture import Furniture
from goodword.site.visitor import Visitor

# Stands for the partner's slug: the bar is otherwise the same for all of them, and kept for all of them at once.
SENDER = "\ue004"


def language_bar(furniture: Furniture, path: str, who: Visitor, offer: str, referred: bool) -> bytes:
    """The bar for the page of ``path``; it says it in the language offered."""
    theirs = furniture.tongue(offer)
    sent = with_partner(path, SENDER) if referred else path
    asked = {"pain": who.pain, "use-case": who.use_case, "via": SENDER if referred and sent == path else None}
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    given = {
        "name": theirs.language.name,
        "text": theirs.interface("This page is also in English"),
        "url": in_language(sent, furniture.languages.prefix(offer)) + (f"?{query}" if query else ""),
        "lang": offer,
        "dir": theirs.language.direction,
    }
    return furniture.render("fragments/language-bar.html", furniture.tongue(who.language), offer=given).encode()
