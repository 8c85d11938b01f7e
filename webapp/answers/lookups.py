"""Help for fields that ask for a number nobody knows by heart: a field's property `lookup` names a search of some room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from webapp.i18n import current_locale
from workflows.calendar.zone import local_date
from workflows.casework.setting_changes import may_decide
from workflows.people import Actor, Person, Unit
from workflows.people.directory import find_senders, find_staff, find_villages
from workflows.people.records import RecordScope, records_open_to
from workflows.procedure.form_vocabulary import LookupName
from workflows.recall.queries import find_postings
from workflows.selection.present import PresentMember, members_present
from workflows.selection.queries import find_candidates, find_nominees
from workflows.selection.rules import age_on
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Match:
    """One thing found: what is written into the field, and what the person reads."""

    value: str
    label: str


Lookup = Callable[[UnitOfWork, Actor, str], Sequence[Match]]


def postings(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Active postings by name or staff number, of the units and villages whose roster the actor's posts may read."""
    return [
        Match(
            posting.person.employee_no or posting.person.name,
            f"{posting.person.name} · {posting.team.village.unit.name} · {posting.team.dispatching_unit.name}",
        )
        for posting in find_postings(work, words, records_open_to(actor, "roster"))
    ]


def staff(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Persons of the actor's own units, for naming a candidate; somebody else's staff is found by nobody."""
    found = find_staff(work, words, records_open_to(actor, "roster"))
    return [Match(person.employee_no or "", f"{person.name} · {person.unit.name}") for person in found if person.unit]


def units(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Units that may send people, of those whose roster the actor's posts may read, for naming one by its code."""
    found = find_senders(work, words, records_open_to(actor, "roster"))
    return [Match(unit.code, f"{unit.name} · {unit.code}") for unit in found]


def villages(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Villages below the units in which the actor holds a post, for naming one by its code; and who is there now."""
    below = RecordScope(paths=frozenset(holding.unit_path for holding in actor.holdings))
    found, roster = find_villages(work, words, below), records_open_to(actor, "roster")
    present = members_present(work, [village.id for village in found if roster.covers(village.path)])
    return [Match(village.code, " · ".join(_of_village(village, present.get(village.id)))) for village in found]


def _of_village(village: Unit, present: Sequence[PresentMember] | None) -> Iterator[str]:
    yield village.name
    yield village.code
    if present is None:
        return
    if not present:
        yield gettext("nobody is there now")
    is_chinese = current_locale().startswith("zh")
    for each in present:
        post = each["post"] if is_chinese else each["post_en"]
        yield gettext("%(name)s, %(post)s, until %(day)s", name=each["name"], post=post, day=each["until"] or "–")


def nominees(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Of the actor's own units, whoever may be nominated: nobody who is posted, or a candidate already.

    With age and party membership for whoever reads those of them in the registers, which are those who decide on these.
    """
    found, decides = find_nominees(work, words, records_open_to(actor, "roster")), may_decide(actor, None)
    return [Match(each.employee_no or "", " · ".join(_of_nominee(work, each, decides=decides))) for each in found]


def _of_nominee(work: UnitOfWork, person: Person, *, decides: bool) -> Iterator[str]:
    yield person.name
    if person.unit is not None:
        yield person.unit.name
    if person.post_rank:
        yield person.post_rank
    if not decides:
        return
    if person.born_on is not None:
        yield gettext("%(years)d years old", years=age_on(person.born_on, local_date(work.now)))
    yield gettext("party member") if person.is_party_member else gettext("no party member")


def candidates(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Of the actor's own units, whoever is a candidate now, or was sent, in a selection of which the actor may know."""
    found = find_candidates(work, actor, words, records_open_to(actor, "roster"))
    return [Match(person.employee_no or "", f"{person.name} · {person.unit.name}") for person in found if person.unit]


LOOKUPS: dict[str, Lookup] = {
    LookupName.POSTINGS: postings,
    LookupName.STAFF: staff,
    LookupName.UNITS: units,
    LookupName.VILLAGES: villages,
    LookupName.CANDIDATES: candidates,
    LookupName.NOMINEES: nominees,
}
