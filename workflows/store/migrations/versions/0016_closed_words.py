"""Closed words: columns that hold one word of a family take no other

Nothing of record changes. A database that holds a word which this program does not know is left as it is, and the words are named.
"""

from alembic import op

from workflows.store.migrate import SchemaError
from workflows.store.word_checks import UnknownWords, Words, add_checks, drop_checks

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

# table -> column -> its words, as they were when this was written; "-" stands for the empty text.
WORDS = {
    "post": {
        "level": "city county township village unit system",
        "unit_kind": "- city office organ county township village",
        "scope": "own subtree all",
    },
    "unit": {
        "kind": "city office organ county township village",
    },
    "village": {
        "kind": "poor weak relocation model",
    },
    "relation": {
        "kind": "spouse direct collateral affinity other",
    },
    "posting": {
        "role": "first_secretary leader member",
        "status": "active ended",
        "end_reason": "- ordered_recall no_fault no_show",
    },
    "case_reader": {
        "ground": "reads does wrote served owes watches administers",
    },
    "deadline": {
        "status": "running met missed cancelled",
    },
    "document": {
        "kind": (
            "lead_form verification_report recall_order no_fault_order service_receipt urge supervision "
            "interview_record recall_report rectification_notice rectification_closed special_interview_notice "
            "circular accountability_proposal proposal_letter dispatch_order arrival_form case_index"
        ),
    },
    "entry_value": {
        "kind": (
            "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
            "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
            "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
            "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
            "relation_declared relation_confirmed relation_denied relation_ended"
        ),
    },
    "history_entry": {
        "kind": (
            "case_started task_claimed task_released task_appointed task_completed task_unheld attempt_refused "
            "recused timer_fired message_received signal_received deadline_extended overdue_explained case_cancelled "
            "incident_raised incident_retried wait_ended record_changed restated chains_left erased "
            "procedure_published start_failed clock_confirmed unit_added account_added account_changed "
            "relation_declared relation_confirmed relation_denied relation_ended"
        ),
    },
    "incident": {
        "kind": "expression decision operation state newer program step",
    },
    "message_subscription": {
        "kind": "message signal escalation",
    },
    "notice": {
        "kind": "notice reminder overdue supervision incident unheld appointed recusal relation",
    },
    "outbox_message": {
        "kind": "message signal escalation",
    },
    "recall": {
        "trigger": "- T1 T2 T3 T4 T5 T6 T7",
        "source": "- inspection township hotline unit member system",
        "closed_as": "- replaced no_refill",
    },
    "slot": {
        "role": "first_secretary team_leader member",
    },
    "task": {
        "side": "unit office",
        "status": "open completed cancelled",
    },
    "deadline_extension": {
        "reason_code": "disaster epidemic road reorganisation",
    },
    "overdue_explanation": {
        "reason_code": "disaster epidemic road reorganisation",
    },
    "recall_accountability": {
        "measure": "none interview special_interview circular pursue",
        "handled_by": "none office superior",
        "rule": "D5.1 D5.2 D5.3 D5.4 D5.5",
    },
    "recall_order": {
        "service_mode": "read deemed",
    },
    "background_call": {
        "relation": "superior peer subordinate served",
        "finding": "clear concern negative",
    },
}


def _words() -> Words:
    return {
        table: {column: [word if word != "-" else "" for word in words.split()] for column, words in columns.items()}
        for table, columns in WORDS.items()
    }


def upgrade() -> None:
    try:
        add_checks(op.get_bind(), _words())
    except UnknownWords as unknown:
        raise SchemaError(str(unknown)) from unknown


def downgrade() -> None:
    drop_checks(op.get_bind(), _words())
