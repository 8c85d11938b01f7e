"""Settings: dated numbers of the office for a part of its units, and the set of them that each case keeps

Cases of today keep none: they go on by the values that were shipped for the day of their start, which are the numbers that the
program held before.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base
from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended"
)
NOTICES = "notice reminder overdue supervision incident unheld appointed recusal relation"


def _words(entries: str, notices: str) -> Words:
    return {
        "entry_value": {"kind": entries.split()},
        "history_entry": {"kind": entries.split()},
        "notice": {"kind": notices.split()},
    }


OLD = _words(ENTRIES, NOTICES)
NEW = _words(f"{ENTRIES} setting_prepared setting_decided setting_refused", f"{NOTICES} setting")

RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_at", workflows.store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", workflows.store.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('shipped', 'prepared', 'decided', 'refused')", name=op.f("ck_setting_state")),
        sa.CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)", name=op.f("ck_setting_decided_has_time")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_setting_decided_by_id_person")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["person.id"], name=op.f("fk_setting_prepared_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_setting_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_index(op.f("ix_setting_unit_id"), "setting", ["unit_id"])
    op.create_index("ix_setting_key", "setting", ["key", "from_on"])
    op.create_table(
        "setting_set",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_setting_set")),
    )
    # SQLite adds a column with its reference in one statement only; to rebuild the table would lose its triggers.
    op.execute(
        'ALTER TABLE "case" ADD COLUMN settings VARCHAR(64)'
        " CONSTRAINT fk_case_settings_setting_set REFERENCES setting_set (digest)"
    )
    op.add_column("post", sa.Column("settings", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE post SET settings = true WHERE key = 'city_director'")
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        head = f"CREATE TRIGGER held_setting_{event} AFTER {event.upper()} ON setting"
        if is_sqlite:
            op.execute(f"{head} BEGIN {RAISE}; END")
        else:
            op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_column("post", "settings")
    if op.get_bind().dialect.name == "sqlite":
        # A column that refers to another table can be dropped only with its reference.
        op.execute('ALTER TABLE "case" DROP COLUMN settings')
    else:
        op.drop_column("case", "settings")
    op.drop_table("setting_set")
    op.drop_table("setting")
