"""The frames and tokens of the reference interpreter: what stands where, what it sees, what is compared."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from workflows.procedure.model import Element, ElementType, EventType, IoMapping, Procedure, Scope

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
    """A running scope; `ears` are the messages and signals that its event sub-processes wait for, by number."""

    scope: Scope
    owner: Tok | None
    above: Frame | None
    own: dict[str, Any] | None = None
    toks: list[Tok] = field(default_factory=list)
    alarms: list[tuple[Alarm, Element]] = field(default_factory=list)
    ears: list[tuple[int, Element]] = field(default_factory=list)
    is_shut: bool = False
    items: dict[str, Any] | None = None


class Frames:
    """The case as it stands."""

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

    def listening(self, kind: EventType) -> list[tuple[int, Frame, Element]]:
        """Event sub-processes that wait for a message or signal, as (number, frame, event sub-process), in order of arming."""
        found = [
            (number, frame, esp)
            for frame in self._frames()
            for number, esp in frame.ears
            if esp.body and esp.body.starts[0].event and esp.body.starts[0].event.type is kind
        ]
        return sorted(found, key=lambda each: each[0])

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

    # Variables: reading and writing look outward as far as the process.

    def _see(self, frame: Frame, tok: Tok | None = None) -> ChainMap[str, Any]:
        maps: list[dict[str, Any]] = [tok.local] if tok else []
        here: Frame | None = frame
        while here is not None:
            if here.own is not None:
                maps.append(here.own)
                break
            if here.owner is not None:
                maps.append(here.owner.local)
            here = here.above
        return ChainMap(*maps)

    def _map(self, frame: Frame, tok: Tok | None, mappings: Iterable[IoMapping], given: Mapping[str, Any]) -> None:
        """Let output mappings run one after the other over `given` and what is seen; then write what they made."""
        made: dict[str, Any] = {}
        for mapping in mappings:
            seen = ChainMap(made, dict(given), *self._see(frame, tok).maps)
            made[mapping.target] = self._mean(mapping.source, seen)
        for name, value in made.items():
            self._assign(frame, tok if tok is not None and tok.is_item else None, name, value)

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
