"""Approved leave as records, and what of it a member's month is marked with"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks

revision = '0051'
down_revision = '0049'
branch_labels = None
depends_on = None

TABLES: Words = {"leave_record": {"effect": "lowers gap present".split()}}


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'leave_record',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('unit_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('effect', sa.String(length=10), nullable=False),
        sa.Column('first_on', sa.Date(), nullable=False),
        sa.Column('last_on', sa.Date(), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('is_after', sa.Boolean(), nullable=False),
        sa.Column('granted_by_id', sa.Uuid(), nullable=False),
        sa.Column('granted_at', _moment(), nullable=False),
        sa.Column('returned_on', sa.Date(), nullable=True),
        sa.Column('closed_at', _moment(), nullable=True),
        sa.Column('withdrawn_at', _moment(), nullable=True),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint('last_on >= first_on', name=op.f('ck_leave_record_span')),
        sa.CheckConstraint('days BETWEEN 1 AND 366', name=op.f('ck_leave_record_days')),
        sa.CheckConstraint(
            '(returned_on IS NULL) = (closed_at IS NULL)', name=op.f('ck_leave_record_return_has_time')
        ),
        sa.CheckConstraint(
            'returned_on IS NULL OR returned_on >= first_on', name=op.f('ck_leave_record_return_after_start')
        ),
        sa.CheckConstraint('returned_on IS NULL OR withdrawn_at IS NULL', name=op.f('ck_leave_record_one_end')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_leave_record_case_id_case')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_leave_record_person_id_person')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_leave_record_unit_id_unit')),
        sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_leave_record_granted_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_leave_record')),
        sa.UniqueConstraint('case_id', name=op.f('uq_leave_record_case_id')),
    )
    op.create_index('ix_leave_record_person_first', 'leave_record', ['person_id', 'first_on'])
    add_checks(op.get_bind(), TABLES)
    op.add_column('member_month', sa.Column('leave_marks', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('member_month', 'leave_marks')
    op.drop_table('leave_record')
