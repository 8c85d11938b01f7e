"""Whose readers are written anew: what the posts were like when the rows of case_reader were last brought up to date

One row, made by the first look of a worker: after an upgrade the rows of every case are looked at once.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reader_mark',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('posts', sa.String(length=64), nullable=False),
        sa.Column('after', sa.Uuid(), nullable=True),
        sa.Column('is_done', sa.Boolean(), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f('ck_reader_mark_one_row')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reader_mark')),
    )


def downgrade() -> None:
    op.drop_table('reader_mark')
