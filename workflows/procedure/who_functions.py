"""The functions that say in FEEL who does a step: their names, what they give, and where they may stand; casework answers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from workflows.feel.shapes import NUMBER, TEXT, TRUTH, Shape, context_of, list_of, one_of

STARTER: Final = "starter"
DONE_BY: Final = "done_by"
PREVIOUS: Final = "previous"
LEADER_OF: Final = "leader_of"
POST_FOR: Final = "post_for"
PERSON_NAMED: Final = "person_named"
SUPERIOR_OF: Final = "superior_of"
PARTY_OF: Final = "party_of"
HOLDERS_OF: Final = "holders_of"
OWN_LEAVE: Final = "own_leave"
STARTING_POST: Final = "starting_post"
DEPARTMENTS_OF: Final = "departments_of"
NEVER_ARRIVED: Final = "never_arrived"

OF_CASE: Final = frozenset({STARTER, DONE_BY, PREVIOUS})
"""Those that ask a case: they mean something in its diagram only, once it has begun."""
OF_OFFICE: Final = frozenset(
    {
        LEADER_OF,
        POST_FOR,
        PERSON_NAMED,
        SUPERIOR_OF,
        PARTY_OF,
        HOLDERS_OF,
        DEPARTMENTS_OF,
        NEVER_ARRIVED,
        OWN_LEAVE,
        STARTING_POST,
    }
)
"""Those that ask the office: posts and persons as they are today, units as they stood on the day of the case's start, or stand
today where there is no case, and approved leave. Forms may ask them as well."""
OF_STEP: Final = frozenset({DONE_BY, PREVIOUS})
"""Those whose first argument is the id of a step, written out."""

_WHO: Final = context_of({"person": TEXT, "name": TEXT, "post": TEXT, "unit": TEXT, "group": TEXT, "unit_name": TEXT})
SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        STARTER: _WHO,
        DONE_BY: _WHO,
        PREVIOUS: context_of({"outcome": TEXT, "at": Shape("date and time"), "times": NUMBER, "by": _WHO}),
        LEADER_OF: TEXT,
        POST_FOR: TEXT,
        SUPERIOR_OF: TEXT,
        PARTY_OF: TEXT,
        HOLDERS_OF: list_of(TEXT),
        DEPARTMENTS_OF: list_of(context_of({"code": TEXT, "name": TEXT, "name_en": TEXT})),
        NEVER_ARRIVED: list_of(TEXT),
        STARTING_POST: TEXT,
        OWN_LEAVE: list_of(
            context_of(
                {
                    "starts": Shape("date"),
                    "until": Shape("date"),
                    "days": NUMBER,
                    "year": NUMBER,
                    "kind": TEXT,
                    "effect": one_of({"lowers", "gap", "present"}),
                    "is_back": TRUTH,
                }
            )
        ),
        PERSON_NAMED: context_of({"person": TEXT, "name": TEXT, "unit": TEXT}),
    }
)
"""What each gives, where it does not give null."""
