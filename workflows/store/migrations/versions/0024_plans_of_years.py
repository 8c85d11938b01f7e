"""Plans of years: the holidays and make-up workdays that the office enters, and the number of the plan that each case counts by

Cases of today count by the calendar as it is shipped, number 0. A column says how long a clock had run over when the calendar moved it.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended setting_prepared setting_decided setting_refused"
)
NOTICES = "notice reminder overdue supervision incident unheld appointed recusal relation setting returned"


def _words(entries: str, notices: str) -> Words:
    return {
        "entry_value": {"kind": entries.split()},
        "history_entry": {"kind": entries.split()},
        "notice": {"kind": notices.split()},
    }


OLD = _words(ENTRIES, NOTICES)
NEW = _words(f"{ENTRIES} calendar_prepared calendar_decided calendar_refused calendar_changed", f"{NOTICES} calendar")

RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def upgrade() -> None:
    op.create_table(
        "calendar_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("notice_number", sa.String(length=80), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'decided', 'refused')", name=op.f("ck_calendar_plan_state")),
        sa.CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_calendar_plan_decided_has_time")
        ),
        sa.CheckConstraint(
            "(state = 'decided') = (number IS NOT NULL)", name=op.f("ck_calendar_plan_decided_has_number")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_calendar_plan_decided_by_id_person")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_calendar_plan_prepared_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_plan")),
    )
    op.create_index("ix_calendar_plan_number", "calendar_plan", ["number"], unique=True)
    op.create_index("ix_calendar_plan_year", "calendar_plan", ["year"])
    op.add_column("case", sa.Column("calendar", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_case_status_calendar", "case", ["status", "calendar"])
    op.add_column("deadline", sa.Column("late_before", sa.Integer(), nullable=False, server_default="0"))
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        head = f"CREATE TRIGGER held_calendar_plan_{event} AFTER {event.upper()} ON calendar_plan"
        if is_sqlite:
            op.execute(f"{head} BEGIN {RAISE}; END")
        else:
            op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_column("deadline", "late_before")
    op.drop_index("ix_case_status_calendar", table_name="case")
    op.drop_column("case", "calendar")
    op.drop_table("calendar_plan")
