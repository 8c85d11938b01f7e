"""Why a clock ran over: the decision of record that leaves its due time and its days overdue as they are"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('overdue_explanation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('deadline_id', sa.Uuid(), nullable=False),
    sa.Column('decided_by_id', sa.Uuid(), nullable=False),
    sa.Column('decided_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('overdue_days', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=30), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_overdue_explanation_deadline_id_deadline')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_overdue_explanation_decided_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overdue_explanation'))
    )
    with op.batch_alter_table('overdue_explanation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_overdue_explanation_deadline_id'), ['deadline_id'], unique=False)


def downgrade() -> None:
    op.drop_table('overdue_explanation')
