"""The table of all families of words, in the order in which they were found."""

from __future__ import annotations

from tests.architecture.word_families import Family
from workflows.casework.models import CaseStatus, DeadlineStatus, Ground, TaskStatus
from workflows.casework.words import Attempt, ExtensionReason, Hold, IncidentKind, NoticeKind
from workflows.engine import Happening
from workflows.procedure.model import MessageKind, Side
from workflows.proof.words import HistoryKind

CASEWORK = ("workflows/casework/", "workflows/jobs/", "workflows/scenarios/", "webapp/cases/", "webapp/inbox/")

FAMILIES = (
    Family(
        "1",
        "kinds of history entries",
        HistoryKind,
        columns=("history_entry.kind", "entry_value.kind"),
        labels="history",
        writers=("workflows.proof.history:record.kind", "workflows.casework.saving:save.kind"),
    ),
    Family(
        "2",
        "happenings in the journal",
        Happening,
        names=("kind",),
        writers=("workflows.engine.interface:JournalEntry.kind", "workflows.engine.core:Core.log.kind"),
        rooms=("workflows/engine/", *CASEWORK),
    ),
    Family(
        "3",
        "attempts",
        Attempt,
        names=("kind", "verb"),
        writers=("workflows.casework.acting:on_case.verb", "workflows.casework.acting:on_task.verb"),
        rooms=CASEWORK,
    ),
    Family("3a", "kinds of incidents", IncidentKind, columns=("incident.kind",), rooms=CASEWORK),
    Family(
        "4",
        "kinds of notices",
        NoticeKind,
        columns=("notice.kind",),
        writers=("workflows.casework.notices:notify.kind",),
        rooms=(*CASEWORK, "workflows/recall/", "workflows/selection/"),
    ),
    Family(
        "5",
        "kinds of messages",
        MessageKind,
        columns=("message_subscription.kind", "outbox_message.kind"),
        writers=("workflows.engine.interface:Thrown.kind", "workflows.engine.interface:Subscription.kind"),
        rooms=("workflows/engine/", *CASEWORK),
    ),
    Family(
        "6",
        "whose time runs",
        Side,
        columns=("deadline_span.side", "task.side"),
        labels="side",
        writers=("workflows.procedure.model:Lane.side",),
    ),
    Family(
        "7",
        "reasons of extensions",
        ExtensionReason,
        columns=("deadline_extension.reason_code", "overdue_explanation.reason_code"),
        labels="extension_reason",
        rooms=("workflows/casework/", "webapp/"),
    ),
    Family("7a", "states of cases", CaseStatus, columns=("case.status",), labels="case_status", rooms=CASEWORK),
    Family("7b", "states of tasks", TaskStatus, columns=("task.status",), labels="task_status", rooms=CASEWORK),
    Family(
        "7c",
        "states of deadlines",
        DeadlineStatus,
        columns=("deadline.status",),
        labels="deadline_status",
        rooms=(*CASEWORK, "webapp/deadlines/"),
    ),
    Family("7d", "grounds of readers", Ground, columns=("case_reader.ground",), names=("grounds",)),
    Family(
        "7e",
        "why automatic acts are held back",
        Hold,
        columns=("clock_hold.kind",),
        rooms=("workflows/jobs/", "workflows/casework/", "webapp/"),
    ),
)
