"""Rounds and their parts: start one case for each element of a list, follow the messages between them, say how each part stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import Case, CasePart, CaseStatus
from workflows.casework.models.part import report_key
from workflows.casework.operations import OperationCall, Source, Unfinished, operation
from workflows.casework.saving import DATA_LIMIT
from workflows.casework.verbs.start import start_case
from workflows.casework.words import PartState
from workflows.engine import ITEM_LIMIT
from workflows.procedure.rounds import LOOK_AT_PARTS, PART_KEY, ROUND_KEY, START_EACH
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

KEY_LIMIT = 80
PARTS_AT_ONCE = 10
"""Parts that one transaction starts: about a third of a second of SQLite's one writer."""
STATE_PER_PART = 700
"""Bytes of the round's state for each part that it waits for, beside what the list says of it: its token and its subscription."""


class PartGiven(TypedDict):
    """What the diagram says of one part: a key that is its own, and the variables with which it begins."""

    key: str
    name: NotRequired[str]
    variables: NotRequired[Mapping[str, Any]]


class PartStarted(TypedDict):
    """A part as the round goes on to wait for it."""

    key: str
    name: str
    report_key: str


@dataclass(frozen=True, slots=True)
class StartEach:
    """What `case.start_each` reads."""

    parts: list[PartGiven]
    process: Annotated[str, Source.HEADER]
    report: Annotated[str, Source.HEADER]


class PartsStarted(TypedDict):
    """What `case.start_each` writes."""

    started_parts: list[PartStarted]


class PartSeen(TypedDict):
    """How one part stands."""

    key: str
    name: str
    report_key: str
    state: PartState
    report: Mapping[str, Any]


class PartsSeen(TypedDict):
    """What `case.look_at_parts` writes."""

    part_states: list[PartSeen]


@dataclass(frozen=True, slots=True)
class LookAtParts:
    """What `case.look_at_parts` reads."""

    process: Annotated[str, Source.HEADER]


@operation(
    START_EACH,
    Sentence(
        "Start one case of the procedure `process` for each element of a list; a part whose key was started already is not "
        "started again. They report by the message `report`. Many are started in pieces, by the worker.",
        "为列表中的每一项启动一个 `process` 流程的案件；同一键已启动过的不再启动。"
        "各案件以消息 `report` 上报。数量较多的由后台分批启动。",
    ),
)
def start_each(call: OperationCall, given: StartEach) -> PartsStarted | Unfinished:
    """Operation `case.start_each`, at most PARTS_AT_ONCE in one piece; what runs already is found by its key.

    Raises InvalidRequest for what would stop the round later, before anything is started.
    """
    _require_keys(given.parts)
    _require_room(given.parts)
    catalogue.latest_version(call.work, given.process)  # one sentence for all parts where nothing was published
    settings = call.fix_settings() if call.fix_settings is not None else None
    known = set(_keys(call.work, call.case, given.process))
    missing = [part for part in given.parts if part["key"] not in known]
    for part in missing[:PARTS_AT_ONCE]:
        own: PartStarted = _named(call, given, part)
        start_case(
            call.work,
            given.process,
            {**part.get("variables", {}), PART_KEY: own["key"], ROUND_KEY: own["report_key"]},
            actor=None,
            settings=settings,
            rules_on=call.case.day,
            before_steps=partial(_note_part, call, given, own["key"], own["name"]),
        )
    left = len(missing) - PARTS_AT_ONCE
    if left > 0:
        return Unfinished(len(given.parts) - left, len(given.parts))
    return {"started_parts": [_named(call, given, part) for part in given.parts]}


def _named(call: OperationCall, given: StartEach, part: PartGiven) -> PartStarted:
    key = part["key"]
    return {
        "key": key,
        "name": str(part.get("name") or key),
        "report_key": report_key(call.case.id, given.process, key),
    }


def _note_part(call: OperationCall, given: StartEach, key: str, name: str, case: Case) -> None:
    """Whatever runs in the start of a part, a timer that is due among it, already finds the part in its round."""
    row = CasePart(
        part_id=case.id,
        round_id=call.case.id,
        process_id=given.process,
        key=key,
        name=name,
        report_name=given.report,
        started_at=call.work.now,
    )
    call.work.session.add(row)


