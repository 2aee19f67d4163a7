"""Who looks at a site while its files go wrong: what it showed before, what it shows now, what it says is wrong."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from bench.server import REPOSITORY, clean_environ
from goodword.content.media import safe_name
from prove.asking import Reply, Site
from prove.ground import Ground, ProveError
from prove.victims import Company, Victim, said_by, words_of

LOC = re.compile(r"<loc>https?://[^/<]+([^<]*)</loc>")
MORE = ("/with/ada", "/it/with/ben", "/with/ada/for/workshops", "/refer", "/ar/refer", "/sitemap.xml")
PATIENCE = 180.0
ALIKE = 8  # answers in a row that agree: there are two workers


@dataclass(frozen=True, slots=True)
class Error:
    """Where, and what."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Where something of a file was to be seen before it went wrong: words, or the address of a picture."""

    url: str
    what: tuple[str, ...]


@dataclass
class Witness:
    """``base`` is the revision of the content as it should be, ``sights`` are by the path of the file."""

    ground: Ground
    site: Site
    company: Company
    base: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base = self.live(bool)
        listed = LOC.findall(self.site.ask("GET", "/sitemap.xml").body.decode())
        for url in (*(path or "/" for path in listed), *MORE):
            reply = self.site.ask("GET", url)
            if reply.status != 200:
                raise ProveError(f"{url} answered {reply.status or reply.error} before anything was spoilt.")
            self.pages[url] = reply.body
        said = {url: seen(body) for url, body in self.pages.items()}
        for victim in self.company.victims:
            if sight := sight_of(victim, self.company, said):
                self.sights[victim.path] = sight

    def live(self, wanted: Callable[[str], bool]) -> str:
        """The revision that every worker serves, once they agree on one that is wanted. Raises ProveError if they
        never do."""
        deadline, known, alike = time.monotonic() + PATIENCE, "", 0
        while time.monotonic() < deadline:
            reply = self.site.ask("GET", "/readyz")
            now = json.loads(reply.body)["content"]["revision"] if reply.status in (200, 503) else ""
            alike = alike + 1 if now == known else 0
            known = now
            if alike >= ALIKE and wanted(now):
                return now
            time.sleep(0.02)
        raise ProveError(f"Files were changed, and {PATIENCE:.0f} s later the site had not taken them in ({known}).")

    def look(self, url: str, revision: str) -> Reply:
        """A page made of this revision, if one comes; "" is any."""
        deadline = time.monotonic() + PATIENCE / 9
        while True:
            reply = self.site.ask("GET", url)
            is_other = reply.revision and revision and not revision.startswith(reply.revision)
            if not is_other or time.monotonic() > deadline:
                return reply
            time.sleep(0.05)

    def missing(self, sight: Sight, revision: str) -> str:
        """What was to be seen there before and is not now; "" where all is."""
        now = seen(self.look(sight.url, revision).body)
        return next((each for each in sight.what if each not in now), "")

    def errors(self) -> list[Error]:
        """What ``flask content check`` says is wrong. Raises ProveError where it says nothing that can be read."""
        command = [sys.executable, "-m", "flask", "content", "check", "--errors-only", "--format", "json"]
        environ = {**clean_environ(), **self.ground.environ}
        done = subprocess.run(command, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
        try:
            found = json.loads(done.stdout)["problems"]
        except ValueError:
            raise ProveError(f"flask content check ended with {done.returncode}: {done.stdout}{done.stderr}") from None
        return [Error(one["path"], one["line"], one["message"]) for one in found]

    def named(self, story: Victim, revision: str) -> list[str]:
        """The pages that name the customer of a case study, of those that did before and its own."""
        values = yaml.safe_load(self.company.data[story.path].decode().split("---\n", 2)[1])
        name = values["customer"]["name"]
        before = [url for url, body in self.pages.items() if name in seen(body)]
        return [url for url in (story.url, *before) if name in seen(self.look(url, revision).body)]


def sight_of(victim: Victim, company: Company, said: dict[str, str]) -> Sight | None:
    """Where most of the file is to be seen, on its own page if it has one; None if nowhere."""
    if victim.what == "image":
        address = re.compile(rf"/media/[0-9a-f]{{20}}/{re.escape(safe_name(victim.path.rpartition('/')[2]))}\b")
        found = {url: match[0] for url, text in said.items() if (match := address.search(text))}
        return next((Sight(url, (address,)) for url, address in found.items()), None)
    if victim.what == "start":
        return None
    words = words_of(company.data[victim.path])
    sights = [Sight(url, tuple(each for each in words if each in text)) for url, text in said.items()]
    best = max(sights, key=lambda sight: (bool(sight.what) and sight.url == victim.url, len(sight.what)))
    return best if best.what else None


def seen(page: bytes) -> str:
    """A page's words, and then its markup, in which the addresses of pictures are."""
    return f"{said_by(page)}\n{page.decode(errors='replace')}"
