"""What a procedure is once its folder has been read: immutable elements and flows; forms are in form_model.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from workflows.procedure.form_model import Form
from workflows.procedure.ledger_model import LedgerFile
from workflows.procedure.letter_model import Letter
from workflows.procedure.lists import names_of
from workflows.procedure.notice_model import NoticeFile
from workflows.sentence import Sentence

MAX_EVENT_NAME = 120
MAX_CORRELATION_KEY = 200
"""Characters that the rows of casework keep of an event's name and of a message's key."""

PRIORITIES = range(101)
"""What the priority of a task may be."""

DEADLINE_FUNCTION = "deadline"
SETTING_FUNCTION = "setting"
CATALOGUE_FUNCTION = "catalogue"
"""The functions that the house adds to FEEL: when the running deadline of this name is due, a number of the office, and the scheme
that a setting names."""


class ElementType(StrEnum):
    """The BPMN elements that Gatepost executes; values are the tag names of the standard."""

    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    TASK = "task"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    SCRIPT_TASK = "scriptTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    CALL_ACTIVITY = "callActivity"
    SUB_PROCESS = "subProcess"
    EVENT_SUB_PROCESS = "eventSubProcess"  # a subProcess with triggeredByEvent="true"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    EVENT_BASED_GATEWAY = "eventBasedGateway"
    START_EVENT = "startEvent"
    INTERMEDIATE_CATCH_EVENT = "intermediateCatchEvent"
    INTERMEDIATE_THROW_EVENT = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"
    END_EVENT = "endEvent"


class EventType(StrEnum):
    """The event definitions that Gatepost executes."""

    NONE = "none"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"


class MessageKind(StrEnum):
    """What travels between cases. An escalation that nobody caught is kept with what left the case, and delivered to nobody."""

    MESSAGE = "message"
    SIGNAL = "signal"
    ESCALATION = "escalation"


class Side(StrEnum):
    """Whose time runs while a file lies in a lane: that of the unit which owes the duty, or the office's."""

    UNIT = "unit"
    OFFICE = "office"


class TimerKind(StrEnum):
    """Which of the three timer texts of BPMN a timer carries."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


THROWS = frozenset({ElementType.END_EVENT, ElementType.INTERMEDIATE_THROW_EVENT})  # the others wait for what these send
BETWEEN = frozenset({EventType.MESSAGE, EventType.SIGNAL})  # what goes from one case to another


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """One event definition. `name` is the message, signal, error code or escalation code; FEEL where it starts with `=`."""

    type: EventType
    name: str | None = None
    correlation_key: str | None = None  # FEEL, messages only
    timer_kind: TimerKind | None = None
    timer: str | None = None  # ISO 8601 text, or FEEL where it starts with `=`


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One zeebe:input or zeebe:output: evaluate `source` (FEEL) and assign it to the path `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """zeebe:loopCharacteristics of an activity that runs once for each item."""

    is_sequential: bool
    input_collection: str  # FEEL
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None  # FEEL
    completion_condition: str | None = None  # FEEL


@dataclass(frozen=True, slots=True)
class Assignment:
    """zeebe:assignmentDefinition as written; FEEL where a text starts with `=`, otherwise comma-separated names."""

    assignee: str | None = None
    candidate_users: str | None = None
    candidate_groups: str | None = None


@dataclass(frozen=True, slots=True)
class SequenceFlow:
    """A sequence flow; `condition` is FEEL text as written (with its leading `=`)."""

    id: str
    source: str
    target: str
    name: str | None = None
    condition: str | None = None
    line: int = 0
    language: str | None = None  # of the condition, where the file names one


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node with everything that its zeebe extensions say. Texts starting with `=` are FEEL."""

    id: str
    type: ElementType
    name: str = ""
    line: int = 0
    lane: str | None = None  # lane id; an element of an embedded sub-process takes the lane of its sub-process
    documentation: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default_flow: str | None = None
    event: EventDefinition | None = None  # events and receive tasks
    attached_to: str | None = None  # boundary events
    is_interrupting: bool = True  # boundary events and start events of event sub-processes
    form_id: str | None = None
    # user tasks over a sheet: the form of one row, in place of a form of the task; steps that ask the persons of rows: theirs
    row_form_id: str | None = None
    assignment: Assignment = Assignment()
    due_date: str | None = None
    follow_up_date: str | None = None
    priority: str | None = None
    operation: str | None = None  # service and send tasks: zeebe:taskDefinition type
    headers: tuple[tuple[str, str], ...] = ()
    script: str | None = None
    decision_id: str | None = None
    result_variable: str | None = None
    called_process_id: str | None = None
    propagate_all_parent_variables: bool = True
    propagate_all_child_variables: bool = True
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    multi_instance: MultiInstance | None = None
    properties: tuple[tuple[str, str], ...] = ()
    body: Scope | None = None  # sub-processes and event sub-processes

    @property
    def shows(self) -> tuple[str, ...]:
        """What the doer of this task is shown beside the form, in order: element ids, `start`, `decision:<id>`, `letter:<kind>`."""
        return names_of(self.property("shows"))

    @property
    def sealed_until(self) -> str | None:
        """The element that opens this task's answers to others once the case has reached it after they were written."""
        return self.property("sealed_until") or None

    @property
    def is_batch(self) -> bool:
        """True where open tasks of this step may be completed together."""
        return self.property("batch") == "true"

    @property
    def is_own_word(self) -> bool:
        """True where its assignee is asked for their own word, although the process is about them."""
        return self.property("own_word") == "true"

    @property
    def sheet(self) -> str | None:
        """The sheet over whose rows this task goes: the name of a declared one, or one that this procedure opens itself."""
        return self.property("sheet") or None

    def property(self, name: str) -> str | None:
        """The text of a zeebe:property, or None where it is absent."""
        return next((value for key, value in self.properties if key == name), None)


