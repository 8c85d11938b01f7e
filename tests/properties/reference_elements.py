"""What each element does in the reference interpreter: tasks, bodies, events, items and time."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.properties.reference_frames import PEOPLE, Alarm, Frame, Frames, T, Tok
from workflows.procedure.model import Element, EventType, Scope, TimerKind


class Elements(Frames):
    """Enters, leaves and interrupts elements; letting tokens move is in reference."""

    def _open(self, frame: Frame) -> None:
        for esp in frame.scope.elements.values():
            begin = esp.body.starts[0] if esp.type is T.EVENT_SUB_PROCESS and esp.body else None
            if begin is not None and begin.event is not None:
                if begin.event.type is EventType.TIMER:
                    frame.alarms.append((self._alarm(begin), esp))
                elif begin.event.type in (EventType.MESSAGE, EventType.SIGNAL):
                    frame.ears.append((next(self.numbers), esp))
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
        elif kind is T.INTERMEDIATE_THROW_EVENT and node.event is not None:
            thrower = Tok(number, node=node)
            frame.toks.append(thrower)
            self._throw(frame, EventType.ESCALATION, node.event.name or "", self._inputs(frame, node))
            if thrower in frame.toks and frame in list(self._frames()):
                frame.toks.remove(thrower)
                self._leave(frame, node)
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
            self._write(frame, tok, {node.result_variable or "": value})
            frame.toks.append(tok)
            self._done(frame, tok)
        elif node.type in PEOPLE:
            frame.toks.append(tok)
            self._guard(frame, tok)
        elif node.type in (T.SUB_PROCESS, T.EVENT_SUB_PROCESS, T.CALL_ACTIVITY):
            frame.toks.append(tok)
            self._guard(frame, tok)
            called = self.called[node.called_process_id].process if node.called_process_id else node.body
            assert called is not None
            own = None
            if node.called_process_id:
                own = dict(self._see(frame, tok)) if node.propagate_all_parent_variables else dict(tok.local)
            tok.inside = Frame(called, tok, frame, own=own)
            self._open(tok.inside)
        else:
            self._leave(frame, node)

    def _guard(self, frame: Frame, tok: Tok) -> None:
        if tok.is_item or tok.node is None:
            return
        for event in frame.scope.elements.values():
            if event.attached_to == tok.node.id and event.event and event.event.type is EventType.TIMER:
                tok.alarms.append(self._alarm(event))

    def _inputs(self, frame: Frame, node: Element) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for mapping in node.inputs:
            made[mapping.target] = self._mean(mapping.source, ChainMap(made, *self._see(frame).maps))
        return made

    def _write(self, frame: Frame, tok: Tok, variables: Mapping[str, Any]) -> None:
        """Results: the token's own where output mappings pick from them, otherwise to the scope that has them."""
        assert tok.node is not None
        if tok.node.outputs:
            tok.local.update(variables)
            return
        for name, value in variables.items():
            self._assign(frame, tok, name, value)

    def _done(self, frame: Frame, tok: Tok) -> None:
        if tok not in frame.toks:
            return
        assert tok.node is not None
        if tok.node.multi_instance is None or tok.is_item:
            self._map(frame, tok, tok.node.outputs, {})
        frame.toks.remove(tok)
        if tok.is_item:
            self._item_done(frame, tok)
        elif tok.node.type is not T.EVENT_SUB_PROCESS:
            self._leave(frame, tok.node)

    def _caught(self, frame: Frame, tok: Tok) -> None:
        if tok.race is not None:
            frame.toks = [t for t in frame.toks if t is tok or t.race != tok.race]
        self._done(frame, tok)

    def _end(self, frame: Frame, node: Element) -> None:
        outer = frame
        while outer.owner is not None and outer.owner.node is not None and outer.above is not None:
            if outer.owner.node.type is not T.EVENT_SUB_PROCESS:
                break
            outer = outer.above
        if outer is self.top:
            self.ends.append(node.id)
        kind = node.event.type if node.event else EventType.NONE
        if kind is EventType.TERMINATE:
            frame.toks.clear()
            frame.alarms.clear()
            frame.ears.clear()
        elif kind is EventType.ERROR:
            assert node.event is not None
            self._throw(frame, EventType.ERROR, node.event.name or "", {})

    def _throw(self, frame: Frame, kind: EventType, code: str, brought: Mapping[str, Any]) -> None:
        """An error or escalation looks for its catcher, from the scope outward."""
        owner, above = frame.owner, frame.above
        for esp in frame.scope.elements.values():
            begin = esp.body.starts[0] if esp.type is T.EVENT_SUB_PROCESS and esp.body else None
            waits_for = begin.event if begin is not None and not frame.is_shut else None
            if waits_for is not None and waits_for.type is kind and waits_for.name in (code, None):
                self._begin_aside(frame, esp, brought)
                return
        if kind is EventType.ESCALATION and owner is None:
            return  # it leaves the case
        assert owner is not None, "the model lets an error escape"
        assert above is not None
        for event in above.scope.elements.values():
            fits = event.event and event.event.type is kind and event.event.name in (code, None)
            if event.attached_to == owner.node.id and fits and not owner.is_item:  # type: ignore[union-attr]
                if event.is_interrupting:
                    above.toks.remove(owner)
                for name, value in brought.items():
                    self._assign(above, None, name, value)
                self._leave(above, event)
                return
        self._throw(above, kind, code, brought)

    def _begin_aside(self, frame: Frame, esp: Element, brought: Mapping[str, Any]) -> None:
        """Start an event sub-process; what the event brings, or its mappings make of it, goes to the scope around."""
        assert esp.body is not None
        begin = esp.body.starts[0]
        if begin.is_interrupting:
            self._shut(frame)
        if begin.outputs:
            self._map(frame, None, begin.outputs, brought)
        else:
            for name, value in brought.items():
                self._assign(frame, None, name, value)
        self._activity(frame, esp)

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
        inner.items = {"left": list(enumerate(values)), "done": 0, "total": len(values), "node": node}
        body.inside = inner
        for _ in range(1 if loop.is_sequential else len(values)):
            if body.inside is inner:  # an item that is over at once may have ended the body
                self._next_item(inner)

    def _next_item(self, inner: Frame) -> None:
        assert inner.items is not None
        index, value = inner.items["left"].pop(0)
        loop = inner.items["node"].multi_instance
        local = {loop.output_element.lstrip("= "): None, "item": value, "loopCounter": index + 1}
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
        collected = list(body.local[loop.output_collection])
        collected[tok.index] = self._mean(loop.output_element, seen)
        body.local[loop.output_collection] = collected
        numbers = {"numberOfCompletedInstances": state["done"]}
        enough = loop.completion_condition and self._mean(loop.completion_condition, ChainMap(numbers, dict(seen)))
        if enough or state["done"] == state["total"]:
            body.inside = None
            self._assign(frame, None, loop.output_collection, body.local[loop.output_collection])
            self._done(frame, body)
        elif state["left"] and loop.is_sequential:
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
        frame.ears.clear()

    def _ring_sub_process(self, alarm: Alarm, frame: Frame, esp: Element) -> None:
        if not alarm.dues:
            frame.alarms = [pair for pair in frame.alarms if pair[0] is not alarm]
        self._begin_aside(frame, esp, {})
