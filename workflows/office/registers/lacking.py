"""What an office still lacks once its registers are taken: people who decide, and whoever leads what cases go to.

Which posts those are, the catalogue of posts says (`settings`, `administers`, `leads` in bpmn/posts.yaml). Nothing of it keeps
registers from being taken: an office is filled in step by step.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

from workflows.office.registers.findings import Findings, Place
from workflows.office.registers.standing import Standing
from workflows.people.models import Post, PostHolding, Unit
from workflows.people.words import PostScope, UnitKind
from workflows.sentence import Sentence

_NAMED = 5
"""Units of a kind that a sentence names; more are counted."""


def tell_lacking(standing: Standing, findings: Findings, *, is_anything: bool) -> None:
    """Add what is missing to the findings, by what stands with the files; all but an administrator only while they do anything."""
    if not any(True for _ in _with_account(standing, lambda post: post.administers)):
        findings.tell(Place(""), "no_administrator")
    if not is_anything:
        return
    deciding = set(_with_account(standing, lambda post: post.settings and post.scope is PostScope.ALL))
    if not deciding:
        findings.tell(Place(""), "nobody_decides")
    elif len(deciding) == 1:
        (only,) = deciding
        findings.tell(Place(""), "one_decides", name=standing.people_by_id[only].name)
    led = {holding.unit_id for holding in _held(standing) if standing.posts[holding.post_key].leads}
    senders = {team.dispatching_unit_id for team in standing.teams.values()}
    for post in standing.posts.values():
        if post.withdrawn_on is not None:
            continue
        for kind in post.leads:
            units = [
                unit for unit in standing.units.values()
                if unit.kind == kind and unit.id not in led and _counts(unit, senders, standing)
            ]  # fmt: skip
            if units:
                named = [unit.code for unit in units[:_NAMED]]
                more = len(units) - len(named)
                findings.tell(
                    Place(""), "nobody_leads", post=Sentence(post.name_en, post.name), count=len(units),
                    units=Sentence(
                        ", ".join(named) + (f" and {more} more" if more else ""),
                        "、".join(named) + (f" 等 {len(units)} 个" if more else ""),
                    ),
                )  # fmt: skip


def _counts(unit: Unit, senders: set[uuid.UUID], standing: Standing) -> bool:
    """Whether cases reach a unit: one that has ended has none, and of the organs those alone that send somebody."""
    if unit.valid_to is not None and unit.valid_to <= standing.today:
        return False
    return unit.kind is not UnitKind.ORGAN or unit.id in senders


def _held(standing: Standing) -> Iterator[PostHolding]:
    for holdings in standing.holdings.values():
        for holding in holdings:
            if holding.to_on is None or holding.to_on > standing.today:
                yield holding


def _with_account(standing: Standing, wanted: Callable[[Post], bool]) -> Iterator[uuid.UUID]:
    """Whoever holds such a post and can sign in."""
    for holding in _held(standing):
        user = standing.users.get(holding.person_id)
        if wanted(standing.posts[holding.post_key]) and user is not None and user.is_active:
            yield holding.person_id
