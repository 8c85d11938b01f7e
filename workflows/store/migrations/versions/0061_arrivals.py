"""Arrivals in the village, of batches and of recalls"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0061'
down_revision = '0059'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'village_arrival',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('posting_id', sa.Uuid(), nullable=False),
        sa.Column('arrived_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('latitude', sa.Double(), nullable=False),
        sa.Column('longitude', sa.Double(), nullable=False),
        sa.Column('distance_m', sa.Integer(), nullable=False),
        sa.Column('is_own', sa.Boolean(), nullable=False),
        sa.Column('confirmed_by_id', sa.Uuid(), nullable=False),
        sa.Column('confirmed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_village_arrival_case_id_case')),
        sa.ForeignKeyConstraint(
            ['confirmed_by_id'], ['person.id'], name=op.f('fk_village_arrival_confirmed_by_id_person')
        ),
        sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_village_arrival_posting_id_posting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_village_arrival')),
        sa.UniqueConstraint('posting_id', name=op.f('uq_village_arrival_posting_id')),
    )
    op.create_index(op.f('ix_village_arrival_case_id'), 'village_arrival', ['case_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_village_arrival_case_id'), table_name='village_arrival')
    op.drop_table('village_arrival')
