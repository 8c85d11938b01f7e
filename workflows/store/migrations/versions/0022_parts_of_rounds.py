"""Parts of rounds: which case a case is a part of, and what went between the two

A table is added.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
import workflows.store.unreadable

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'case_part',
        sa.Column('part_id', sa.Uuid(), nullable=False),
        sa.Column('round_id', sa.Uuid(), nullable=False),
        sa.Column('process_id', sa.String(length=80), nullable=False),
        sa.Column('key', sa.String(length=80), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('report_name', sa.String(length=120), nullable=False),
        sa.Column('started_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('reported_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('report', sa.JSON(), nullable=False),
        sa.Column('answered_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('answer_name', sa.String(length=120), nullable=False),
        sa.Column('answer', sa.JSON(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['part_id'], ['case.id'], name=op.f('fk_case_part_part_id_case')),
        sa.ForeignKeyConstraint(['round_id'], ['case.id'], name=op.f('fk_case_part_round_id_case')),
        sa.PrimaryKeyConstraint('part_id', name=op.f('pk_case_part')),
    )
    with op.batch_alter_table('case_part', schema=None) as batch_op:
        batch_op.create_index('ix_case_part_round_process_key', ['round_id', 'process_id', 'key'], unique=True)


def downgrade() -> None:
    op.drop_table('case_part')
