"""What units stand under, with periods: the tree, cadre authority, party bodies; changes of it; and the words of the history for that

No row is added: where a unit stood before its first change is told with that change.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0033'
down_revision = '0032'
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
    "registers_prepared registers_refused rows_asked row_answered rows_silent rows_withdrawn"
)
NOTICES = "notice reminder overdue supervision incident unheld appointed recusal relation setting returned calendar post"
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
NEW = _words(f"{ENTRIES} unit_prepared unit_decided unit_refused unit_moved", f"{NOTICES} unit")


def upgrade() -> None:
    op.create_table(
        "unit_tie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("above_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('parent', 'cadre', 'party')", name=op.f("ck_unit_tie_kind")),
        sa.CheckConstraint("unit_id <> above_id", name=op.f("ck_unit_tie_two_units")),
        sa.CheckConstraint("to_on IS NULL OR from_on IS NULL OR to_on > from_on", name=op.f("ck_unit_tie_span")),
        sa.ForeignKeyConstraint(["above_id"], ["unit.id"], name=op.f("fk_unit_tie_above_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_tie_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_tie")),
    )
    op.create_index("ix_unit_tie_unit", "unit_tie", ["unit_id", "kind"])
    op.create_index(op.f("ix_unit_tie_above_id"), "unit_tie", ["above_id"])
    op.create_table(
        "unit_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("above_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('parent', 'cadre', 'party')", name=op.f("ck_unit_change_kind")),
        sa.CheckConstraint("state IN ('prepared', 'decided', 'refused')", name=op.f("ck_unit_change_state")),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_unit_change_decided_has_time")),
        sa.ForeignKeyConstraint(["above_id"], ["unit.id"], name=op.f("fk_unit_change_above_id_unit")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_unit_change_decided_by_id_person")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_unit_change_prepared_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_change_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    op.create_index("ix_unit_change_unit", "unit_change", ["unit_id", "prepared_at"])
    op.create_index("ix_unit_change_state", "unit_change", ["state", "prepared_at"])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        head = f"CREATE TRIGGER held_unit_tie_{event} AFTER {event.upper()} ON unit_tie"
        if is_sqlite:
            op.execute(f"{head} BEGIN {RAISE}; END")
        else:
            op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    op.execute("UPDATE notice SET kind = 'notice' WHERE kind = 'unit'")
    add_checks(op.get_bind(), OLD)
    op.drop_table("unit_change")
    op.drop_table("unit_tie")
