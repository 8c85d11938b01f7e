"""Registers taken from files, and first passwords that must be changed

Words of the history are added, and a column of accounts; nobody's password of today must be changed. What is held of an account
says whether it must, so the trigger of 0010 counts that column as well.
"""

import sqlalchemy as sa
from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

ENTRIES = (
    "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
    "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
    "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
    "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
    "relation_declared relation_confirmed relation_denied relation_ended "
    "setting_prepared setting_decided setting_refused "
    "calendar_prepared calendar_decided calendar_refused calendar_changed"
)


def _words(entries: str) -> Words:
    return {"entry_value": {"kind": entries.split()}, "history_entry": {"kind": entries.split()}}


OLD = _words(ENTRIES)
NEW = _words(f"{ENTRIES} registers_taken passwords_issued")


RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def _count_changes_of(columns: str) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER held_user_account_update" + ("" if is_sqlite else " ON user_account"))
    head = f"CREATE TRIGGER held_user_account_update AFTER UPDATE OF {columns} ON user_account"
    if is_sqlite:
        op.execute(f"{head} BEGIN {RAISE}; END")
    else:
        op.execute(f"{head} FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()")


def upgrade() -> None:
    op.add_column(
        "user_account", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _count_changes_of("is_active, person_id, must_change_password")
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    _count_changes_of("is_active, person_id")
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
    op.drop_column("user_account", "must_change_password")
