"""The application, found by gunicorn and by ``flask`` alike."""

import gc
import os
import sys

gc.disable()  # what is made at start stays: to look for garbage in it, again and again, takes a tenth of the time

from goodword.app import create_app  # noqa: E402
from goodword.errors import GoodwordError  # noqa: E402

try:
    app = create_app()
    gc.enable()
except GoodwordError as error:
    print(f"Error: {error}", file=sys.stderr)
    # 3 is gunicorn's word for "do not try again".
    sys.exit(3 if "gunicorn" in os.environ.get("SERVER_SOFTWARE", "") else error.exit_code)
