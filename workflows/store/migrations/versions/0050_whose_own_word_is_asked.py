"""A case is open to whom it is about while it asks for their own word"""

from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0050'
down_revision = '0045'
branch_labels = None
depends_on = None

GROUNDS = "reads does wrote served owes watches administers"

OLD: Words = {"case_reader": {"ground": GROUNDS.split()}}
NEW: Words = {"case_reader": {"ground": f"{GROUNDS} asked".split()}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    op.execute("UPDATE case_reader SET ground = 'does' WHERE ground = 'asked'")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
