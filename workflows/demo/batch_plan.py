"""What a played batch is to meet with: which unit is asked for how many people, and where somebody asks, leaves or never comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.sentence import Sentence

MOST_WANTED = 3  # of a village: a profile has five places at most, and up to two people are there already


class TooMany(Exception):
    """So many people cannot be asked for in so many villages; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Size:
    """How many villages a batch is for, and how many people."""

    villages: int
    people: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people each village wants, by its code, and which unit is asked for them; numbers of what goes otherwise.

    `exempt` asks to send nobody and need not, `denied` asks and must; `late` never answers. Their people come on top of
    those of the batch, where there are enough units. Of the places, every `reserve_every`-th has a second candidate.
    """

    wanted: dict[str, int]
    units: dict[str, str]  # village → unit
    exempt: frozenset[str]
    denied: frozenset[str]
    late: frozenset[str]
    reserve_every: int
    withdrawals: int  # so many before the meeting, and so many while they are called about
    objections: int  # of which one is upheld where there are two or more
    sent_back: int
    no_shows: int

    def shares(self) -> Counter[str]:
        """How many people each unit is asked for."""
        found: Counter[str] = Counter()
        for village, count in self.wanted.items():
            found[self.units[village]] += count
        return found


def plan_of(size: Size, villages: Sequence[tuple[str, str]]) -> Plan:
    """Spread the people over villages, each given with the unit that is asked for its people.

    Raises TooMany where they do not fit.
    """
    if size.villages > len(villages):
        raise TooMany(
            Sentence(
                f"There are {len(villages)} villages; a batch of {size.villages} cannot be played.",
                f"共有 {len(villages)} 个村，不能模拟 {size.villages} 个村的批次。",
            )
        )
    chosen = dict(villages[: size.villages])
    units = sorted(set(chosen.values()))
    exempt, denied, late = (frozenset(units[at : at + 1]) if len(units) > 5 else frozenset() for at in (1, 2, 3))
    filled = [village for village, unit in chosen.items() if unit not in exempt | late]
    if not len(filled) <= size.people <= len(filled) * MOST_WANTED:
        raise TooMany(
            Sentence(
                f"{len(filled)} villages want {len(filled)} to {len(filled) * MOST_WANTED} people, not {size.people}.",
                f"{len(filled)} 个村可需求 {len(filled)} 至 {len(filled) * MOST_WANTED} 人，不能为 {size.people} 人。",
            )
        )
    each, more = divmod(size.people, len(filled))
    wanted = {village: each + (number < more) for number, village in enumerate(filled)}
    is_large = size.people >= 30
    return Plan(
        wanted={village: wanted.get(village, 1) for village in chosen},
        units=chosen,
        exempt=exempt,
        denied=denied,
        late=late,
        reserve_every=4 if is_large else 1,
        withdrawals=max(1, size.people // 60),
        objections=max(1, size.people // 60),
        sent_back=1,
        no_shows=max(1, size.people // 60),
    )
