"""The application, found by gunicorn and by ``flask`` alike."""

import gc
import os
import sys

gc.disable()  # what is made at start stays: to look for garbage in it, again and again, takes a tenth of the time

from goodword import check  # noqa: E402
from goodword.errors import GoodwordError  # noqa: E402

try:
    by_command = "FLASK_RUN_FROM_CLI" in os.environ
    if by_command and check.is_all(sys.argv[1:]):
        app = check.create_app()
    else:
        from goodword.app import create_app

        app = create_app()
        if by_command:
            from goodword import migrating

            migrating.init_app(app)
    gc.enable()
except GoodwordError as error:
    print(f"Error: {error}", file=sys.stderr)
    # 3 is gunicorn's word for "do not try again".
    sys.exit(3 if "gunicorn" in os.environ.get("SERVER_SOFTWARE", "") else error.exit_code)
