"""Posts that a process names for its cases, `post` or `post@UNIT`: which of them somebody holds."""

from __future__ import annotations

from collections.abc import Collection

from workflows.casework import catalogue
from workflows.casework.models import Case
from workflows.people import Actor, Holding
from workflows.people.posts import posts_that
from workflows.people.unit_tree import path_on
from workflows.procedure.lists import names_of
from workflows.store import UnitOfWork

ORDERED_BY = "recuse_by"  # may order somebody to stand aside
APPOINTED_BY = "appoint_by"  # may appoint somebody to a step that nobody is left for


def posts_in(work: UnitOfWork, case: Case, name: str) -> tuple[str, ...]:
    """The posts that a process property such as `recuse_by` names for the case; without it those that direct (posts.yaml)."""
    procedure = catalogue.procedure_of(work, case.procedure_version_id)
    return tuple(names_of(procedure.property(name))) or posts_that(work, "directs")


def holding_named(work: UnitOfWork, groups: Collection[str], case: Case, actor: Actor) -> Holding | None:
    """The first of the actor's posts that these groups name for the case, or None.

    A post counts where its scope covers the case's unit. Whoever administers never counts, whatever the process says.
    """
    return next(
        (
            each
            for each in counting(work, case, actor)
            if {each.post_key, f"{each.post_key}@{each.unit_code}"} & set(groups)
        ),
        None,
    )


def counting(work: UnitOfWork, case: Case, actor: Actor) -> list[Holding]:
    """The actor's posts that may direct the case: those that cover its unit, as it stood at the case's start, and do not
    administer."""
    unit = case.unit
    path = path_on(work, unit, case.day) if unit is not None else None
    return [holding for holding in actor.holdings if not holding.administers and holding.covers(path)]
