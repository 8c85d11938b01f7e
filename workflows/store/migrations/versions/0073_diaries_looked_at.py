"""What townships found of members' diaries"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0073'
down_revision = '0076'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'diary_check',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('member_month_id', sa.Uuid(), nullable=False),
        sa.Column('finding', sa.String(length=8), nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.Column('wanted', sa.Integer(), nullable=False),
        sa.Column('likeness', sa.Integer(), nullable=False),
        sa.Column('copied_days', sa.JSON(), nullable=False),
        sa.Column('checked_by_id', sa.Uuid(), nullable=False),
        sa.Column('checked_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint("finding IN ('ok', 'thin', 'copied')", name=op.f('ck_diary_check_finding')),
        sa.CheckConstraint('likeness BETWEEN 0 AND 100', name=op.f('ck_diary_check_likeness')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_diary_check_case_id_case')),
        sa.ForeignKeyConstraint(['checked_by_id'], ['person.id'], name=op.f('fk_diary_check_checked_by_id_person')),
        sa.ForeignKeyConstraint(
            ['member_month_id'], ['member_month.id'], name=op.f('fk_diary_check_member_month_id_member_month')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_diary_check')),
        sa.UniqueConstraint('member_month_id', name=op.f('uq_diary_check_member_month_id')),
    )
    op.create_index(op.f('ix_diary_check_case_id'), 'diary_check', ['case_id'])


def downgrade() -> None:
    op.drop_table('diary_check')
