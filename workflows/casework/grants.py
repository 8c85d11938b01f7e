"""What opens one case to one reader (design 6a, rules 1 to 8): the grounds, and the answers that each of them reaches."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workflows.casework.models import Ground, Task
from workflows.engine import CAME, Happening
from workflows.people import Actor
from workflows.people.posts import ANY_OFFICE
from workflows.procedure.form_model import FormField
from workflows.procedure.model import Element, ElementType, EventType, Procedure

START = "start"
DECISION = "decision:"
LETTER = "letter:"

# Events that are armed first and happen later: arming them reaches nothing.
_ARMED = frozenset({ElementType.BOUNDARY_EVENT, ElementType.INTERMEDIATE_CATCH_EVENT})


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of what moved in a case: where in the history (entry, line), and at which element of which process."""

    at: tuple[int, int]
    kind: str
    process_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """The rows of case_reader that open one case to one reader: what a list needs to know."""

    grounds: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()  # processes

    @property
    def does(self) -> bool:
        """True where the reader may do an open task, unless barred from it."""
        return not self.grounds.isdisjoint((Ground.DOES.value, Ground.ASKED.value))

    @property
    def learns_what_comes(self) -> bool:
        """True where the reader may know what the procedure will do by itself next."""
        return bool(self.reads) or Ground.WATCHES.value in self.grounds


@dataclass(frozen=True, slots=True)
class Shown:
    """What the tasks that somebody may do show beside their form (rule 3)."""

    answers: tuple[tuple[str, str], ...] = ()  # (process, element), in the order of the tasks and their `shows`
    decisions: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grants:
    """What one reader may read of one case. Made once for a page; every section of the file asks it."""

    actor: Actor
    grounds: frozenset[str]
    reads: frozenset[str]  # processes whose file the reader reads, except what is sealed (rule 2)
    shown: Shown = Shown()
    does: frozenset[uuid.UUID] = frozenset()  # open tasks that the reader may do
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    moved: Sequence[Moved] = ()
    owes_case: bool = True  # what the reader's unit owes is a clock of the case; False: of single items only
    stands_aside: bool = False  # recused from the case, or related to whom it is about
    own_reads: frozenset[str] = frozenset()  # of `reads`, those that take no standing in for somebody absent
    own_does: frozenset[uuid.UUID] = frozenset()  # of `does`, likewise
    own_shown: Shown = Shown()  # what those show
    aside: frozenset[str] = (
        frozenset()
    )  # processes whose notices to the reader's posts are not for the reader, who stands aside

    def may_read(self, process_id: str, element_id: str, author_id: uuid.UUID | None, written_in: int) -> bool:
        """Whether answers are open to the reader; which of their fields, `may_read_field` says.

        `written_in` is the sequence of the history entry that wrote them: a seal holds until its element is reached after it.
        """
        if author_id is not None and author_id == self.actor.person_id:
            return True
        if self.is_sealed(process_id, element_id, written_in):
            return False
        return process_id in self.reads or (process_id, element_id) in self.shown.answers

    def is_sealed(self, process_id: str, element_id: str, written_in: int) -> bool:
        """Rule 4: the element that opens these answers has not been reached since they were written."""
        procedure = self.procedures.get(process_id)
        element = procedure.elements.get(element_id) if procedure is not None else None
        until = element.sealed_until if element is not None else None
        if procedure is None or until is None:
            return False
        is_armed = getattr(procedure.elements.get(until), "type", None) in _ARMED
        written_at = max(
            (each.at for each in self.moved if each.at[0] == written_in and each.element_id == element_id),
            default=(written_in, -1),
        )
        return not any(
            each.at > written_at
            and (each.process_id, each.element_id) == (process_id, until)
            and _has_reached(each.kind, is_armed)
            for each in self.moved
        )

    def may_read_field(self, item: FormField, author_id: uuid.UUID | None) -> bool:
        """Rule 5: `visible_to` narrows what is open; whoever wrote an answer may always read it."""
        posts = item.visible_to
        if posts is None or (author_id is not None and author_id == self.actor.person_id):
            return True
        return any(
            holding.post_key in posts or (ANY_OFFICE in posts and holding.is_office) for holding in self.actor.holdings
        )

    def closed_in(self, task: Task) -> frozenset[uuid.UUID]:
        """The people about whom rows of a task's sheet are closed: the reader and relatives, and where only the place of somebody
        absent opens the rows, the absent and their relatives as well."""
        is_own = (
            task.id in self.own_does
            or task.process_id in self.own_reads
            or (task.process_id, task.element_id) in self.own_shown.answers
        )
        absent = () if is_own else (each.close for each in self.actor.stand_ins)
        return self.actor.close.union(*absent)

    @property
    def is_informed(self) -> bool:
        """True where the full title is open: to readers, and to the doers of a task that shows something."""
        return bool(self.reads or self.shown.answers or self.shown.decisions or self.shown.letters)

    @property
    def is_outside(self) -> bool:
        """True where the reader knows the case by the title for people outside the offices only, and by no number."""
        is_inside = any(holding.is_inside for holding in self.actor.holdings)
        return not is_inside or self.stands_aside

    @property
    def sees_clocks(self) -> bool:
        """Rules 2, 3 and 8, and who watches the clocks."""
        return bool(self.reads or self.does or self.grounds & {Ground.OWES.value, Ground.WATCHES.value})


def _has_reached(kind: str, is_armed: bool) -> bool:
    return (
        kind in (Happening.COMPLETED, Happening.ENDED) or kind in CAME or (kind == Happening.ENTERED and not is_armed)
    )


def shown_by(tasks: Iterable[Task], procedures: Mapping[str, Procedure]) -> Shown:
    """What the `shows` of these tasks name, each name looked up in the process in which the task is drawn first."""
    answers: dict[tuple[str, str], None] = {}
    decisions: set[str] = set()
    letters: set[str] = set()
    for task in tasks:
        procedure = procedures[task.process_id]
        for name in procedure.elements[task.element_id].shows:
            if name.startswith(DECISION):
                decisions.add(name.removeprefix(DECISION))
            elif name.startswith(LETTER):
                letters.add(name.removeprefix(LETTER))
            elif name == START:
                start = start_event(procedure)
                if start is not None:
                    answers[(task.process_id, start.id)] = None
            else:
                where = task.process_id if name in procedure.elements else _process_of(name, procedures)
                if where is not None:
                    answers[(where, name)] = None
    return Shown(tuple(answers), frozenset(decisions), frozenset(letters))


def start_event(procedure: Procedure) -> Element | None:
    """The none start event of a process, whose form a person fills in to start a case by hand; None where it has no form."""
    for start in procedure.process.starts:
        if start.form_id is not None and (start.event is None or start.event.type is EventType.NONE):
            return start
    return None


def _process_of(element_id: str, procedures: Mapping[str, Procedure]) -> str | None:
    return next((key for key, procedure in procedures.items() if element_id in procedure.elements), None)
