"""Text of no meaning and the usual shape, in three languages, the same for the same seed."""

import random

TEXTS = {
    "en": "account answer begin bring call change choose close count customer day early effect find first follow help "
    "hour invoice keep learn list mail measure meet month notice number offer open order pay people plan price "
    "question quiet read reason renew reply result score show small start team ticket time week work write",
    "it": "agire ancora anno aprire ascolto attesa avere cambio canone capire cliente conto dato domanda durare "
    "effetto fattura fine fondo giorno gruppo inizio lavoro leggere lista mese misura motivo numero offerta ora ordine "
    "pagare persona piano prezzo prima punto ragione rinnovo risposta scelta segno settimana squadra tempo trovare",
    "ar": "عميل حساب سؤال جواب شهر يوم أسبوع ساعة فريق عمل وقت سبب نتيجة رقم قائمة خطة سعر دفع عرض بداية نهاية تجديد "
    "قياس تغيير اختيار فاتورة رسالة اجتماع هدف خطوة قراءة كتابة بحث صغير أول جديد هادئ مبكر معلومات صفحة",
}
WORDS = {language: text.split() for language, text in TEXTS.items()}
LANGUAGES = tuple(WORDS)


def sentence(chance: random.Random, language: str, most: int = 16) -> str:
    words = chance.choices(WORDS[language], k=chance.randint(4, most))
    return " ".join(words).capitalize() + "."


def body(chance: random.Random, language: str, size: int) -> str:
    """Markdown of about ``size`` characters, with what people use: headings, lists, tables, links, quotes."""
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(chance.choice((paragraph, paragraph, paragraph, heading, bullets, grid, quote))(chance, language))
        length += len(parts[-1])
    return "\n\n".join(parts) + "\n"


def paragraph(chance: random.Random, language: str) -> str:
    sentences = [sentence(chance, language) for _ in range(chance.randint(2, 6))]
    marked = chance.randrange(len(sentences))
    sentences[marked] = chance.choice(("**{}**", "_{}_", "[{}](/for/niche-1)", "{}")).format(sentences[marked])
    return "\n".join(sentences)


def heading(chance: random.Random, language: str) -> str:
    return f"## {sentence(chance, language, 6)[:-1]}"


def bullets(chance: random.Random, language: str) -> str:
    return "\n".join(f"- {sentence(chance, language, 10)}" for _ in range(chance.randint(3, 6)))


def quote(chance: random.Random, language: str) -> str:
    return f"> {sentence(chance, language)}"


def grid(chance: random.Random, language: str) -> str:
    rows = [" | ".join(sentence(chance, language, 5)[:-1] for _ in range(3)) for _ in range(chance.randint(2, 5))]
    return "\n".join(f"| {row} |" for row in (rows[0], "---|---|---", *rows[1:]))
