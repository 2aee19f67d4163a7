"""Why somebody settled a report that contradicts what counts. What was written is gone after a downgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("conflict", sa.Column("settled_why", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("conflict", "settled_why")
