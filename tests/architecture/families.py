"""The table of all families of words, in the order in which they were found."""

from __future__ import annotations

from typing import get_args

import workflows.rooms  # noqa: F401  its import registers every operation
from tests.architecture.assessed_families import ASSESSED
from tests.architecture.recall_families import RECALL, RECALLED
from tests.architecture.word_families import Family
from webapp.words import Said, SessionKey
from workflows.attendance.import_words import (
    AccountProgram,
    DayDecision,
    ImportState,
    Recognition,
    RowKind,
    UploadState,
)
from workflows.attendance.results import FileLayout
from workflows.calendar.plans import PlanDayKind
from workflows.calendar.words import PlanState
from workflows.casework.inbox import View
from workflows.casework.models import CaseStatus, DeadlineStatus, Ground, TaskStatus
from workflows.casework.operations import registered_operations
from workflows.casework.words import Attempt, ExtensionReason, Hold, IncidentKind, MoveKind, NoticeKind, NoticeWay
from workflows.documents.words import ServiceMode
from workflows.engine import Happening
from workflows.jobs.queue import Job
from workflows.office.words import SettingState
from workflows.people.words import (
    ChangeState,
    EndReason,
    PostingStatus,
    PostKey,
    PostLevel,
    PostScope,
    RelationKind,
    Role,
    Sex,
    TeamRole,
    TieKind,
    UnitKind,
    VillageKind,
)
from workflows.procedure.form_vocabulary import FORM_PROPERTIES, LookupName
from workflows.procedure.model import MessageKind, Side, TimerKind
from workflows.procedure.vocabulary import LATER_PROPERTIES, PROPERTIES
from workflows.proof.words import HistoryKind
from workflows.recall.words import RecallKind
from workflows.selection.words import (
    Acquaintance,
    CallFinding,
    CandidateStatus,
    ReviewOutcome,
    Seat,
    SlotStatus,
)

OPERATIONS = registered_operations()
OPERATIONS_IN = (
    "workflows/recall/operations/",
    "workflows/selection/operations/",
    "workflows/casework/notices.py",
    "workflows/casework/rounds.py",
)
STEPS = frozenset(step for operation in OPERATIONS.values() for step in operation.steps)
ELEMENT_PROPERTIES = frozenset(
    name for tag, names in PROPERTIES.items() for name in names if (tag, name) not in LATER_PROPERTIES
)

