"""The roster: who is posted to which village by which unit, in which role; teams are founded where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from workflows.files.cells import normal
from workflows.office.registers.cells import day_in, id_in, other_place, text_in, word_in
from workflows.office.registers.columns import TEAM_ROLES
from workflows.office.registers.counting import Intended
from workflows.office.registers.findings import Findings, Line
from workflows.office.registers.held_posts import holds, intend_holding, span
from workflows.office.registers.people import PeoplePlan
from workflows.office.registers.standing import Standing
from workflows.office.registers.units import UnitsPlan
from workflows.office.registers.village_histories import ONE_EACH, posted_in
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team
from workflows.people.team_roles import IN_ROSTER, team_role
from workflows.people.words import EndReason, PostingStatus, TeamRole, UnitKind
from workflows.sentence import Sentence
from workflows.store import new_id

_TeamCodes = tuple[str, str]  # of village and dispatching unit


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Somebody's posting as a row says it; `stands` is the same one on record."""

    line: Line
    number: str
    village: str
    sender: str
    role: TeamRole
    from_on: date
    stands: Posting | None


@dataclass(slots=True)
class RosterPlan:
    """The postings of the rows by the person's number."""

    postings: dict[str, PostingRow] = field(default_factory=dict)


def plan_roster(
    lines: Sequence[Line], units: UnitsPlan, people: PeoplePlan, standing: Standing, findings: Findings
) -> RosterPlan:
    """What the lines ask for, checked against one another, units and people as they will stand, and what stands."""
    plan = RosterPlan()
    for line in lines:
        row = _row(line, units, people, standing, findings)
        if row is None:
            continue
        if row.number in plan.postings:
            other = other_place(line, plan.postings[row.number].line)
            findings.refuse(line, "number", "twice", value=row.number, other=other)
            continue
        plan.postings[row.number] = row
    _check_roles(plan, people, standing, findings)
    return plan


def _row(line: Line, units: UnitsPlan, people: PeoplePlan, standing: Standing, findings: Findings) -> PostingRow | None:
    number = id_in(line, "number", findings, is_needed=True)
    name = text_in(line, "name", findings, longest=80, is_needed=True)
    village = id_in(line, "village", findings, is_needed=True)
    if village is not None and units.codes is not None:
        village = units.codes.meant(village)
    sender = id_in(line, "sender", findings, is_needed=True)
    role = word_in(line, "role", findings, TEAM_ROLES, is_needed=True)
    from_on = day_in(line, "posted_on", findings, *span(standing.today), is_needed=True)
    # Each cell is looked at by itself, so that one look names all that is wrong with the row.
    known = _known_in(line, number, name, people, standing, findings)
    is_village = _is_village_right(line, village, units, findings)
    is_role = role is not None and _is_role_right(line, role, standing, findings)
    is_sender = sender is not None and _is_sender_right(line, number, sender, known, units, people, standing, findings)
    if number is None or known is None or village is None or sender is None or role is None or from_on is None:
        return None
    if not (is_village and is_role and is_sender):
        return None
    row = PostingRow(line, number, village, sender, role, from_on, None)
    return _against_record(row, known, units, standing, findings)


def _known_in(
    line: Line, number: str | None, name: str | None, people: PeoplePlan, standing: Standing, findings: Findings
) -> str | None:
    """The name of whom a row is about, which must be the one that it gives."""
    if number is None:
        return None
    known = people.name_of(number, standing)
    if known is None:
        findings.refuse(line, "number", "person_unknown", value=number)
        return None
    if name is not None and normal(known) != normal(name):
        findings.refuse(line, "number", "name_of_another", number=number, known=known, value=name)
    return known if name is not None and normal(known) == normal(name) else None


def _is_village_right(line: Line, village: str | None, units: UnitsPlan, findings: Findings) -> bool:
    if village is None or village in units.fenced:
        return village is not None
    if not units.is_told(village):
        is_unit = village in units.kinds
        findings.refuse(
            line, "village", "not_a_village" if is_unit else "unit_unknown", value=village, near=units.near(village)
        )
    return False


