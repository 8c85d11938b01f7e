"""Absences: who is away, who stands in for them and in which posts; for whom a task is held or was done

Columns that may be empty are added to tasks, entries on rows of sheets and letters; rows keep their layout until they are next written.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0040'
down_revision = '0039'
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
    "unit_prepared unit_decided unit_refused unit_moved "
    "attendance_dropped day_corrected attendance_taken attendance_stored attendance_finished people_recognised"
)
NOTICES = (
    "notice reminder overdue supervision incident unheld appointed recusal relation setting returned calendar post unit"
)
COLUMNS = (("task", "substitute_for_id"), ("row_entry", "substitute_for_id"), ("document", "issued_for_id"))
RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def _words(entries: str, notices: str) -> Words:
    return {
        "entry_value": {"kind": entries.split()},
        "history_entry": {"kind": entries.split()},
        "notice": {"kind": notices.split()},
    }


OLD = _words(ENTRIES, NOTICES)
NEW = _words(f"{ENTRIES} absence_prepared absence_decided absence_refused absence_withdrawn", f"{NOTICES} absence")


def _moment() -> workflows.store.base.UtcDateTime:
    return workflows.store.base.UtcDateTime(timezone=True)


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.{'key' if target == 'post' else 'id'}"], name=op.f(f"fk_{table}_{column}_{target}")
        )
        for column, target in targets.items()
    ]


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", _moment(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", _moment(), nullable=True),
        sa.Column("withdrawn_for", sa.Text(), nullable=False),
        sa.Column("begun_told_at", _moment(), nullable=True),
        sa.Column("ended_told_at", _moment(), nullable=True),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'decided', 'refused')", name=op.f("ck_absence_state")),
        sa.CheckConstraint("person_id <> substitute_id", name=op.f("ck_absence_two_persons")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_absence_span")),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_absence_decided_has_time")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_absence_withdrawn_has_person")
        ),
        *_references(
            "absence",
            person_id="person",
            substitute_id="person",
            prepared_by_id="person",
            decided_by_id="person",
            withdrawn_by_id="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    for name, columns in (
        ("ix_absence_person_to", ["person_id", "to_on"]),
        ("ix_absence_substitute_to", ["substitute_id", "to_on"]),
        ("ix_absence_to_on_id", ["to_on", "id"]),
        ("ix_absence_state", ["state", "prepared_at"]),
    ):
        op.create_index(name, "absence", columns)
    op.create_table(
        "absence_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("post_key", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        *_references("absence_post", absence_id="absence", post_key="post", unit_id="unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_post")),
        sa.UniqueConstraint(
            "absence_id", "post_key", "unit_id", name=op.f("uq_absence_post_absence_id_post_key_unit_id")
        ),
    )
    op.create_index("ix_absence_post_post_unit", "absence_post", ["post_key", "unit_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    kind = "CHAR(32)" if is_sqlite else "UUID"
    for table, column in COLUMNS:
        # SQLite adds a column with its reference in one statement only; to rebuild such a table takes long.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column}_person REFERENCES person (id)"
        )
    where = sa.text("substitute_for_id IS NOT NULL")
    for table in ("decision", "row_entry"):
        op.create_index(
            f"ix_{table}_substitute_for",
            table,
            ["substitute_for_id", "case_id", "element_id"],
            sqlite_where=where,
            postgresql_where=where,
        )
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    for table in ("absence", "absence_post"):
        for event in ("insert", "update", "delete"):
            head = f"CREATE TRIGGER held_{table}_{event} AFTER {event.upper()} ON {table}"
            if is_sqlite:
                op.execute(f"{head} BEGIN {RAISE}; END")
            else:
                op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    op.execute("UPDATE notice SET kind = 'notice' WHERE kind = 'absence'")
    add_checks(op.get_bind(), OLD)
    for table in ("decision", "row_entry"):
        op.drop_index(f"ix_{table}_substitute_for", table)
    for table, column in COLUMNS:
        # A column that refers to another table can be dropped on SQLite only with its reference.
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("absence_post")
    op.drop_table("absence")
