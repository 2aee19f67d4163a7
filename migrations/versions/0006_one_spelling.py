"""Addresses are compared in one form, whoever said them; what was said stays beside it.

Leads get that form in a column of its own. Addresses told of customers are only ever compared, and are kept in it;
after a downgrade they stay so. Credit that was given stays: who is judged anew is judged by it.
"""

import sqlalchemy as sa
from alembic import op

from goodword.mailboxes import compared

revision = "0006"
down_revision = "0005"
LONGEST = 254
AT_ONCE = 1_000


def upgrade() -> None:
    op.add_column("lead", sa.Column("address", sa.String(LONGEST), nullable=False, server_default=""))
    spell("lead", "address")
    spell("customer_address", "email")
    op.create_index("ix_lead_address", "lead", ["address"])
    op.drop_index("ix_lead_email", "lead")


def downgrade() -> None:
    op.create_index("ix_lead_email", "lead", ["email"])
    op.drop_index("ix_lead_address", "lead")
    op.drop_column("lead", "address")


def spell(table: str, column: str) -> None:
    """Has ``column`` hold the form of ``email`` that is compared; what is ASCII without capitals is it already."""
    to = op.get_bind()
    if column != "email":
        to.execute(sa.text(f"UPDATE {table} SET {column} = email WHERE email != ''"))
    said = list(to.scalars(sa.text(f"SELECT DISTINCT email FROM {table} WHERE email != ''")))
    changed = [{"said": each, "form": form} for each in said if (form := compared(each)[:LONGEST]) != each]
    for start in range(0, len(changed), AT_ONCE):
        update = sa.text(f"UPDATE {table} SET {column} = :form WHERE email = :said")
        to.execute(update, changed[start : start + AT_ONCE])
