"""The background duties as plain functions: each does one piece in one transaction, and doing it again does nothing.

Timer and message rows are the truth; whatever calls these functions (the loop, the queue, a test) may call them too often.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from workflows.attendance.results import Finding
from workflows.attendance.sentences import sentence
from workflows.attendance.storing import give_up, store_rows
from workflows.attendance.uploads import read_upload, uploads_to_work_on
from workflows.casework import absence_overview, clock_starts, incidents, reader_rewrite, row_asks
from workflows.casework.errors import IncidentRaised, NotFound
from workflows.casework.holders import blocked_tasks, lapsed_tasks, return_to_post, tell_of_unheld, unheld_tasks
from workflows.casework.messages import deliver, undelivered
from workflows.casework.timers import due_cases, fire_due
from workflows.casework.transaction import transaction
from workflows.casework.verbs.take_calendar import cases_to_take, take_calendar
from workflows.casework.words import Attempt, IncidentKind
from workflows.people import unit_tree
from workflows.proof.keys import KeyRefused
from workflows.proof.place import seal_file
from workflows.proof.seal_file import SealRefused
from workflows.proof.seals import seal
from workflows.sentence import Sentence
from workflows.settings import ROOT
from workflows.store import PASSING_TROUBLE, Store

logger = logging.getLogger("gatepost.worker")

Stop = Callable[[], bool]
"""Asked between two pieces of work: True where the worker should end."""

# On PostgreSQL a transaction that is still running may hold a lower row number; none runs as long as this.
SETTLED_ON_POSTGRESQL = timedelta(hours=1)


_left_alone: dict[uuid.UUID, float] = {}
_asks_left_alone: dict[uuid.UUID, float] = {}
LEFT_ALONE_SECONDS = 600.0
"""How long a case waits whose failure could not even be written down, so that it does not fail every second."""


def fire_timers(store: Store, case_id: uuid.UUID) -> bool:
    """Fire the due timers of one case; True where something fired. Raises DBAPIError, after which it may be tried again."""
    if time.monotonic() < _left_alone.get(case_id, 0.0):
        return False
    _left_alone.pop(case_id, None)
    with _failures_are_incidents(store, case_id, {"kind": Attempt.TIMER}), transaction(store) as work:
        return fire_due(work, case_id)
    return False


def move_to_calendar(store: Store, case_id: uuid.UUID) -> bool:
    """Let one case count by the holidays confirmed last; True where it did not yet. Raises DBAPIError, which passes."""
    with _failures_are_incidents(store, case_id, {"kind": Attempt.CALENDAR}), transaction(store) as work:
        return take_calendar(work, case_id)
    return False


def deliver_message(store: Store, message_id: int) -> int:
    """Deliver one message or signal; how many cases took it. Raises DBAPIError, after which it may be tried again."""
    with (
        _failures_are_incidents(store, None, {"kind": Attempt.MESSAGE, "message_id": message_id}),
        transaction(store) as work,
    ):
        return deliver(work, message_id)
    return 0


def start_by_clock(store: Store, start_id: uuid.UUID) -> bool:
    """Start the case of one due time; True where the schedule moved. Raises DBAPIError, after which it may be tried again.

    A fault of the program is told to the administrators and the due time given up: the others must not wait for it.
    """
    try:
        with transaction(store) as work:
            return clock_starts.start_due(work, start_id)
    except PASSING_TROUBLE:
        raise
    except Exception as fault:
        logger.exception("start by the clock %s: a fault of the program", start_id)
        with store.write() as work:
            clock_starts.note_failure(work, start_id, _program_failed(fault))
        return True


def due_clock_starts(store: Store) -> list[uuid.UUID]:
    """Starts to hand to `start_by_clock`, the longest overdue first."""
    with store.read() as work:
        return list(clock_starts.due_starts(work))


def end_row_asks(store: Store, case_id: uuid.UUID) -> bool:
    """Remind the persons of one case's rows, and end what nobody said in time; True where there was something.

    Raises DBAPIError, after which it may be tried again. What fails is left as it is, and keeps nobody else waiting.
    """
    if time.monotonic() < _asks_left_alone.get(case_id, 0.0):
        return False
    _asks_left_alone.pop(case_id, None)
    try:
        with transaction(store) as work:
            return row_asks.settle_asks(work, case_id)
    except PASSING_TROUBLE:
        raise
    except Exception:
        _asks_left_alone[case_id] = time.monotonic() + LEFT_ALONE_SECONDS
        logger.exception("case %s, answers on rows: this failed and is tried again later", case_id)
        return False


def cases_with_due_asks(store: Store) -> list[uuid.UUID]:
    """Cases to hand to `end_row_asks`, the longest overdue first."""
    with store.read() as work:
        return list(row_asks.due_asks(work))


def seal_history(store: Store) -> bool:
    """Seal and sign what the history and the access log gained since the last seal; True where there was something.

    Where the file outside and the database do not belong together nothing is sealed and the log says why, every time.
    """
    settled_for = SETTLED_ON_POSTGRESQL if store.is_postgresql else timedelta(0)
    try:
        file = seal_file(store.engine.url, os.environ, ROOT / "var")
        with file.locked(), store.write() as work:
            return seal(work, file, settled_for=settled_for) is not None
    except (SealRefused, KeyRefused, OSError) as refused:
        logger.error("the history was not sealed: %s", refused)
        return False


# The last task looked at for whether anybody may do it, by database; after a restart the walk begins anew.
_walked_to: dict[str, uuid.UUID | None] = {}


def return_tasks(store: Store) -> int:
    """Give tasks whose holder has left the post, or has no open account any more, back to their posts; how many.

    Tasks that nobody could take, or that everybody who could must not, are told of.
    """
    url = str(store.engine.url)
    with whatever_fails("telling of absences"):
        tell_of_absences(store)
    with store.read() as work:
        waiting, unheld = lapsed_tasks(work), unheld_tasks(work)
        blocked, _walked_to[url] = blocked_tasks(work, _walked_to.get(url))
    for task_id in [*unheld, *blocked]:
        with whatever_fails(f"task {task_id}, which nobody may do"), store.write() as work:
            tell_of_unheld(work, task_id)
    returned = 0
    for task_id in waiting:
        with whatever_fails(f"task {task_id}, whose holder has left"), store.write() as work:
            returned += return_to_post(work, task_id)
    return returned


def tell_of_absences(store: Store) -> int:
    """Tell of absences that begin and that are over; how many. A look that finds nothing writes nothing."""
    with store.read() as work:
        is_some = absence_overview.has_untold(work)
    if not is_some:
        return 0
    with store.write() as work:
        return absence_overview.tell_untold(work)


def refresh_readers(store: Store, should_stop: Stop = lambda: False) -> None:
    """Write anew whom cases are open to where posts changed what they open; in pieces, so that nobody waits long."""
    is_more = True
    while is_more and not should_stop():
        with transaction(store) as work:
            is_more = reader_rewrite.refresh_readers(work)


def move_units(store: Store) -> int:
    """Let units stand where they stand from today on; how many have moved. A look that finds nothing writes nothing."""
    with store.read() as work:
        is_due = unit_tree.is_move_due(work)
    if not is_due:
        return 0
    with store.write() as work:
        return unit_tree.move_due(work)


def end_waits(store: Store) -> int:
    """Let cases go on that waited for what this worker knows; how many. A look that finds nothing writes nothing."""
    with store.read() as work:
        is_some = incidents.has_waits(work)
    if not is_some:
        return 0
    with store.write() as work:
        ended = incidents.end_waits(work)
    if ended:
        logger.info("%s cases no longer wait for a newer program", ended)
    return ended


def import_attendance(store: Store, upload_id: uuid.UUID, should_stop: Stop = lambda: False) -> bool:
    """Read a file of attendance that was handed in, or store the rows of one that was taken; True where it moved.

    A file over which the program fails is refused: other files must not wait for it. Raises DBAPIError, which passes.
    """
    try:
        return read_upload(store, upload_id) or store_rows(store, upload_id, should_stop)
    except PASSING_TROUBLE:
        raise
    except Exception as fault:
        logger.exception("the attendance file %s: a fault of the program", upload_id)
        said = sentence("program_failed", fault=type(fault).__name__)
        give_up(store, upload_id, Finding("program_failed", said))
        return True


def attendance_to_import(store: Store) -> list[uuid.UUID]:
    """Files to hand to `import_attendance`, the oldest first."""
    with store.read() as work:
        return list(uploads_to_work_on(work))


def cases_with_due_timers(store: Store, only: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Cases to hand to `fire_timers`, the longest overdue first; of `only` one where it has more to do at once."""
    with store.read() as work:
        return list(due_cases(work, only=only))


