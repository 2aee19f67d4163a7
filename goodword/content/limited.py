"""Becomes another program: within limits that hold even when whoever started it is gone.

Run as a script, by the Python of this process: seconds it may live, bytes it may write into one file, the command.
"""

import os
import resource
import signal
import sys


def main() -> None:
    """Never returns. What is written beyond the limit fails with "File too large", which the program can tell."""
    seconds, size, *command = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.alarm(int(seconds))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
