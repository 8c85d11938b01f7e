"""Notices say that a letter was served, and that a due time was extended"""

from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0048'
down_revision = '0044'
branch_labels = None
depends_on = None

NOTICES = (
    "notice reminder overdue supervision incident unheld appointed recusal relation setting returned "
    "calendar post unit absence procedure"
)

OLD: Words = {"notice": {"kind": NOTICES.split()}}
NEW: Words = {"notice": {"kind": f"{NOTICES} served extended".split()}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