def cases_behind_the_calendar(store: Store) -> list[uuid.UUID]:
    """Cases to hand to `move_to_calendar`, some at a time."""
    with store.read() as work:
        return list(cases_to_take(work))


def messages_to_deliver(store: Store) -> list[int]:
    """Messages to hand to `deliver_message`, the oldest first."""
    with store.read() as work:
        return list(undelivered(work))


def work_off(
    store: Store,
    should_stop: Stop = lambda: False,
    *,
    may_fire: bool = True,
    give_way: Callable[[], object] = lambda: None,
) -> int:
    """Fire, start and deliver until nothing is left that moves; how many pieces moved. Ends early where `should_stop` says so.

    `give_way` is called between two pieces of one operation: whoever waits to write meanwhile gets their turn. Without
    `may_fire` timers and starts by the clock wait; messages, which people sent, are delivered.
    """
    total = 0
    with whatever_fails("ending the waits for a newer program"):
        total = end_waits(store)
    with whatever_fails("moving units"):
        total += move_units(store)
    by_the_clock = (
        (cases_with_due_timers, partial(_fire_and_give_way, give_way=give_way)),
        (cases_with_due_asks, end_row_asks),
        (due_clock_starts, start_by_clock),
    )
    kinds: Sequence[tuple[Callable[[Store], Sequence[Any]], Callable[[Store, Any], int]]] = (
        (cases_behind_the_calendar, move_to_calendar),
        *(by_the_clock if may_fire else ()),
        (messages_to_deliver, deliver_message),
    )
    while not should_stop():
        moved = 0
        for look, act in kinds:
            for each in look(store):
                if should_stop():
                    return total + moved
                moved += act(store, each) > 0
        total += moved
        if not moved:
            break
    return total


