"""Handovers between who leaves a village and who comes"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0062'
down_revision = '0061'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'handover',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('posting_id', sa.Uuid(), nullable=False),
        sa.Column('from_posting_id', sa.Uuid(), nullable=True),
        sa.Column('is_one_sided', sa.Boolean(), nullable=False),
        sa.Column('was_disputed', sa.Boolean(), nullable=False),
        sa.Column('signed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('items', sa.JSON(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_handover_case_id_case')),
        sa.ForeignKeyConstraint(['from_posting_id'], ['posting.id'], name=op.f('fk_handover_from_posting_id_posting')),
        sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_handover_posting_id_posting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_handover')),
        sa.UniqueConstraint('posting_id', name=op.f('uq_handover_posting_id')),
    )
    op.create_index(op.f('ix_handover_case_id'), 'handover', ['case_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_handover_case_id'), table_name='handover')
    op.drop_table('handover')
