"""Who is told that a case was broken off: whom the process names in `cancel_tells`, by its notice `cancel_notice`."""

from __future__ import annotations

from workflows.casework.expressions import names_of
from workflows.casework.locked_case import LockedCase
from workflows.casework.notice_files import deliver, written
from workflows.casework.notices import PERSON
from workflows.procedure.lists import names_of as literal_names


def told_of(running: LockedCase) -> list[str]:
    """Whom the process names, asked before the case ends; nobody where it names no notice, and never who breaks it off, by name."""
    text = running.procedures[running.case.process_id].property("cancel_tells")
    if not text:
        return []
    at = running.case.process_id
    found = running.run.evaluate(None, text) if text.startswith("=") else list(literal_names(text))
    named = names_of(found, at=at, what="cancel_tells")
    mine = f"{PERSON}{running.actor.person_id}" if running.actor is not None else ""
    return [each for each in dict.fromkeys(named) if each != mine]


def tell_of_cancellation(running: LockedCase, told: list[str], by: str, reason: str) -> None:
    """Send the notice over the full title that the case had, the signature of who broke it off, and the reason given."""
    case, work = running.case, running.work
    notice_id = running.procedures[case.process_id].property("cancel_notice")
    if not told or not notice_id:
        return
    file = running.procedures[case.process_id].notices[notice_id]
    fields = {"title": case.title, "by": by, "reason": reason}
    deliver(work, case, case.process_id, written(file, fields, running.environment, at=case.process_id), told)