def _is_role_right(line: Line, role: TeamRole, standing: Standing, findings: Findings) -> bool:
    if role in standing.posts_of_roles:
        return True
    findings.refuse(line, "role", "role_without_post", role=TEAM_ROLES[role])
    return False


def _is_sender_right(
    line: Line,
    number: str | None,
    sender: str,
    name: str | None,
    units: UnitsPlan,
    people: PeoplePlan,
    standing: Standing,
    findings: Findings,
) -> bool:
    """The unit that sends somebody is their own or above it: it answers for them in a recall, and replaces them."""
    if sender not in units.kinds:
        if not units.is_told(sender):
            findings.refuse(line, "sender", "unit_unknown", value=sender, near=units.near(sender))
        return False
    if units.kinds[sender] is UnitKind.VILLAGE:
        findings.refuse(line, "sender", "sender_is_village", value=sender)
        return False
    own = people.unit_of(number, standing) if number is not None and name is not None else ""
    if own in units.kinds and sender not in (units.path_of(own) or own).split("/"):
        findings.refuse(line, "sender", "not_of_sender", name=name, unit=own, value=sender)
        return False
    return True


def _against_record(
    row: PostingRow, name: str, units: UnitsPlan, standing: Standing, findings: Findings
) -> PostingRow | None:
    person = standing.people.get(row.number)
    for posting in standing.postings.get(person.id, ()) if person is not None else ():
        if posting.status is PostingStatus.ACTIVE:
            village, sender = _codes_of(posting, standing)
            stands = (
                units.codes.meant(village) if units.codes is not None else village,
                sender,
                team_role(posting.role),
            )
            if (*stands, posting.from_on) == (row.village, row.sender, row.role, row.from_on):
                return PostingRow(row.line, row.number, row.village, row.sender, row.role, row.from_on, stands=posting)
            findings.refuse(
                row.line, "number", "posted_already", name=name, village=stands[0], unit=stands[1],
                role=TEAM_ROLES[stands[2]], since=posting.from_on,
            )  # fmt: skip
            return None
        if posting.to_on is not None and row.from_on < posting.to_on:
            findings.refuse(row.line, "posted_on", "posted_until", name=name, until=posting.to_on)
            return None
    return row


def _codes_of(posting: Posting, standing: Standing) -> _TeamCodes:
    team = standing.teams_by_id[posting.team_id]
    village, sender = standing.unit_of(team.village_id), standing.unit_of(team.dispatching_unit_id)
    return village.code if village else "", sender.code if sender else ""


def _check_roles(plan: RosterPlan, people: PeoplePlan, standing: Standing, findings: Findings) -> None:
    """A team has one first secretary and one leader."""
    taken: dict[tuple[_TeamCodes, TeamRole], Sentence] = {}
    for person_id, postings in standing.postings.items():
        for posting in postings:
            if posting.status is PostingStatus.ACTIVE:
                village, sender = _codes_of(posting, standing)
                name = standing.people_by_id[person_id].name
                taken[(village, sender), team_role(posting.role)] = Sentence(name, name)
    for row in plan.postings.values():
        if row.role not in ONE_EACH or row.stands is not None:
            continue
        place = (row.village, row.sender), row.role
        if place in taken:
            findings.refuse(row.line, "role", "role_taken", role=TEAM_ROLES[row.role], other=taken[place])
        else:
            name = people.name_of(row.number, standing) or ""
            taken[place] = Sentence(f"{name}, row {row.line.row}", f"{name}，第 {row.line.row} 行")


