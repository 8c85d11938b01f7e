"""Work diaries of members, whom each entry speaks for, and its photographs"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0072'
down_revision = '0075'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'diary_entry',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('written_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('is_late', sa.Boolean(), nullable=False),
        sa.Column('is_shared', sa.Boolean(), nullable=False),
        sa.Column('place', sa.String(length=80), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('results', sa.JSON(), nullable=False),
        sa.Column('households', sa.JSON(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_diary_entry_person_id_person')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_diary_entry_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_diary_entry')),
    )
    op.create_index('ix_diary_entry_person_day', 'diary_entry', ['person_id', 'day'])
    op.create_table(
        'diary_day',
        sa.Column('entry_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('is_late', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['entry_id'], ['diary_entry.id'], name=op.f('fk_diary_day_entry_id_diary_entry')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_diary_day_person_id_person')),
        sa.PrimaryKeyConstraint('entry_id', 'person_id', name=op.f('pk_diary_day')),
    )
    op.create_index('ix_diary_day_person_day', 'diary_day', ['person_id', 'day', 'entry_id'])
    op.create_table(
        'diary_photo',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('entry_id', sa.Uuid(), nullable=False),
        sa.Column('type', sa.String(length=10), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint("type IN ('pdf', 'png', 'jpeg', 'docx', 'xlsx')", name=op.f('ck_diary_photo_type')),
        sa.ForeignKeyConstraint(['entry_id'], ['diary_entry.id'], name=op.f('fk_diary_photo_entry_id_diary_entry')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_diary_photo')),
    )
    op.create_index(op.f('ix_diary_photo_entry_id'), 'diary_photo', ['entry_id'])
    op.create_index(op.f('ix_diary_photo_sha256'), 'diary_photo', ['sha256'])


def downgrade() -> None:
    op.drop_table('diary_photo')
    op.drop_table('diary_day')
    op.drop_table('diary_entry')
