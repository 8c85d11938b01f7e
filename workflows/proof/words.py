"""What an entry of the history says that happened. Entries are hashed with these words: one may be added, never respelt."""

from __future__ import annotations

from enum import StrEnum


class HistoryKind(StrEnum):
    """The kinds of entries, those of cases first."""

    CASE_STARTED = "case_started"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    TASK_APPOINTED = "task_appointed"
    TASK_COMPLETED = "task_completed"
    ROW_SAVED = "row_saved"
    ROWS_ASKED = "rows_asked"
    ROW_ANSWERED = "row_answered"
    ROWS_SILENT = "rows_silent"
    ROWS_WITHDRAWN = "rows_withdrawn"
    TASK_UNHELD = "task_unheld"
    ATTEMPT_REFUSED = "attempt_refused"
    RECUSED = "recused"
    TIMER_FIRED = "timer_fired"
    MESSAGE_RECEIVED = "message_received"
    SIGNAL_RECEIVED = "signal_received"
    DEADLINE_EXTENDED = "deadline_extended"
    OVERDUE_EXPLAINED = "overdue_explained"
    CASE_CANCELLED = "case_cancelled"
    INCIDENT_RAISED = "incident_raised"
    INCIDENT_RETRIED = "incident_retried"
    CALENDAR_CHANGED = "calendar_changed"  # what it counts by was confirmed anew, whether or not a time of it moves
    WAIT_ENDED = "wait_ended"  # the program knows what a case waited for
    # What nothing but rows called for, what was told anew, and what was taken away.
    RECORD_CHANGED = "record_changed"
    RESTATED = "restated"
    CHAINS_LEFT = "chains_left"
    ERASED = "erased"
    # Of the system's own chain.
    PROCEDURE_PUBLISHED = "procedure_published"
    START_FAILED = "start_failed"
    CLOCK_CONFIRMED = "clock_confirmed"
    UNIT_ADDED = "unit_added"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    REGISTERS_PREPARED = "registers_prepared"
    REGISTERS_REFUSED = "registers_refused"
    REGISTERS_TAKEN = "registers_taken"
    PASSWORDS_ISSUED = "passwords_issued"
    SETTING_PREPARED = "setting_prepared"
    SETTING_DECIDED = "setting_decided"
    SETTING_REFUSED = "setting_refused"
    CALENDAR_PREPARED = "calendar_prepared"
    CALENDAR_DECIDED = "calendar_decided"
    CALENDAR_REFUSED = "calendar_refused"
    POST_PREPARED = "post_prepared"
    POST_DECIDED = "post_decided"
    POST_REFUSED = "post_refused"
    RELATION_DECLARED = "relation_declared"
    RELATION_CONFIRMED = "relation_confirmed"
    RELATION_DENIED = "relation_denied"
    RELATION_ENDED = "relation_ended"
