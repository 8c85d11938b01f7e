"""What persons are asked on rows of sheets and what they said; the words of the history for that"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0032'
down_revision = '0031'
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
    "registers_taken passwords_issued post_prepared post_decided post_refused row_saved registers_prepared registers_refused"
)


def _words(entries: str) -> Words:
    return {"entry_value": {"kind": entries.split()}, "history_entry": {"kind": entries.split()}}


OLD = _words(ENTRIES)
NEW = _words(f"{ENTRIES} rows_asked row_answered rows_silent rows_withdrawn")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, workflows.store.base.UtcDateTime(timezone=True), nullable=nullable)


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "row_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=80), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(length=120), nullable=False),
        sa.Column("procedure_version_id", sa.Uuid(), nullable=False),
        _moment("asked_at"),
        _moment("due_at"),
        _moment("remind_at", nullable=True),
        sa.Column("silence", sa.String(length=60), nullable=False),
        sa.Column("holds_sheet", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        _moment("ended_at", nullable=True),
        _moment("next_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'silent', 'withdrawn')", name=op.f("ck_row_ask_state")
        ),
        _reference("row_ask", "row_id", "sheet_row"),
        _reference("row_ask", "case_id", "case"),
        _reference("row_ask", "person_id", "person"),
        _reference("row_ask", "procedure_version_id", "procedure_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_ask")),
    )
    op.create_index("ix_row_ask_person", "row_ask", ["person_id", "state", "due_at"])
    op.create_index("ix_row_ask_next_at", "row_ask", ["next_at"])
    op.create_index("ix_row_ask_row", "row_ask", ["row_id", "asked_at"])
    op.create_index("ix_row_ask_case_next", "row_ask", ["case_id", "next_at"])
    op.create_table(
        "row_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("is_silence", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.String(length=300), nullable=False),
        _moment("written_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        _reference("row_reply", "ask_id", "row_ask"),
        _reference("row_reply", "row_id", "sheet_row"),
        _reference("row_reply", "case_id", "case"),
        _reference("row_reply", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_reply")),
    )
    op.create_index("ix_row_reply_ask", "row_reply", ["ask_id"], unique=True)
    op.create_index("ix_row_reply_case", "row_reply", ["case_id"])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_table("row_reply")
    op.drop_table("row_ask")
