"""Needs of villages and batches; places, ranks and self-nominations"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0045'
down_revision = '0048'
branch_labels = None
depends_on = None


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'village_need',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=True),
        sa.Column('village_id', sa.Uuid(), nullable=False),
        sa.Column('needs', sa.JSON(), nullable=False),
        sa.Column('slots', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(length=60), nullable=False),
        sa.Column('has_lodging', sa.Boolean(), nullable=False),
        sa.Column('accepted_by_id', sa.Uuid(), nullable=True),
        sa.Column('accepted_at', _moment(), nullable=False),
        sa.CheckConstraint('slots BETWEEN 1 AND 5', name=op.f('ck_village_need_slots')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_village_need_case_id_case')),
        sa.ForeignKeyConstraint(['village_id'], ['village.unit_id'], name=op.f('fk_village_need_village_id_village')),
        sa.ForeignKeyConstraint(['accepted_by_id'], ['person.id'], name=op.f('fk_village_need_accepted_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_village_need')),
        sa.UniqueConstraint('case_id', name=op.f('uq_village_need_case_id')),
    )
    op.create_index('ix_village_need_village', 'village_need', ['village_id', 'accepted_at'])
    op.create_table(
        'selection_batch',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('answer_by', sa.Date(), nullable=False),
        sa.Column('opened_at', _moment(), nullable=False),
        sa.Column('closed_at', _moment(), nullable=True),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_selection_batch_case_id_case')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_batch')),
        sa.UniqueConstraint('case_id', name=op.f('uq_selection_batch_case_id')),
        sa.UniqueConstraint('name', name=op.f('uq_selection_batch_name')),
    )
    op.add_column('slot', sa.Column('place', sa.String(length=40), nullable=True))
    op.create_index(
        'uq_slot_open_place',
        'slot',
        ['place'],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.add_column('candidate', sa.Column('is_self_nominated', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('candidate', sa.Column('rank', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('candidate', 'rank')
    op.drop_column('candidate', 'is_self_nominated')
    op.drop_index('uq_slot_open_place', table_name='slot')
    op.drop_column('slot', 'place')
    op.drop_table('selection_batch')
    op.drop_index('ix_village_need_village', table_name='village_need')
    op.drop_table('village_need')
