"""What follows on a member's published month: nothing, a talk, or a lead for a recall; months of before say nothing of it"""

import sqlalchemy as sa
from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0093'
down_revision = '0092'
branch_labels = None
depends_on = None

WORDS: Words = {"member_result": {"consequence": ["none", "talk", "recall"]}}


def upgrade() -> None:
    op.add_column('member_result', sa.Column('consequence', sa.String(length=8), nullable=True))
    add_checks(op.get_bind(), WORDS)


def downgrade() -> None:
    drop_checks(op.get_bind(), WORDS)
    op.drop_column('member_result', 'consequence')
