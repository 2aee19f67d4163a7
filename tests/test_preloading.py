"""What gunicorn's master loads once for all who serve: packages of others, and no code that a reload has to renew."""

import json
import subprocess
import sys
from functools import cache

from goodword.config import REPOSITORY

SCRIPT = """
import json, runpy, sys
settings = runpy.run_path("gunicorn.conf.py")
settings["on_starting"](None)
before = set(sys.modules)
import goodword.app
print(json.dumps({"before": [*before], "later": [*set(sys.modules) - before]}))
"""


@cache
def loaded() -> dict[str, list[str]]:
    """Names of modules: those that the master has, and those that each worker adds."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_a_reload_takes_in_all_code_of_ours_but_what_holds_it_together() -> None:
    ours = {name for name in loaded()["before"] if name.startswith("goodword.")}
    assert ours == {"goodword.relay", "goodword.server_log"}


def test_who_serves_loads_nothing_that_few_need() -> None:
    assert not {"alembic", "mako", "urllib3", "hypothesis"} & {*loaded()["before"], *loaded()["later"]}


def test_what_others_wrote_is_loaded_once() -> None:
    packages = {"flask", "jinja2", "pydantic", "sqlalchemy", "werkzeug", "PIL"}
    later = [name for name in loaded()["later"] if name.partition(".")[0] in packages]
    assert len(later) < 20, later
