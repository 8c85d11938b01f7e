"""Random sound procedures for comparing the engine with the reference; every text comes with its meaning in Python."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.engine.models import (
    boundary,
    catch,
    end,
    event_gateway,
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
from tests.properties.drawing import Ends, Model, Pieces
from tests.properties.random_bodies import Bodies


class Artist(Bodies):
    """Draws one model."""

    # Scopes.

    def model(self) -> Model:
        pieces = self.content("start")
        if self.chance(3):
            event, interrupting = self.aside_event()
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
            self.beside += 1
            for _ in range(2):
                first, following = self.block(pieces, depth + 1)
                pieces.join(split, first)
                pieces.join(following, merge)
            self.is_doubled = True
            first, following = self.fork(pieces, depth + 1) if self.chance(2) else self.block(pieces, depth + 1)
            self.beside -= 1
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
        inputs = {"v": self.value_of("m")} if self.chance(5) else {}
        pieces.parts.append(user(task, inputs=inputs, outputs=self.outputs(task, "v")))
        return task, self.bounded(pieces, task)

    def counter(self, pieces: Pieces, depth: int) -> Ends:
        task = self.fresh("count")
        name = f"n_{task}"
        text = self.means(f"= if {name} = null then 1 else {name} + 1", lambda v: (v.get(name) or 0) + 1)
        pieces.parts.append(script(task, text, name, outputs=self.outputs(task, name) if self.chance(3) else {}))
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
            told = self.outputs(event_id, "m") if event.name else {}
            pieces.parts.append(catch(event_id, event, outputs=told))
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
        self.beside += 1
        for _ in range(self.number(2, 3)):
            first, last = self.block(pieces, depth + 1)
            pieces.join(split, first)
            pieces.join(last, merge)
        self.forks -= 1
        self.beside -= 1
        return split, merge

    def some(self, pieces: Pieces, depth: int) -> Ends:
        """An inclusive split; now and then a branch ends instead of coming to the join, or a boundary event leads there."""
        split, merge = self.fresh("or"), self.fresh("orjoin")
        ways = self.number(2, 3)
        self.beside += 1
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
        self.beside -= 1
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


@st.composite
def models(draw: Any) -> Model:
    """Strategy for random models."""
    return Artist(draw).model()
