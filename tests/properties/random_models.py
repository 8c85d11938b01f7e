"""Random sound procedures for comparing the engine with the reference; every text comes with its meaning in Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.engine.models import (
    CYCLE,
    TERMINATE,
    boundary,
    call,
    catch,
    element,
    end,
    error,
    event_gateway,
    event_sub_process,
    exclusive,
    inclusive,
    message,
    parallel,
    procedure,
    script,
    start,
    timer,
    user,
)
from tests.properties.drawing import Drawer, Ends, Model, Pieces
from workflows.procedure.model import Element, ElementType, EventDefinition, MultiInstance, Scope


class Artist(Drawer):
    """Draws one model."""

    # Scopes.

    def model(self) -> Model:
        pieces = self.content("start")
        if self.chance(5):
            event, interrupting = self.timer_event()
            pieces.parts.append(self.aside(event, interrupting=interrupting))
        drawn = pieces.scope("case")
        top = procedure(*drawn.elements.values(), paths=";".join(pieces.paths), conditions=pieces.conditions)
        return Model(top, tuple(self.called), self.meanings, self.choices, frozenset(self.flags), frozenset(self.loops))

    def content(self, start_id: str, depth: int = 0) -> Pieces:
        """A whole scope: start, blocks, end; now and then its tail is reached by several tokens."""
        pieces = Pieces()
        around = self.forks, self.around_loops, self.is_doubled
        self.forks, self.around_loops, self.is_doubled = 0, 0, False
        pieces.parts.append(start(start_id))
        last = start_id
        for _ in range(self.number(2, 4) if depth == 0 else self.number(1, 2)):
            first, following = self.block(pieces, depth)
            pieces.join(last, first)
            last = following
        if self.chance(4):
            split, merge = self.fresh("many"), self.fresh("merge")
            pieces.parts += [parallel(split), exclusive(merge)]
            pieces.join(last, split)
            for _ in range(2):
                first, following = self.block(pieces, depth + 1)
                pieces.join(split, first)
                pieces.join(following, merge)
            self.is_doubled = True
            first, following = self.fork(pieces, depth + 1) if self.chance(2) else self.block(pieces, depth + 1)
            pieces.join(merge, first)
            last = following
        stop = self.fresh("end")
        pieces.parts.append(end(stop))
        pieces.join(last, stop)
        self.forks, self.around_loops, self.is_doubled = around
        return pieces

    # Blocks: each has one way in and one way out.

    def block(self, pieces: Pieces, depth: int) -> Ends:
        self.budget -= 1
        simple = [self.task, self.task, self.counter, self.wait, self.race]
        nested = [self.choice, self.fork, self.fork, self.some, self.some, self.loop, self.loop]
        bodied = [self.sub_process, self.call, self.items, self.items, self.sequence]
        kinds = simple if self.budget <= 0 or depth > 4 else nested + bodied + simple[:3]
        if self.forks and self.is_doubled:
            kinds = [kind for kind in kinds if kind != self.some]
        return kinds[self.number(0, len(kinds) - 1)](pieces, depth)

    def sequence(self, pieces: Pieces, depth: int) -> Ends:
        first, middle = self.block(pieces, depth + 1)
        second, last = self.block(pieces, depth + 1)
        pieces.join(middle, second)
        return first, last

    def task(self, pieces: Pieces, depth: int) -> Ends:
        task = self.fresh("task")
        pieces.parts.append(user(task))
        return task, self.bounded(pieces, task)

    def counter(self, pieces: Pieces, depth: int) -> Ends:
        task = self.fresh("count")
        name = f"n_{task}"
        text = self.means(f"= if {name} = null then 1 else {name} + 1", lambda v: (v.get(name) or 0) + 1)
        pieces.parts.append(script(task, text, name))
        return task, task

    def wait(self, pieces: Pieces, depth: int) -> Ends:
        event = self.fresh("wait")
        pieces.parts.append(catch(event, timer(f"PT{self.number(0, 5)}H")))
        return event, event

    def race(self, pieces: Pieces, depth: int) -> Ends:
        gateway, merge = self.fresh("race"), self.fresh("merge")
        pieces.parts += [event_gateway(gateway), exclusive(merge)]
        events = [timer(f"PT{self.number(1, 4)}H"), timer(f"PT{self.number(1, 4)}H"), message("news")]
        for event in events[: self.number(2, 3)]:
            event_id = self.fresh("on")
            pieces.parts.append(catch(event_id, event))
            pieces.join(gateway, event_id, merge)
        return gateway, merge

    def choice(self, pieces: Pieces, depth: int) -> Ends:
        split, merge = self.fresh("xor"), self.fresh("merge")
        ways = self.number(2, 3)
        self.choices[split] = ways
        for way in range(ways):
            first, last = self.block(pieces, depth + 1)
            pieces.join(split, first)
            pieces.join(last, merge)
            if way < ways - 1:
                text = self.means(f"= {split} = {way}", lambda v, way=way: v[split] == way)
                pieces.conditions[f"{split}-{first}"] = text
            else:
                pieces.parts.append(exclusive(split, default=f"{split}-{first}"))
        pieces.parts.append(exclusive(merge))
        return split, merge

    def fork(self, pieces: Pieces, depth: int) -> Ends:
        split, merge = self.fresh("fork"), self.fresh("join")
        pieces.parts += [parallel(split), parallel(merge)]
        self.forks += 1
        for _ in range(self.number(2, 3)):
            first, last = self.block(pieces, depth + 1)
            pieces.join(split, first)
            pieces.join(last, merge)
        self.forks -= 1
        return split, merge

    def some(self, pieces: Pieces, depth: int) -> Ends:
        """An inclusive split; now and then a branch ends instead of coming to the join, or a boundary event leads there."""
        split, merge = self.fresh("or"), self.fresh("orjoin")
        ways = self.number(2, 3)
        for way in range(ways):
            first, last = self.block(pieces, depth + 1)
            pieces.join(split, first)
            if way < ways - 1:
                pieces.conditions[f"{split}-{first}"] = self.flag(f"{split}_{way}")
            else:
                pieces.parts.append(inclusive(split, default=f"{split}-{first}"))
            if way > 0 and not self.forks and self.chance(3):
                last = self.perhaps_lost(pieces, last)
            elif self.chance(4):
                last = self.direct_boundary(pieces, last, merge)
            pieces.join(last, merge)
        pieces.parts.append(inclusive(merge))
        return split, merge

    def perhaps_lost(self, pieces: Pieces, last: str) -> str:
        leave, lost = self.fresh("leave"), self.fresh("lost")
        kept = self.fresh("keep")
        pieces.parts += [exclusive(leave, default=f"{leave}-{kept}"), end(lost), exclusive(kept)]
        pieces.join(last, leave, lost)
        pieces.join(leave, kept)
        pieces.conditions[f"{leave}-{lost}"] = self.flag(leave)
        return kept

    def direct_boundary(self, pieces: Pieces, last: str, merge: str) -> str:
        task, event = self.fresh("task"), self.fresh("timer")
        interrupting = bool(self.forks or self.around_loops) or self.chance(2)
        self.is_doubled = self.is_doubled or not interrupting
        due = timer(f"PT{self.number(1, 4)}H")
        pieces.parts += [user(task), boundary(event, task, due, interrupting=interrupting)]
        pieces.join(last, task)
        if interrupting or self.chance(2):
            pieces.join(event, merge)
            return task
        # Only the event leads to the join: the token in the task must hold the join back all the same.
        lost = self.fresh("lost")
        pieces.parts.append(end(lost))
        pieces.join(task, lost)
        return event

    def loop(self, pieces: Pieces, depth: int) -> Ends:
        enter, again, out = self.fresh("enter"), self.fresh("again"), self.fresh("out")
        self.around_loops += 1
        first, last = self.block(pieces, depth + 1)
        self.around_loops -= 1
        pieces.parts += [exclusive(enter), exclusive(again, default=f"{again}-{out}"), exclusive(out)]
        back = self.fresh("redo")
        pieces.parts.append(user(back))
        pieces.join(enter, first)
        pieces.join(last, again, back, enter)
        pieces.join(again, out)
        pieces.conditions[f"{again}-{back}"] = self.flag(again)
        self.loops.add(again)
        return enter, out

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
        if self.chance(4):
            event, interrupting = self.timer_event()
            pieces.parts.append(self.aside(event, interrupting=interrupting))
        return pieces.scope(element_id), code

    def aside(self, event: EventDefinition, *, interrupting: bool) -> Element:
        inner, task, stop = self.fresh("esp"), self.fresh("task"), self.fresh("end")
        paths = f"{inner}_start {task} {stop}"
        return event_sub_process(inner, event, user(task), end(stop), paths=paths, interrupting=interrupting)

    def sub_process(self, pieces: Pieces, depth: int) -> Ends:
        host = self.fresh("sub")
        body, code = self.body(host, depth)
        inputs = {}
        if self.chance(2):
            counters = [e.result_variable for e in body.walk() if e.result_variable]
            text = self.means("= 100", lambda v: 100)
            inputs = {name: text for name in counters[:1]}
        pieces.parts.append(element(ElementType.SUB_PROCESS, host, body=body, inputs=inputs))
        return host, self.bounded(pieces, host, code)

    def call(self, pieces: Pieces, depth: int) -> Ends:
        host = self.fresh("call")
        process_id = f"process_{host}"
        body, code = self.body(process_id, depth)
        conditions = {flow.id: flow.condition for flow in body.flows.values() if flow.condition}
        paths = ";".join(f"{flow.source} {flow.target}" for flow in body.flows.values())
        drawn = procedure(*body.elements.values(), paths=paths, conditions=conditions, process_id=process_id)
        self.called.append(drawn)
        pieces.parts.append(call(host, process_id, propagate_all_child_variables=self.chance(2)))
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
        output = self.means("= vote", lambda v: v.get("vote"))
        loop = MultiInstance(
            is_sequential=self.chance(2),
            input_collection=text,
            input_element="item",
            output_collection=f"out_{host}",
            output_element=output,
            completion_condition=condition,
        )
        code = None
        if self.chance(3) and self.budget > 0:
            body, code = self.body(host, depth)
            pieces.parts.append(replace(element(ElementType.SUB_PROCESS, host, body=body), multi_instance=loop))
        else:
            pieces.parts.append(user(host, multi_instance=loop))
        return host, self.bounded(pieces, host, code)


@st.composite
def models(draw: Any) -> Model:
    """Strategy for random models."""
    return Artist(draw).model()
