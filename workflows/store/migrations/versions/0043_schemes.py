"""Schemes: the sets of criteria and catalogues of points that the office makes itself"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0043'
down_revision = '0047'
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
    "absence_withdrawn version_prepared version_decided version_refused"
)
RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def _words(entries: str) -> Words:
    return {"entry_value": {"kind": entries.split()}, "history_entry": {"kind": entries.split()}}


OLD = _words(ENTRIES)
NEW = _words(f"{ENTRIES} scheme_prepared scheme_decided scheme_refused")


def upgrade() -> None:
    moment = workflows.store.base.UtcDateTime(timezone=True)
    op.create_table(
        "scheme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=15), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", moment, nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('criteria', 'points')", name=op.f("ck_scheme_kind")),
        sa.CheckConstraint("state IN ('prepared', 'decided', 'refused')", name=op.f("ck_scheme_state")),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_scheme_decided_has_time")),
        sa.CheckConstraint("number > 0", name=op.f("ck_scheme_number")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_scheme_decided_by_id_person")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_scheme_prepared_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("key", "number", name=op.f("uq_scheme_key_number")),
    )
    op.create_index("ix_scheme_state", "scheme", ["state", "prepared_at"])
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        head = f"CREATE TRIGGER held_scheme_{event} AFTER {event.upper()} ON scheme"
        if is_sqlite:
            op.execute(f"{head} BEGIN {RAISE}; END")
        else:
            op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_table("scheme")
