"""Rows of sheets: what a task over many records is about, and every answer that somebody gave on one of them

Two tables are added, and the history gets a word for a row that was saved.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
import workflows.store.unreadable
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended "
    "setting_prepared setting_decided setting_refused "
    "calendar_prepared calendar_decided calendar_refused calendar_changed registers_taken passwords_issued "
    "post_prepared post_decided post_refused"
).split()


def _words(entries: list[str]) -> Words:
    return {"entry_value": {"kind": entries}, "history_entry": {"kind": entries}}


OLD, NEW = _words(ENTRIES), _words([*ENTRIES, "row_saved"])


def upgrade() -> None:
    op.create_table(
        'sheet_row',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('process_id', sa.String(length=80), nullable=False),
        sa.Column('sheet', sa.String(length=80), nullable=False),
        sa.Column('group_key', sa.String(length=80), nullable=False),
        sa.Column('key', sa.String(length=80), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('given', sa.JSON(), nullable=False),
        sa.Column('opened_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('settled_task_id', sa.Uuid(), nullable=True),
        sa.Column('is_left', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('saved_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('saved_by_id', sa.Uuid(), nullable=True),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_sheet_row_case_id_case')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sheet_row_person_id_person')),
        sa.ForeignKeyConstraint(['settled_task_id'], ['task.id'], name=op.f('fk_sheet_row_settled_task_id_task')),
        sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_sheet_row_saved_by_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_row')),
    )
    with op.batch_alter_table('sheet_row', schema=None) as batch_op:
        batch_op.create_index('ix_sheet_row_of_case', ['case_id', 'process_id', 'sheet', 'key'], unique=True)
        batch_op.create_index('ix_sheet_row_person', ['person_id'], unique=False)
    op.create_table(
        'row_entry',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('row_id', sa.Uuid(), nullable=False),
        sa.Column('task_id', sa.Uuid(), nullable=False),
        sa.Column('case_id', sa.Uuid(), nullable=False),
        sa.Column('element_id', sa.String(length=120), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('post_key', sa.String(length=60), nullable=False),
        sa.Column('unit_id', sa.Uuid(), nullable=True),
        sa.Column('signature', sa.String(length=300), nullable=False),
        sa.Column('signature_en', sa.String(length=400), nullable=False),
        sa.Column('written_at', workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.String(length=60), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('form_id', sa.String(length=120), nullable=False),
        sa.Column('procedure_version_id', sa.Uuid(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['row_id'], ['sheet_row.id'], name=op.f('fk_row_entry_row_id_sheet_row')),
        sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_row_entry_task_id_task')),
        sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_row_entry_case_id_case')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_row_entry_person_id_person')),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_row_entry_unit_id_unit')),
        sa.ForeignKeyConstraint(
            ['procedure_version_id'],
            ['procedure_version.id'],
            name=op.f('fk_row_entry_procedure_version_id_procedure_version'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_row_entry')),
    )
    with op.batch_alter_table('row_entry', schema=None) as batch_op:
        batch_op.create_index('ix_row_entry_task_row', ['task_id', 'row_id', 'version'], unique=False)
        batch_op.create_index('ix_row_entry_person_case_element', ['person_id', 'case_id', 'element_id'], unique=False)
        batch_op.create_index('ix_row_entry_row_id', ['row_id'], unique=False)
        batch_op.create_index('ix_row_entry_case_id', ['case_id'], unique=False)
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_table('row_entry')
    op.drop_table('sheet_row')
