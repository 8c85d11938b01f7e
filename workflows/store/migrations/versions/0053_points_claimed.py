"""Bonuses and deductions of months that were claimed and agreed to"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'points_claim',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('item', sa.String(length=30), nullable=False),
        sa.Column('is_deduction', sa.Boolean(), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.Column('most', sa.Integer(), nullable=False),
        sa.Column('agreed_by_id', sa.Uuid(), nullable=False),
        sa.Column('agreed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint('points BETWEEN 1 AND most', name=op.f('ck_points_claim_points')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_points_claim_case_id_case')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_points_claim_person_id_person')),
        sa.ForeignKeyConstraint(['agreed_by_id'], ['person.id'], name=op.f('fk_points_claim_agreed_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_points_claim')),
    )
    op.create_index(op.f('ix_points_claim_case_id'), 'points_claim', ['case_id'])
    op.create_index('ix_points_claim_month_person', 'points_claim', ['month', 'person_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_points_claim_case_id'), table_name='points_claim')
    op.drop_index('ix_points_claim_month_person', table_name='points_claim')
    op.drop_table('points_claim')
