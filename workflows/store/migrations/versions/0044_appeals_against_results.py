"""Appeals of members against their months' results"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

GRADES = "excellent good fair poor".split()
TABLES: Words = {
    "assessment_appeal": {
        "state": "open upheld changed".split(),
        "level": "county city".split(),
        "before_grade": GRADES,
        "after_grade": GRADES,
    },
}


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'assessment_appeal',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('member_month_id', sa.Uuid(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('level', sa.String(length=12), nullable=False),
        sa.Column('before_tenths', sa.Integer(), nullable=False),
        sa.Column('before_grade', sa.String(length=12), nullable=False),
        sa.Column('after_tenths', sa.Integer(), nullable=False),
        sa.Column('after_grade', sa.String(length=12), nullable=False),
        sa.Column('moved', sa.JSON(), nullable=False),
        sa.Column('is_correction', sa.Boolean(), nullable=False),
        sa.Column('decided_by_id', sa.Uuid(), nullable=True),
        sa.Column('filed_at', _moment(), nullable=False),
        sa.Column('decided_at', _moment(), nullable=True),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('opinion', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint('after_tenths >= before_tenths', name=op.f('ck_assessment_appeal_never_lower')),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f('ck_assessment_appeal_decided_has_time')
        ),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_assessment_appeal_case_id_case')),
        sa.ForeignKeyConstraint(
            ['member_month_id'], ['member_month.id'], name=op.f('fk_assessment_appeal_member_month_id_member_month')
        ),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_assessment_appeal_decided_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_appeal')),
        sa.UniqueConstraint('member_month_id', name=op.f('uq_assessment_appeal_member_month_id')),
    )
    op.create_index(op.f('ix_assessment_appeal_case_id'), 'assessment_appeal', ['case_id'])
    add_checks(op.get_bind(), TABLES)


def downgrade() -> None:
    op.drop_table('assessment_appeal')
