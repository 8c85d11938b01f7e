"""What stands now as rows of the registers: taken again as they are written, they change nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.casework.errors import NotAllowed
from workflows.casework.setting_changes import may_decide
from workflows.office.registers.columns import SEXES, TEAM_ROLES, UNIT_KINDS, VILLAGE_KINDS, YES_NO, Register
from workflows.office.registers.standing import Standing, what_stands
from workflows.office.registers.workbooks import Cell, PostSaid, workbook
from workflows.people import Actor
from workflows.people.models import Person, Post, PostHolding
from workflows.people.posts import kinds_of_units, row_of, shipped_posts
from workflows.people.records import RecordScope, records_about, records_open_to
from workflows.people.team_roles import team_role
from workflows.people.words import PostingStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

Rows = list[dict[str, Cell]]


def blank_registers(locale: str) -> dict[Register, bytes]:
    """The three empty workbooks, with the posts that are shipped."""
    posts = [_said(row_of(post)) for post in shipped_posts().values()]
    return {register: workbook(register, [], posts, locale) for register in Register}


def _said(post: Post) -> PostSaid:
    kinds = [UNIT_KINDS[kind] for kind in kinds_of_units(post)]
    place = Sentence(", ".join(each.en for each in kinds), "、".join(each.zh for each in kinds))
    return post.key, Sentence(post.name_en, post.name), place


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may read of the registers: whose people and postings, where villages lie, accounts and posts wherever
    they are, and sex, dates of birth and party membership, which only those see who decide on registers."""

    roster: RecordScope
    places: RecordScope
    keeps: bool  # administers, or decides on posts
    decides: bool
    reader: Actor | None = None  # of whose relatives nothing is open

    def roster_about(self, person_id: uuid.UUID) -> RecordScope:
        """Where the roster is open in which one person stands."""
        return self.roster if self.reader is None else records_about(self.reader, "roster", person_id)

    @classmethod
    def of(cls, actor: Actor) -> Sight:
        """What the actor may read."""
        return cls(
            records_open_to(actor, "roster"),
            records_open_to(actor, "coordinates"),
            keeps=any(holding.administers or holding.settings for holding in actor.holdings),
            decides=may_decide(actor, None),
            reader=actor,
        )


_EVERYTHING = Sight(RecordScope(is_everywhere=True), RecordScope(is_everywhere=True), keeps=True, decides=True)


def registers_as_they_stand(work: UnitOfWork, locale: str) -> dict[Register, bytes]:
    """The three workbooks with what stands now. People without a staff number are left out: a row is found by it."""
    standing = what_stands(work)
    return {register: _written(standing, register, _EVERYTHING, locale) for register in Register}


def register_open_to(work: UnitOfWork, actor: Actor, register: Register, locale: str) -> bytes:
    """One workbook with what of it is open to the actor now; a cell that is not is empty. Raises NotAllowed.

    Units are open to whoever keeps posts, people and the roster to posts with the right `roster`, for its units: whoever
    administers has no right over people by that. Taken again, what is left empty changes nothing.
    """
    sight = Sight.of(actor)
    if not may_export(sight, register):
        raise NotAllowed("Your post may not read this register.", "您的岗位不能查阅该登记表。")
    return _written(what_stands(work), register, sight, locale)


def may_export(sight: Sight, register: Register) -> bool:
    """Whether any row of the register may be open."""
    return sight.keeps if register is Register.UNITS else sight.roster != RecordScope()


def _written(standing: Standing, register: Register, sight: Sight, locale: str) -> bytes:
    posts = [_said(post) for post in standing.posts.values()]
    rows = {Register.UNITS: _units, Register.PEOPLE: _people, Register.ROSTER: _roster}[register]
    return workbook(register, rows(standing, sight, locale), posts, locale)


