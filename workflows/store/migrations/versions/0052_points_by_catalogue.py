"""Points by the lines of a catalogue: scores of teams, and what they, bonuses and deductions come to; who is at the bottom"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, change_check, drop_checks, lengthen

revision = '0052'
down_revision = '0056'
branch_labels = None
depends_on = None

WITHIN = "discipline_tenths BETWEEN 0 AND {}"
ITEMS: Words = {"assessment_line": {"item": "attendance law prohibitions diary".split()}}


def upgrade() -> None:
    drop_checks(op.get_bind(), ITEMS)
    lengthen(op.get_bind(), 'assessment_line', 'item', 16, 30)
    change_check(
        op.get_bind(), 'member_result', 'ck_member_result_discipline', WITHIN.format(300), WITHIN.format(1000)
    )
    op.create_table(
        'team_line',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('month_id', sa.Uuid(), nullable=False),
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('item', sa.String(length=30), nullable=False),
        sa.Column('points', sa.Integer(), nullable=True),
        sa.Column('most', sa.Integer(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('scorer_id', sa.Uuid(), nullable=False),
        sa.Column('scored_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint('points BETWEEN 0 AND most', name=op.f('ck_team_line_points')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_team_line_case_id_case')),
        sa.ForeignKeyConstraint(
            ['month_id'], ['assessment_month.id'], name=op.f('fk_team_line_month_id_assessment_month')
        ),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_line_team_id_team')),
        sa.ForeignKeyConstraint(
            ['version_id'], ['procedure_version.id'], name=op.f('fk_team_line_version_id_procedure_version')
        ),
        sa.ForeignKeyConstraint(['scorer_id'], ['person.id'], name=op.f('fk_team_line_scorer_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_team_line')),
        sa.UniqueConstraint('month_id', 'team_id', 'item', name=op.f('uq_team_line_month_id_team_id_item')),
    )
    op.create_index(op.f('ix_team_line_case_id'), 'team_line', ['case_id'])
    op.add_column('member_result', sa.Column('indicator_tenths', sa.Integer(), nullable=True))
    op.add_column('member_result', sa.Column('bonus_tenths', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('member_result', sa.Column('deduction_tenths', sa.Integer(), nullable=False, server_default='0'))
    op.add_column(
        'member_result', sa.Column('bottom_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column('member_result', 'bottom_at')
    op.drop_column('member_result', 'deduction_tenths')
    op.drop_column('member_result', 'bonus_tenths')
    op.drop_column('member_result', 'indicator_tenths')
    op.drop_index(op.f('ix_team_line_case_id'), table_name='team_line')
    op.drop_table('team_line')
    change_check(
        op.get_bind(), 'member_result', 'ck_member_result_discipline', WITHIN.format(1000), WITHIN.format(300)
    )
    lengthen(op.get_bind(), 'assessment_line', 'item', 30, 16)
    add_checks(op.get_bind(), ITEMS)
