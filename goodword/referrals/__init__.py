"""Who sent whom. Partners are rows in the database; what visits need of them lies in memory (`directory`).

Law of this room: a partner changes only together with a row in ``partner_event`` and a new revision, in one
transaction (`partners.changing`).
"""