def _units(standing: Standing, sight: Sight, locale: str) -> Rows:
    rows: Rows = []
    for unit in sorted(standing.units.values(), key=lambda each: each.path):
        above, village = standing.unit_of(unit.parent_id), standing.villages.get(unit.id)
        row: dict[str, Cell] = {
            "code": unit.code,
            "name": unit.name,
            "name_en": unit.name_en,
            "kind": UNIT_KINDS[unit.kind].in_language(locale),
            "parent": above.code if above else "",
            "short_names": "、".join(unit.short_names),
        }
        if village is not None:
            row["village_kind"] = VILLAGE_KINDS[village.kind].in_language(locale)
            row["village_code"] = village.code if village.code != unit.code else ""
            former = dict.fromkeys(each.code for each in standing.former.get(unit.id, ()))
            row["former_codes"] = "、".join(code for code in former if code != village.code)
        if village is not None and sight.places.covers(unit.path):
            row |= {
                "latitude": village.latitude,
                "longitude": village.longitude,
                "fence_radius": village.fence_radius_m,
            }
        rows.append(row)
    return rows


def _people(standing: Standing, sight: Sight, locale: str) -> Rows:
    rows: Rows = []
    for number, person in sorted(standing.people.items()):
        unit, user = standing.unit_of(person.unit_id), standing.users.get(person.id)
        if not sight.roster_about(person.id).covers(unit.path if unit else None):
            continue
        own: dict[str, Cell] = {
            "name": person.name,
            "number": number,
            "unit": unit.code if unit else "",
            "post_rank": person.post_rank,
            "username": user.username if user and sight.keeps else "",
        }
        if sight.decides:
            own |= {
                "born_on": person.born_on,
                "is_party_member": YES_NO[person.is_party_member].in_language(locale),
                "sex": SEXES[person.sex].in_language(locale) if person.sex else "",
            }
        posts = _posts(standing, person, sight, locale)
        rows.extend({**own, **post} for post in posts or [{}])
    return rows


def _posts(standing: Standing, person: Person, sight: Sight, locale: str) -> Sequence[dict[str, Cell]]:
    """The posts held, or to be held, by key and unit; those that go with a posting stand in the roster."""
    held = [each for each in standing.holdings.get(person.id, ()) if each.to_on is None or each.to_on > standing.today]
    found: Rows = []
    for holding in sorted(held, key=lambda each: (each.post_key, str(each.unit_id))):
        if _goes_with_posting(standing, holding):
            continue
        unit, post = standing.units_by_id[holding.unit_id], standing.posts[holding.post_key]
        if not (sight.keeps or sight.roster_about(person.id).covers(unit.path)):
            continue
        names = [each.name for each in standing.posts.values()]
        name = Sentence(post.name_en, post.name).in_language(locale)
        found.append(
            {
                "post": name if names.count(post.name) == 1 else post.key,
                "post_unit": unit.code,
                "post_from": holding.from_on,
                "post_telephone": holding.telephone,
            }
        )
    return found


def _goes_with_posting(standing: Standing, holding: PostHolding) -> bool:
    return any(
        posting.status is PostingStatus.ACTIVE
        and standing.posts_of_roles.get(team_role(posting.role)) == holding.post_key
        and standing.teams_by_id[posting.team_id].village_id == holding.unit_id
        and posting.from_on == holding.from_on
        for posting in standing.postings.get(holding.person_id, ())
    )


def _roster(standing: Standing, sight: Sight, locale: str) -> Rows:
    rows: Rows = []
    for number, person in sorted(standing.people.items()):
        roster = sight.roster_about(person.id)
        for posting in standing.postings.get(person.id, ()):
            if posting.status is not PostingStatus.ACTIVE:
                continue
            team, unit = standing.teams_by_id[posting.team_id], standing.unit_of(person.unit_id)
            village, sender = standing.units_by_id[team.village_id], standing.units_by_id[team.dispatching_unit_id]
            if not any(roster.covers(each.path) for each in (village, sender)):
                continue
            rows.append(
                {
                    # As on the person's page: the number is for who reads the roster of the person's own unit.
                    "number": number if roster.covers(unit.path if unit else None) else "",
                    "name": person.name,
                    "village": village.code,
                    "sender": sender.code,
                    "role": TEAM_ROLES[team_role(posting.role)].in_language(locale),
                    "posted_on": posting.from_on,
                }
            )
    return rows