def _fire_and_give_way(store: Store, case_id: uuid.UUID, give_way: Callable[[], object]) -> bool:
    if (has_moved := fire_timers(store, case_id)) and cases_with_due_timers(store, case_id):
        give_way()
    return has_moved


@contextmanager
def whatever_fails(what: str) -> Iterator[None]:
    """Let no failure of one thing, such as a damaged row, keep the worker from the others: the log says what and where.

    Troubles of the database, which pass, rise: they concern everything.
    """
    try:
        yield
    except PASSING_TROUBLE:
        raise
    except Exception:
        logger.exception("%s: this failed and is left as it is", what)


@contextmanager
def _failures_are_incidents(store: Store, case_id: uuid.UUID | None, attempt: dict[str, object]) -> Iterator[None]:
    """Let no single case stop the others: what a step raises is an incident of its case, and troubles of the database rise.

    IncidentRaised has been recorded by `transaction` when it arrives here. Anything else is a fault of the program; it is
    recorded too, because a case whose timer fails in every round would be tried for ever.
    """
    try:
        yield
    except IncidentRaised as raised:
        logger.warning("case %s stopped at %s: %s", raised.case_id, raised.element_id or "?", raised.kind)
    except NotFound:
        logger.info("case %s is gone", case_id)
    except PASSING_TROUBLE:
        raise
    except Exception as fault:
        logger.exception("case %s, %s: a fault of the program", case_id, attempt)
        if case_id is None:
            return  # the message stays where it is, for the next round and the administrator to see
        incident = IncidentRaised(case_id, "", _program_failed(fault), attempt, kind=IncidentKind.PROGRAM)
        try:
            with transaction(store):
                raise incident from fault
        except IncidentRaised:
            logger.warning("case %s waits for an administrator", case_id)
        except PASSING_TROUBLE:
            raise
        except Exception:
            # Not even that can be written, so nothing stops its timer: it is left alone for a while instead.
            _left_alone[case_id] = time.monotonic() + LEFT_ALONE_SECONDS
            logger.exception("case %s cannot be written to; it is tried again in %.0f s", case_id, LEFT_ALONE_SECONDS)


def _program_failed(fault: Exception) -> Sentence:
    # What a database refuses is told with the values in it, which are for nobody who reads an incident.
    told = type(fault).__name__ if isinstance(fault, DBAPIError) else f"{type(fault).__name__}: {fault}"
    return Sentence(
        f"The program failed ({told}); the worker's log has the details.", f"程序出错（{told}），详见后台日志。"
    )
