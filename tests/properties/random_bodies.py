"""The activities of random models that have a body, and the events at them; blocks and scopes are in random_models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.engine.models import (
    CYCLE,
    TERMINATE,
    boundary,
    call,
    element,
    end,
    error,
    escalation,
    event_sub_process,
    exclusive,
    message,
    procedure,
    script,
    signal,
    throw,
    timer,
    user,
)
from tests.properties.drawing import Drawer, Ends, Pieces
from workflows.procedure.model import Element, ElementType, EventDefinition, EventType, MultiInstance, Scope


class Bodies(Drawer):
    """Draws sub-processes, calls, items and event sub-processes."""

    def content(self, start_id: str, depth: int = 0) -> Pieces:
        """A whole scope; drawn by the class that draws blocks."""
        raise NotImplementedError

    # Boundary events.

    def bounded(self, pieces: Pieces, host: str, code: str | None = None) -> str:
        """Attach boundary events; those that interrupt come back to the path behind the host."""
        last = host
        events = [self.timer_event() for _ in range(self.number(0, 2))] if self.chance(2) else []
        rejoining = [each for each in events if each[1]]
        if rejoining or code:
            last = self.fresh("merge")
            pieces.parts.append(exclusive(last))
            pieces.join(host, last)
        for event, interrupting in events:
            event_id = self.fresh("timer")
            pieces.parts.append(boundary(event_id, host, event, interrupting=interrupting))
            aside = self.fresh("aside")
            pieces.parts.append(user(aside))
            pieces.join(event_id, aside)
            if interrupting:
                pieces.join(aside, last)
            else:
                stop = self.fresh("end")
                pieces.parts.append(end(stop))
                pieces.join(aside, stop)
        if code:
            event_id = self.fresh("catch")
            pieces.parts.append(boundary(event_id, host, error(code if self.chance(2) else None)))
            pieces.join(event_id, last)
        return last

    def timer_event(self) -> tuple[Any, bool]:
        interrupting = self.chance(2)
        if self.chance(3):
            times = "" if self.chance(2) else str(self.number(1, 3))
            return timer(f"R{times}/PT{self.number(1, 3)}H", CYCLE), interrupting
        return timer(f"PT{self.number(1, 5)}H"), interrupting

    # Activities with a body.

    def body(self, element_id: str, depth: int) -> tuple[Scope, str | None]:
        """The inside of a sub-process, and the error code it may throw."""
        pieces = self.content(f"{element_id}_start", depth + 1)
        code = None
        if self.chance(4):
            self.tell(pieces)
        if self.chance(3):
            first = pieces.paths[-1].split()[0]
            gate, other = self.fresh("exit"), self.fresh("stop")
            keep = pieces.paths.pop()
            thrown = self.chance(2)
            code = f"E{self.number(1, 2)}" if thrown else None
            pieces.parts += [
                exclusive(gate, default=f"{gate}-{keep.split()[1]}"),
                end(other, event=error(code) if code else TERMINATE),
            ]
            pieces.join(first, gate, keep.split()[1])
            pieces.join(gate, other)
            pieces.conditions[f"{gate}-{other}"] = self.flag(gate)
        if code and self.chance(3):
            pieces.parts.append(self.aside(error(code if self.chance(2) else None), interrupting=True))
        if self.chance(2):
            event, interrupting = self.aside_event()
            pieces.parts.append(self.aside(event, interrupting=interrupting))
        return pieces.scope(element_id), code

    def tell(self, pieces: Pieces) -> None:
        """An escalation on the way to the end; what catches it, if anything, stands around."""
        source, target = pieces.paths.pop().split()[-2:]
        thrown = self.fresh("tell")
        brought = {f"x_{thrown}": self.value_of("m")} if self.chance(2) else {}
        pieces.parts.append(throw(thrown, escalation("UP"), inputs=brought))
        pieces.join(source, thrown)
        pieces.join(thrown, target)
        if self.chance(3):
            pieces.parts.append(self.aside(escalation("UP" if self.chance(2) else None), interrupting=self.chance(2)))

    def aside_event(self) -> tuple[EventDefinition, bool]:
        kind = self.number(0, 2)
        if kind == 0:
            return self.timer_event()
        return (message("word") if kind == 1 else signal("bell")), self.chance(3)

    def aside(self, event: EventDefinition, *, interrupting: bool) -> Element:
        inner, task, stop = self.fresh("esp"), self.fresh("task"), self.fresh("end")
        paths = f"{inner}_start {task} {stop}"
        brings = event.type in (EventType.MESSAGE, EventType.SIGNAL)
        return event_sub_process(
            inner,
            event,
            user(task, outputs=self.outputs(task, "v")),
            end(stop),
            paths=paths,
            interrupting=interrupting,
            mapped=self.outputs(inner, "m") if brings else {},
        )

    def sub_process(self, pieces: Pieces, depth: int) -> Ends:
        host = self.fresh("sub")
        body, code = self.body(host, depth)
        inputs = {}
        if self.chance(2):
            counters = [e.result_variable for e in body.walk() if e.result_variable]
            text = self.means("= 100", lambda v: 100)
            inputs = {name: text for name in counters[:1]}
        if self.chance(3):
            inputs["v"] = self.value_of("m")
        outputs = self.outputs(host, "v")
        pieces.parts.append(element(ElementType.SUB_PROCESS, host, body=body, inputs=inputs, outputs=outputs))
        return host, self.bounded(pieces, host, code)

    def call(self, pieces: Pieces, depth: int) -> Ends:
        host = self.fresh("call")
        process_id = f"process_{host}"
        known, beside = set(self.choices), self.beside
        self.beside = 0
        body, code = self.body(process_id, depth)
        self.beside = beside
        conditions = {flow.id: flow.condition for flow in body.flows.values() if flow.condition}
        paths = ";".join(f"{flow.source} {flow.target}" for flow in body.flows.values())
        drawn = procedure(*body.elements.values(), paths=paths, conditions=conditions, process_id=process_id)
        self.called.append(drawn)
        inputs = {"v": self.value_of("m")} if self.chance(3) else {}
        sees_all = not self.chance(3)
        if not sees_all:
            inputs |= {name: self.value_of(name) for name in self.choices if name not in known}
        # Two branches that hand back copies of the same variables at once would leave the outcome to the order of steps.
        gives_all = self.beside == 0 and self.chance(2)
        outputs = {} if gives_all else self.outputs(host, "v")
        given = {"propagate_all_parent_variables": sees_all, "propagate_all_child_variables": gives_all}
        pieces.parts.append(call(host, process_id, inputs=inputs, outputs=outputs, **given))
        return host, self.bounded(pieces, host, code)

    def items(self, pieces: Pieces, depth: int) -> Ends:
        host = self.fresh("items")
        total = self.number(0, 4)
        text = self.means("= [" + ", ".join(str(n) for n in range(total)) + "]", lambda v: list(range(total)))
        condition = None
        if self.chance(2):
            enough = self.number(1, 3)
            condition = self.means(
                f"= numberOfCompletedInstances >= {enough}", lambda v: v["numberOfCompletedInstances"] >= enough
            )
        outputs = ({}, {"made": self.plus_one("vote")}, {"vote": self.plus_one("vote"), "made": self.value_of("vote")})
        mapped = outputs[self.number(0, 2)]
        output = self.value_of("made" if mapped and self.chance(2) else "vote")
        loop = MultiInstance(
            is_sequential=self.chance(2),
            input_collection=text,
            input_element="item",
            output_collection=f"out_{host}",
            output_element=output,
            completion_condition=condition,
        )
        code = None
        # What an item maps to a name that is not its own goes to the case, where the items of another branch may write too.
        if self.beside and output != "= made":
            mapped = {}
        if self.chance(3) and self.budget > 0:
            self.beside += 1
            body, code = self.body(host, depth)
            self.beside -= 1
            pieces.parts.append(replace(element(ElementType.SUB_PROCESS, host, body=body), multi_instance=loop))
        elif self.chance(4):
            text = self.value_of("item")
            pieces.parts.append(script(host, text, "vote", outputs=mapped, multi_instance=loop))
        else:
            pieces.parts.append(user(host, multi_instance=loop, outputs=mapped))
        return host, self.bounded(pieces, host, code)
