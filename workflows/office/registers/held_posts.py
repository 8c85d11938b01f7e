"""The posts of a row: which post, in which unit, from which day; held already, held before, or new."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.files.cells import as_text, normal
from workflows.office.registers.cells import day_in, id_in, other_place, text_in
from workflows.office.registers.columns import UNIT_KINDS
from workflows.office.registers.counting import Intended
from workflows.office.registers.findings import Findings, Line
from workflows.office.registers.standing import Standing
from workflows.office.registers.units import UnitsPlan
from workflows.people.models import Post, PostHolding
from workflows.people.posts import kinds_of_units
from workflows.people.words import UnitKind
from workflows.sentence import Sentence
from workflows.store import new_id

_YEAR = timedelta(days=366)
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()（）-]{2,30}(?:(?:转|x|ext\.?) ?[0-9]{1,6})?")
FIRST_DAY = date(1990, 1, 1)
"""No post or posting of today began before."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post that a row gives somebody; without a day it begins today, and where it is held already nothing changes."""

    line: Line
    post: str
    unit: str
    from_on: date | None
    telephone: str | None = None  # None where the row says nothing of it


def span(today: date) -> tuple[date, date]:
    """The days on which a post or posting may begin."""
    return FIRST_DAY, today + _YEAR


def post_in(
    line: Line,
    own_unit: str | None,
    others: Sequence[PostRow],
    units: UnitsPlan,
    standing: Standing,
    findings: Findings,
) -> PostRow | None:
    """The post of a row; None where it names none, or what it says is refused. `others` are the person's so far."""
    from_on = day_in(line, "post_from", findings, *span(standing.today))
    code = id_in(line, "post_unit", findings)
    text = as_text(line.cell("post"))
    telephone = text_in(line, "post_telephone", findings, longest=40)
    if telephone is not None and not _TELEPHONE.fullmatch(telephone):
        findings.refuse(line, "post_telephone", "telephone_wrong", value=telephone)
        return None
    if not text:
        for key, value in (("post_unit", code), ("post_from", from_on), ("post_telephone", telephone)):
            if value is not None:
                findings.refuse(line, key, "no_post_here")
        return None
    post = _post(line, text, standing, findings)
    unit = code or own_unit
    if unit is None or post is None:
        return None
    if unit not in units.kinds:
        if code is not None and not units.is_told(code):
            findings.refuse(line, "post_unit", "unit_unknown", value=code, near=units.near(code))
        return None
    row = PostRow(line, post.key, unit, from_on, telephone)
    twin = next((each for each in others if (each.post, each.unit) == (row.post, row.unit)), None)
    if twin is not None:
        findings.refuse(line, "post", "twice", value=f"{post.name} @ {unit}", other=other_place(line, twin.line))
        return None
    if post.withdrawn_on is not None and post.withdrawn_on <= standing.today and _held(row, standing) is None:
        findings.refuse(
            line, "post", "post_withdrawn", value=Sentence(post.name_en, post.name), since=post.withdrawn_on
        )
        return None
    if units.kinds[unit] not in kinds_of_units(post) and _held(row, standing) is None:
        kinds = {"kind": UNIT_KINDS[UnitKind(post.unit_kind)], "other_kind": UNIT_KINDS[units.kinds[unit]]}
        name = Sentence(post.name_en, post.name)
        findings.refuse(line, "post_unit" if code else "post", "post_elsewhere", post=name, value=unit, **kinds)
        return None
    return row if _is_day_right(row, standing, findings) else None


def _post(line: Line, text: str, standing: Standing, findings: Findings) -> Post | None:
    """The post of this key or name."""
    wanted = normal(text).lower()
    if wanted in standing.posts:
        return standing.posts[wanted]
    found = [each for each in standing.posts.values() if wanted in (normal(each.name), normal(each.name_en).lower())]
    if len(found) == 1:
        return found[0]
    code = "post_ambiguous" if found else "post_unknown"
    findings.refuse(line, "post", code, value=text, keys=", ".join(sorted(each.key for each in found)))
    return None


def _terms(row: PostRow, standing: Standing) -> list[PostHolding]:
    """Every term that the person of the row had, or has, in the post."""
    number = normal(as_text(row.line.cell("number")))
    person, unit = standing.people.get(number), standing.units.get(row.unit)
    if person is None:
        person = standing.people_by_username.get(as_text(row.line.cell("username")).casefold())
        person = person if person is not None and not person.employee_no else None
    if person is None or unit is None:
        return []
    return [
        each for each in standing.holdings.get(person.id, ()) if (each.post_key, each.unit_id) == (row.post, unit.id)
    ]


def _held(row: PostRow, standing: Standing) -> PostHolding | None:
    """The term that has not ended."""
    return next((each for each in _terms(row, standing) if each.to_on is None or each.to_on > standing.today), None)


def _is_day_right(row: PostRow, standing: Standing, findings: Findings) -> bool:
    held = _held(row, standing)
    if held is not None:
        if row.from_on in (None, held.from_on):
            return True
        findings.refuse(row.line, "post_from", "held_since", since=held.from_on)
        return False
    ended = max((each.to_on for each in _terms(row, standing) if each.to_on is not None), default=None)
    if ended is not None and (row.from_on or standing.today) < ended:
        findings.refuse(row.line, "post_from", "held_until", until=ended)
        return False
    return True


def intend_post(
    row: PostRow, person_id: uuid.UUID, whom: Sentence, standing: Standing, findings: Findings, intended: Intended
) -> None:
    """Collect the holding, or the telephone of one that is held already; tells what changes of `whom`."""
    unit_id = standing.units[row.unit].id
    intended.counted_posts.add((person_id, row.post, unit_id))
    if holds(standing, person_id, row.post, unit_id):
        held = _held(row, standing)
        is_changed = held is not None and row.telephone is not None and held.telephone != row.telephone
        if is_changed and held is not None:
            findings.change(row.line, "post_telephone", whom, held.telephone, row.telephone)
            intended.edit(held, "telephone", row.telephone)
        intended.counts["posts"].count(is_changed=is_changed)
        return
    holding = intend_holding(person_id, row.post, unit_id, row.from_on or standing.today, standing, intended)
    holding.telephone = row.telephone or ""
    if row.from_on is None:
        intended.undated.add(holding.id)


def intend_holding(
    person_id: uuid.UUID, post: str, unit_id: uuid.UUID, from_on: date, standing: Standing, intended: Intended
) -> PostHolding:
    """Collect a new holding."""
    holding = PostHolding(id=new_id(), person_id=person_id, post_key=post, unit_id=unit_id, from_on=from_on, to_on=None)
    standing.holdings.setdefault(person_id, []).append(intended.add(holding))
    intended.counts["posts"].new += 1
    return holding


def holds(standing: Standing, person_id: uuid.UUID, post: str, unit_id: uuid.UUID) -> bool:
    """Whether somebody holds a post, or will from a later day."""
    return any(
        (each.post_key, each.unit_id) == (post, unit_id) and (each.to_on is None or each.to_on > standing.today)
        for each in standing.holdings.get(person_id, ())
    )
