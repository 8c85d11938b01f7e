"""Whoever withdrew before they arrived is told from whoever was recalled without fault: a reason of its own

The rows from before are named by what the record says of them, after the upgrade (workflows/selection/withdrawn_postings.py).
"""

from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0091'
down_revision = '0090'
branch_labels = None
depends_on = None

BEFORE = ["", "ordered_recall", "no_fault", "no_show"]

OLD: Words = {"posting": {"end_reason": BEFORE}}
NEW: Words = {"posting": {"end_reason": [*BEFORE, "withdrawn"]}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    op.execute("UPDATE posting SET end_reason = 'no_fault' WHERE end_reason = 'withdrawn'")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
