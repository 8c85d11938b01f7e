"""The roster of village work teams (驻村工作队花名册): who is posted where, as a table that is read on a page and as a workbook.

Its rows are those that the right `roster` opens (design 6a, rule 7), relatives of the reader left out. A telephone is a right of
its own; sex, birth and party membership are for whoever decides on registers.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, literal, or_, select
from sqlalchemy.orm import aliased

from workflows.calendar.zone import local_date
from workflows.casework import access
from workflows.casework.ledgers import Line, Wanted
from workflows.casework.models import CasePart
from workflows.casework.setting_changes import may_decide
from workflows.office.registers.columns import SEXES, VILLAGE_KINDS, YES_NO
from workflows.people import Actor, Person, PostHolding, Unit
from workflows.people.records import RecordScope, records_about, records_held, records_open_to
from workflows.people.roster import Posting, Team, Village
from workflows.people.team_roles import ROLE_NAMES, ROLE_NAMES_EN, team_role
from workflows.people.words import Role, UnitKind, VillageKind
from workflows.procedure.ledger_model import LedgerFile, plain_column
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.models import DispatchOrder, Slot
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

PER_PAGE = 20
"""Villages on a page: two or three people are posted to each."""
BATCH = "selection_batch"
MOST_BATCHES = 24
"""Batches to choose from: two years of a batch a month."""
_WHERE, _TERM = Sentence("Village", "所驻村"), Sentence("Posted", "派驻起止")
_TELEPHONE = plain_column("telephone", "Telephone", "联系电话", 14)
_BORN = plain_column("born", "Born", "出生年月", 10)
_SEX = plain_column("sex", "Sex", "性别", 6)
_PARTY = plain_column("party", "Party", "政治面貌", 12)
_COLUMNS = (
    plain_column("county", "County", "县市区", 14, _WHERE),
    plain_column("township", "Township", "乡镇", 14, _WHERE),
    plain_column("village", "Village", "村", 14, _WHERE),
    plain_column("kind", "Kind of village", "村类型", 14, _WHERE),
    plain_column("sender", "Sent by", "派出单位", 22),
    plain_column("role", "In the team", "队长/队员", 12),
    plain_column("name", "Name", "姓名", 10),
    _SEX,
    _BORN,
    _PARTY,
    plain_column("rank", "Post and rank", "职务职级", 18),
    _TELEPHONE,
    plain_column("from", "From", "起", 12, _TERM),
    plain_column("to", "To", "止", 12, _TERM),
    plain_column("first", "First secretary", "是否第一书记", 10),
    plain_column("state", "State", "状态", 10),
)
_TITLE = Sentence("Roster of village work teams", "驻村工作队花名册")
_PARTY_SAID = {True: Sentence("party member", "中共党员"), False: Sentence("not a member", "非中共党员")}
_POSTED, _LEFT = Sentence("posted", "在岗"), Sentence("has left", "已离岗")
_TO_COME = Sentence("to come", "待派驻")


@dataclass(frozen=True, slots=True)
class PostedWanted:
    """Which rows: postings that touch these days (none: today), of one batch, with words in a name."""

    within: Wanted = field(default_factory=Wanted)
    batch_id: uuid.UUID | None = None  # the case of its round


@dataclass(frozen=True, slots=True)
class PostedLine(Line):
    """One row; `case_id` is that of no case but of the posting."""

    person_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class PostedLines:
    """One page of the roster, county by county; `following` is where the next begins."""

    lines: Sequence[PostedLine]
    following: str | None


@dataclass(frozen=True, slots=True)
class _Sight:
    """What of the roster somebody may read."""

    telephones: RecordScope
    decides: bool

    @classmethod
    def of(cls, actor: Actor) -> _Sight:
        return cls(records_open_to(actor, "telephone"), may_decide(actor, None))


def posted_table(actor: Actor) -> LedgerFile:
    """The roster with the columns that are open to the reader at all."""
    sight = _Sight.of(actor)
    closed = [] if sight.decides else [_SEX, _BORN, _PARTY]
    closed += [_TELEPHONE] if sight.telephones == RecordScope() else []
    return LedgerFile("posted", "", _TITLE, (), "", tuple(each for each in _COLUMNS if each not in closed))


def posted_lines(
    work: UnitOfWork, actor: Actor, wanted: PostedWanted, locale: str, *, after: str = "", per_page: int = PER_PAGE
) -> PostedLines:
    """One page of the roster as the reader may read it: the villages behind the path `after`. Four statements."""
    table, today = posted_table(actor), local_date(work.now)
    village, sender = aliased(Unit), aliased(Unit)
    which = _wanted(actor, wanted, village, sender, today)
    found = work.session.execute(_villages(which, village, sender, after).limit(per_page + 1)).all()
    villages, rest = found[:per_page], found[per_page:]
    here = Team.village_id.in_([unit_id for unit_id, _path in villages])
    shown: Sequence[Any] = work.session.execute(_rows([here, *which], village, sender)).all()
    above = _above(work, [place.path for _posting, place, *_ in shown])
    telephones = _telephones(work, [posting.person_id for posting, *_ in shown], today)
    lines = []
    for posting, place, kind, sender, person, ends in shown:
        township, county = (above.get(_code_above(place.path, above, level)) for level in _LEVELS)
        telephones_open = records_about(actor, "telephone", person.id)
        is_near = any(telephones_open.covers(unit.path) for unit in (place, sender))
        cells: dict[str, str | date | None] = {
            "county": county.label(locale) if county else None,
            "township": township.label(locale) if township else None,
            "village": place.label(locale),
            "kind": VILLAGE_KINDS[kind].in_language(locale),
            "sender": sender.label(locale),
            "role": _role(posting.role, locale),
            "name": person.name,
            "born": f"{person.born_on:%Y-%m}" if person.born_on else None,
            "sex": SEXES[person.sex].in_language(locale) if person.sex else None,
            "rank": person.post_rank or None,
            "party": _PARTY_SAID[person.is_party_member].in_language(locale),
            "telephone": telephones.get(posting.person_id) if is_near else None,
            "from": posting.from_on,
            "to": posting.to_on or ends,
            "first": YES_NO[posting.role is Role.FIRST_SECRETARY].in_language(locale),
            "state": _state(posting, today).in_language(locale),
        }
        values = tuple(cells[column.key] for column in table.columns)
        lines.append(PostedLine(posting.id, posting.from_on, values, False, posting.person_id))
    return PostedLines(lines, villages[-1][1] if rest else None)


def all_posted(
    work: UnitOfWork, actor: Actor, wanted: PostedWanted, locale: str, *, per_page: int = 400
) -> Iterator[PostedLine]:
    """Every row that the reader may read, page after page, for a workbook."""
    after: str | None = ""
    while after is not None:
        page = posted_lines(work, actor, wanted, locale, after=after, per_page=per_page)
        yield from page.lines
        after = page.following


def batches_read(work: UnitOfWork, actor: Actor) -> Sequence[tuple[uuid.UUID, str]]:
    """The batches whose files the reader reads, by name, the last first, to choose one from. One statement."""
    statement = (
        select(SelectionBatch.case_id, SelectionBatch.name)
        .where(access.reads(actor, SelectionBatch.case_id, literal(BATCH)))
        .order_by(SelectionBatch.name.desc())
        .limit(MOST_BATCHES)
    )
    return [(case_id, name) for case_id, name in work.session.execute(statement)]


_LEVELS = (UnitKind.TOWNSHIP, UnitKind.COUNTY)


def _wanted(
    actor: Actor, wanted: PostedWanted, village: type[Unit], sender: type[Unit], today: date
) -> list[ColumnElement[bool]]:
    """Which postings, of those that the reader's posts open."""
    return [
        records_held(actor, "roster", Person.id, lambda scope: scope.holds(village.path, sender.path)),
        *_chosen(actor, wanted, today),
        *_said(wanted.within.words, village, sender),
    ]


