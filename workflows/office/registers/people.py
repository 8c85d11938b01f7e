"""The register of people with their posts and accounts: one row a post, the person's own data the same in each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflows.files.cells import as_text, normal
from workflows.office.registers.cells import day_in, id_in, other_place, text_in, word_in
from workflows.office.registers.columns import SEXES, YES_NO, yes_or_no
from workflows.office.registers.counting import Intended
from workflows.office.registers.findings import Findings, Line
from workflows.office.registers.held_posts import PostRow, intend_post, post_in
from workflows.office.registers.standing import Standing
from workflows.office.registers.units import UnitsPlan
from workflows.people.models import Person, Unit, User
from workflows.people.words import Sex
from workflows.sentence import Sentence
from workflows.store import new_id

_USERNAME = re.compile(r"[A-Za-z0-9._@-]{2,60}")
_AGES = (16, 100)  # years, of anybody whom an office can know


@dataclass(slots=True)
class PersonRows:
    """What the rows of one number say of a person, and the row that says each first."""

    number: str
    line: Line
    said: dict[str, object] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    posts: list[PostRow] = field(default_factory=list)
    known: Person | None = None

    def take(self, line: Line, key: str, value: object, findings: Findings) -> None:
        """Note what a row says; a row that says otherwise than an earlier one is refused."""
        if value is None:
            return
        if key not in self.said:
            self.said[key], self.lines[key] = value, line
        elif self.said[key] != value:
            earlier = self.lines[key]
            findings.refuse(
                line, key, "disagrees", number=self.number, value=_shown(value), other=other_place(line, earlier),
                other_value=_shown(self.said[key]),
            )  # fmt: skip

    def text(self, key: str) -> str:
        """A text that the rows say; empty where they say none."""
        value = self.said.get(key)
        return value if isinstance(value, str) else ""


@dataclass(slots=True)
class PeoplePlan:
    """The people of the rows by number."""

    people: dict[str, PersonRows] = field(default_factory=dict)

    def name_of(self, number: str, standing: Standing) -> str | None:
        """The name that somebody will have; None for nobody."""
        if number in self.people:
            return self.people[number].text("name")
        known = standing.people.get(number)
        return known.name if known else None

    def unit_of(self, number: str, standing: Standing) -> str:
        """The code of the unit that somebody will belong to."""
        if number in self.people and self.people[number].text("unit"):
            return self.people[number].text("unit")
        known = standing.people.get(number)
        unit = standing.unit_of(known.unit_id) if known else None
        return unit.code if unit else ""


def plan_people(lines: Sequence[Line], units: UnitsPlan, standing: Standing, findings: Findings) -> PeoplePlan:
    """What the lines ask for, checked against one another, the units as they will stand, and what stands."""
    plan = PeoplePlan()
    for line in lines:
        number = id_in(line, "number", findings, is_needed=True)
        name = text_in(line, "name", findings, longest=80, is_needed=True)
        unit = id_in(line, "unit", findings, is_needed=True)
        born_on = day_in(line, "born_on", findings, *_born_between(standing.today))
        if unit is not None and unit not in units.kinds and not units.is_told(unit):
            findings.refuse(line, "unit", "unit_unknown", value=unit, near=units.near(unit))
        username = _username(line, findings)
        is_member = _party_member(line, findings)
        if number is None:
            continue
        person = plan.people.setdefault(number, PersonRows(number, line))
        for key, value in (("name", name), ("unit", unit), ("born_on", born_on), ("username", username)):
            person.take(line, key, value, findings)
        person.take(line, "is_party_member", is_member, findings)
        sex = word_in(line, "sex", findings, SEXES)
        person.take(line, "sex", sex, findings)
        person.take(line, "post_rank", text_in(line, "post_rank", findings, longest=60), findings)
        post = post_in(line, unit, person.posts, units, standing, findings)
        if post is not None:
            person.posts.append(post)
    for person in plan.people.values():
        _find_known(person, standing, findings)
    _check_usernames(plan, standing, findings)
    return plan


def _born_between(today: date) -> tuple[date, date]:
    least, most = _AGES
    return today - timedelta(days=most * 365 + most // 4), today - timedelta(days=least * 365 + least // 4)


def _username(line: Line, findings: Findings) -> str | None:
    text = id_in(line, "username", findings) if len(as_text(line.cell("username"))) <= 60 else None
    if text is None and as_text(line.cell("username")):
        findings.refuse(line, "username", "username_wrong", value=as_text(line.cell("username"))[:80])
        return None
    if text is not None and not _USERNAME.fullmatch(text):
        findings.refuse(line, "username", "username_wrong", value=text)
        return None
    return text


def _party_member(line: Line, findings: Findings) -> bool | None:
    text = as_text(line.cell("is_party_member"))
    said = yes_or_no(text) if text else None
    return said if not text or said is not None else word_in(line, "is_party_member", findings, YES_NO)


def _find_known(person: PersonRows, standing: Standing, findings: Findings) -> None:
    """The person that stands under this number, or under the user name where they were entered without a number."""
    line, name = person.line, person.text("name")
    known = standing.people.get(person.number)
    if known is None:
        owner = standing.people_by_username.get(person.text("username").casefold())
        if owner is not None and not owner.employee_no and normal(owner.name) == normal(name):
            known = owner
    person.known = known
    # A wrong digit in a number must not rename somebody else and give them this row's posts.
    if known is not None and name and known.name != name:
        is_same_birth = known.born_on is not None and person.said.get("born_on") == known.born_on
        if not is_same_birth:
            findings.refuse(line, "number", "number_of_another", number=person.number, known=known.name, value=name)


def _check_usernames(plan: PeoplePlan, standing: Standing, findings: Findings) -> None:
    taken: dict[str, PersonRows] = {}
    for person in plan.people.values():
        username = person.text("username")
        if not username:
            continue
        line = person.lines["username"]
        account = standing.users.get(person.known.id) if person.known else None
        owner = standing.people_by_username.get(username.casefold())
        if account is not None and account.username != username:
            findings.refuse(line, "username", "has_account", number=person.number, known=account.username)
        elif account is None and owner is not None:
            findings.refuse(line, "username", "username_taken", value=username)
        elif username.casefold() in taken:
            other = taken[username.casefold()].lines["username"]
            findings.refuse(line, "username", "twice", value=username, other=other_place(line, other))
        else:
            taken[username.casefold()] = person


def intend_people(plan: PeoplePlan, standing: Standing, findings: Findings, intended: Intended) -> None:
    """Collect what the rows ask for; tells what changes. Nobody and no post is taken away."""
    for person in plan.people.values():
        if person.known is None:
            known = intended.add(
                Person(
                    id=new_id(),
                    name=person.text("name"),
                    employee_no=person.number,
                    unit_id=standing.units[person.text("unit")].id,
                    born_on=person.said.get("born_on"),
                    is_party_member=bool(person.said.get("is_party_member")),
                    sex=person.said.get("sex"),
                    post_rank=person.text("post_rank"),
                )
            )
            person.known = known
            intended.counts["people"].new += 1
        else:
            known = person.known
            is_changed = _intend_changes(person, known, standing, findings, intended)
            intended.counts["people"].count(is_changed=is_changed)
        standing.people[person.number] = standing.people_by_id[known.id] = known
        for post in person.posts:
            whom = Sentence(f"{known.name} ({person.number})", f"{known.name}（{person.number}）")
            intend_post(post, known.id, whom, standing, findings, intended)
        _intend_account(person, known.id, standing, intended)


def _intend_changes(
    person: PersonRows, known: Person, standing: Standing, findings: Findings, intended: Intended
) -> bool:
    before = len(intended.edits)
    whom = Sentence(f"{known.name} ({person.number})", f"{known.name}（{person.number}）")
    unit = standing.units[person.text("unit")]
    old_unit = standing.unit_of(known.unit_id)
    wanted = {
        "number": ("employee_no", person.number),
        "name": ("name", person.text("name")),
        "born_on": ("born_on", person.said.get("born_on")),
        "is_party_member": ("is_party_member", person.said.get("is_party_member")),
        "sex": ("sex", person.said.get("sex")),
        "post_rank": ("post_rank", person.said.get("post_rank")),
    }
    for key, (name, value) in wanted.items():
        stands = getattr(known, name)
        if value is not None and stands != value:
            line = person.lines.get(key, person.line)
            shown = [_shown(each) for each in (stands, value)]
            findings.change(line, key, whom, *shown)
            intended.edit(known, name, value)
    if known.unit_id != unit.id:
        findings.change(person.lines["unit"], "unit", whom, old_unit.code if old_unit else "", unit.code)
        intended.edit(known, "unit_id", unit.id)
        _tell_staying(person, known, old_unit, whom, standing, findings)
    return len(intended.edits) > before


def _tell_staying(
    person: PersonRows, known: Person, old: Unit | None, whom: Sentence, standing: Standing, findings: Findings
) -> None:
    """The posts that somebody goes on holding in the unit that they leave: a workbook takes nothing away."""
    held = [
        standing.posts[each.post_key]
        for each in standing.holdings.get(known.id, ())
        if old is not None and each.unit_id == old.id and (each.to_on is None or each.to_on > standing.today)
    ]
    if held and old is not None:
        names = Sentence(", ".join(post.name_en for post in held), "、".join(post.name for post in held))
        findings.tell(person.lines["unit"].place("unit"), "posts_stay", whom=whom, posts=names, unit=old.code)


def _intend_account(person: PersonRows, person_id: uuid.UUID, standing: Standing, intended: Intended) -> None:
    username = person.text("username")
    if not username:
        return
    if person_id in standing.users:
        intended.counts["accounts"].count(is_changed=False)
        return
    # Without a password nobody signs in: `registers passwords` hands out the first ones.
    standing.users[person_id] = intended.add(
        User(id=new_id(), username=username, person_id=person_id, session_key=new_id(), is_active=True)
    )
    intended.counts["accounts"].new += 1


def _shown(value: object) -> object:
    if isinstance(value, Sex):
        return SEXES[value]
    return YES_NO[value] if isinstance(value, bool) else value
