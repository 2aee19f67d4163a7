"""E-mail: a letter is put into the outbox with what it tells of, and sent later, by SMTP or into a folder.

At least once, and as far as SMTP allows only once: a letter sent again, after a crash in the moment between sending
and noting it, carries the same Message-ID, by which mail programs know it for the same. A file is simply replaced.
"""

from goodword.mail.letters import Letter
from goodword.mail.posting import STRANGERS, TOPIC, TOPICS, post

__all__ = ["STRANGERS", "TOPIC", "TOPICS", "Letter", "post"]