CASEWORK = ("workflows/casework/", "workflows/jobs/", "workflows/scenarios/", "webapp/cases/", "webapp/inbox/")
PEOPLE = ("workflows/people/", "workflows/commands/", "workflows/scenarios/", "webapp/account/", "webapp/admin/")
SELECTION = ("workflows/selection/",)
ATTENDANCE = ("workflows/attendance/", "webapp/records/")
PROCEDURES = (*RECALL, *SELECTION)

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
    Family(
        "3b",
        "kinds of timers",
        TimerKind,
        columns=("clock_start.timer_kind",),
        names=("timer_kind",),
        rooms=("workflows/engine/", "workflows/casework/"),
    ),
    Family("3a", "kinds of incidents", IncidentKind, columns=("incident.kind",), rooms=CASEWORK),
    Family(
        "4",
        "kinds of notices",
        NoticeKind,
        columns=("notice.kind",),
        labels="notice_kind",
        writers=("workflows.casework.notices:notify.kind",),
        rooms=(*CASEWORK, "workflows/recall/", "workflows/selection/"),
    ),
    Family(
        "58",
        "ways of notices",
        NoticeWay,
        columns=("outgoing.way",),
        labels="notice_way",
        rooms=("workflows/casework/", "workflows/jobs/"),
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
    Family(
        "8",
        "posts that code names",
        PostKey,
        names=("to", "posts", "post_key", "post"),
    ),
    Family(
        "15",
        "how a letter was served",
        ServiceMode,
        columns=("document.service_mode", "recall_order.service_mode"),
        labels="service_mode",
        names=("mode",),
        writers=("workflows.documents.issue:serve.mode",),
        rooms=("workflows/documents/", "workflows/recall/", "webapp/"),
    ),
    Family("16", "kinds of units", UnitKind, columns=("unit.kind", "post.unit_kind"), rooms=PEOPLE),
    Family("17", "levels of posts", PostLevel, columns=("post.level",), rooms=PEOPLE),
    Family("17a", "scopes of posts", PostScope, columns=("post.scope",), rooms=(*PEOPLE, "workflows/casework/")),
    Family("18", "kinds of relations", RelationKind, columns=("relation.kind",), labels="relation_kind", rooms=PEOPLE),
    Family("18a", "sexes", Sex, columns=("person.sex",), labels="sex", rooms=PEOPLE),
    Family("19", "kinds of villages", VillageKind, columns=("village.kind",), rooms=PEOPLE),
    Family("20", "roles in a team", Role, columns=("posting.role",), rooms=(*PEOPLE, *PROCEDURES)),
    Family("20a", "roles of slots", TeamRole, columns=("slot.role",), names=("post_kind",), rooms=PROCEDURES),
    Family("21", "states of postings", PostingStatus, columns=("posting.status",), rooms=(*PEOPLE, *PROCEDURES)),
    Family("22", "why a posting ended", EndReason, columns=("posting.end_reason",), rooms=(*PEOPLE, *PROCEDURES)),
    Family(
        "23",
        "kinds of recalls",
        RecallKind,
        columns=("recall.kind", "recall_order.kind"),
        names=("recall_type",),
        rooms=RECALL,
    ),
    *RECALLED,
    *ASSESSED,
    Family("35", "states of slots", SlotStatus, columns=("slot.status",), rooms=SELECTION),
    Family("36", "states of candidates", CandidateStatus, columns=("candidate.status",), rooms=SELECTION),
    Family("37", "what the person called is", Acquaintance, columns=("background_call.relation",), rooms=SELECTION),
    Family(
        "38",
        "findings of calls",
        CallFinding,
        columns=("background_call.finding",),
        names=("call_finding",),
        rooms=SELECTION,
    ),
    Family("39", "seats of reviewers", Seat, columns=("gate_review.seat",), rooms=SELECTION),
    Family("40", "outcomes of reviews", ReviewOutcome, columns=("gate_review.outcome",), rooms=SELECTION),
    Family(
        "9",
        "properties of elements",
        ELEMENT_PROPERTIES,
        reads=(
            ".property()",
            "element.property()",
            "procedure.property()",
            "each.property()",
            "self.property()",
            "properties[]",
        ),
        rooms=(
            "workflows/engine/",
            "workflows/casework/",
            "workflows/procedure/lanes.py",
            "workflows/procedure/model.py",
        ),
    ),
    Family(
        "10",
        "properties of form fields",
        frozenset(FORM_PROPERTIES),
        reads=("field.property()",),
        rooms=("workflows/casework/", "workflows/procedure/", "webapp/"),
    ),
    Family(
        "10a", "searches beside a form field", LookupName, names=("lookup",), rooms=("workflows/procedure/", "webapp/")
    ),
    Family("11", "operations and what they read", frozenset(OPERATIONS), never=("variables[]",), rooms=OPERATIONS_IN),
    Family("12", "headers of operations", frozenset(OPERATIONS), never=("headers[]",), rooms=OPERATIONS_IN),
    Family("13", "steps that operations look up", STEPS, names=("element_id", "element"), rooms=OPERATIONS_IN),
    Family("41", "views of the inbox", get_args(View), labels="inbox_view", is_typed=True),
    Family(
        "42",
        "what a message is",
        Said,
        names=("category",),
        writers=("webapp.access:say.category",),
        rooms=("webapp/",),
    ),
    Family("43", "what the session keeps", SessionKey, names=("session[]",), rooms=("webapp/",)),
    Family(
        "45",
        "states of settings",
        SettingState,
        columns=("setting.state",),
        rooms=("workflows/office/", "webapp/admin/", "workflows/scenarios/"),
    ),
    Family(
        "46",
        "states of plans of years",
        PlanState,
        columns=("calendar_plan.state",),
        labels="plan_state",
        rooms=("workflows/calendar/", "webapp/admin/"),
    ),
    Family("47", "what a plan says of a day", PlanDayKind, labels="plan_day", rooms=("workflows/calendar/",)),
    Family(
        "48", "what the calendar moves", MoveKind, labels="move_kind", rooms=("workflows/casework/", "webapp/admin/")
    ),
    Family(
        "50",
        "states of changes of posts and units",
        ChangeState,
        columns=("post_change.state", "unit_change.state", "version_request.state", "scheme.state"),
        rooms=("workflows/people/", "workflows/casework/", "workflows/studio/", "webapp/admin/", "webapp/studio/"),
    ),
    Family(
        "51",
        "what a unit stands under",
        TieKind,
        columns=("unit_tie.kind", "unit_change.kind"),
        labels="tie_kind",
        rooms=("workflows/people/", "workflows/casework/", "webapp/admin/"),
    ),
    *(
        Family(number, name, words, columns=(column,), labels=labels, names=names, rooms=ATTENDANCE)
        for number, name, words, column, labels, names in (
            ("51", "states of files that wait", UploadState, "attendance_upload.state", "upload_state", ()),
            ("52", "states of imports", ImportState, "attendance_import.state", "import_state", ()),
            ("53", "what a row of an import is", RowKind, "attendance_row.kind", "", ()),
            ("54", "who somebody of a file is", Recognition, "attendance_unknown.decision", "recognition", ()),
            ("55", "programs with accounts", AccountProgram, "attendance_account.program", "", ("program",)),
            ("56", "decisions about days", DayDecision, "day_correction.decision", "day_decision", ()),
            ("57", "programs of files", FileLayout, "attendance_import.layout", "file_layout", ("layout",)),
        )
    ),
    Family("44", "jobs", Job, names=("queueing_lock", "name"), rooms=("workflows/jobs/",)),
)
