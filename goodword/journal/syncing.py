"""The thread that syncs clicks, many at once."""

from threading import Event, Thread

from goodword.journal.appending import Journal

SECONDS = 0.05


class Syncing:
    """Syncs ``journal`` every SECONDS if something was written. Without it each append syncs for itself."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._thread: Thread | None = None
        self._stopping = Event()

    def start(self) -> None:
        """A second call does nothing, unless it comes from a forked child, in which no thread of its parent runs."""
        if self._thread is None or not self._thread.is_alive():
            self._stopping = Event()
            self._thread = Thread(target=self._run, args=(self._stopping,), name="journal", daemon=True)
            self._thread.start()
            self._journal.syncs_later = True

    def stop(self) -> None:
        """Ends the thread. What it has not synced yet is synced when the segment is given up."""
        self._journal.syncs_later = False
        self._stopping.set()
        if self._thread and self._thread.is_alive():
            self._thread.join()
        self._thread = None

    def _run(self, stopping: Event) -> None:
        while not stopping.wait(SECONDS):
            self._journal.sync()
            if self._journal.room:
                self._journal.room.look()  # also while nobody comes: /readyz and the log say since when
