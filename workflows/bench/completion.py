"""What completing a task costs: against the bare transaction that writes the same rows, and against the age of the case."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from functools import partial

from workflows.bench.bare import copy_of
from workflows.bench.measure import Act, Figure, medians
from workflows.bench.office import Office
from workflows.bench.procedure import ANSWERS, dossier
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.people import Actor

COMPLETION_TARGET = 3.0
FLATNESS_TARGET = 1.2
AGES = (10, 100, 1000)
YOUNG_CASES = 8  # cases that share the youngest age's samples, so that none of them grows out of it


class Worker:
    """The one reviewer completing the task of one case again and again."""

    def __init__(self, office: Office, actor: Actor, kilobytes: int) -> None:
        self.office, self.actor = office, actor
        self.case_id: uuid.UUID = office.open_case(dossier(kilobytes))
        self.task_id = office.open_task(self.case_id)

    def complete(self) -> None:
        """One completion in a transaction of its own, as a request makes it."""
        with transaction(self.office.store) as work:
            [opened] = complete(work, self.task_id, self.actor, ANSWERS).opened
        self.task_id = opened.id

    def grow_to(self, age: int) -> None:
        """Complete up to that iteration."""
        for _ in range(age):
            self.complete()


def completion_cost(office: Office, database: str, *, rounds: int) -> Iterator[Figure]:
    """A completion against the bare transaction, with 0, 2 and 20 KB of case data."""
    actor = office.actor()
    for kilobytes in (0, 2, 20):
        measured, pattern = Worker(office, actor, kilobytes), Worker(office, actor, kilobytes)
        measured.grow_to(3)
        pattern.grow_to(3)
        bare = copy_of(office.store, pattern.case_id)
        mine, yardstick = medians([measured.complete, partial(bare.complete, office.store.clock())], rounds=rounds)
        yield Figure(
            group=f"completion against the bare transaction, {database}",
            name=f"{kilobytes} KB of case data",
            ratio=mine / yardstick,
            milliseconds=mine,
            against_milliseconds=yardstick,
            samples=rounds,
            target=COMPLETION_TARGET,
        )


def loop_flatness(office: Office, database: str, *, rounds: int, ages: tuple[int, ...] = AGES) -> Iterator[Figure]:
    """A completion at a late iteration of a loop against one at the first of these ages."""
    actor = office.actor()
    young = [Worker(office, actor, 2) for _ in range(YOUNG_CASES)]
    for worker in young:
        worker.grow_to(max(ages[0] - rounds // YOUNG_CASES // 2, 1))
    turns = itertools.cycle(young)
    acts: list[Act] = [lambda: next(turns).complete()]
    for age in ages[1:]:
        old = Worker(office, actor, 2)
        old.grow_to(age - rounds // 2)
        acts.append(old.complete)
    first, *later = medians(acts, rounds=rounds)
    for age, milliseconds in zip(ages[1:], later, strict=True):
        yield Figure(
            group=f"completion late in a loop, {database}",
            name=f"iteration {age:,} against {ages[0]}",
            ratio=milliseconds / first,
            milliseconds=milliseconds,
            against_milliseconds=first,
            samples=rounds,
            target=FLATNESS_TARGET,
        )
