"""The calendar"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('jurisdiction', sa.String(length=20), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=400), nullable=False),
    sa.Column('changed_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_calendar_day_changed_by_id_person')),
    sa.PrimaryKeyConstraint('date', 'jurisdiction', name=op.f('pk_calendar_day'))
    )
    op.create_table('calendar_setting',
    sa.Column('jurisdiction', sa.String(length=20), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('office_hours', sa.String(length=200), nullable=False),
    sa.Column('rolls_to_working_day', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('jurisdiction', 'valid_from', name=op.f('pk_calendar_setting'))
    )


def downgrade() -> None:
    op.drop_table('calendar_setting')
    op.drop_table('calendar_day')
