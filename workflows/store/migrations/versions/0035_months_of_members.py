"""The monthly assessment: the month, and one row for each member in it"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

TABLES: Words = {
    "member_month": {"role": "first_secretary leader member".split(), "state": "open settled".split()},
}


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    op.create_table(
        'assessment_month',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('opened_at', _moment(), nullable=False),
        *_references('assessment_month', case_id='case'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_month')),
        sa.UniqueConstraint('month', name=op.f('uq_assessment_month_month')),
    )
    op.create_index('ix_assessment_month_case_id', 'assessment_month', ['case_id'])
    op.create_table(
        'member_month',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('month_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('county_id', sa.Uuid(), nullable=False),
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('role', sa.String(length=20), nullable=False),
        sa.Column('segments', sa.JSON(), nullable=False),
        sa.Column('rules', sa.JSON(), nullable=False),
        sa.Column('posted_days', sa.Integer(), nullable=False),
        sa.Column('is_graded', sa.Boolean(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('opened_at', _moment(), nullable=False),
        sa.Column('present_halves', sa.Integer(), nullable=True),
        sa.Column('nights', sa.Integer(), nullable=True),
        sa.Column('need_days', sa.Integer(), nullable=True),
        sa.Column('need_nights', sa.Integer(), nullable=True),
        sa.Column('leave_days', sa.Integer(), nullable=True),
        sa.Column('credited_days', sa.Integer(), nullable=True),
        sa.Column('open_days', sa.Integer(), nullable=True),
        sa.Column('open_nights', sa.Integer(), nullable=True),
        sa.Column('settled_at', _moment(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f('ck_member_month_settled_has_time')),
        sa.CheckConstraint('posted_days BETWEEN 1 AND 31', name=op.f('ck_member_month_posted_days')),
        *_references(
            'member_month', case_id='case', month_id='assessment_month', person_id='person', county_id='unit',
            team_id='team',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_member_month')),
        sa.UniqueConstraint('month_id', 'person_id', name=op.f('uq_member_month_month_id_person_id')),
    )  # fmt: skip
    op.create_index('ix_member_month_person_id', 'member_month', ['person_id'])
    op.create_index('ix_member_month_case', 'member_month', ['case_id', 'person_id'])
    add_checks(op.get_bind(), TABLES)


def downgrade() -> None:
    op.drop_table('member_month')
    op.drop_table('assessment_month')
