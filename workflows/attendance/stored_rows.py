"""What stands in the rows of an import: from the result of a reading to rows, and back. Nothing is left out on the way."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflows.attendance.import_words import RowKind
from workflows.attendance.results import (
    Day,
    Finding,
    Found,
    Leave,
    LeaveOfDay,
    LeaveUnit,
    Place,
    Punch,
    PunchKind,
    PunchState,
)
from workflows.sentence import Sentence
from workflows.store.commitments import canonical

Values = dict[str, Any]


def rows_of(found: Found, persons: Mapping[str, uuid.UUID]) -> Iterator[Values]:
    """Every row of a file in the order of its numbers: asked, told, leave, days; those of the queue after those of members.

    `persons`: the key of the roster → the id of the person.
    """
    for kind, findings in ((RowKind.ASKED, found.queue), (RowKind.TOLD, found.told)):
        for each in findings:
            yield _row(kind, persons.get(each.person or ""), None, each.day, _of_finding(each))
    queue = list(enumerate(found.unmatched, 1))
    for leave in found.leaves:
        yield _row(RowKind.LEAVE, persons[leave.person], None, _first_day(leave), _of_leave(leave))
    for number, unmatched in queue:
        for leave in unmatched.leaves:
            yield _row(RowKind.LEAVE, None, number, _first_day(leave), _of_leave(leave))
    for day in found.days:
        yield _row(RowKind.DAY, persons[day.person], None, day.day, _of_day(day))
    for number, unmatched in queue:
        for day in unmatched.days:
            yield _row(RowKind.DAY, None, number, day.day, _of_day(day))


def counts_of(found: Found) -> Values:
    """How many rows of each kind there will be, how many people, and the rows read by sheet."""
    return {
        RowKind.ASKED.value: len(found.queue),
        RowKind.TOLD.value: len(found.told),
        RowKind.LEAVE.value: len(found.leaves) + sum(len(each.leaves) for each in found.unmatched),
        RowKind.DAY.value: len(found.days) + sum(len(each.days) for each in found.unmatched),
        "people": len({day.person for day in found.days}),
        "unknown": len(found.unmatched),
        "sheets": dict(found.rows),
    }


def _row(kind: RowKind, person: uuid.UUID | None, number: int | None, day: date | None, said: Values) -> Values:
    # Most rows say little: what is empty is left out, and reads back as empty.
    kept = {key: value for key, value in said.items() if value not in (None, "", [], {})}
    return {"kind": kind, "person_id": person, "queue_number": number, "day": day, "said": canonical(kept)}


def _first_day(leave: Leave) -> date:
    return leave.starts.date() if isinstance(leave.starts, datetime) else leave.starts


def _of_day(day: Day) -> Values:
    return {
        "present": day.present,
        "inside": day.is_inside,
        "night": day.night_punch,
        "punches": [
            [punch.at.isoformat(timespec="seconds")[:19], punch.state.value, punch.kind.value, punch.is_inside]
            for punch in day.punches
        ],
        "leave": [day.leave.kind, _number(day.leave.amount), day.leave.unit.value] if day.leave else None,
        "flags": sorted(day.flags),
        "open": not day.is_final or None,
        "places": [_of_place(place) for place in day.places],
    }


def day_of(person: str, day: date, said: str) -> Day:
    """A day as it was read. `person`: whose it is, in the words of whoever counts."""
    values = json.loads(said)
    leave = values.get("leave")
    return Day(
        person,
        day,
        values.get("present"),
        values.get("inside"),
        values.get("night"),
        tuple(
            Punch(datetime.fromisoformat(at), PunchState(state), PunchKind(kind), is_inside)
            for at, state, kind, is_inside in values.get("punches", ())
        ),
        LeaveOfDay(leave[0], None if leave[1] is None else Decimal(leave[1]), LeaveUnit(leave[2])) if leave else None,
        frozenset(values.get("flags", ())),
        not values.get("open", False),
        tuple(_place(each) for each in values.get("places", ())),
    )


def _of_leave(leave: Leave) -> Values:
    return {
        "kind": leave.kind,
        "starts": leave.starts.isoformat(),
        "ends": leave.ends.isoformat(),
        "amount": _number(leave.amount),
        "unit": leave.unit.value,
        "number": leave.number,
        "late": leave.is_late or None,
    }


def leave_of(person: str, said: str) -> Leave:
    """An approved leave as it was read."""
    values = json.loads(said)
    return Leave(
        person,
        values["kind"],
        _moment(values["starts"]),
        _moment(values["ends"]),
        Decimal(values["amount"]),
        LeaveUnit(values["unit"]),
        values.get("number", ""),
        values.get("late", False),
    )


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _number(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _of_finding(found: Finding) -> Values:
    return {
        "code": found.code,
        "en": found.sentence.en,
        "zh": found.sentence.zh,
        "place": _of_place(found.place),
        "value": found.value,
        "suggestion": found.suggestion,
    }


def finding_of(said: str, day: date | None = None) -> Finding:
    """A line of the report as it was read."""
    values = json.loads(said)
    sentence = Sentence(values["en"], values["zh"])
    place = _place(values.get("place", []))
    return Finding(values["code"], sentence, place, values.get("value", ""), None, day, values.get("suggestion"))


def _of_place(place: Place) -> list[Any]:
    parts: list[Any] = [place.sheet, place.row, place.column]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _place(parts: list[Any]) -> Place:
    return Place(*parts)
