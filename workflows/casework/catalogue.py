"""Procedure versions: publish a procedure once per content, find the newest, and read each one once per process."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from workflows.casework.clock_schedule import schedule
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import Case, ProcedureVersion
from workflows.dmn import Model, read_model
from workflows.engine import Definition, compile_definition
from workflows.people import Actor
from workflows.procedure import bundle, read_stored, unbundle
from workflows.procedure.bundle import BUNDLE_REFUSED
from workflows.procedure.model import ElementType, Lane, Procedure, ProcedureError
from workflows.procedure.rounds import start_by_hand
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

Key = TypeVar("Key")
Value = TypeVar("Value")


class _Recent(Generic[Key, Value]):
    """The values used last, at most `size` of them: a process that lives for months must not keep every version ever run."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Key, value: Value) -> None:
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


KEPT = 64  # compiled versions in memory; each takes a few megabytes
# By their versions, and by what they are made of: a house of forty procedures, each published twice, is asked for whole every time
# that the worker looks for messages, and a store of a scenario holds what the others have read.
KEPT_READ = 4 * KEPT

_lock = threading.RLock()
_procedures: _Recent[uuid.UUID | tuple[str, bytes], Procedure] = _Recent(KEPT_READ)
_definitions: _Recent[tuple[uuid.UUID, tuple[uuid.UUID, ...]], Definition] = _Recent(KEPT)
_models: _Recent[tuple[str, str], Model] = _Recent(KEPT)


def publish(work: UnitOfWork, procedure: Procedure, *, published_by: Actor | None = None) -> ProcedureVersion:
    """Store a checked procedure as its newest version; the same content gives the version that holds it already.

    Its starts by the clock are scheduled. Raises InvalidRequest where one of them has no due time to come.
    """
    existing = work.session.scalar(
        select(ProcedureVersion).where(
            ProcedureVersion.process_id == procedure.process_id, ProcedureVersion.digest == procedure.digest
        )
    )
    if existing is not None:
        return existing
    newest = work.session.scalar(
        select(func.max(ProcedureVersion.number)).where(ProcedureVersion.process_id == procedure.process_id)
    )
    version = ProcedureVersion(
        process_id=procedure.process_id,
        number=(newest or 0) + 1,
        digest=procedure.digest,
        name=procedure.name,
        name_en=procedure.label("process", "", "en"),
        bundle=bundle(procedure),
        published_at=work.now,
        published_by_id=published_by.person_id if published_by else None,
    )
    work.session.add(version)
    work.session.flush()
    schedule(work, procedure)
    data = {"process_id": version.process_id, "number": version.number, "digest": version.digest}
    record(work, None, HistoryKind.PROCEDURE_PUBLISHED, data, actor_id=version.published_by_id)
    return version


def latest_version(work: UnitOfWork, process_id: str) -> ProcedureVersion:
    """The newest version of a procedure. Raises NotFound where none was published."""
    version = work.session.scalar(
        select(ProcedureVersion)
        .where(ProcedureVersion.process_id == process_id)
        .order_by(ProcedureVersion.number.desc())
        .limit(1)
    )
    if version is None:
        raise NotFound(
            f"No procedure {process_id} has been published; publish its folder first.",
            f"尚未发布流程 {process_id}，请先发布。",
        )
    return version


def procedure_of(work: UnitOfWork, version_id: uuid.UUID) -> Procedure:
    """The procedure of a version, read from its row once per process. Raises NotFound for an unknown id."""
    with _lock:
        known = _procedures.get(version_id)
        if known is not None:
            return known
        version = work.session.scalar(
            select(ProcedureVersion).options(undefer(ProcedureVersion.bundle)).where(ProcedureVersion.id == version_id)
        )
        if version is None:
            raise NotFound("This procedure version does not exist.", "该流程版本不存在。")
        return _read(version_id, version.process_id, version.bundle)


def _read(version_id: uuid.UUID, process_id: str, content: bytes) -> Procedure:
    """The procedure of a row that is not held yet. Raises ProcedureError; holds the lock of its caller."""
    files = unbundle(content)
    made_of = (process_id, hashlib.sha256(content).digest())
    procedure = _procedures.get(made_of) or read_stored(process_id, files)
    _procedures.put(made_of, procedure)
    _procedures.put(version_id, procedure)
    return procedure


def read_ahead(work: UnitOfWork, version_ids: Iterable[uuid.UUID]) -> None:
    """Read those versions that this process does not hold yet by one statement; one that cannot be read is passed over."""
    with _lock:
        missing = [version_id for version_id in version_ids if _procedures.get(version_id) is None]
        rows = select(ProcedureVersion.id, ProcedureVersion.process_id, ProcedureVersion.bundle)
        for row in work.session.execute(rows.where(ProcedureVersion.id.in_(missing))) if missing else ():
            try:
                _read(row.id, row.process_id, row.bundle)
            except ProcedureError:
                continue


