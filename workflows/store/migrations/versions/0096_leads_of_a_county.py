"""A lead may come from a county office: what set off the recalls of before stands as it is"""

from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0096'
down_revision = '0095'
branch_labels = None
depends_on = None

BEFORE = ["", "inspection", "township", "hotline", "unit", "member", "system"]

OLD: Words = {"recall": {"source": BEFORE}}
NEW: Words = {"recall": {"source": ["", "inspection", "township", "county", "hotline", "unit", "member", "system"]}}


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    op.execute("UPDATE recall SET source = '' WHERE source = 'county'")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
