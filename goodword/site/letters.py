"""Writing letters in a member's language, from ``templates/mail/<name>.txt`` and its twin ``.html``."""

from dataclasses import dataclass

from goodword.mail import Letter
from goodword.site.furniture import Furniture


@dataclass(frozen=True, slots=True)
class Letters:
    """Renders the templates of mail with the brand's name and light colors: few mail programs know of dark ones."""

    furniture: Furniture

    def write(self, template: str, to: str, language: str, reply_to: str = "", **values: object) -> Letter:
        """The letter of this name. The first line of its plain text is the subject; an answer goes to ``reply_to``."""
        tongue = self.furniture.tongue(language)
        brand = self.furniture.brand
        given = {
            "tongue": tongue,
            "language": tongue.code,
            "direction": tongue.language.direction,
            "brand": brand.name,
            "colors": brand.colors.light,
            **values,
        }
        subject, _, text = self.furniture.render(f"mail/{template}.txt", tongue, **given).strip().partition("\n")
        html = self.furniture.render(f"mail/{template}.html", tongue, **given)
        plain = " ".join
        return Letter(
            to, tongue.code, plain(subject.split()), text.strip() + "\n", html, plain(brand.name.split()), reply_to
        )
