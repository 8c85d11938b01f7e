"""Which posts a procedure asks in the unit that a function of FEEL gives: `superior_of` one level up, `party_of` in the party body.

A diagram writes the post out, `"unit_secretary@" + party_of(unit_code)`, or has a lane for it in that unit.
"""

from __future__ import annotations

import re

from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Procedure


def posts_asked(procedure: Procedure, function: str) -> frozenset[str]:
    """The keys of the posts that the diagram asks in the unit that `function` gives; empty where it does not call it."""
    written = re.compile(rf'"(\w+)@"\s*\+\s*{function}\s*\(')
    found = {key for text in texts_of(procedure) for key in written.findall(text.source)}
    called = re.compile(rf"\b{function}\s*\(")
    found.update(lane.post for lane in procedure.lanes if lane.unit and called.search(lane.unit))
    return frozenset(found)