def _keys(work: UnitOfWork, case: Case, process_id: str) -> Sequence[str]:
    of_round = (CasePart.round_id == case.id, CasePart.process_id == process_id)
    return work.session.scalars(select(CasePart.key).where(*of_round)).all()


def _require_keys(parts: Sequence[PartGiven]) -> None:
    twice = sorted(key for key, count in Counter(part["key"] for part in parts).items() if count > 1)
    if twice:
        raise InvalidRequest(
            f"Part {_place(parts, twice[0])} has the key of another part; give each its own (keys given twice: {len(twice)}).",
            f"有 {len(twice)} 个键重复（首个为第 {_place(parts, twice[0])} 项）；每一项须有自己的键。",
        )
    for number, part in enumerate(parts, 1):
        if not part["key"].strip() or len(part["key"]) > KEY_LIMIT:
            raise InvalidRequest(
                f"The key of part {number} must have 1 to {KEY_LIMIT} characters.",
                f"第 {number} 项的键须为 1 至 {KEY_LIMIT} 个字符。",
            )


def _place(parts: Sequence[PartGiven], key: str) -> int:
    return max(number for number, part in enumerate(parts, 1) if part["key"] == key)


def _require_room(parts: Sequence[PartGiven]) -> None:
    """Raises InvalidRequest where the round would be stopped while it waits: it could not hold so many parts, or so much data."""
    if len(parts) > ITEM_LIMIT:
        raise InvalidRequest(
            f"The round would have {len(parts)} parts; it can wait for at most {ITEM_LIMIT} at once. Cut it into several rounds.",
            f"本轮将有 {len(parts)} 个部分，最多同时等待 {ITEM_LIMIT} 个；请拆分为多轮。",
        )
    # The list stands in the case, and each element once more in the instance that waits for it.
    told = sum(len(_text({"key": part["key"], "name": part.get("name")})) for part in parts)
    needed = len(_text(parts)) + 2 * told + STATE_PER_PART * len(parts)
    if needed > DATA_LIMIT:
        raise InvalidRequest(
            f"Waiting for {len(parts)} parts would take about {needed // 1024} KB of the case's data; the limit is "
            f"{DATA_LIMIT // 1024} KB. Cut it into several rounds, or give each part less.",
            f"等待 {len(parts)} 个部分约需 {needed // 1024} KB 数据，案件上限为 {DATA_LIMIT // 1024} KB；"
            f"请拆分为多轮，或减少各部分的数据。",
        )
    for number, part in enumerate(parts, 1):
        size = len(_text(part.get("variables", {})))
        if size > DATA_LIMIT // 4:
            raise InvalidRequest(
                f"Part {number} would begin with {size // 1024} KB of data; at most {DATA_LIMIT // 4096} KB leave it room to work.",
                f"第 {number} 个部分启动时的数据为 {size // 1024} KB，最多 {DATA_LIMIT // 4096} KB，才能留出办理空间。",
            )


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


@operation(
    LOOK_AT_PARTS,
    Sentence(
        "Say how each part of this round stands now, and what it reported last.",
        "读取本轮各部分目前的状态及最近一次上报的内容。",
    ),
)
def look_at_parts(call: OperationCall, given: LookAtParts) -> PartsSeen:
    """Operation `case.look_at_parts`. Raises NotFound where the round has started no part of this procedure."""
    statement = (
        select(CasePart, Case.status)
        .join(Case, Case.id == CasePart.part_id)
        .where(CasePart.round_id == call.case.id, CasePart.process_id == given.process)
        .order_by(CasePart.key)
    )
    found: list[PartSeen] = [
        {
            "key": row.key,
            "name": row.name,
            "report_key": row.report_key,
            "state": part_state(row, status),
            "report": row.report,
        }
        for row, status in call.work.session.execute(statement)
    ]
    if not found:
        raise NotFound(
            f"This case has started no part of {given.process}; start them first.",
            f"本案件尚未启动 {given.process} 的部分；请先启动。",
        )
    return {"part_states": found}


def part_state(row: CasePart, status: str) -> PartState:
    """How a part stands; `status` is that of its own case."""
    if status == CaseStatus.CANCELLED:
        return PartState.CANCELLED
    if status == CaseStatus.COMPLETED:
        return PartState.ENDED
    if row.answered_at is not None and (row.reported_at is None or row.answered_at >= row.reported_at):
        return PartState.ANSWERED
    return PartState.WORKING if row.reported_at is None else PartState.REPORTED
