"""Make a scheme, or the next version of one: whoever administers prepares it, a post with `settings: true` for all units decides.

A scheme that was decided never changes. It is in force where a setting names it, and changing that is a change of its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.notices import place_of
from workflows.casework.prepared import (
    close,
    decides,
    entered,
    may_prepare,
    require_waiting,
    tell_deciding,
    tell_office,
    tell_preparer,
    withdraws,
)
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.office.catalogues_file import (
    LENGTHS,
    SCHEME,
    CatalogueKind,
    LinePart,
    SchemeData,
    lines_of,
    problems_of,
    shipped_schemes,
)
from workflows.office.scheme_models import Scheme
from workflows.people import Actor, Post
from workflows.people.words import ChangeState
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

_KEY = re.compile(r"[a-z][a-z0-9_]{0,14}")


@dataclass(frozen=True, slots=True)
class SchemeWish:
    """A scheme as somebody asks for it: its key (a known one gives the next version), its names, its lines and why."""

    key: str
    kind: CatalogueKind
    name: str
    name_en: str
    lines: Sequence[Mapping[str, Any]]
    reason: str


class SchemeRefused(InvalidRequest):
    """What was asked for is no scheme; `problems` says at which line (from 1; 0: the scheme), of which word, in which sentence."""

    def __init__(self, problems: Sequence[tuple[int, str, Sentence]]) -> None:
        super().__init__(problems[0][2].en, problems[0][2].zh)
        self.problems = tuple(problems)


def ask_for(work: UnitOfWork, actor: Actor, wish: SchemeWish) -> Scheme:
    """Enter a scheme: it may be named at once where the actor decides, else it waits for somebody who does.

    Raises NotAllowed, SchemeRefused, and InvalidRequest where a version of it waits already or the reason says too little.
    """
    if not may_prepare(actor):
        raise NotAllowed("Your post may not make schemes.", "您的岗位不能制定方案。")
    problems = _problems(work, wish)
    if problems:
        raise SchemeRefused(problems)
    waiting = select(Scheme.id).where(Scheme.key == wish.key, Scheme.state == ChangeState.PREPARED)
    if work.session.scalar(waiting) is not None:
        raise InvalidRequest(
            "Another version of this scheme waits to be decided; have that decided first.",
            "该方案已有一个版本待审定，请先审定该版本。",
        )
    is_decided = decides(actor)
    row = Scheme(
        key=wish.key,
        number=_next_number(work, wish.key),
        kind=wish.kind,
        name=wish.name.strip(),
        name_en=wish.name_en.strip(),
        lines=[line.plain(wish.kind) for line in lines_of(wish.kind, wish.lines)],
        **entered(work, actor, wish.reason, is_decided=is_decided),
    )
    work.session.add(row)
    work.session.flush()
    if is_decided:
        _decided(work, actor, row)
    else:
        _tell(work, HistoryKind.SCHEME_PREPARED, actor, row)
        text, text_en = _asked(row)
        tell_deciding(work, NoticeKind.SETTING, f"待审定：{text}", f"To be decided: {text_en}", leads_to=_place(row))
    return row


def decide_scheme(work: UnitOfWork, actor: Actor, scheme_id: uuid.UUID, *, agrees: bool, answer: str = "") -> Scheme:
    """Agree to a prepared scheme, or refuse it with a reason; whoever prepared it may only take it back.

    Raises NotFound, NotAllowed, and InvalidRequest where it is decided already or the reason says too little.
    """
    row = work.session.get(Scheme, scheme_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such scheme.", "没有这一方案。")
    if not may_decide(actor, row) and not withdraws(actor, row, agrees=agrees):
        raise NotAllowed("Somebody else decides on this scheme.", "此方案须由他人审定。")
    require_waiting(row)
    close(work, actor, row, agrees=agrees, answer=answer)
    if agrees:
        _decided(work, actor, row)
        return row
    _tell(work, HistoryKind.SCHEME_REFUSED, actor, row)
    if row.prepared_by_id != actor.person_id:
        text, text_en = _asked(row)
        told = (f"未同意：{text}理由：{row.answer}", f"Refused: {text_en} Reason: {row.answer}")
        tell_preparer(work, NoticeKind.SETTING, row, *told, leads_to=_place(row))
    return row


def may_decide(actor: Actor, row: Scheme) -> bool:
    """Whether somebody may agree to a scheme: a post that decides for all units, and never who prepared it."""
    return decides(actor) and row.prepared_by_id != actor.person_id


def _problems(work: UnitOfWork, wish: SchemeWish) -> list[tuple[int, str, Sentence]]:
    found: list[tuple[int, str, Sentence]] = []
    if not _KEY.fullmatch(wish.key):
        wanted = Sentence(
            "A key is written like `ourcity_5`: small letters, 15 at most.",
            "键应为小写字母，如 ourcity_5，最多 15 个字符。",
        )
        found.append((0, "key", wanted))
    for word, given in (("name", wish.name), ("name_en", wish.name_en)):
        if not given.strip() or len(given) > LENGTHS[word]:
            most = LENGTHS[word]
            found.append((0, word, Sentence(f"Write 1 to {most} characters.", f"请填写 1 至 {most} 个字。")))
    other = _known(work).get(wish.key)
    if other is not None and other.kind is not wish.kind:
        found.append((0, "key", Sentence("This key is of another kind of scheme.", "该键属于另一类方案。")))
    found.extend(problems_of(wish.kind, wish.lines))
    posts = set(work.session.scalars(select(Post.key).where(Post.withdrawn_on.is_(None))))
    for number, row in enumerate(wish.lines, 1):
        approver = row.get("approver")
        if approver and approver not in posts:
            found.append((number, "approver", Sentence(f"There is no post {approver}.", f"没有岗位 {approver}。")))
        if row.get("part") in (LinePart.INDICATOR, LinePart.DISCIPLINE) and approver:
            wrong = Sentence("Only bonus and deduction have an approver.", "只有加分、减分项有审批岗位。")
            found.append((number, "approver", wrong))
    return found


def _known(work: UnitOfWork) -> Mapping[str, SchemeData]:
    own = {row.key: row.data for row in work.session.scalars(select(Scheme))}
    return {**own, **{scheme.key: scheme for scheme in shipped_schemes().values()}}


def _next_number(work: UnitOfWork, key: str) -> int:
    last = work.session.scalar(select(func.max(Scheme.number)).where(Scheme.key == key)) or 0
    shipped = max((scheme.number for scheme in shipped_schemes().values() if scheme.key == key), default=0)
    number = max(int(last), shipped) + 1
    if SCHEME.fullmatch(f"{key}.{number}") is None:
        raise InvalidRequest("This scheme has too many versions; take another key.", "该方案版本过多，请另起一个键。")
    return number


def _decided(work: UnitOfWork, actor: Actor, row: Scheme) -> None:
    _tell(work, HistoryKind.SCHEME_DECIDED, actor, row)
    text, text_en = _sentence(row)
    tell_office(work, NoticeKind.SETTING, text, text_en, leads_to=_place(row))
    if row.prepared_by_id != actor.person_id:
        tell_preparer(work, NoticeKind.SETTING, row, f"已同意：{text}", f"Agreed: {text_en}", leads_to=_place(row))


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: Scheme) -> None:
    data = {"scheme": row.data.code, "kind": row.kind.value, "lines": len(row.lines)}
    record(work, None, kind, data, actor_id=actor.person_id)


def _place(row: Scheme) -> str:
    return place_of(NoticePlace.SCHEME, row.data.code)


def _asked(row: Scheme) -> tuple[str, str]:
    return (
        f"拟制定方案“{row.name}”（{row.data.code}），共 {len(row.lines)} 项。",
        f"a scheme “{row.name_en}” ({row.data.code}) of {len(row.lines)} lines is asked for.",
    )


def _sentence(row: Scheme) -> tuple[str, str]:
    return (
        f"新方案“{row.name}”（{row.data.code}），共 {len(row.lines)} 项；在设置中选用后适用于此后新办案件。",
        f"New scheme “{row.name_en}” ({row.data.code}) of {len(row.lines)} lines; new cases go by it once a setting names it.",
    )
