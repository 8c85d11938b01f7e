"""A small token interpreter of BPMN, written without the engine to be compared with it: tokens lie on flows, one list per scope.

It keeps everything in memory, searches paths when asked and is slow; it shares no code with the engine. Texts mean what the
model says they mean, so that FEEL has no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.properties.reference_elements import Elements
from tests.properties.reference_frames import Frame, Meanings, T, Tok
from workflows.procedure.model import Element, EventType, Procedure, Scope


class Reference(Elements):
    """Runs one case. Public methods are the acts of the outside; `open`, `dues`, `awaiting` and `data` are what is compared."""

    def __init__(
        self,
        top: Procedure,
        called: Mapping[str, Procedure],
        meanings: Meanings,
        variables: dict[str, Any],
        now: datetime,
    ) -> None:
        super().__init__(top, called, meanings, variables, now)
        self._open(self.top)
        self._settle()

    # What the outside does.

    def complete(self, tok: Tok, variables: Mapping[str, Any]) -> None:
        frame = self._frame_of(tok)
        self._write(frame, tok, variables)
        self._done(frame, tok)
        self._settle()

    def advance(self, now: datetime) -> None:
        self.now = now
        self._settle()

    def deliver(self, tok: Tok, variables: Mapping[str, Any]) -> None:
        frame = self._frame_of(tok)
        self._write(frame, tok, variables)
        self._caught(frame, tok)
        self._settle()

    def tell(self, frame: Frame, esp: Element, variables: Mapping[str, Any]) -> None:
        """A message comes to an event sub-process."""
        self._begin_aside(frame, esp, variables)
        self._settle()

    def ring_out(self, variables: Mapping[str, Any]) -> None:
        """A signal comes to every event sub-process that waits for one and is still there when its turn comes."""
        for number, frame, esp in self.listening(EventType.SIGNAL):
            if (number, esp) in frame.ears and frame in list(self._frames()):
                self._begin_aside(frame, esp, variables)
        self._settle()

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
                frame.ears.clear()
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
        if owner.node.type is T.CALL_ACTIVITY and (owner.node.outputs or owner.node.propagate_all_child_variables):
            self._write(above, owner, frame.own or {})
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
