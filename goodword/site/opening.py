"""Opening the site: everything it is made with is read, and Flask is given its routes."""

from collections.abc import Callable, Mapping

from flask import Flask

from goodword import journal
from goodword.config import Settings
from goodword.content import previews
from goodword.content.library import Library
from goodword.content.previews import Preview
from goodword.db import db
from goodword.referrals import day_key_agreeing, directory
from goodword.referrals.arriving import Arrivals
from goodword.referrals.attribution import Attribution
from goodword.referrals.cards import Card
from goodword.referrals.click_ids import key_of
from goodword.referrals.own_visits import OwnVisits
from goodword.referrals.programs import Programs, Told
from goodword.site import consenting, inside, leads, media, refer, routes, static_files
from goodword.site.bodies import Bodies
from goodword.site.brand import Brand, said
from goodword.site.consent_bar import ConsentBar
from goodword.site.filling import Filler
from goodword.site.furniture import furnish
from goodword.site.introducing import Introducer
from goodword.site.lead_form import LeadForm
from goodword.site.machines import machines
from goodword.site.prefilled import Prefilled
from goodword.site.recalling import Recall
from goodword.site.receiving import Receiver
from goodword.site.remembering import Remembering
from goodword.site.serving import Service


def open_site(
    app: Flask,
    settings: Settings,
    brand: Brand,
    library: Callable[[], Library],
    cards: Callable[[], Mapping[str, Card]],
    terms: Programs,
) -> None:
    """Gives ``app`` its pages, images, machine files and static files."""
    static = static_files.build(settings.root, settings.var, brand)
    pictures = default_previews(settings, brand)
    furniture = furnish(settings.root, brand, static.url, pictures)
    folder = settings.var / "media"
    introducer = Introducer(furniture, terms.disclosure, folder)
    form = LeadForm(furniture, library)
    filler = Filler(furniture, introducer, form)
    received, link = receiver(app, settings), directory.of(app).link
    memory = remembering(settings, terms)
    recall = Recall(memory, ConsentBar(furniture, library))

    def customers() -> Told | None:
        return terms.told("customer")

    service = Service(
        furniture,
        library,
        lambda slug: cards().get(slug),
        link,
        Prefilled(filler, recall.question),
        Bodies(filler),
        recall,
        received.arrived,
        received.program,
        customers,
    )
    media.init_app(app, media.Media(folder, library, cards, frozenset(pictures.values())))
    app.register_blueprint(machines)
    routes.init_app(app, service)
    leads.init_app(app, leads.Counter(service, form, memory))
    refer.init_app(app)
    consenting.init_app(app, memory)
    inside.init_app(app, furniture)
    static_files.serve(app, static)


def receiver(app: Flask, settings: Settings) -> Receiver:
    """Who writes visits down, into this process's journal."""
    days = day_key_agreeing.init_app(app, settings)
    links = directory.of(app)
    arrivals = Arrivals(key_of(settings.secret_key), days, journal.of(app).clicks.append, links.program, links.programs)
    with app.app_context():
        return Receiver(arrivals, OwnVisits(db.engine, settings.secret_key), settings.https)


def remembering(settings: Settings, terms: Programs) -> Remembering:
    """What reads and writes the cookie: it lasts for as long as an arrival counts in its program."""
    usual = Attribution()

    def window(program: str) -> int:
        return terms.attributions().get(program, usual).window_days

    return Remembering(settings.secret_key, settings.https, settings.cookie_consent == "ask", window)


def default_previews(settings: Settings, brand: Brand) -> Mapping[str, str]:
    """Language → path under ``/media`` of the picture that links are shown with where a page has none of its own."""
    default = brand.languages[0].code
    return {
        one.code: previews.make(
            Preview(
                name=brand.name,
                tagline=said(brand.tagline, one.code, default),
                accent=brand.colors.light.accent,
                language=one.code,
                direction=one.direction,
            ),
            settings.var,
        ).path
        for one in brand.languages
    }