def intend_roster(
    plan: RosterPlan, units: UnitsPlan, standing: Standing, findings: Findings, intended: Intended
) -> None:
    """Collect teams, postings and the posts that go with them, as a dispatch does; teams of villages that end go on first."""
    ending = {} if units.codes is None else {unit: code for code, unit in units.codes.merged.items()}
    for unit_code, code in ending.items():
        assert units.codes is not None
        into, line = standing.units[units.codes.formerly[code]], units.codes.line_of(unit_code)
        _move_people(standing.units[unit_code], into, line, standing, findings, intended)
    named: set[_TeamCodes] = set()
    for row in plan.postings.values():
        village, sender = standing.units[row.village], standing.units[row.sender]
        team = standing.teams.get((village.id, sender.id))
        if team is None:
            team = intended.add(
                Team(
                    id=new_id(),
                    name=units.names[row.village] + standing.team_name,
                    village_id=village.id,
                    dispatching_unit_id=sender.id,
                )
            )
            standing.teams[village.id, sender.id] = team
            intended.counts["teams"].new += 1
        elif row.stands is not None and (row.village, row.sender) not in named:
            intended.counts["teams"].count(is_changed=False)
        named.add((row.village, row.sender))
        if row.stands is not None:
            intended.counts["postings"].count(is_changed=False)
            held = (standing.people[row.number].id, standing.posts_of_roles[row.role], village.id)
            # The post that goes with it is counted as the first time, unless a row of people names it too.
            if held not in intended.counted_posts and holds(standing, *held):
                intended.counts["posts"].count(is_changed=False)
            continue
        person = standing.people[row.number]
        intended.add(
            Posting(
                id=new_id(),
                person_id=person.id,
                team_id=team.id,
                role=IN_ROSTER[row.role],
                status=PostingStatus.ACTIVE,
                from_on=row.from_on,
                to_on=None,
                end_reason=EndReason.NONE,
            )
        )
        intended.counts["postings"].new += 1
        post = standing.posts_of_roles[row.role]
        if not holds(standing, person.id, post, village.id):
            intend_holding(person.id, post, village.id, row.from_on, standing, intended)


def _move_people(
    merged: Unit, into: Unit, line: Line, standing: Standing, findings: Findings, intended: Intended
) -> None:
    """Whoever is posted to the village that ends is posted to the other from today on, in the same role: nobody is recalled."""
    for posting, team in posted_in(merged, standing):
        person = standing.people_by_id[posting.person_id]
        whom = Sentence(f"{person.name} ({person.employee_no})", f"{person.name}（{person.employee_no}）")
        place = line.place("former_codes")
        findings.tell(place, "goes_on_in", whom=whom, before=_named(merged), after=_named(into))
        since = standing.today
        intended.told.append(
            (
                person.id,
                Sentence(
                    f"{merged.label('en')} is merged into {into.label('en')}: from {since} on you are posted there, in the "
                    "same role. It is no recall.",
                    f"{merged.name}并入{into.name}，自 {since} 起您转驻{into.name}，职务不变，不作为召回。",
                ),
            )
        )
        goes_on = Posting(
            id=new_id(),
            person_id=person.id,
            team_id=_team_in(into, team, standing, intended).id,
            role=posting.role,
            status=PostingStatus.ACTIVE,
            from_on=standing.today,
            to_on=None,
            end_reason=EndReason.NONE,
        )
        for name, value in (("status", PostingStatus.ENDED), ("to_on", standing.today)):
            intended.edit(posting, name, value)
        standing.postings[person.id].append(intended.add(goes_on))
        post = standing.posts_of_roles.get(team_role(posting.role))
        for holding in [*standing.holdings.get(person.id, ())]:
            if (holding.post_key, holding.unit_id) == (post, merged.id) and holding.to_on is None:
                intended.edit(holding, "to_on", standing.today)
                if not holds(standing, person.id, holding.post_key, into.id):
                    intend_holding(person.id, holding.post_key, into.id, standing.today, standing, intended)


def _named(unit: Unit) -> Sentence:
    return Sentence(unit.label("en"), unit.name)


def _team_in(into: Unit, team: Team, standing: Standing, intended: Intended) -> Team:
    """The team of the same unit in the village that goes on."""
    found = standing.teams.get((into.id, team.dispatching_unit_id))
    if found is None:
        name = into.name + standing.team_name
        found = Team(id=new_id(), name=name, village_id=into.id, dispatching_unit_id=team.dispatching_unit_id)
        standing.teams[into.id, team.dispatching_unit_id] = standing.teams_by_id[found.id] = intended.add(found)
        intended.counts["teams"].new += 1
    return found
