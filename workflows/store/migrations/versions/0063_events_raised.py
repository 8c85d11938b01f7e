"""People raise events for which a case waits"""

from alembic import op

from workflows.store.word_checks import Words, add_checks, drop_checks

revision = '0063'
down_revision = '0054'
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
    "absence_withdrawn version_prepared version_decided version_refused scheme_prepared scheme_decided "
    "scheme_refused"
)


def _words(entries: str) -> Words:
    return {"entry_value": {"kind": entries.split()}, "history_entry": {"kind": entries.split()}}


OLD = _words(ENTRIES)
NEW = _words(f"{ENTRIES} event_raised")


def upgrade() -> None:
    drop_checks(op.get_bind(), OLD)
    add_checks(op.get_bind(), NEW)


def downgrade() -> None:
    drop_checks(op.get_bind(), NEW)
    add_checks(op.get_bind(), OLD)
