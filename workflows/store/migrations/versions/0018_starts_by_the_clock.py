"""Starts by the clock: a row for each timer start event of a published procedure

A table is added. No version published before holds such a start event: they were refused.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'clock_start',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('process_id', sa.String(length=80), nullable=False),
        sa.Column('element_id', sa.String(length=120), nullable=False),
        sa.Column('timer_kind', sa.String(length=20), nullable=False),
        sa.Column('timer', sa.Text(), nullable=False),
        sa.Column('from_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('until_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('next_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('last_due_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('last_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('last_case_id', sa.Uuid(), nullable=True),
        sa.Column('passed_over', sa.Integer(), nullable=False),
        sa.Column('is_failed', sa.Boolean(), nullable=False),
        sa.Column('failure', sa.Text(), nullable=False),
        sa.Column('failure_zh', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint("timer_kind IN ('timeDate', 'timeDuration', 'timeCycle')", name=op.f('ck_clock_start_timer_kind')),
        sa.ForeignKeyConstraint(['last_case_id'], ['case.id'], name=op.f('fk_clock_start_last_case_id_case')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_start')),
    )
    with op.batch_alter_table('clock_start', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clock_start_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_clock_start_process_id'), ['process_id'], unique=False)


def downgrade() -> None:
    op.drop_table('clock_start')
