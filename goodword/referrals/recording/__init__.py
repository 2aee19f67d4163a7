"""From the journal into the database: records in, rows out.

Law of this package: ids make it exact; totals grow only by rows really inserted. The same records come to the same
rows and totals in whatever order, in whatever batches, and however often they are recorded. Where that cannot hold it
is said at the place: `keys` (two bodies under one idempotency key: the one recorded first counts).

So nothing here is decided by what came first to the database: which click of a visitor is the first one, which report
of a sale counts and which lead binds a customer are decided by the times in the records, and what was decided is
decided again when an earlier one comes in. Nothing but this package writes clicks, leads, customers, sales, touches,
credits and totals; statuses and notes of leads are the desk's.
"""

from goodword.referrals.recording.clicks import record_clicks, record_rows
from goodword.referrals.recording.facts import record_facts
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.seen import row_of

__all__ = ["Judging", "record_clicks", "record_facts", "record_rows", "row_of"]
