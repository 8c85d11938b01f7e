"""Change a setting: whoever administers prepares it, a post with `settings: true` decides; who is told, which cases keep theirs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound, WrongField
from workflows.casework.models import Case, CaseStatus, ProcedureVersion
from workflows.casework.notices import PERSON, notify, place_of
from workflows.casework.operations import registered_operations
from workflows.casework.reasons import proper_reason
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.office.in_force import kept, texts_in_force
from workflows.office.models import Setting
from workflows.office.schemes import problem_of_value
from workflows.office.settings_file import SettingEntry, shipped_settings
from workflows.office.words import SettingState
from workflows.people import Actor, Post, Unit
from workflows.procedure.checks.setting_names import settings_read
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

# A change may be entered for the past, for what is reckoned later (a month), but not for a day that nothing is left of.
EARLIEST, LATEST_YEARS = date(2018, 1, 1), 10


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it is asked for: of which setting, to which value, from which day, in which unit (None: everywhere), and why."""

    key: str
    value: str
    from_on: date
    reason: str
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do: the value that holds now where it is made, and the open cases that keep another than the new one."""

    before: str
    keeping: int
    is_backdated: bool


def may_prepare(actor: Actor) -> bool:
    """Whether somebody may enter changes: whoever administers, and whoever decides on them."""
    return any(holding.administers or holding.settings for holding in actor.holdings)


def may_decide(actor: Actor, unit: Unit | None) -> bool:
    """Whether one of the posts held decides on settings in a unit, or everywhere, by its scope."""
    return any(holding.settings and holding.covers(unit.path if unit else None) for holding in actor.holdings)


def effect_of(work: UnitOfWork, change: Change) -> Effect:
    """What a change would do, without doing it. Raises NotFound for an unknown setting or unit, InvalidRequest for what is no value
    of it or no proper day."""
    _checked(work, change)
    today = local_date(work.now)
    before = texts_in_force(work, max(today, change.from_on), change.unit_id)[change.key]
    return Effect(before, _keeping(work, change), change.from_on < today)


def change_setting(work: UnitOfWork, actor: Actor, change: Change) -> Setting:
    """Enter a change: it holds from its day on where the actor decides on settings there, else it waits for a post that does.

    No open deadline moves: cases keep the settings of their start. Raises NotAllowed, NotFound, InvalidRequest.
    """
    if not may_prepare(actor):
        raise NotAllowed("Your post may not change settings.", "您的岗位不能变更设置。")
    entry, unit = _checked(work, change)
    is_decided = may_decide(actor, unit)
    row = Setting(
        key=change.key,
        unit_id=change.unit_id,
        value=change.value,
        from_on=change.from_on,
        state=SettingState.DECIDED if is_decided else SettingState.PREPARED,
        prepared_by_id=actor.person_id,
        prepared_at=work.now,
        decided_by_id=actor.person_id if is_decided else None,
        decided_at=work.now if is_decided else None,
        reason=proper_reason(change.reason),
    )
    work.session.add(row)
    work.session.flush()
    if is_decided:
        _decided(work, actor, row, entry, unit)
    else:
        _tell(work, HistoryKind.SETTING_PREPARED, actor, row, unit)
        text, text_en = _asked(row, entry, unit)
        for key in _deciding_posts(work):
            _notify(work, row, key, f"待审定：{text}", f"To be decided: {text_en}")
    return row


def decide_setting(work: UnitOfWork, actor: Actor, setting_id: uuid.UUID, *, agrees: bool, answer: str = "") -> Setting:
    """Agree to a prepared change, or refuse it with a reason; whoever prepared it never decides on it.

    Raises NotFound, NotAllowed, and InvalidRequest where it is decided already or the reason says too little.
    """
    row = work.session.get(Setting, setting_id, with_for_update=True)
    entry = shipped_settings().get(row.key) if row is not None else None
    if row is None or entry is None:
        raise NotFound("There is no such change of a setting.", "没有这项设置变更。")
    unit = work.session.get(Unit, row.unit_id) if row.unit_id is not None else None
    if not may_decide(actor, unit) or row.prepared_by_id == actor.person_id:
        raise NotAllowed("Your post does not decide on this change.", "此项变更不由您的岗位审定。")
    if row.state is not SettingState.PREPARED:
        raise InvalidRequest("This change was decided already.", "此项变更已经审定。")
    if agrees:
        _refuse_overtaken(work, row)
    row.decided_by_id, row.decided_at = actor.person_id, work.now
    if agrees:
        row.state = SettingState.DECIDED
        work.session.flush()
        _decided(work, actor, row, entry, unit)
        return row
    row.state, row.answer = SettingState.REFUSED, proper_reason(answer)
    work.session.flush()
    _tell(work, HistoryKind.SETTING_REFUSED, actor, row, unit)
    text, text_en = _asked(row, entry, unit)
    _to_preparer(work, row, f"未同意：{text}理由：{row.answer}", f"Refused: {text_en} Reason: {row.answer}")
    return row


def _refuse_overtaken(work: UnitOfWork, row: Setting) -> None:
    """Two values of one day that were both entered before either was decided: the second would undo the first unseen."""
    other = work.session.scalar(
        select(Setting.value)
        .where(
            Setting.key == row.key,
            Setting.unit_id.is_not_distinct_from(row.unit_id),
            Setting.from_on == row.from_on,
            Setting.state == SettingState.DECIDED,
            Setting.decided_at >= row.prepared_at,
        )
        .limit(1)
    )
    if other is not None:
        raise InvalidRequest(
            f"Since this was entered, {other} was decided for the same day. Refuse this change; should it replace that value,"
            " have it entered anew.",
            f"本项录入后，同一生效日期已审定为 {other}。请不同意本项；如确需以本项取代，请重新录入。",
        )


def _checked(work: UnitOfWork, change: Change) -> tuple[SettingEntry, Unit | None]:
    entry = shipped_settings().get(change.key)
    if entry is None:
        raise NotFound("There is no setting of this name.", "没有这一设置项。")
    unit = work.session.get(Unit, change.unit_id) if change.unit_id is not None else None
    if change.unit_id is not None and unit is None:
        raise NotFound("There is no such unit.", "没有这个单位。")
    for field, wrong in faults_of(work, entry, change.value, change.from_on).items():
        raise WrongField(field, *wrong)
    return entry, unit


def faults_of(work: UnitOfWork, entry: SettingEntry, value: str, from_on: date | None) -> dict[str, Sentence]:
    """What is wrong with a value and a day, by the field of `Change`; a day that nobody gave is not looked at."""
    found: dict[str, Sentence] = {}
    wrong = problem_of_value(work, entry, value)
    if wrong is not None:
        found["value"] = wrong
    latest = local_date(work.now).year + LATEST_YEARS
    if from_on is not None and not EARLIEST <= from_on <= date(latest, 12, 31):
        found["from_on"] = Sentence(
            f"The day must lie between {EARLIEST} and the end of {latest}.",
            f"生效日期应在 {EARLIEST} 至 {latest} 年底之间。",
        )
    return found


def _decided(work: UnitOfWork, actor: Actor, row: Setting, entry: SettingEntry, unit: Unit | None) -> None:
    """Tell the record, those who work by the numbers of the office, and whoever prepared the change."""
    _tell(work, HistoryKind.SETTING_DECIDED, actor, row, unit)
    text, text_en = _sentence(row, entry, unit)
    offices = work.session.scalars(select(Post.key).where(Post.is_office).order_by(Post.key)).all()
    for key in offices:
        _notify(work, row, key, text, text_en)
    if unit is not None:
        for key in work.session.scalars(select(Post.key).where(Post.unit_kind == unit.kind).order_by(Post.key)):
            if key not in offices:
                _notify(work, row, f"{key}@{unit.code}", text, text_en)
    if row.prepared_by_id != actor.person_id:
        _to_preparer(work, row, f"已同意：{text}", f"Agreed: {text_en}")


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: Setting, unit: Unit | None) -> None:
    data = {
        "setting": row.key,
        "value": row.value,
        "from_on": row.from_on.isoformat(),
        "unit": unit.code if unit else "",
    }
    record(work, None, kind, data, actor_id=actor.person_id)


def _sentence(row: Setting, entry: SettingEntry, unit: Unit | None) -> tuple[str, str]:
    where, where_en = (unit.name, unit.label("en")) if unit else ("全部单位", "all units")
    back, back_en = ("（补录）", " (entered afterwards)") if row.is_backdated else ("", "")
    return (
        f"设置“{entry.name}”自 {row.from_on} 起为 {row.value}{back}，适用于{where}；已在办案件不变。",
        f"The setting “{entry.name_en}” is {row.value} from {row.from_on}{back_en} for {where_en}; running cases keep theirs.",
    )


def _asked(row: Setting, entry: SettingEntry, unit: Unit | None) -> tuple[str, str]:
    """The change as it is asked for: nothing of it holds yet, so nothing may read as if it did."""
    where, where_en = (unit.name, unit.label("en")) if unit else ("全部单位", "all units")
    back, back_en = ("（补录）", " (entered afterwards)") if row.is_backdated else ("", "")
    return (
        f"拟将设置“{entry.name}”自 {row.from_on} 起改为 {row.value}{back}，适用于{where}。",
        f"“{entry.name_en}” is to become {row.value} from {row.from_on} on{back_en} for {where_en}.",
    )


def _notify(work: UnitOfWork, row: Setting, to: str, text: str, text_en: str) -> None:
    leads_to = place_of(NoticePlace.SETTING, row.key)
    notify(work, None, to=to, kind=NoticeKind.SETTING, text=text, text_en=text_en, leads_to=leads_to)


def _to_preparer(work: UnitOfWork, row: Setting, text: str, text_en: str) -> None:
    _notify(work, row, f"{PERSON}{row.prepared_by_id}", text, text_en)


def _deciding_posts(work: UnitOfWork) -> Iterable[str]:
    return work.session.scalars(select(Post.key).where(Post.settings).order_by(Post.key)).all()


def _keeping(work: UnitOfWork, change: Change) -> int:
    """How many open cases, of procedures that read the setting, keep another value than the new one; one statement and the sets."""
    statement = (
        select(Case.procedure_version_id, Case.settings, func.count())
        .where(Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT)))
        .group_by(Case.procedure_version_id, Case.settings)
    )
    if change.unit_id is not None:
        below = select(Unit.path).where(Unit.id == change.unit_id).scalar_subquery()
        statement = statement.join(Unit, Case.unit_id == Unit.id).where(Unit.path.startswith(below))
    shipped = shipped_settings()[change.key].values[0][1]
    reads: dict[uuid.UUID, bool] = {}
    count = 0
    for version_id, digest, cases in work.session.execute(statement):
        if version_id not in reads:
            reads[version_id] = change.key in _read_by(work, version_id)
        values: Mapping[str, str] = kept(work, digest) if digest is not None else {}
        if reads[version_id] and values.get(change.key, shipped) != change.value:
            count += cases
    return count


def _read_by(work: UnitOfWork, version_id: uuid.UUID) -> frozenset[str]:
    """The settings that a version reads, with what it calls: in its files, and by the operations of its tasks."""
    found: set[str] = set()
    version = work.session.get_one(ProcedureVersion, version_id)
    called = catalogue.called_versions(work, version).values()
    operations = registered_operations()
    for each in (version_id, *(uuid.UUID(str(one)) for one in called)):
        if not catalogue.is_readable(work, each):
            continue
        procedure = catalogue.procedure_of(work, each)
        found |= settings_read(procedure)
        for element in procedure.elements.values():
            if element.operation and element.operation in operations:
                found.update(operations[element.operation].settings)
    return frozenset(found)