def _villages(
    which: Sequence[ColumnElement[bool]], village: type[Unit], sender: type[Unit], after: str
) -> Select[uuid.UUID, str]:
    """The villages with such a posting, walked over the index of paths."""
    posted = (
        select(Posting.id)
        .join(Team, Team.id == Posting.team_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .join(Person, Person.id == Posting.person_id)
        .where(Team.village_id == village.id, *which)
        .correlate(village)
    )
    here = (village.path > after, village.kind == UnitKind.VILLAGE, posted.exists())
    return select(village.id, village.path).where(*here).order_by(village.path)


def _rows(
    which: Sequence[ColumnElement[bool]], village: type[Unit], sender: type[Unit]
) -> Select[Posting, Unit, VillageKind, Unit, Person, date]:
    return (
        select(Posting, village, Village.kind, sender, Person, DispatchOrder.term_to)
        .join(Team, Team.id == Posting.team_id)
        .join(Village, Village.unit_id == Team.village_id)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .join(Person, Person.id == Posting.person_id)
        .outerjoin(DispatchOrder, DispatchOrder.posting_id == Posting.id)
        .where(*which)
        .order_by(village.path, Posting.role, Posting.from_on, Posting.id)
    )


def _chosen(actor: Actor, wanted: PostedWanted, today: date) -> Iterator[ColumnElement[bool]]:
    first, last = wanted.within.first, wanted.within.last
    if wanted.batch_id is not None:
        of_batch = select(Slot.posting_id).join(CasePart, CasePart.part_id == Slot.case_id)
        yield Posting.id.in_(of_batch.where(CasePart.round_id == wanted.batch_id))
        yield access.reads(actor, literal(wanted.batch_id, Uuid()), literal(BATCH))
    elif first is None and last is None:
        first = last = today
    if last is not None:
        yield Posting.from_on <= last
    if first is not None:
        yield or_(Posting.to_on.is_(None), Posting.to_on > first)


def _said(words: str, village: type[Unit], sender: type[Unit]) -> Iterator[ColumnElement[bool]]:
    if words.strip():
        yield or_(
            Person.name.startswith(words.strip(), autoescape=True),
            village.name.contains(words.strip(), autoescape=True),
            sender.name.contains(words.strip(), autoescape=True),
        )


def _above(work: UnitOfWork, paths: Collection[str]) -> Mapping[str, Unit]:
    """The townships and counties on these paths, by code. One statement."""
    codes = {code for path in paths for code in path.strip("/").split("/")}
    of_kinds = (Unit.code.in_(sorted(codes)), Unit.kind.in_(_LEVELS))
    return {unit.code: unit for unit in work.session.scalars(select(Unit).where(*of_kinds))}


def _code_above(path: str, above: Mapping[str, Unit], level: UnitKind) -> str:
    codes = path.strip("/").split("/")
    return next((code for code in reversed(codes) if code in above and above[code].kind is level), "")


def _telephones(work: UnitOfWork, people: Collection[uuid.UUID], today: date) -> Mapping[uuid.UUID, str]:
    """Where people are reached in a post that they hold today, the latest first. One statement."""
    held = (PostHolding.person_id.in_(sorted(people)), PostHolding.telephone != "", PostHolding.holding_on(today))
    statement = select(PostHolding.person_id, PostHolding.telephone).where(*held)
    rows = work.session.execute(statement.order_by(PostHolding.from_on, PostHolding.id))
    return {person_id: telephone for person_id, telephone in rows}


def _role(role: Role, locale: str) -> str:
    return (ROLE_NAMES if locale.startswith("zh") else ROLE_NAMES_EN)[team_role(role)]


def _state(posting: Posting, today: date) -> Sentence:
    if posting.to_on is not None and posting.to_on <= today:
        return _LEFT
    return _TO_COME if posting.from_on > today else _POSTED
