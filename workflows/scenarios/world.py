"""The people of a scenario: units, posts, persons and postings made up from its actor texts, in an empty database."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select

from workflows.office.models import Setting
from workflows.office.words import SettingState
from workflows.people import Actor, Person, Post, PostHolding, Relation, Unit, User, actor_for
from workflows.people.posts import PostEntry, row_of, shipped_posts
from workflows.people.roster import Posting, Team, Village
from workflows.people.team_roles import IN_ROSTER
from workflows.people.unit_models import UnitTie
from workflows.people.words import PostingStatus, PostLevel, RelationKind, TeamRole, TieKind, UnitKind, VillageKind
from workflows.procedure.scenario import REFERENCE, TOP_UNIT, Scenario, ScenarioActor, ScenarioPosting
from workflows.procedure.scenario_unit import ScenarioNeed
from workflows.scenarios.expect import Mismatch
from workflows.selection.batch_models import VillageNeed
from workflows.selection.words import NeedKind
from workflows.sentence import Sentence
from workflows.store import Store, UnitOfWork

_KINDS = {
    PostLevel.UNIT: UnitKind.ORGAN,
    PostLevel.COUNTY: UnitKind.COUNTY,
    PostLevel.TOWNSHIP: UnitKind.TOWNSHIP,
    PostLevel.VILLAGE: UnitKind.VILLAGE,
}
_SINCE = date(2000, 1, 1)

W = TypeVar("W", bound=StrEnum)


@dataclass
class ScenarioPeople:
    """The ids of what a scenario made up. `resolve` puts them in place of `@person(…)` and the like."""

    persons: dict[str, uuid.UUID] = field(default_factory=dict)
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    postings: dict[str, uuid.UUID] = field(default_factory=dict)
    teams: dict[str, uuid.UUID] = field(default_factory=dict)
    villages: list[uuid.UUID] = field(default_factory=list)

    def actor(self, store: Store, who: ScenarioActor) -> Actor:
        """The actor with the posts held at the store's present moment."""
        with store.read() as work:
            found = actor_for(work, self.users[str(who)])
        assert found is not None
        return found

    def resolve(self, value: Any) -> Any:
        """`value` with `@person(member@V1#1)`, `@posting(…)`, `@team(V1)`, `@user(…)` and `@unit(CODE)` as ids, at any depth.

        Raises Mismatch for somebody or something that the scenario does not have.
        """
        if isinstance(value, str):
            return REFERENCE.sub(self._id, value)
        if isinstance(value, Mapping):
            return {key: self.resolve(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.resolve(inner) for inner in value]
        return value

    def _id(self, match: re.Match[str]) -> str:
        known = {
            "person": self.persons,
            "user": self.users,
            "posting": self.postings,
            "team": self.teams,
            "unit": self.units,
        }[match["kind"]]
        name = match["name"].strip()
        if match["kind"] in ("person", "user", "posting") and "#" not in name:
            name = f"{name}#1"
        if name not in known:
            raise Mismatch(Sentence(f"The scenario has no {match[0]}.", f"场景中没有 {match[0]}。"))
        return str(known[name])


def build_people(store: Store, scenario: Scenario, posts: Mapping[str, PostEntry] | None = None) -> ScenarioPeople:
    """Write the scenario's units, posts, persons, users, postings and relations into an empty database; posts are those given,
    or as shipped."""
    people, posts = ScenarioPeople(), posts if posts is not None else shipped_posts()
    with store.write() as work:
        _write_posts(work, scenario, posts)
        _write_settings(work, scenario)
        _write_units(work, scenario, people, posts)
        for actor in scenario.actors():
            _write_person(work, actor, people)
        for posting in scenario.world.postings:
            _write_posting(work, posting, people)
        for need in scenario.world.needs:
            _write_need(work, need, people)
        for first, second in scenario.world.relations:
            one, other = people.persons[str(first)], people.persons[str(second)]
            work.session.add(
                Relation(person_id=one, other_id=other, kind=RelationKind.COLLATERAL, declared_at=work.now)
            )
    return people


def _write_posts(work: UnitOfWork, scenario: Scenario, posts: Mapping[str, PostEntry]) -> None:
    work.session.add_all(row_of(entry) for entry in posts.values())
    for actor in scenario.actors():
        if actor.post not in posts and work.session.get(Post, actor.post) is None:
            work.session.add(Post(key=actor.post, name=actor.post, name_en=actor.post, level=PostLevel.UNIT))
            work.session.flush()


def _write_settings(work: UnitOfWork, scenario: Scenario) -> None:
    """The settings that the scenario says, as if the office had decided them long ago; everything else is as shipped."""
    work.session.add_all(
        Setting(
            key=key,
            value=value,
            from_on=_SINCE,
            state=SettingState.DECIDED,
            prepared_at=work.now,
            decided_at=work.now,
            reason=scenario.name_zh,
        )
        for key, value in scenario.settings.items()
    )


def _write_units(work: UnitOfWork, scenario: Scenario, people: ScenarioPeople, posts: Mapping[str, PostEntry]) -> None:
    kinds = _kinds(scenario, posts)
    written = scenario.world.units
    for code, unit in written.items():
        kinds[code] = _word(UnitKind, unit.kind, code) if unit.kind else kinds.get(code, UnitKind.ORGAN)
        for other in unit.named:
            kinds.setdefault(other, UnitKind.ORGAN)
    parents = {
        code: (written[code].parent if code in written else None) or TOP_UNIT for code in kinds if code != TOP_UNIT
    }
    paths: dict[str, str] = {}

    def write(code: str, below: tuple[str, ...]) -> None:
        """The unit after its parent; one that would be its own ancestor hangs below the top."""
        if code in paths:
            return
        parent = parents.get(code)
        if parent in below:
            parent = TOP_UNIT
        if parent is not None:
            write(parent, (*below, code))
        paths[code] = f"{paths[parent] if parent else '/'}{code}/"
        row = Unit(
            code=code,
            name=(written[code].name if code in written else None) or code,
            name_en=code,
            kind=kinds[code],
            parent_id=people.units[parent] if parent else None,
            path=paths[code],
        )
        work.session.add(row)
        work.session.flush()
        people.units[code] = row.id

    for code in kinds:
        write(code, ())
    for code, unit in written.items():
        for kind, above in ((TieKind.CADRE, unit.superior), (TieKind.PARTY, unit.party)):
            if above is not None and above != code:
                work.session.add(UnitTie(unit_id=people.units[code], kind=kind, above_id=people.units[above]))


def _kinds(scenario: Scenario, posts: Mapping[str, PostEntry]) -> dict[str, UnitKind]:
    """What the units are by their people's posts, and by what stands in them."""
    kinds = {TOP_UNIT: UnitKind.OFFICE}
    for actor in scenario.actors():
        if actor.unit is not None:
            level = posts[actor.post].level if actor.post in posts else PostLevel.UNIT
            kinds.setdefault(actor.unit, _KINDS.get(level, UnitKind.OFFICE))
    for posting in scenario.world.postings:
        kinds[posting.village] = UnitKind.VILLAGE
        kinds.setdefault(posting.unit, UnitKind.ORGAN)
    for need in scenario.world.needs:
        kinds[need.village] = UnitKind.VILLAGE
    return kinds


def _word(family: type[W], written: str, of: str) -> W:
    if written not in set(family):
        words = ", ".join(family)
        raise Mismatch(Sentence(f"{of}: {written} is none of {words}.", f"{of}：{written} 不在 {words} 之列。"))
    return family(written)


def _write_person(work: UnitOfWork, actor: ScenarioActor, people: ScenarioPeople) -> None:
    key, unit_id = str(actor), people.units[actor.unit or TOP_UNIT]
    post = work.session.scalar(select(Post).where(Post.key == actor.post))
    name = f"{post.name if post else actor.post}{actor.number}"
    person = Person(name=name, unit_id=unit_id, is_party_member=True, born_on=date(1980, 1, 1))
    work.session.add(person)
    work.session.flush()
    user = User(username=key[:60], person_id=person.id)
    work.session.add(user)
    work.session.add(PostHolding(person_id=person.id, post_key=actor.post, unit_id=unit_id, from_on=_SINCE))
    work.session.flush()
    people.persons[key], people.users[key] = person.id, user.id


def _write_village(work: UnitOfWork, unit_id: uuid.UUID, people: ScenarioPeople) -> None:
    if unit_id in people.villages:
        return
    people.villages.append(unit_id)
    code = f"{431_200_000_000 + len(people.villages)}"
    work.session.add(Village(unit_id=unit_id, code=code, kind=VillageKind.POOR, latitude=27.5, longitude=110.0))
    work.session.flush()


def _write_need(work: UnitOfWork, need: ScenarioNeed, people: ScenarioPeople) -> None:
    village = people.units[need.village]
    _write_village(work, village, people)
    work.session.add(
        VillageNeed(
            village_id=village,
            needs=[_word(NeedKind, each, need.village) for each in need.needs],
            slots=need.slots,
            language="",
            has_lodging=True,
            accepted_at=work.now,
        )
    )


def _write_posting(work: UnitOfWork, posting: ScenarioPosting, people: ScenarioPeople) -> None:
    village, unit = people.units[posting.village], people.units[posting.unit]
    key = f"{posting.village}/{posting.unit}"
    _write_village(work, village, people)
    if key not in people.teams:
        team = Team(name=f"{posting.village}工作队", village_id=village, dispatching_unit_id=unit)
        work.session.add(team)
        work.session.flush()
        people.teams[key] = people.teams[posting.village] = team.id
    person_id = people.persons[str(posting.person)]
    person = work.session.get_one(Person, person_id)
    person.unit_id = unit
    row = Posting(
        person_id=person_id,
        team_id=people.teams[key],
        role=IN_ROSTER[_word(TeamRole, posting.role, key)],
        from_on=posting.from_on,
        to_on=posting.to_on,
        status=PostingStatus.ACTIVE if posting.to_on is None else PostingStatus.ENDED,
    )
    work.session.add(row)
    work.session.flush()
    people.postings[str(posting.person)] = row.id
