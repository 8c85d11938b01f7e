"""Duties: what bars people from tasks, whom a case is about, recusals; the decision to start a case; relations with dates

The bars of tasks that are open already are written when their case is next touched (casework/acting.py): what keeps people away
is an expression of the diagram. Tasks that have ended lose their candidates, who can take nothing any more.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_subject',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(unit_id IS NULL) <> (person_id IS NULL)', name=op.f('ck_case_subject_unit_or_person')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_subject_case_id_case')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_subject_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_case_subject_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_subject'))
    )
    with op.batch_alter_table('case_subject', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_subject_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_subject_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_subject_unit_id'), ['unit_id'], unique=False)

    op.create_table('recusal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('element_id', sa.String(length=120), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('ordered_by_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recused_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_recusal_case_id_case')),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['person.id'], name=op.f('fk_recusal_ordered_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recusal_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusal'))
    )
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recusal_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_recusal_person_case', ['person_id', 'case_id'], unique=False)

    op.create_table('task_bar',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('element_id', sa.String(length=120), nullable=True),
    sa.CheckConstraint('(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN element_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_task_bar_one_ground')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_task_bar_person_id_person')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_bar_task_id_task')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_bar_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_bar'))
    )
    with op.batch_alter_table('task_bar', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_bar_task_id'), ['task_id'], unique=False)

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('task_id',
               existing_type=sa.Uuid(),
               nullable=True)

    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('ended_on', sa.Date(), nullable=True))

    new_id = (
        "lower(hex(randomblob(16)))" if op.get_bind().dialect.name == "sqlite" else "gen_random_uuid()"
    )
    op.execute(
        f'INSERT INTO case_subject (id, case_id, unit_id) SELECT {new_id}, id, unit_id FROM "case" WHERE unit_id IS NOT NULL'
    )
    op.execute("DELETE FROM task_candidate WHERE task_id IN (SELECT id FROM task WHERE status <> 'open')")


def downgrade() -> None:
    op.execute("DELETE FROM decision WHERE task_id IS NULL")
    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.drop_column('ended_on')
        batch_op.drop_column('since_on')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('task_id',
               existing_type=sa.Uuid(),
               nullable=False)

    with op.batch_alter_table('task_bar', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_bar_task_id'))

    op.drop_table('task_bar')
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.drop_index('ix_recusal_person_case')
        batch_op.drop_index(batch_op.f('ix_recusal_case_id'))

    op.drop_table('recusal')
    with op.batch_alter_table('case_subject', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_subject_unit_id'))
        batch_op.drop_index(batch_op.f('ix_case_subject_person_id'))
        batch_op.drop_index(batch_op.f('ix_case_subject_case_id'))

    op.drop_table('case_subject')
