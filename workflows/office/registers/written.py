"""What stands now as rows of the registers: taken again as they are written, they change nothing."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.office.registers.columns import TEAM_ROLES, UNIT_KINDS, VILLAGE_KINDS, YES_NO, Register
from workflows.office.registers.standing import Standing, what_stands
from workflows.office.registers.workbooks import Cell, workbook
from workflows.people.models import Person, PostHolding
from workflows.people.posts import row_of, shipped_posts
from workflows.people.team_roles import team_role
from workflows.people.words import PostingStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

Rows = list[dict[str, Cell]]


def blank_registers(locale: str) -> dict[Register, bytes]:
    """The three empty workbooks, with the posts that are shipped."""
    posts = [(post.key, Sentence(post.name_en, post.name)) for post in map(row_of, shipped_posts().values())]
    return {register: workbook(register, [], posts, locale) for register in Register}


def registers_as_they_stand(work: UnitOfWork, locale: str) -> dict[Register, bytes]:
    """The three workbooks with what stands now. People without a staff number are left out: a row is found by it."""
    standing = what_stands(work)
    posts = [(post.key, Sentence(post.name_en, post.name)) for post in standing.posts.values()]
    rows = {
        Register.UNITS: _units(standing, locale),
        Register.PEOPLE: _people(standing, locale),
        Register.ROSTER: _roster(standing, locale),
    }
    return {register: workbook(register, rows[register], posts, locale) for register in Register}


def _units(standing: Standing, locale: str) -> Rows:
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
            row |= {
                "village_kind": VILLAGE_KINDS[village.kind].in_language(locale),
                "latitude": village.latitude,
                "longitude": village.longitude,
                "fence_radius": village.fence_radius_m,
            }
        rows.append(row)
    return rows


def _people(standing: Standing, locale: str) -> Rows:
    rows: Rows = []
    for number, person in sorted(standing.people.items()):
        unit, user = standing.unit_of(person.unit_id), standing.users.get(person.id)
        own: dict[str, Cell] = {
            "name": person.name,
            "number": number,
            "unit": unit.code if unit else "",
            "born_on": person.born_on,
            "is_party_member": YES_NO[person.is_party_member].in_language(locale),
            "username": user.username if user else "",
        }
        posts = _posts(standing, person, locale)
        rows.extend({**own, **post} for post in posts or [{}])
    return rows


def _posts(standing: Standing, person: Person, locale: str) -> Sequence[dict[str, Cell]]:
    """The posts held, or to be held, by key and unit; those that go with a posting stand in the roster."""
    held = [each for each in standing.holdings.get(person.id, ()) if each.to_on is None or each.to_on > standing.today]
    found: Rows = []
    for holding in sorted(held, key=lambda each: (each.post_key, str(each.unit_id))):
        if _goes_with_posting(standing, holding):
            continue
        unit, post = standing.units_by_id[holding.unit_id], standing.posts[holding.post_key]
        names = [each.name for each in standing.posts.values()]
        name = Sentence(post.name_en, post.name).in_language(locale)
        found.append(
            {
                "post": name if names.count(post.name) == 1 else post.key,
                "post_unit": unit.code,
                "post_from": holding.from_on,
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


def _roster(standing: Standing, locale: str) -> Rows:
    rows: Rows = []
    for number, person in sorted(standing.people.items()):
        for posting in standing.postings.get(person.id, ()):
            if posting.status is not PostingStatus.ACTIVE:
                continue
            team = standing.teams_by_id[posting.team_id]
            rows.append(
                {
                    "number": number,
                    "name": person.name,
                    "village": standing.units_by_id[team.village_id].code,
                    "sender": standing.units_by_id[team.dispatching_unit_id].code,
                    "role": TEAM_ROLES[team_role(posting.role)].in_language(locale),
                    "posted_on": posting.from_on,
                }
            )
    return rows
