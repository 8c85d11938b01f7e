"""Settling a day from its sources: two that agree count, one alone goes to the township's sheet, a contradiction to a person.

A punch alone neither earns nor costs a point. Evening and morning punch are one source; the second is that day's diary, the
village secretary's monthly list (exceptions struck out) or an inspection's finding. An office without punches has list and
diary as the two.
Pure functions: nothing here knows where the sources are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from workflows.attendance.results import Day
from workflows.attendance.sentences import sentence
from workflows.sentence import Sentence


class Source(StrEnum):
    """Who says something of a day."""

    PUNCH = "punch"
    DIARY = "diary"
    VILLAGE = "village"
    INSPECTION = "inspection"
    LEAVE = "leave"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of one person's day. True: in the village; False: not; None: the source says nothing.

    `diary`: True where an entry was written of that day; none says nothing. `village`: on the secretary's list, or struck out.
    `inspection`: found or not found there by a verified finding. `leave`: the part of the day that approved leave covers.
    `is_business`: approved business outside the village, which counts as present. `is_overdue`: leave had ended and the member
    had not reported back.
    """

    person: str
    day: date
    punch: Day | None = None
    diary: bool = False
    village: bool | None = None
    inspection: bool | None = None
    leave: Fraction = Fraction(0)
    is_business: bool = False
    is_overdue: bool = False

    def saying(self, presence: bool) -> tuple[Source, ...]:
        """The sources that say that the person was in the village, or that they were not."""
        said = {
            Source.PUNCH: self.punch.present if self.punch is not None else None,
            Source.DIARY: True if self.diary else None,
            Source.VILLAGE: self.village,
            Source.INSPECTION: self.inspection,
            Source.LEAVE: False if self.leave >= 1 else None,
        }
        return tuple(source for source, word in said.items() if word is presence)


class Outcome(StrEnum):
    """What a day comes to. The last four go before a person; none of them is counted until they have decided."""

    PRESENT = "present"
    BUSINESS = "business"
    LEAVE = "leave"
    ABSENT = "absent"
    NOTHING = "nothing"
    ONE_SOURCE = "one_source"
    IN_DOUBT = "in_doubt"
    OVERDUE = "overdue"
    CONTRADICTION = "contradiction"


_FOR_A_PERSON = frozenset({Outcome.ONE_SOURCE, Outcome.IN_DOUBT, Outcome.OVERDUE, Outcome.CONTRADICTION})


@dataclass(frozen=True, slots=True)
class Settled:
    """A day and what it comes to: `counts` of a day present, None until a person decides; `by` the sources behind it."""

    person: str
    day: date
    outcome: Outcome
    counts: Fraction | None
    by: tuple[Source, ...]

    @property
    def is_for_a_person(self) -> bool:
        """True for a line of the township's sheet (异常核对表)."""
        return self.outcome in _FOR_A_PERSON

    @property
    def sentence(self) -> Sentence:
        """Why, and what to do next."""
        names = [sentence(f"source_{source}") for source in self.by]
        said = {"en": ", ".join(name.en for name in names), "zh": "、".join(name.zh for name in names)}
        code = f"day_{self.outcome}"
        return Sentence(
            sentence(code, sources=said["en"]).en,
            sentence(code, sources=said["zh"]).zh,
        )


def settle(sources: Sources) -> Settled:
    """What a day comes to.

    Business that was approved counts as present by its form, and nobody need have been seen in the village. Else sources that say
    opposite things go before a person, whatever their number. Two that say present count; two that say absent are an absence; leave
    is leave. One alone goes to the township's sheet, absent as well as present. What nobody says anything of is not counted; on a
    day on which somebody is overdue from leave a person decides that too.
    """
    present, absent = sources.saying(True), sources.saying(False)

    def settled(outcome: Outcome, counts: int | None, by: tuple[Source, ...]) -> Settled:
        return Settled(sources.person, sources.day, outcome, None if counts is None else Fraction(counts), by)

    if sources.is_business:
        if Source.LEAVE in absent:
            return settled(Outcome.CONTRADICTION, None, (Source.BUSINESS, Source.LEAVE))
        return settled(Outcome.BUSINESS, 1, (Source.BUSINESS,))
    if present and absent:
        return settled(Outcome.CONTRADICTION, None, (*present, *absent))
    if Source.LEAVE in absent:
        return settled(Outcome.LEAVE, 0, absent)
    if len(present) >= 2:
        return settled(Outcome.PRESENT, 1, present)
    if len(absent) >= 2:
        return settled(Outcome.ABSENT, 0, absent)
    if present or absent:
        return settled(Outcome.ONE_SOURCE, None, present or absent)
    if sources.punch is not None and sources.punch.punches:
        # Punches that count for nothing by themselves: invalid, made up afterwards, outside the fence.
        return settled(Outcome.IN_DOUBT, None, (Source.PUNCH,))
    if sources.is_overdue:
        return settled(Outcome.OVERDUE, None, (Source.LEAVE,))
    return settled(Outcome.NOTHING, 0, ())


def for_a_person(days: Iterable[Settled]) -> list[Settled]:
    """The lines that somebody must decide, by day and person; an empty list means that the month needs no sheet."""
    return sorted((each for each in days if each.is_for_a_person), key=lambda each: (each.day, each.person))
