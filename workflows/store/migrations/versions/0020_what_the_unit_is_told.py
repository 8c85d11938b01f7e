"""What the unit is told when something comes back to it, and in which process the step stands that sent a notice

Columns are only added; a notice may be of one more kind. Older notices count as sent by the case's own process.
"""

import sqlalchemy as sa
from alembic import op

from workflows.store.word_checks import add_checks, drop_checks

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

KINDS = "notice reminder overdue supervision incident unheld appointed recusal relation setting".split()
TOLD = ("background_call", "gate_review")


def upgrade() -> None:
    for table in TOLD:
        op.add_column(table, sa.Column("unit_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("notice", sa.Column("process_id", sa.String(length=80), nullable=False, server_default=""))
    drop_checks(op.get_bind(), {"notice": {"kind": KINDS}})
    add_checks(op.get_bind(), {"notice": {"kind": [*KINDS, "returned"]}})


def downgrade() -> None:
    drop_checks(op.get_bind(), {"notice": {"kind": [*KINDS, "returned"]}})
    # An older program knows no such notice; it was one that a diagram sends.
    op.execute("UPDATE notice SET kind = 'notice' WHERE kind = 'returned'")
    add_checks(op.get_bind(), {"notice": {"kind": KINDS}})
    op.drop_column("notice", "process_id")
    for table in TOLD:
        op.drop_column(table, "unit_reason")
