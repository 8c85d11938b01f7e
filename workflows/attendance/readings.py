"""What a reading of a file gave, kept beside the file until its rows are stored: nothing is read twice, however large it is."""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.attendance.import_words import RowKind
from workflows.attendance.results import Found
from workflows.attendance.stored_rows import Values, counts_of, rows_of

_QUICK = 1  # of nine levels: the texts repeat, so more work makes them little smaller


@dataclass(frozen=True, slots=True)
class UnknownPerson:
    """Somebody of the file whom nobody was found for, as the queue keeps them."""

    account: str
    name: str
    unit_name: str
    code: str
    row_count: int
    suggestions: tuple[str, ...]  # ids of persons


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows of a file in the order of their numbers, what they count to, who is unknown; `plan` names what they were made from."""

    plan: str
    counts: Values
    rows: Sequence[Values]
    unknown: tuple[UnknownPerson, ...]


def reading_of(found: Found, plan: str, persons: Mapping[str, uuid.UUID]) -> Reading:
    """What is stored of a reading that was not refused. `persons`: the key of the roster → the id of the person."""
    unknown = tuple(
        UnknownPerson(
            each.identity.id[:120],
            each.name[:120],
            each.identity.unit[:200],
            each.reason,
            each.rows,
            tuple(str(persons[key]) for key in each.suggestions),
        )
        for each in found.unmatched
    )
    return Reading(plan, counts_of(found), list(rows_of(found, persons)), unknown)


def packed(reading: Reading) -> bytes:
    """A reading as the file's row keeps it."""
    rows = [
        [
            row["kind"].value,
            None if row["person_id"] is None else row["person_id"].hex,
            row["queue_number"],
            None if row["day"] is None else row["day"].isoformat(),
            row["said"],
        ]
        for row in reading.rows
    ]
    unknown = [
        [each.account, each.name, each.unit_name, each.code, each.row_count, each.suggestions]
        for each in reading.unknown
    ]
    told = {"plan": reading.plan, "counts": reading.counts, "rows": rows, "unknown": unknown}
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), _QUICK)


def unpacked(data: bytes) -> Reading:
    """A reading as it was kept."""
    told = json.loads(zlib.decompress(data))
    kinds = {kind.value: kind for kind in RowKind}
    persons: dict[str, uuid.UUID] = {}
    days: dict[str, date] = {}

    def person(text: str | None) -> uuid.UUID | None:
        if text is None:
            return None
        return persons.get(text) or persons.setdefault(text, uuid.UUID(text))

    def day(text: str | None) -> date | None:
        if text is None:
            return None
        return days.get(text) or days.setdefault(text, date.fromisoformat(text))

    rows = [
        {"kind": kinds[kind], "person_id": person(whose), "queue_number": number, "day": day(on), "said": said}
        for kind, whose, number, on, said in told["rows"]
    ]
    unknown = tuple(
        UnknownPerson(account, name, unit, code, count, tuple(suggestions))
        for account, name, unit, code, count, suggestions in told["unknown"]
    )
    return Reading(told["plan"], told["counts"], rows, unknown)
