"""Results of members' months, and the lines of points behind them"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

TABLES: Words = {
    "member_result": {
        "grade": "excellent good fair poor".split(),
        "heard": "asked confirmed silent appealed not_asked".split(),
    },
    "assessment_line": {"item": "attendance law prohibitions diary".split()},
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
        'member_result',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('member_month_id', sa.Uuid(), nullable=False),
        sa.Column('discipline_tenths', sa.Integer(), nullable=False),
        sa.Column('total_tenths', sa.Integer(), nullable=False),
        sa.Column('grade', sa.String(length=12), nullable=False),
        sa.Column('cap', sa.String(length=16), nullable=False),
        sa.Column('grounds', sa.JSON(), nullable=False),
        sa.Column('triggers', sa.JSON(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=True),
        sa.Column('heard', sa.String(length=12), nullable=False),
        sa.Column('is_provisional', sa.Boolean(), nullable=False),
        sa.Column('is_as_it_stands', sa.Boolean(), nullable=False),
        sa.Column('graded_at', _moment(), nullable=False),
        sa.Column('published_at', _moment(), nullable=True),
        sa.CheckConstraint('total_tenths BETWEEN 0 AND 1100', name=op.f('ck_member_result_total')),
        sa.CheckConstraint('discipline_tenths BETWEEN 0 AND 300', name=op.f('ck_member_result_discipline')),
        *_references('member_result', member_month_id='member_month'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_member_result')),
        sa.UniqueConstraint('member_month_id', name=op.f('uq_member_result_member_month_id')),
    )
    op.create_table(
        'assessment_line',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('member_month_id', sa.Uuid(), nullable=False),
        sa.Column('item', sa.String(length=16), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.Column('most', sa.Integer(), nullable=False),
        sa.Column('rule', sa.String(length=16), nullable=False),
        sa.Column('evidence', sa.JSON(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('scorer_id', sa.Uuid(), nullable=True),
        sa.Column('scored_at', _moment(), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint('points BETWEEN 0 AND most', name=op.f('ck_assessment_line_points')),
        *_references(
            'assessment_line', member_month_id='member_month', version_id='procedure_version', scorer_id='person'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_line')),
        sa.UniqueConstraint('member_month_id', 'item', name=op.f('uq_assessment_line_member_month_id_item')),
    )
    add_checks(op.get_bind(), TABLES)


def downgrade() -> None:
    op.drop_table('assessment_line')
    op.drop_table('member_result')
