"""Imports of attendance: the files that wait, what was stored of them in blocks, who could not be recognised, and corrections"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended "
    "setting_prepared setting_decided setting_refused "
    "calendar_prepared calendar_decided calendar_refused calendar_changed "
    "registers_taken passwords_issued post_prepared post_decided post_refused row_saved "
    "registers_prepared registers_refused rows_asked row_answered rows_silent rows_withdrawn "
    "unit_prepared unit_decided unit_refused unit_moved"
)


def _words(entries: str) -> Words:
    return {"entry_value": {"kind": entries.split()}, "history_entry": {"kind": entries.split()}}


OLD = _words(ENTRIES)
NEW = _words(
    f"{ENTRIES} attendance_dropped day_corrected attendance_taken attendance_stored attendance_finished people_recognised"
)
TABLES: Words = {
    "attendance_import": {
        "layout": "dingtalk dingtalk_leave wecom neutral roster container unknown".split(),
        "state": "storing open finished replaced given_up".split(),
    },
    "attendance_upload": {"state": "waiting read refused taken".split()},
    "attendance_row": {"kind": "asked told leave day".split()},
    "attendance_unknown": {"decision": ["", "member", "not_member"]},
    "attendance_account": {"program": "dingtalk wecom".split()},
    "day_correction": {"decision": "counted half not_counted".split()},
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
        'attendance_import',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('unit_id', sa.Uuid(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('layout', sa.String(length=20), nullable=False),
        sa.Column('first_on', sa.Date(), nullable=True),
        sa.Column('last_on', sa.Date(), nullable=True),
        sa.Column('is_final', sa.Boolean(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('previous_id', sa.Uuid(), nullable=True),
        sa.Column('counts', sa.JSON(), nullable=False),
        sa.Column('row_count', sa.Integer(), nullable=False),
        sa.Column('handed_in_by_id', sa.Uuid(), nullable=False),
        sa.Column('handed_in_at', _moment(), nullable=False),
        sa.Column('taken_by_id', sa.Uuid(), nullable=False),
        sa.Column('taken_at', _moment(), nullable=False),
        sa.Column('stored_at', _moment(), nullable=True),
        sa.Column('finished_by_id', sa.Uuid(), nullable=True),
        sa.Column('finished_at', _moment(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('rows_done', sa.Integer(), nullable=False),
        sa.Column('plan', sa.String(length=64), nullable=False),
        sa.Column('history_sequence', sa.Integer(), nullable=False),
        sa.Column('history_hash', sa.String(length=64), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('storing', 'given_up')) = (stored_at IS NULL)", name=op.f('ck_attendance_import_stored_has_time')
        ),
        *_references(
            'attendance_import', unit_id='unit', previous_id='attendance_import', handed_in_by_id='person',
            taken_by_id='person', finished_by_id='person',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_import')),
    )  # fmt: skip
    op.create_index(
        'uq_attendance_import_sha256',
        'attendance_import',
        ['sha256'],
        unique=True,
        sqlite_where=sa.text("state <> 'given_up'"),
        postgresql_where=sa.text("state <> 'given_up'"),
    )
    op.create_index('ix_attendance_import_unit_month', 'attendance_import', ['unit_id', 'month'])
    op.create_index('ix_attendance_import_taken', 'attendance_import', ['taken_at', 'id'])
    op.create_table(
        'attendance_row',
        sa.Column('import_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('queue_number', sa.Integer(), nullable=True),
        sa.Column('day', sa.Date(), nullable=True),
        sa.Column('said', sa.Text(), nullable=False),
        sa.Column('digest', sa.String(length=43), nullable=False),
        *_references('attendance_row', import_id='attendance_import', person_id='person'),
        sa.PrimaryKeyConstraint('import_id', 'number', name=op.f('pk_attendance_row')),
    )
    for name, columns, condition in (
        ('ix_attendance_row_person_day', ['person_id', 'day'], 'person_id IS NOT NULL'),
        ('ix_attendance_row_queue', ['import_id', 'queue_number'], 'queue_number IS NOT NULL'),
    ):
        where = sa.text(condition)
        op.create_index(name, 'attendance_row', columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        'attendance_unknown',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('import_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('account', sa.String(length=120), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('unit_name', sa.String(length=200), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('row_count', sa.Integer(), nullable=False),
        sa.Column('suggestions', sa.JSON(), nullable=False),
        sa.Column('decision', sa.String(length=12), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('decided_by_id', sa.Uuid(), nullable=True),
        sa.Column('decided_at', _moment(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('carried_from_id', sa.Uuid(), nullable=True),
        sa.Column('commitments', sa.Text(), nullable=False),
        sa.CheckConstraint("(decision = '') = (decided_at IS NULL)", name=op.f('ck_attendance_unknown_decided_has_time')),
        sa.CheckConstraint(
            "(decision = 'member') = (person_id IS NOT NULL)", name=op.f('ck_attendance_unknown_member_is_named')
        ),
        *_references(
            'attendance_unknown', import_id='attendance_import', person_id='person', decided_by_id='person',
            carried_from_id='attendance_unknown',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_unknown')),
        sa.UniqueConstraint('import_id', 'number', name=op.f('uq_attendance_unknown_import_id_number')),
    )  # fmt: skip
    op.create_index('ix_attendance_unknown_person_id', 'attendance_unknown', ['person_id'])
    op.create_table(
        'attendance_account',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('program', sa.String(length=12), nullable=False),
        sa.Column('account', sa.String(length=120), nullable=False),
        sa.Column('bound_by_id', sa.Uuid(), nullable=True),
        sa.Column('bound_at', _moment(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        *_references('attendance_account', person_id='person', bound_by_id='person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_account')),
        sa.UniqueConstraint('program', 'account', name=op.f('uq_attendance_account_program_account')),
    )
    op.create_index('ix_attendance_account_person_id', 'attendance_account', ['person_id'])
    op.create_table(
        'day_correction',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('decision', sa.String(length=12), nullable=False),
        sa.Column('is_lodged', sa.Boolean(), nullable=True),
        sa.Column('author_id', sa.Uuid(), nullable=False),
        sa.Column('written_at', _moment(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('commitments', sa.Text(), nullable=False),
        *_references('day_correction', person_id='person', author_id='person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_day_correction')),
        sa.UniqueConstraint('person_id', 'day', 'number', name=op.f('uq_day_correction_person_id_day_number')),
    )
    op.create_table(
        'attendance_upload',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('unit_id', sa.Uuid(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('seen', sa.JSON(), nullable=False),
        sa.Column('handed_in_by_id', sa.Uuid(), nullable=False),
        sa.Column('handed_in_at', _moment(), nullable=False),
        sa.Column('import_id', sa.Uuid(), nullable=True),
        *_references('attendance_upload', unit_id='unit', handed_in_by_id='person', import_id='attendance_import'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_upload')),
    )
    op.create_index('ix_attendance_upload_sha256', 'attendance_upload', ['sha256'], unique=True)
    op.create_index('ix_attendance_upload_state', 'attendance_upload', ['state', 'handed_in_at'])
    op.create_index('ix_unit_kind', 'unit', ['kind'])
    op.create_index('ix_posting_person_id', 'posting', ['person_id'])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), {**NEW, **TABLES})


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_index('ix_posting_person_id', 'posting')
    op.drop_index('ix_unit_kind', 'unit')
    for table in (
        'attendance_upload', 'day_correction', 'attendance_account', 'attendance_unknown', 'attendance_row', 'attendance_import',
    ):  # fmt: skip
        op.drop_table(table)
