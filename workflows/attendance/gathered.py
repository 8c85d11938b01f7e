"""From everything that a file says to the result: who it is, which days they had, what is asked and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from workflows.attendance.days import decide
from workflows.attendance.facts import Fact, Gathering
from workflows.attendance.matching import Match, match
from workflows.attendance.results import Day, FileLayout, Finding, Found, Identity, Place, Unmatched
from workflows.attendance.roster import Member
from workflows.attendance.sentences import sentence

_SHOWN = 5  # names in one sentence


def conclude(found: Gathering, hidden: Gathering, name: str, digest: str) -> Found:
    """The result of a file whose visible and hidden sheets were gathered apart; hidden ones never count."""
    matches = {identity: match(identity, seen, found) for identity, seen in found.people.items()}
    facts = _by_person(found)
    days: list[Day] = []
    unmatched: list[Unmatched] = []
    if not found.roster.members and found.layout is not FileLayout.ROSTER:
        found.tell("no_roster", Place())
    for identity, each in matches.items():
        if each.member is None:
            unmatched.append(_unmatched(identity, each, facts.get(identity, {}), found))
        else:
            days += _days_of(identity, each.member, facts.get(identity, {}), found)
    _add_personal(found, matches)
    _shared_phones(found, matches)
    _hidden_conflicts(found, hidden, days)
    if found.period is not None and not found.period.is_final:
        made = found.period.made
        found.ask("period_incomplete", Place(), value=f"{made:%Y-%m-%d %H:%M}", last=found.period.last)
    _tell_sheets(found, facts)
    leaves = [replace(leave, person=_member(matches, identity).key) for identity, leave in found.leaves
              if matches[identity].member]  # fmt: skip
    return Found(
        name,
        digest,
        found.layout,
        None,
        found.period,
        tuple(sorted(days, key=lambda day: (day.person, day.day))),
        tuple(leaves),
        tuple(unmatched),
        tuple(found.lines),
        tuple(found.queue),
        tuple(found.told),
        dict(found.rows),
    )


def _member(matches: dict[Identity, Match], identity: Identity) -> Member:
    member = matches[identity].member
    assert member is not None
    return member


def _by_person(found: Gathering) -> dict[Identity, dict[date, list[Fact]]]:
    facts: dict[Identity, dict[date, list[Fact]]] = defaultdict(dict)
    for (identity, day), said in found.facts.items():
        facts[identity][day] = said
    return facts


def _unmatched(identity: Identity, each: Match, facts: dict[date, list[Fact]], found: Gathering) -> Unmatched:
    """Somebody for the queue, with their days, so that nothing is read again once a person has said who it is."""
    seen = found.people[identity]
    suggestions = tuple(member.key for member in each.suggestions)
    shown = "、".join(f"{member.key} {member.name}" for member in each.suggestions)
    asked = Finding(
        each.reason,
        sentence(each.reason, value=seen.read_id.text or "—", name=seen.name, rows=seen.rows, suggestions=shown or "—"),
        seen.place,
        seen.read_id.text or seen.name,
        suggestion=shown or None,
    )
    found.queue.append(asked)
    days = tuple(decide("", day, said, found.settings)[0] for day, said in sorted(facts.items()))
    leaves = tuple(leave for whose, leave in found.leaves if whose == identity)
    return Unmatched(identity, seen.name, each.reason, seen.rows, suggestions, days, leaves)


def _days_of(identity: Identity, member: Member, facts: dict[date, list[Fact]], found: Gathering) -> list[Day]:
    """The member's days within their posting. Outside it a punch is asked about and a day without one told."""
    seen = found.people[identity]
    others = sorted(set(seen.names) - {as_written(member.name)}) if found.roster.members else []
    if others:
        place = next(each for name, each in seen.names.items() if name in others)
        found.tell("name_differs", place, value="、".join(others[:_SHOWN]), other=f"{member.key} {member.name}")
    if seen.is_outside_group and not any(fact.punches for said in facts.values() for fact in said):
        _ask(found, "no_evidence_not_in_group", seen.place, member, None)
        return []
    period = found.period
    still_open = period.made.date() if period and period.made and not period.is_final else None
    days: list[Day] = []
    outside = 0
    for day, said in sorted(facts.items()):
        decided, doubts = decide(member.key, day, said, found.settings)
        if not member.is_posted(day):
            outside += 1
            if decided.punches:
                code = "punch_after_end_of_posting" if member.until and day > member.until else "punch_before_posting"
                _ask(found, code, said[0].place, member, day)
            continue
        days.append(decided if still_open is None else replace(decided, is_final=day < still_open))
        for doubt in doubts:
            _ask(found, doubt.code, doubt.place, member, day, doubt.value)
    if outside:
        found.tell("days_outside_posting", seen.place, value=f"{member.key} {member.name}", count=outside)
    return days


def as_written(name: str) -> str:
    """A roster's name as names of files are compared: without blanks."""
    return "".join(name.split())


def _ask(found: Gathering, code: str, place: Place, member: Member, day: date | None, value: str = "") -> None:
    said = sentence(code, value=value, day=day, person=f"{member.name} {member.key}")
    found.queue.append(Finding(code, said, place, value, member.key, day))


def _add_personal(found: Gathering, matches: dict[Identity, Match]) -> None:
    """What was asked while reading, now that it is known whose it is; of people who are in the queue only their own line."""
    for identity, asked in found.personal:
        member = matches[identity].member
        if member is None:
            found.told.append(asked)
        else:
            found.queue.append(replace(asked, person=member.key))


def _shared_phones(found: Gathering, matches: dict[Identity, Match]) -> None:
    """One phone for two people on one day: a proxy punch may be behind it (代打卡), or a lent phone."""
    for (day, phone), people in sorted(found.devices.items()):
        if len(people) > 1:
            names = "、".join(found.people[identity].name or identity.id for identity in people)
            found.ask("shared_device", next(iter(people.values())), value=phone, names=names, on=day)


def _hidden_conflicts(found: Gathering, hidden: Gathering, days: Iterable[Day]) -> None:
    """A hidden sheet never counts; where it contradicts a visible one about a day, a person is told to look."""
    visible = {(day.person, day.day): day for day in days}
    for (identity, day), said in sorted(hidden.facts.items(), key=lambda each: (each[0][1], each[0][0].id)):
        member = match(identity, hidden.people[identity], found).member
        shown = visible.get((member.key, day)) if member else None
        if member is None or shown is None:
            continue
        decided, _ = decide(member.key, day, said, found.settings)
        if decided.present is not None and decided.present is not shown.present:
            _ask(found, "hidden_sheet_conflict", said[0].place, member, day)


def _tell_sheets(found: Gathering, facts: dict[Identity, dict[date, list[Fact]]]) -> None:
    """Say which days stood in several sheets, and who stood in some of them only."""
    sheets = [sheet for sheet, rows in found.rows.items() if rows]
    if len(sheets) < 2:
        return
    several = sum(len({fact.place.sheet for fact in said}) > 1 for by_day in facts.values() for said in by_day.values())
    if several:
        found.tell("in_several_sheets", Place(), count=several, sheets="、".join(sheets))
    for sheet in sheets:
        lacking = [seen.name or "—" for seen in found.people.values() if sheet not in seen.sheets]
        if lacking:
            names = "、".join(lacking[:_SHOWN]) + (" …" if len(lacking) > _SHOWN else "")
            found.tell("people_lacking", Place(sheet), sheet=sheet, count=len(lacking), names=names)
