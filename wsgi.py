"""The application, found by gunicorn and by ``flask`` alike."""

import os
import sys

from goodword.app import create_app
from goodword.errors import GoodwordError

try:
    app = create_app()
except GoodwordError as error:
    print(f"Error: {error}", file=sys.stderr)
    # 3 is gunicorn's word for "do not try again".
    sys.exit(3 if "gunicorn" in os.environ.get("SERVER_SOFTWARE", "") else error.exit_code)
