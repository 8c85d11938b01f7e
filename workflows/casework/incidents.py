"""Incidents: record a failed step, list the open ones, close those that a later attempt has mended."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from workflows import feel
from workflows.casework import catalogue
from workflows.casework.access import is_reader, require_post
from workflows.casework.errors import IncidentRaised
from workflows.casework.grants import Grants
from workflows.casework.keys import Key, Rows, beyond, page_of
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.models import Case, CaseStatus, Incident
from workflows.casework.newer import is_known_now
from workflows.casework.notices import notify
from workflows.casework.titles import as_title, both
from workflows.casework.words import IncidentKind, NoticeKind
from workflows.engine import EngineError, StateError
from workflows.people import Actor, Post
from workflows.people.words import PostKey, PostScope
from workflows.procedure.lists import names_of
from workflows.procedure.model import Procedure
from workflows.proof.history import note_lock, record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence, sentences
from workflows.store import UnitOfWork
from workflows.store.unreadable import is_readable

logger = logging.getLogger("gatepost.casework")

PER_PAGE = 100


def record_incident(work: UnitOfWork, raised: IncidentRaised) -> Incident | None:
    """Mark the case, keep what was tried and tell the administrators and the owner of its process.

    The same failure of the same attempt is recorded once.
    """
    if raised.case_id is None:
        return None
    case = work.session.get(Case, raised.case_id, with_for_update=True)
    if case is None or not case.is_open:
        return None
    for known in work.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        if known.message == raised.sentence.en and known.attempt == raised.attempt:
            return known
    incident = Incident(
        case_id=case.id,
        element_id=raised.element_id,
        message=raised.sentence.en,
        message_zh=raised.sentence.zh,
        kind=raised.kind,
        expression=raised.expression,
        variables=_variables(work, case, raised.expression),
        attempt=raised.attempt,
        raised_at=work.now,
    )
    work.session.add(incident)
    if raised.kind != IncidentKind.NEWER:  # a wait for a newer program is no failure of the case
        case.status = CaseStatus.INCIDENT
    note_lock(work, case)
    data = {"attempt": raised.attempt.get("kind", "")}
    record(
        work,
        case,
        HistoryKind.INCIDENT_RAISED,
        data,
        element_id=raised.element_id,
        values={"message": raised.sentence.en},
    )
    without = without_values(incident)
    step = _step(work, case, raised)
    text = f"案件“{case.title_public}”在步骤{step.zh}出错：{without.zh}"
    text_en = f"Case “{case.public_title.en}” failed at step {step.en}: {without.en}"
    if raised.kind == IncidentKind.NEWER:
        text = f"案件“{case.title_public}”暂停：{raised.sentence.zh}"
        text_en = f"Case “{case.public_title.en}” waits: {raised.sentence.en}"
    # Which program runs is the administrators' business alone, and the process may be what cannot be read.
    for group in (PostKey.ADMINISTRATOR, _owner(work, case) if raised.kind != IncidentKind.NEWER else None):
        if group is not None:
            notify(work, case, to=group, kind=NoticeKind.INCIDENT, text=text, text_en=text_en)
    return incident


def _step(work: UnitOfWork, case: Case, raised: IncidentRaised) -> Sentence:
    """What people call the step that failed; its id where its procedure names none."""
    if raised.element_id and raised.kind != IncidentKind.NEWER:  # else the process may be what cannot be read
        for procedure in catalogue.procedures_of_case(work, case).values():
            if raised.element_id in procedure.elements:
                return _called(procedure, raised.element_id)
    named = raised.element_id or "—"
    return Sentence(named, f" {named} ")


def _called(procedure: Procedure, element_id: str) -> Sentence:
    name = procedure.elements[element_id].name or element_id
    key = f"element:{element_id}"
    return Sentence(f"“{procedure.label(key, name, 'en')}”", f"“{procedure.label(key, name, 'zh')}”")


def _owner(work: UnitOfWork, case: Case) -> str | None:
    """The post that owns the case's process, in the case's unit where it covers no others; None where no post does."""
    owner = next(iter(names_of(catalogue.procedure_of(work, case.procedure_version_id).property("owner"))), None)
    post = work.session.get(Post, owner.partition("@")[0]) if owner is not None else None
    if owner is None or post is None or "@" in owner or post.scope == PostScope.ALL:
        return owner if post is not None else None
    return f"{owner}@{case.unit.code}" if case.unit is not None else None


def _variables(work: UnitOfWork, case: Case, expression: str) -> list[list[str]]:
    """The variables that a failed expression reads, each with the type of its value as the case stands: never the value."""
    text = expression.strip().removeprefix("=").strip()
    if not text:
        return []
    try:
        names = sorted(feel.parse_expression(text).names)
        values = open_case(work, case, None, is_peek=True).run.variables
    except (feel.FeelError, EngineError, StateError):
        # What cannot be read is the incident itself; the rest of its row says so.
        return []
    return [[name, feel.kind(values[name]) if name in values else "unset"] for name in names]


_FAILED = sentences(
    {
        IncidentKind.EXPRESSION: ("an expression could not be worked out", "表达式无法求值"),
        IncidentKind.DECISION: ("a decision table could not be applied", "决策表无法适用"),
        IncidentKind.OPERATION: ("an operation was refused", "操作被拒绝"),
        IncidentKind.STATE: ("the stored state of the case could not be read", "案件状态无法读取"),
        IncidentKind.NEWER: (
            "the case waits for a newer version of the program and then goes on by itself",
            "案件等待新版本程序，升级后自动继续",
        ),
        IncidentKind.PROGRAM: ("the program failed; the worker's log has the details", "程序出错，详见后台日志"),
        IncidentKind.STEP: ("the step could not be carried out", "步骤无法执行"),
    }
)


def without_values(incident: Incident) -> Sentence:
    """An incident in a sentence that holds no value of the case: what failed, and the variables it reads with their types."""
    english, chinese = _FAILED[incident.kind]
    if incident.expression:
        english, chinese = f"{english}: {incident.expression}", f"{chinese}：{incident.expression}"
    if incident.variables:
        named = ", ".join(f"{name} ({kind})" for name, kind in incident.variables)
        english, chinese = f"{english}. It reads {named}", f"{chinese}。涉及变量：{named}"
    return Sentence(
        f"{english}. The post that owns the procedure can see the values.", f"{chinese}。具体数值由流程负责岗位查看。"
    )


def sentence_of(incident: Incident, case: Case, grants: Grants) -> Sentence:
    """An incident of a case for one reader: the whole of it to readers of the case's process, else without values."""
    if case.process_id in grants.reads:
        return Sentence(incident.message, incident.message_zh or incident.message)
    return without_values(incident)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident as its reader may read it."""

    id: uuid.UUID
    case_id: uuid.UUID
    case_title: Sentence
    element_id: str
    raised_at: datetime
    sentence: Sentence


def open_incidents(
    work: UnitOfWork, actor: Actor, *, after: Key | None = None, per_page: int = PER_PAGE
) -> Rows[IncidentView]:
    """Unresolved incidents, oldest first, without values. Raises NotAllowed for anyone but an administrator."""
    require_post(actor, PostKey.ADMINISTRATOR)
    bounds = beyond(Incident.raised_at, Incident.id, after)

    def walk(limit: int) -> Select[Any, Any]:
        unresolved = select(Incident.raised_at, Incident.id).where(Incident.resolved_at.is_(None), *bounds)
        return unresolved.order_by(Incident.raised_at, Incident.id).limit(limit)

    found = page_of(work, walk, per_page)
    statement = (
        select(Incident, as_title(both(Case.title_public, Case.title_public_en)))
        .join(Case, Incident.case_id == Case.id)
        .where(Incident.id.in_(found.rows))
        .order_by(Incident.raised_at, Incident.id)
    )
    views = [
        IncidentView(row.id, row.case_id, title, row.element_id, row.raised_at, without_values(row))
        for row, title in work.session.execute(statement)
    ]
    return Rows(views, found.following)


def sentence_for(work: UnitOfWork, raised: IncidentRaised, actor: Actor | None) -> Sentence:
    """What somebody whose step failed is told: the whole of it where they read the case or only started it, else no values.

    Where it is unclear who the first step of a new case is for, only the post that owns the process can do anything with the whole.
    """
    whole = raised.sentence
    if raised.case_id is None:
        process_id = str(raised.attempt.get("process_id", ""))
        if not raised.is_about_doer:
            return whole
        procedure = catalogue.procedure_of(work, catalogue.latest_version(work, process_id).id)
        owners = {owner.partition("@")[0] for owner in names_of(procedure.property("owner"))}
        if actor is not None and any(holding.post_key in owners for holding in actor.holdings):
            return whole
        step = _called(procedure, raised.element_id) if raised.element_id in procedure.elements else Sentence("—", "—")
        return Sentence(
            f"It could not be determined who {step.en} is for, so no case was started. Please tell the post that owns "
            "the procedure.",
            f"{step.zh}由谁办理无法确定，案件未发起。请告知流程负责岗位。",
        )
    if actor is not None and work.session.scalar(select(Case.id).where(Case.id == raised.case_id, is_reader(actor))):
        return whole
    row = Incident(kind=raised.kind, expression=raised.expression, variables=[])
    return without_values(row)


def mark_if_others_remain(work: UnitOfWork, case: Case) -> None:
    """Mark the case as failed again where another of its incidents is still open; a wait is none."""
    rest = (
        select(Incident.id)
        .where(Incident.case_id == case.id, Incident.resolved_at.is_(None), Incident.kind != IncidentKind.NEWER)
        .limit(1)
    )
    if work.session.scalar(rest) is not None:
        case.status = CaseStatus.INCIDENT


def resolve_after_success(work: UnitOfWork, case: Case, attempt: Mapping[str, Any]) -> None:
    """Close the incidents of an attempt that has now succeeded, for instance the same task completed with other answers."""
    if case.status != CaseStatus.INCIDENT.value:
        return
    case.status = CaseStatus.ACTIVE
    for known in work.session.scalars(
        select(Incident).where(Incident.case_id == case.id, Incident.resolved_at.is_(None))
    ):
        if known.attempt.get("kind") == attempt.get("kind") and known.attempt.get("task_id") == attempt.get("task_id"):
            known.resolved_at = work.now
    work.session.flush()
    mark_if_others_remain(work, case)


_WAITING = (
    select(Incident)
    .where(Incident.resolved_at.is_(None), Incident.kind == IncidentKind.NEWER)
    .order_by(Incident.raised_at, Incident.id)
)


def has_waits(work: UnitOfWork) -> bool:
    """Whether any case waits for a newer program."""
    return work.session.scalar(_WAITING.with_only_columns(Incident.id).limit(1)) is not None


def end_waits(work: UnitOfWork) -> int:
    """Close the waits for what this program knows, so that their cases move again; how many."""
    waiting = work.session.scalars(_WAITING).all()
    for incident in waiting:
        if not (is_readable(incident.attempt) and is_readable(incident.case_id) and is_readable(incident.id)):
            logger.error("what incident %s of case %s waits for cannot be read", incident.id, incident.case_id)
    known = [
        incident
        for incident in waiting
        if is_readable(incident.id) and is_readable(incident.case_id) and is_known_now(work, incident.attempt)
    ]
    for incident in known:
        case = lock_case(work, incident.case_id)
        incident.resolved_at = work.now
        record(work, case, HistoryKind.WAIT_ENDED, {"incident": str(incident.id)}, element_id=incident.element_id)
    return len(known)
