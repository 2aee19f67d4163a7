"""What is due later, kept as rows in the same transaction as its cause, so that neither is ever without the other.

Each row is done at least once: a worker that dies in the middle loses its lease, and another does the work again.
"""

from goodword.outbox.putting import put
from goodword.outbox.rows import Due
from goodword.outbox.topics import Hopeless, Job, Topic

__all__ = ["Due", "Hopeless", "Job", "Topic", "put"]
