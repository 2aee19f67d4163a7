"""A company whose authors name their customers everywhere, as its material.

Every case study says its customer's name wherever an author could write it: in title, summary, body, alt text, file
names, former addresses, search titles, results, quotes and roles, in three languages.
"""

import io
from collections.abc import Mapping

from PIL import Image

FULL = "scope: [name, logo, quote, metrics, photo], channels: [website, partner-pages, kits, email]"
GRANTED = "granted_by: Vera Anouk, granted_on: 2026-01-01"
HIDDEN: Mapping[str, str] = {
    "quellmark": f"{GRANTED}, scope: [quote, metrics], channels: [website, partner-pages]",  # anonymous
    "ostervane": f"{GRANTED}, {FULL}, expires_on: 2026-06-30",
    "bramwick": f"{GRANTED}, {FULL}, revoked_on: 2026-07-01",
    "tessaline": f"granted_by: Vera Anouk, granted_on: 2026-07-02, {FULL}",
    "norquade": "",  # never asked
    "dunforth": f"{GRANTED}, scope: metrics, channels: [website, partner-pages]",
    "halvique": f"{GRANTED}, scope: quote, channels: [website, partner-pages]",
    "ysolmere": f"{GRANTED}, scope: [logo, photo, metrics, quote], channels: [website, partner-pages]",  # Ben's own
    "corvandel": f"{GRANTED}, scope: [name, logo, quote, metrics, photo], channels: [kits, email]",
    "plinthor": f"{GRANTED}, {FULL}",  # a draft
    "lysander": f"{GRANTED}, {FULL}",  # not yet published
}
MORE = {"ysolmere": "partner: ben", "plinthor": "status: draft", "lysander": "publish_at: 2026-07-02"}
ADAS = "velmarine"  # whole, but on Ada's pages only
OPEN = "marlowen"  # whole, everywhere: what the others would look like
SHOWN = {ADAS: f"{GRANTED}, {FULL.replace('website, ', '')}, partners: [ada]", OPEN: f"{GRANTED}, {FULL}"}
SPEAKER, ARABIC = "Hollisande", "كولمارك"

STORY = """---
title: {name} halves its calls
summary: How {name} did it.
niches: [shops]
pains: [noise]
use_cases: [calm]
image: ./{slug}-bench.png
redirects_from: [/{slug}-old, /customers/{slug}-and-we]
seo: {{title: {name} found, description: {name} described, image: ./{slug}-bench.png}}
cta: {{label: Ask {name}, target: "https://{slug}.example"}}
customer: {{name: {name}, website: "https://{slug}.example", industry: Bells, country: AE, logo: ./{slug}-logo.svg}}
anonymous_as: A foundry in the north
results:
  - {{id: {slug}-calls, metric: calls, value: 7, baseline: 18, headline: true, source: the diary of {name}}}
  - {{id: other, metric: days, value: 3, baseline: 9, measured_on: 2026-05-01, source: the diary}}
quotes:
  - {{id: {slug}-joke, text: At {name} it is quiet., name: Vera {speaker}, role: Owner, photo: ./{slug}-vera.png}}
  - {{id: peace, text: Peace at last., name: Vera {speaker}, role: Owner of {name}, photo: ./{slug}-vera.png}}
{more}
consents: [{consent}]
---

## {name} began

![{name} at night](./{slug}-bench.png) and [{name}](/customers/{slug}).
"""
ITALIAN = """---
title: {name} dimezza le chiamate
summary: Come ha fatto {name}.
seo: {{title: Trovato {name}}}
quotes:
  - {{id: peace, text: Pace infine., role: Titolare di {name}}}
results:
  - {{id: {slug}-calls, metric: chiamate, source: "l'agenda di {name}"}}
---

## {name} in Italia

![{name} di notte](./{slug}-bench.png)
"""
ARABIC_STORY = """---
title: {arabic} تخفض المكالمات
customer: {{name: {arabic}}}
quotes:
  - {{id: peace, text: هدوء أخيرا., role: مالك {arabic}}}
---
"""
EVERY_SECTION = """
  - hero
  - partner-intro
  - logos
  - pains
  - results: {max: 50}
  - use-cases
  - steps
  - case-studies: {max: 50}
  - quotes: {max: 50}
  - offer
  - guides
  - faqs
  - text
  - cta
  - lead-form
"""
COMPANY: Mapping[str, str] = {
    "content/pages/home.md": f"---\ntitle: Home\nheadline: Quiet\nsections:{EVERY_SECTION}---\n\n## Hello\n\nYou.\n",
    "content/pages/niche.md": f"---\ntitle: Niche\nsections:{EVERY_SECTION}---\n",
    "content/pages/partner.md": f"---\ntitle: Partner\nsections:{EVERY_SECTION}---\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\n\n## Kept\n\nNothing.\n",
    "content/niches/shops.md": "---\ntitle: Shops\npains: [noise]\n---\n\n## Bells\n\nRing.\n",
    "content/niches/labs.md": "---\ntitle: Labs\nparent: shops\n---\n",
    "content/pains/noise.md": "---\ntitle: Noise\nstatement: It is loud.\n---\n",
    "content/use-cases/calm.md": "---\ntitle: Calm\nsteps: [{id: a, title: Hush}]\n---\n\n## How\n\nHush.\n",
    "content/guides/hush.md": "---\ntitle: Hush\nuse_cases: [calm]\n---\n\n## Why\n\nBecause.\n",
    "content/faqs/price.md": "---\ntitle: How much?\n---\n\nLittle.\n",
    "content/offers/bay.md": "---\ntitle: A bay\n---\n\nFree.\n",
}


def files() -> dict[str, str | bytes]:
    """Everything by its path in ROOT."""
    found: dict[str, str | bytes] = dict(COMPANY)
    for slug, consent in {**HIDDEN, **SHOWN}.items():
        found |= story(slug, consent)
    return found


def story(slug: str, consent: str) -> dict[str, str | bytes]:
    picture = io.BytesIO()
    Image.new("RGB", (1200, 630), f"#{len(slug):02d}{sum(map(ord, slug)) % 100:02d}55").save(picture, "PNG")
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{slug}</title><path d="M0 0h9v9z"/></svg>'
    given = {"slug": slug, "name": slug.capitalize(), "speaker": SPEAKER, "arabic": ARABIC + slug[0]}
    more, record = MORE.get(slug, ""), f"{{{consent}}}" if consent else ""
    return {
        f"content/case-studies/{slug}.md": STORY.format(more=more, consent=record, **given),
        f"content/case-studies/{slug}.it.md": ITALIAN.format(**given),
        f"content/case-studies/{slug}.ar.md": ARABIC_STORY.format(**given),
        f"content/case-studies/{slug}-bench.png": picture.getvalue(),
        f"content/case-studies/{slug}-vera.png": picture.getvalue(),
        f"content/case-studies/{slug}-logo.svg": logo,
    }
