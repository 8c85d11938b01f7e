"""What teams and units come to in a month"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0059'
down_revision = '0063'
branch_labels = None
depends_on = None


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('joint_result',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('month_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('peer_group', sa.String(length=12), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('mean_tenths', sa.Integer(), nullable=False),
    sa.Column('ordered_recalls', sa.Integer(), nullable=False),
    sa.Column('overdue_days', sa.Integer(), nullable=False),
    sa.Column('empty_days', sa.Integer(), nullable=False),
    sa.Column('lost_tenths', sa.Integer(), nullable=False),
    sa.Column('total_tenths', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('is_provisional', sa.Boolean(), nullable=False),
    sa.Column('ranked_at', _moment(), nullable=False),
    sa.Column('published_at', _moment(), nullable=True),
    sa.CheckConstraint("peer_group IN ('city_sent', 'county_sent')", name=op.f('ck_joint_result_peer_group')),
    sa.CheckConstraint('total_tenths BETWEEN 0 AND 1100', name=op.f('ck_joint_result_total')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_joint_result_case_id_case')),
    sa.ForeignKeyConstraint(['month_id'], ['assessment_month.id'], name=op.f('fk_joint_result_month_id_assessment_month')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_joint_result_team_id_team')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_joint_result_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joint_result'))
    )
    op.create_index('ix_joint_result_case_id', 'joint_result', ['case_id'])
    op.create_index('ix_joint_result_unit_id', 'joint_result', ['unit_id'])
    op.create_index('uq_joint_result_team', 'joint_result', ['month_id', 'team_id'], unique=True)
    op.create_index('uq_joint_result_unit', 'joint_result', ['month_id', 'unit_id'], unique=True, sqlite_where=sa.text('team_id IS NULL'), postgresql_where=sa.text('team_id IS NULL'))

    op.create_table('quota_waiver',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('month_id', sa.Uuid(), nullable=False),
    sa.Column('county_id', sa.Uuid(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('granted_by_id', sa.Uuid(), nullable=False),
    sa.Column('granted_at', _moment(), nullable=False),
    sa.Column('commitments', sa.Text(), nullable=False),
    sa.CheckConstraint('places > 0', name=op.f('ck_quota_waiver_places')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_quota_waiver_case_id_case')),
    sa.ForeignKeyConstraint(['county_id'], ['unit.id'], name=op.f('fk_quota_waiver_county_id_unit')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_quota_waiver_granted_by_id_person')),
    sa.ForeignKeyConstraint(['month_id'], ['assessment_month.id'], name=op.f('fk_quota_waiver_month_id_assessment_month')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota_waiver')),
    sa.UniqueConstraint('month_id', 'county_id', name=op.f('uq_quota_waiver_month_id_county_id'))
    )
    op.create_index('ix_quota_waiver_case_id', 'quota_waiver', ['case_id'])



def downgrade() -> None:
    op.drop_table('quota_waiver')
    op.drop_table('joint_result')
