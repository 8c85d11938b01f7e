"""Drafts of procedures with their files and trials, and versions that wait for a second person"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained "
    "case_cancelled incident_raised incident_retried wait_ended record_changed restated chains_left "
    "erased procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended setting_prepared setting_decided "
    "setting_refused calendar_prepared calendar_decided calendar_refused calendar_changed registers_taken "
    "passwords_issued post_prepared post_decided post_refused row_saved registers_prepared "
    "registers_refused rows_asked row_answered rows_silent rows_withdrawn unit_prepared unit_decided "
    "unit_refused unit_moved attendance_dropped day_corrected attendance_taken attendance_stored "
    "attendance_finished people_recognised absence_prepared absence_decided absence_refused "
    "absence_withdrawn"
)
NOTICES = (
    "notice reminder overdue supervision incident unheld appointed recusal relation setting returned "
    "calendar post unit absence"
)


def _words(entries: str, notices: str) -> Words:
    return {
        "entry_value": {"kind": entries.split()},
        "history_entry": {"kind": entries.split()},
        "notice": {"kind": notices.split()},
    }


OLD = _words(ENTRIES, NOTICES)
NEW = _words(f"{ENTRIES} version_prepared version_decided version_refused", f"{NOTICES} procedure")
TABLES: Words = {"version_request": {"state": "prepared decided refused".split()}}


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    op.create_table(
        "procedure_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("begun_from_id", sa.Uuid(), nullable=True),
        sa.Column("designer_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", _moment(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", _moment(), nullable=False),
        sa.Column("removed_at", _moment(), nullable=True),
        *_references(
            "procedure_draft", begun_from_id="procedure_version", designer_id="person", changed_by_id="person"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft")),
    )
    op.create_index("ix_procedure_draft_process", "procedure_draft", ["process_id", "removed_at"])
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", _moment(), nullable=False),
        sa.Column("removed_at", _moment(), nullable=True),
        *_references("draft_file", draft_id="procedure_draft", changed_by_id="person"),
        sa.PrimaryKeyConstraint("draft_id", "name", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "draft_trial",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("played_at", _moment(), nullable=False),
        *_references("draft_trial", draft_id="procedure_draft"),
        sa.PrimaryKeyConstraint("draft_id", "file", name=op.f("pk_draft_trial")),
    )
    op.create_table(
        "version_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("based_on_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", _moment(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_version_request_decided_has_time")
        ),
        *_references(
            "version_request",
            based_on_id="procedure_version",
            version_id="procedure_version",
            draft_id="procedure_draft",
            prepared_by_id="person",
            decided_by_id="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_request")),
    )
    op.create_index("ix_version_request_process", "version_request", ["process_id", "prepared_at"])
    op.create_index("ix_version_request_version_id", "version_request", ["version_id"])
    op.create_index("ix_version_request_state", "version_request", ["state"])
    # The studio counts the running cases of every version: an index that holds both answers without the rows.
    op.create_index("ix_case_status_version", "case", ["status", "procedure_version_id"])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), {**NEW, **TABLES})


def downgrade() -> None:
    op.execute("UPDATE notice SET kind = 'notice' WHERE kind = 'procedure'")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_index("ix_case_status_version", "case")
    for table in ("version_request", "draft_trial", "draft_file", "procedure_draft"):
        op.drop_table(table)