def is_readable(work: UnitOfWork, version_id: uuid.UUID) -> bool:
    """Whether this program knows every word of a version; a newer one may have published what it does not."""
    try:
        procedure_of(work, version_id)
    except (ProcedureError, NotFound):
        return False
    return True


def is_damaged(work: UnitOfWork, version_id: uuid.UUID) -> bool:
    """Whether a version's row is damaged, so that no program, however new, can read it; `verify` names the row."""
    try:
        procedure_of(work, version_id)
    except NotFound:
        return True
    except ProcedureError as refused:
        return any(problem.code == BUNDLE_REFUSED for problem in refused.problems)
    return False


def called_versions(work: UnitOfWork, version: ProcedureVersion) -> dict[str, str]:
    """The newest version of every procedure that this one calls, directly or through others: process id -> version id."""
    found: dict[str, str] = {}
    waiting = [version.id]
    while waiting:
        procedure = procedure_of(work, waiting.pop())
        for element in procedure.process.walk():
            called = element.called_process_id
            if element.type is ElementType.CALL_ACTIVITY and called and called not in found:
                newest = latest_version(work, called)
                found[called] = str(newest.id)
                waiting.append(newest.id)
    return found


def procedures_of_case(work: UnitOfWork, case: Case) -> Mapping[str, Procedure]:
    """Every procedure a case runs by, by process id, in the versions the case began with."""
    procedures = {case.process_id: procedure_of(work, case.procedure_version_id)}
    for process_id, version_id in case.called_versions.items():
        procedures[process_id] = procedure_of(work, uuid.UUID(version_id))
    return procedures


def version_in_case(case: Case, process_id: str) -> uuid.UUID:
    """The version of a procedure, own or called, that this case runs by."""
    if process_id == case.process_id:
        return case.procedure_version_id
    return uuid.UUID(case.called_versions[process_id])


def definition_of(work: UnitOfWork, case: Case) -> Definition:
    """The compiled definition a case runs by; compiled once per process and set of versions."""
    key = (case.procedure_version_id, tuple(uuid.UUID(item) for item in sorted(case.called_versions.values())))
    with _lock:
        known = _definitions.get(key)
        if known is None:
            procedures = dict(procedures_of_case(work, case))
            own = procedures.pop(case.process_id)
            known = compile_definition(own, procedures)
            _definitions.put(key, known)
        return known


def decision_model(procedure: Procedure, decision_id: str) -> Model:
    """The compiled model that holds a decision of a procedure. Raises InvalidRequest where the procedure has no such decision."""
    file = procedure.decisions.get(decision_id)
    if file is None:
        raise InvalidRequest(
            f"The procedure {procedure.process_id} holds no decision {decision_id}.",
            f"流程 {procedure.process_id} 中没有决策 {decision_id}。",
        )
    key = (procedure.digest, file)
    with _lock:
        known = _models.get(key)
        if known is None:
            others = {name: data for name, data in procedure.files.items() if name.endswith(".dmn") and name != file}
            known = read_model(procedure.files[file], file, imports=others)
            _models.put(key, known)
        return known


def start_lane(procedure: Procedure) -> Lane | None:
    """The lane of the start event for people, whose post may start a case by hand; None where there is no lane or no such start."""
    start = start_by_hand(procedure)
    return next((lane for lane in procedure.lanes if lane.id == start.lane), None) if start is not None else None


def latest_versions(work: UnitOfWork) -> Sequence[ProcedureVersion]:
    """The newest version of every procedure, by process id."""
    newest = (
        select(ProcedureVersion.process_id, func.max(ProcedureVersion.number).label("number"))
        .group_by(ProcedureVersion.process_id)
        .subquery()
    )
    return work.session.scalars(
        select(ProcedureVersion)
        .join(
            newest, (ProcedureVersion.process_id == newest.c.process_id) & (ProcedureVersion.number == newest.c.number)
        )
        .order_by(ProcedureVersion.process_id)
    ).all()


def startable(work: UnitOfWork, actor: Actor) -> list[ProcedureVersion]:
    """The newest versions of the procedures whose cases this actor may start, by process id.

    What another procedure calls and nobody fills in a form for is a piece of that one: alone it would lack what its caller gives.
    """
    found = []
    newest = [version for version in latest_versions(work) if is_readable(work, version.id)]
    procedures = {version.process_id: procedure_of(work, version.id) for version in newest}
    called = {each.called_process_id for one in procedures.values() for each in one.elements.values()}
    for version in newest:
        procedure = procedures[version.process_id]
        lane, start = start_lane(procedure), start_by_hand(procedure)
        is_piece = version.process_id in called and start is not None and start.form_id is None
        if lane is not None and not is_piece and actor.may_start(version.process_id, lane.post):
            found.append(version)
    return found
