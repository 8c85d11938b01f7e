"""Items of multi-instance bodies: which one a task or a clock is about, and whose it is."""

from __future__ import annotations

import uuid

from workflows.casework.candidates import candidates_of, is_unit, lane_of, unit_id_of
from workflows.casework.locked_case import LockedCase
from workflows.engine import Token
from workflows.procedure.model import Side


def item_label(running: LockedCase, token: Token) -> str:
    """Which item of a multi-instance body a token is about: its number, and the item's own name where it has one."""
    if token.item_index is None:
        return ""
    procedure = running.procedures[token.process_id]
    # The nearest body may be drawn around a call activity, in the diagram of the caller. A body is no item of its own.
    own = () if token.is_body else (token.element.id,)
    around = [*own, *(element_id for _, element_id in reversed(token.path))]
    elements = (p.elements[i] for i in around for p in (procedure, *running.procedures.values()) if i in p.elements)
    name = next((e.multi_instance.input_element for e in elements if e.multi_instance), None)
    item = running.run.visible(token.id).get(name) if name else None
    if isinstance(item, dict):
        item = item.get("name") or item.get("title")
    number = str(token.item_index + 1)
    return f"{number} · {item}"[:200] if isinstance(item, str) and item else number


def unit_of_item(running: LockedCase, token: Token) -> uuid.UUID | None:
    """The unit that an item of a multi-instance body lies with: the one to whose posts its open tasks are offered, those of the
    unit's side before the office's, else the unit of its lane. None for what is no item, and where it lies with no one unit."""
    if token.item_index is None:
        return None
    found: dict[Side, set[uuid.UUID | None]] = {Side.UNIT: set(), Side.OFFICE: set()}
    for task in running.run.open_tasks:
        if task.id == token.id or any(token_id == token.id for token_id, _ in task.path):
            procedure = running.procedures[task.process_id]
            lane = lane_of(procedure, task.element.lane)
            offered = candidates_of(running.work, procedure, running.run, task).groups
            found[lane.side if lane else Side.OFFICE].update(unit_id for _, unit_id in offered)
    units = found[Side.UNIT] or found[Side.OFFICE]
    if len(units) == 1 and None not in units:
        return units.pop()
    lane = lane_of(running.procedures[token.process_id], token.element.lane)
    code = running.run.evaluate(token.id, lane.unit) if lane is not None and lane.unit else None
    return unit_id_of(running.work, code) if isinstance(code, str) and is_unit(running.work, code) else None