@dataclass(frozen=True)
class Scope:
    """The inside of a process or of an embedded sub-process: its own elements and flows, by id."""

    id: str
    elements: Mapping[str, Element]
    flows: Mapping[str, SequenceFlow]

    @cached_property
    def starts(self) -> tuple[Element, ...]:
        """Start events of this scope, in document order."""
        return tuple(e for e in self.elements.values() if e.type is ElementType.START_EVENT)

    @cached_property
    def event_sub_processes(self) -> tuple[Element, ...]:
        """Event sub-processes of this scope, in document order."""
        return tuple(e for e in self.elements.values() if e.type is ElementType.EVENT_SUB_PROCESS)

    @cached_property
    def boundary_events(self) -> Mapping[str, tuple[Element, ...]]:
        """Boundary events by the activity they are attached to, in document order."""
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.type is ElementType.BOUNDARY_EVENT and element.attached_to:
                found.setdefault(element.attached_to, []).append(element)
        return MappingProxyType({host: tuple(events) for host, events in found.items()})

    def walk(self) -> tuple[Element, ...]:
        """Every element of this scope and of the scopes inside it, in document order."""
        found: list[Element] = []
        for element in self.elements.values():
            found.append(element)
            if element.body is not None:
                found.extend(element.body.walk())
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane gives its tasks their default candidate group: its post (property `post`, else its id) in its unit.

    `unit` is a unit code or FEEL (property `unit`); None means the post in any unit. `side` (property `side`) is `unit`
    or `office`: whose time runs while a task of this lane is open under a deadline.
    """

    id: str
    name: str
    elements: tuple[str, ...]
    post: str
    unit: str | None = None
    side: Side = Side.OFFICE
    line: int = 0


@dataclass(frozen=True)
class Procedure:
    """A procedure folder, read and checked: diagram, forms, letters, notices, ledgers, decisions, scenarios, labels, their bytes.

    `decisions` maps a decision id to the file that holds it; the DMN room compiles them. `labels` maps a key to its text
    in that locale: `process`, `title:<text of a title>`, `element:<id>`, `lane:<id>`, `flow:<id>`, `decision:<id>` and
    `form:<form id>:<field key>[:description|:text|:option:<value>]`; in a dynamic list the key is `<path>.<field key>`.
    """

    process_id: str
    name: str
    version_tag: str
    documentation: str
    process: Scope
    lanes: tuple[Lane, ...]
    forms: Mapping[str, Form]
    decisions: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]  # locale -> key -> text
    files: Mapping[str, bytes]
    digest: str  # sha256 over names and contents of the folder
    properties: tuple[tuple[str, str], ...] = ()  # zeebe:properties of the process
    elements: Mapping[str, Element] = field(default_factory=dict)  # every element of every scope, by id
    letters: Mapping[str, Letter] = field(default_factory=dict)  # by id
    notices: Mapping[str, NoticeFile] = field(default_factory=dict)  # by id
    ledgers: Mapping[str, LedgerFile] = field(default_factory=dict)  # by id

    @cached_property
    def throwing(self) -> tuple[Element, ...]:
        """The events that send a message or signal, in document order."""
        return tuple(
            element
            for element in self.elements.values()
            if element.type in THROWS and element.event is not None and element.event.type in BETWEEN
        )

    @property
    def clock_starts(self) -> tuple[Element, ...]:
        """The start events of the process itself at which the clock starts a case, in document order."""
        starts = self.process.starts
        return tuple(start for start in starts if start.event is not None and start.event.type is EventType.TIMER)

    def property(self, name: str) -> str | None:
        """The text of a zeebe:property of the process, or None where it is absent."""
        return next((value for key, value in self.properties if key == name), None)

    def label(self, key: str, fallback: str, locale: str) -> str:
        """The text for `key` in `locale`; Chinese texts stand in the diagram itself and are the fallback."""
        return self.labels.get(locale, {}).get(key, fallback)


class Severity(StrEnum):
    """Errors keep a procedure from being published; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of reading or checking a procedure: where it is and a sentence saying what to do, in both languages.

    `wrong` is the name that the sentence objects to and `meant` the one that was probably meant, where it says so.
    """

    file: str
    element: str | None
    code: str
    sentence: Sentence
    severity: Severity = Severity.ERROR
    line: int | None = None
    wrong: str = ""
    meant: str = ""


class ProcedureError(Exception):
    """A folder cannot be read as a procedure; `problems` says why, each with file, element and sentence."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.file}: {p.sentence.en}" for p in problems))
        self.problems = problems
