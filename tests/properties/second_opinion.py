"""Random models of the part of BPMN that SpiffWorkflow as it comes executes rightly, as a Procedure and as its own XML.

Left out is what its own tests of holes show (tests/engine/test_stock_*.py): loops around joins, a variable that two branches
write, timers, events, mappings and multi-instance. Every text is written twice, in FEEL and in Python, with one meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.engine.models import element, end, exclusive, inclusive, parallel, procedure, script, start, user
from tests.properties.drawing import Ends, Pieces
from workflows.procedure.model import ElementType, Procedure


@dataclass
class Twin:
    """One model in both forms; `xml` are elements and flows inside the process, `choices` the variables of its gateways."""

    procedure: Procedure
    xml: str
    choices: dict[str, int]


@dataclass
class Draft:
    """A scope while it is being drawn, beside the same in SpiffWorkflow's own XML."""

    pieces: Pieces = field(default_factory=Pieces)
    xml: list[str] = field(default_factory=list)
    python: dict[str, str] = field(default_factory=dict)

    def add(self, part: Any, xml: str) -> None:
        self.pieces.parts.append(part)
        self.xml.append(xml)

    def when(self, flow: str, feel: str, python: str) -> None:
        self.pieces.conditions[flow] = feel
        self.python[flow] = python

    def whole(self) -> str:
        flows = []
        for chain in self.pieces.paths:
            names = chain.split()
            for source, target in pairwise(names):
                flow = f"{source}-{target}"
                condition = self.python.get(flow)
                inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
                flows.append(
                    f'<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
                )
        return "".join([*self.xml, *flows])


class Twins:
    """Draws one model in both forms."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.budget = self.number(4, 12)
        self.count = 0
        self.choices: dict[str, int] = {}
        self.loops = self.beside = 0

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def fresh(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def model(self) -> Twin:
        draft = self.content("start")
        pieces = draft.pieces
        drawn = procedure(*pieces.parts, paths=";".join(pieces.paths), conditions=pieces.conditions)
        return Twin(drawn, draft.whole(), self.choices)

    def content(self, start_id: str, depth: int = 0) -> Draft:
        draft = Draft()
        draft.add(start(start_id), f'<startEvent id="{start_id}"/>')
        last = start_id
        for _ in range(self.number(1, 3)):
            first, following = self.block(draft, depth)
            draft.pieces.join(last, first)
            last = following
        stop = self.fresh("end")
        draft.add(end(stop), f'<endEvent id="{stop}"/>')
        draft.pieces.join(last, stop)
        return draft

    def block(self, draft: Draft, depth: int) -> Ends:
        self.budget -= 1
        simple = [self.task, self.counter]
        nested = [self.choice, self.fork, self.some, self.sub_process, self.loop]
        if self.loops:  # no join inside a loop: stock ones take the tokens of an earlier round for arrivals
            nested = [self.choice]
        elif self.beside:  # no loop beside another branch: stock joins put back what its way back has changed
            nested.remove(self.loop)
        kinds = simple if self.budget <= 0 or depth > 3 else [*simple, *nested]
        return kinds[self.number(0, len(kinds) - 1)](draft, depth)

    def task(self, draft: Draft, depth: int) -> Ends:
        name = self.fresh("task")
        draft.add(user(name), f'<userTask id="{name}"/>')
        return name, name

    def counter(self, draft: Draft, depth: int) -> Ends:
        name = self.fresh("count")
        made, value = f"n_{name}", self.number(1, 9)
        draft.add(
            script(name, f"= {value}", made), f'<scriptTask id="{name}"><script>{made} = {value}</script></scriptTask>'
        )
        return name, name

    def choice(self, draft: Draft, depth: int) -> Ends:
        split, merge = self.fresh("xor"), self.fresh("merge")
        self.choices[split] = 2
        (first, last), (other, other_last) = self.block(draft, depth + 1), self.block(draft, depth + 1)
        default = f"{split}-{other}"
        draft.add(exclusive(split, default=default), f'<exclusiveGateway id="{split}" default="{default}"/>')
        draft.add(exclusive(merge), f'<exclusiveGateway id="{merge}"/>')
        for into, out in ((first, last), (other, other_last)):
            draft.pieces.join(split, into)
            draft.pieces.join(out, merge)
        draft.when(f"{split}-{first}", f"= {split} = 1", f"{split} == 1")
        return split, merge

    def fork(self, draft: Draft, depth: int) -> Ends:
        split, merge = self.fresh("fork"), self.fresh("join")
        draft.add(parallel(split), f'<parallelGateway id="{split}"/>')
        draft.add(parallel(merge), f'<parallelGateway id="{merge}"/>')
        self.beside += 1
        for _ in range(2):
            first, last = self.block(draft, depth + 1)
            draft.pieces.join(split, first)
            draft.pieces.join(last, merge)
        self.beside -= 1
        return split, merge

    def some(self, draft: Draft, depth: int) -> Ends:
        split, merge = self.fresh("or"), self.fresh("orjoin")
        self.beside += 1
        (first, last), (other, other_last) = self.block(draft, depth + 1), self.block(draft, depth + 1)
        self.beside -= 1
        default = f"{split}-{other}"
        self.choices[split] = 2
        draft.add(inclusive(split, default=default), f'<inclusiveGateway id="{split}" default="{default}"/>')
        draft.add(inclusive(merge), f'<inclusiveGateway id="{merge}"/>')
        for into, out in ((first, last), (other, other_last)):
            draft.pieces.join(split, into)
            draft.pieces.join(out, merge)
        draft.when(f"{split}-{first}", f"= {split} = 1", f"{split} == 1")
        return split, merge

    def sub_process(self, draft: Draft, depth: int) -> Ends:
        name = self.fresh("sub")
        inner = self.content(f"{name}_start", depth + 1)
        body = inner.pieces.scope(name)
        part = element(ElementType.SUB_PROCESS, name, body=body)
        draft.add(part, f'<subProcess id="{name}">{inner.whole()}</subProcess>')
        return name, name

    def loop(self, draft: Draft, depth: int) -> Ends:
        enter, again, out = self.fresh("enter"), self.fresh("again"), self.fresh("out")
        self.choices[again] = 2
        self.loops += 1
        first, last = self.block(draft, depth + 1)
        self.loops -= 1
        redo = self.fresh("redo")
        default = f"{again}-{out}"
        draft.add(exclusive(enter), f'<exclusiveGateway id="{enter}"/>')
        draft.add(exclusive(again, default=default), f'<exclusiveGateway id="{again}" default="{default}"/>')
        draft.add(exclusive(out), f'<exclusiveGateway id="{out}"/>')
        draft.add(user(redo), f'<userTask id="{redo}"/>')
        draft.pieces.join(enter, first)
        draft.pieces.join(last, again)
        draft.pieces.join(again, redo, enter)
        draft.pieces.join(again, out)
        draft.when(f"{again}-{redo}", f"= {again} = 1", f"{again} == 1")
        return enter, out


@st.composite
def twins(draw: Any) -> Twin:
    """Strategy for models in both forms."""
    return Twins(draw).model()
