"""A small token interpreter of BPMN, written without the engine to be compared with it: tokens lie on flows, one list per scope.

It keeps everything in memory, searches paths when asked and is slow; it shares no code with the engine. Texts mean what the
model says they mean, so that FEEL has no part in it.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from workflows.procedure.model import Element, ElementType, EventType, Procedure, Scope, TimerKind

Meanings = Mapping[str, Callable[[Mapping[str, Any]], Any]]
T = ElementType
PEOPLE = (T.USER_TASK, T.MANUAL_TASK)


@dataclass(eq=False)
class Tok:
    """A token: on a flow (`flow`), or in an element (`node`), perhaps with a frame inside it."""

    number: int
    flow: str | None = None
    node: Element | None = None
    inside: Frame | None = None
    local: dict[str, Any] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    race: int | None = None
    is_item: bool = False
    index: int | None = None


@dataclass(eq=False)
class Alarm:
    """An armed timer: the instants at which it still fires (an endless one keeps a step), and what it belongs to."""

    number: int
    event: Element
    dues: list[datetime]
    step: timedelta | None = None


@dataclass(eq=False)
class Frame:
    """A running scope."""

    scope: Scope
    owner: Tok | None
    above: Frame | None
    own: dict[str, Any] | None = None
    toks: list[Tok] = field(default_factory=list)
    alarms: list[tuple[Alarm, Element]] = field(default_factory=list)
    is_shut: bool = False
    items: dict[str, Any] | None = None


class Reference:
    """Runs one case. Public methods are the acts of the outside; `open`, `alarms` and `data` are what is compared."""

    def __init__(
        self,
        top: Procedure,
        called: Mapping[str, Procedure],
        meanings: Meanings,
        variables: dict[str, Any],
        now: datetime,
    ) -> None:
        self.called = called
        self.meanings = meanings
        self.now = now
        self.numbers = count(1)
        self.ends: list[str] = []
        self.is_over = False
        self.top = Frame(top.process, None, None, own=dict(variables))
        self._open(self.top)
        self._settle()

    # What the outside does.

    def complete(self, tok: Tok, variables: Mapping[str, Any]) -> None:
        frame = self._frame_of(tok)
        for name, value in variables.items():
            self._assign(frame, tok, name, value)
        self._done(frame, tok)
        self._settle()

    def advance(self, now: datetime) -> None:
        self.now = now
        self._settle()

    def deliver(self, tok: Tok) -> None:
        self._caught(self._frame_of(tok), tok)
        self._settle()

    # What is compared.

    def open(self) -> list[tuple[tuple[Any, ...], Tok]]:
        """Open tasks as (key, token), in order of arrival: element, path of elements, item index."""
        found = [
            (self._key(f, t), t)
            for f in self._frames()
            for t in f.toks
            if t.node and t.node.type in PEOPLE and not t.inside
        ]
        return sorted(found, key=lambda pair: pair[1].number)

    def dues(self) -> list[tuple[str, datetime]]:
        """Armed timers as (element, next due)."""
        return sorted((alarm.event.id, alarm.dues[0]) for alarm, *_ in self._alarms())

    def awaiting(self) -> list[tuple[str, Tok]]:
        """Messages that are waited for, as (element, token)."""
        found = [
            (t.node.id, t)
            for f in self._frames()
            for t in f.toks
            if t.node
            and t.node.type is T.INTERMEDIATE_CATCH_EVENT
            and t.node.event
            and t.node.event.type is EventType.MESSAGE
        ]
        return sorted(found, key=lambda pair: pair[1].number)

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.top.own or {})

    def _key(self, frame: Frame, tok: Tok) -> tuple[Any, ...]:
        assert tok.node is not None
        path: list[str] = []
        index = tok.index
        owner, inner = frame.owner, frame
        while owner is not None:
            assert owner.node is not None
            path.append(owner.node.id)
            if index is None:
                index = owner.index
            inner = inner.above or inner
            owner = inner.owner
        return tok.node.id, tuple(reversed(path)), index

    # Walking over frames.

    def _frames(self, frame: Frame | None = None) -> Iterator[Frame]:
        frame = frame or self.top
        yield frame
        for tok in list(frame.toks):
            if tok.inside is not None:
                yield from self._frames(tok.inside)

    def _frame_of(self, tok: Tok) -> Frame:
        return next(frame for frame in self._frames() if tok in frame.toks)

    def _alarms(self) -> list[tuple[Alarm, Frame, Tok | None, Element | None]]:
        found: list[tuple[Alarm, Frame, Tok | None, Element | None]] = []
        for frame in self._frames():
            found.extend((alarm, frame, None, esp) for alarm, esp in frame.alarms)
            found.extend((alarm, frame, tok, None) for tok in frame.toks for alarm in tok.alarms)
        return found

    # Variables: reading looks outward everywhere, writing stops at the process.

    def _see(self, frame: Frame, tok: Tok | None = None) -> Mapping[str, Any]:
        maps: list[dict[str, Any]] = [tok.local] if tok else []
        here: Frame | None = frame
        while here is not None:
            if here.own is not None:
                maps.append(here.own)
            if here.owner is not None:
                maps.append(here.owner.local)
            here = here.above
        return ChainMap(*maps)

    def _assign(self, frame: Frame, tok: Tok | None, name: str, value: Any) -> None:
        if tok is not None and name in tok.local:
            tok.local[name] = value
        elif frame.own is not None:
            frame.own[name] = value
        else:
            assert frame.above is not None
            self._assign(frame.above, frame.owner, name, value)

    def _mean(self, text: str, seen: Mapping[str, Any]) -> Any:
        return self.meanings[text](seen)

    # Moving.

    def _settle(self) -> None:
        self._move()
        while True:
            due = [(a.dues[0], a.number, a, f, t, e) for a, f, t, e in self._alarms() if a.dues[0] <= self.now]
            if not due:
                return
            _, _, alarm, frame, tok, esp = min(due, key=lambda each: each[:2])
            self._ring(alarm, frame, tok, esp)
            self._move()

    def _move(self) -> None:
        while self._step() or self._inclusive():
            pass

    def _step(self) -> bool:
        """Let the oldest token that can move do so."""
        candidates = sorted(
            ((tok.number, frame, tok) for frame in self._frames() for tok in frame.toks if tok.flow),
            key=lambda each: each[0],
        )
        for _, frame, tok in candidates:
            assert tok.flow is not None
            target = frame.scope.elements[frame.scope.flows[tok.flow].target]
            into = [f.id for f in frame.scope.flows.values() if f.target == target.id]
            if target.type is T.PARALLEL_GATEWAY and len(into) > 1:
                if self._synchronise(frame, target, into):
                    return True
            elif target.type is not T.INCLUSIVE_GATEWAY or len(into) == 1:
                frame.toks.remove(tok)
                self._enter(frame, target, tok.number)
                return True
        return self._finish_frames()

    def _finish_frames(self) -> bool:
        for frame in list(self._frames()):
            if not frame.toks and frame.items is None and not (frame is self.top and self.is_over):
                frame.alarms.clear()
                if frame.owner is None:
                    self.is_over = True
                else:
                    assert frame.above is not None
                    self._left(frame)
                return True
        return False

    def _left(self, frame: Frame) -> None:
        owner, above = frame.owner, frame.above
        assert owner is not None
        assert above is not None
        assert owner.node is not None
        owner.inside = None
        if owner.node.type is T.CALL_ACTIVITY and owner.node.propagate_all_child_variables:
            for name, value in (frame.own or {}).items():
                self._assign(above, owner, name, value)
        self._done(above, owner)

    def _synchronise(self, frame: Frame, join: Element, into: list[str]) -> bool:
        taken = []
        for flow in into:
            waiting = [t for t in frame.toks if t.flow == flow]
            if not waiting:
                return False
            taken.append(min(waiting, key=lambda t: t.number))
        for tok in taken:
            frame.toks.remove(tok)
        self._leave(frame, join)
        return True

    def _inclusive(self) -> bool:
        for frame in self._frames():
            for join in frame.scope.elements.values():
                into = [f.id for f in frame.scope.flows.values() if f.target == join.id]
                if join.type is not T.INCLUSIVE_GATEWAY or len(into) < 2:
                    continue
                full = {t.flow for t in frame.toks if t.flow in into}
                if full and not self._awaited(frame, join, into, full):
                    for flow in full:
                        frame.toks.remove(next(t for t in frame.toks if t.flow == flow))
                    self._leave(frame, join)
                    return True
        return False

    def _awaited(self, frame: Frame, join: Element, into: list[str], full: set[str | None]) -> bool:
        """Whether a token can still come to an empty incoming flow without being able to come to one that has a token."""
        for tok in frame.toks:
            if tok.flow in into:
                continue
            for first in self._ways_on(frame, tok):
                reached = self._reachable(frame.scope, first, join.id) & set(into)
                if reached and not reached & full:
                    return True
        return False

    def _ways_on(self, frame: Frame, tok: Tok) -> list[str]:
        if tok.flow:
            return [tok.flow]
        assert tok.node is not None
        nodes = {tok.node.id} | {e.id for e in frame.scope.elements.values() if e.attached_to == tok.node.id}
        return [f.id for f in frame.scope.flows.values() if f.source in nodes]

    def _reachable(self, scope: Scope, first: str, avoid: str) -> set[str]:
        seen, todo = {first}, [first]
        while todo:
            target = scope.flows[todo.pop()].target
            if target == avoid:
                continue
            nodes = {target} | {e.id for e in scope.elements.values() if e.attached_to == target}
            for flow in scope.flows.values():
                if flow.source in nodes and flow.id not in seen:
                    seen.add(flow.id)
                    todo.append(flow.id)
        return seen

    # Elements.

    def _open(self, frame: Frame) -> None:
        for esp in frame.scope.elements.values():
            begin = esp.body.starts[0] if esp.type is T.EVENT_SUB_PROCESS and esp.body else None
            if begin is not None and begin.event is not None and begin.event.type is EventType.TIMER:
                frame.alarms.append((self._alarm(begin), esp))
        begin = next(e for e in frame.scope.elements.values() if e.type is T.START_EVENT)
        self._leave(frame, begin)

    def _leave(self, frame: Frame, node: Element) -> None:
        for flow in self._chosen(frame, node):
            frame.toks.append(Tok(next(self.numbers), flow=flow))

    def _chosen(self, frame: Frame, node: Element) -> list[str]:
        out = [f for f in frame.scope.flows.values() if f.source == node.id]
        if node.type not in (T.EXCLUSIVE_GATEWAY, T.INCLUSIVE_GATEWAY) or len(out) == 1:
            return [f.id for f in out]
        seen = self._see(frame)
        true = [f.id for f in out if f.condition and self._mean(f.condition, seen) is True]
        if not true:
            return [node.default_flow or ""]
        return true[:1] if node.type is T.EXCLUSIVE_GATEWAY else true

    def _enter(self, frame: Frame, node: Element, number: int) -> None:
        kind = node.type
        if node.multi_instance is not None:
            self._enter_items(frame, node)
        elif kind is T.END_EVENT:
            self._end(frame, node)
        elif kind is T.EVENT_BASED_GATEWAY:
            for flow in [f for f in frame.scope.flows.values() if f.source == node.id]:
                event = frame.scope.elements[flow.target]
                frame.toks.append(self._waiting(event, race=number))
        elif kind is T.INTERMEDIATE_CATCH_EVENT:
            frame.toks.append(self._waiting(node))
        else:
            self._activity(frame, node)

    def _waiting(self, event: Element, race: int | None = None) -> Tok:
        tok = Tok(next(self.numbers), node=event, race=race)
        if event.event is not None and event.event.type is EventType.TIMER:
            tok.alarms.append(self._alarm(event))
        return tok

    def _activity(self, frame: Frame, node: Element, tok: Tok | None = None) -> None:
        """Let a token into a task, body or call; gateways and none events are passed."""
        tok = tok or Tok(next(self.numbers), node=node)
        for mapping in node.inputs:
            tok.local[mapping.target] = self._mean(mapping.source, self._see(frame, tok))
        if node.type is T.SCRIPT_TASK:
            value = self._mean(node.script or "", self._see(frame, tok))
            self._assign(frame, tok, node.result_variable or "", value)
            self._leave(frame, node)
        elif node.type in PEOPLE:
            frame.toks.append(tok)
            self._guard(frame, tok)
        elif node.type in (T.SUB_PROCESS, T.EVENT_SUB_PROCESS, T.CALL_ACTIVITY):
            frame.toks.append(tok)
            self._guard(frame, tok)
            called = self.called[node.called_process_id].process if node.called_process_id else node.body
            assert called is not None
            tok.inside = Frame(called, tok, frame, own={} if node.called_process_id else None)
            self._open(tok.inside)
        else:
            self._leave(frame, node)

    def _guard(self, frame: Frame, tok: Tok) -> None:
        if tok.is_item or tok.node is None:
            return
        for event in frame.scope.elements.values():
            if event.attached_to == tok.node.id and event.event and event.event.type is EventType.TIMER:
                tok.alarms.append(self._alarm(event))

    def _done(self, frame: Frame, tok: Tok) -> None:
        if tok not in frame.toks:
            return
        frame.toks.remove(tok)
        assert tok.node is not None
        if tok.is_item:
            self._item_done(frame, tok)
        elif tok.node.type is not T.EVENT_SUB_PROCESS:
            self._leave(frame, tok.node)

    def _caught(self, frame: Frame, tok: Tok) -> None:
        if tok.race is not None:
            frame.toks = [t for t in frame.toks if t is tok or t.race != tok.race]
        self._done(frame, tok)

    def _end(self, frame: Frame, node: Element) -> None:
        if frame is self.top:
            self.ends.append(node.id)
        kind = node.event.type if node.event else EventType.NONE
        if kind is EventType.TERMINATE:
            frame.toks.clear()
            frame.alarms.clear()
        elif kind is EventType.ERROR:
            assert node.event is not None
            self._throw(frame, node.event.name or "")

    def _throw(self, frame: Frame, code: str) -> None:
        owner, above = frame.owner, frame.above
        for esp in frame.scope.elements.values():
            begin = esp.body.starts[0] if esp.type is T.EVENT_SUB_PROCESS and esp.body else None
            waits_for = begin.event if begin is not None and not frame.is_shut else None
            if waits_for is not None and waits_for.type is EventType.ERROR and waits_for.name in (code, None):
                self._shut(frame)
                self._activity(frame, esp)
                return
        assert owner is not None, "the model lets an error escape"
        assert above is not None
        for event in above.scope.elements.values():
            fits = event.event and event.event.type is EventType.ERROR and event.event.name in (code, None)
            if event.attached_to == owner.node.id and fits and not owner.is_item:  # type: ignore[union-attr]
                above.toks.remove(owner)
                self._leave(above, event)
                return
        self._throw(above, code)

    # Multi-instance.

    def _enter_items(self, frame: Frame, node: Element) -> None:
        loop = node.multi_instance
        assert loop is not None
        values = self._mean(loop.input_collection, self._see(frame))
        body = Tok(next(self.numbers), node=node)
        outputs: list[Any] = [None] * len(values)
        frame.toks.append(body)
        self._guard(frame, body)
        if not values:
            self._assign(frame, None, loop.output_collection or "", outputs)
            self._done(frame, body)
            return
        body.local[loop.output_collection or ""] = outputs
        inner = Frame(Scope("items", {}, {}), body, frame)
        inner.items = {"left": list(enumerate(values)), "done": 0, "total": len(values), "out": outputs, "node": node}
        body.inside = inner
        for _ in range(1 if loop.is_sequential else len(values)):
            self._next_item(inner)

    def _next_item(self, inner: Frame) -> None:
        assert inner.items is not None
        index, value = inner.items["left"].pop(0)
        local = {"vote": None, "item": value, "loopCounter": index + 1}
        tok = Tok(next(self.numbers), node=inner.items["node"], local=local, is_item=True, index=index)
        self._activity(inner, inner.items["node"], tok)

    def _item_done(self, inner: Frame, tok: Tok) -> None:
        state, body, frame = inner.items, inner.owner, inner.above
        assert state is not None
        assert body is not None
        assert frame is not None
        loop = state["node"].multi_instance
        state["done"] += 1
        seen = self._see(inner, tok)
        state["out"][tok.index] = self._mean(loop.output_element, seen)
        numbers = {"numberOfCompletedInstances": state["done"]}
        enough = loop.completion_condition and self._mean(loop.completion_condition, ChainMap(numbers, dict(seen)))
        if enough or state["done"] == state["total"]:
            body.inside = None
            self._assign(frame, None, loop.output_collection, state["out"])
            self._done(frame, body)
        elif state["left"]:
            self._next_item(inner)

    # Time. The models use whole hours: PT3H, R2/PT1H, R/PT1H.

    def _alarm(self, event: Element) -> Alarm:
        assert event.event is not None
        text = event.event.timer or ""
        hours = timedelta(hours=int(text.rpartition("PT")[2][:-1]))
        number = next(self.numbers)
        if event.event.timer_kind is not TimerKind.CYCLE:
            return Alarm(number, event, [self.now + hours])
        times = text[1 : text.index("/")]
        if not times:
            return Alarm(number, event, [self.now + hours], hours)
        return Alarm(number, event, [self.now + hours * n for n in range(1, int(times) + 1)])

    def _ring(self, alarm: Alarm, frame: Frame, tok: Tok | None, esp: Element | None) -> None:
        while alarm.dues and alarm.dues[0] <= self.now:
            last = alarm.dues.pop(0)
            if alarm.step is not None:
                alarm.dues.append(last + alarm.step)
        event = alarm.event
        if esp is not None:
            self._ring_sub_process(alarm, frame, esp)
            return
        assert tok is not None
        if not alarm.dues:
            tok.alarms.remove(alarm)
        if event.type is T.INTERMEDIATE_CATCH_EVENT:
            self._caught(frame, tok)
            return
        if event.is_interrupting:
            frame.toks.remove(tok)
        self._leave(frame, event)

    def _shut(self, frame: Frame) -> None:
        """An interrupting event sub-process ends all else in its scope, armed ones included."""
        frame.is_shut = True
        frame.toks.clear()
        frame.alarms.clear()

    def _ring_sub_process(self, alarm: Alarm, frame: Frame, esp: Element) -> None:
        if alarm.event.is_interrupting:
            self._shut(frame)
        elif not alarm.dues:
            frame.alarms = [pair for pair in frame.alarms if pair[0] is not alarm]
        self._activity(frame, esp)
