"""The common life of a compiled element in SpiffWorkflow's hooks; what each kind of element does is in the files beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from workflows import feel
from workflows.engine.expressions import Place, Text
from workflows.engine.interface import Happening
from workflows.engine.scopes import Variables, View, with_path

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken
    from workflows.engine.specs.events import Boundary
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element, IoMapping


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A compiled sequence flow; `condition` is None where it is unconditional."""

    id: str
    target: Node
    condition: Text | None


@dataclass(frozen=True, slots=True, eq=False)
class Assigning:
    """A compiled zeebe:input or zeebe:output: the value of `source` goes to the variable path."""

    source: Text
    path: tuple[str, ...]


def compile_mappings(mappings: tuple[IoMapping, ...], place: Place) -> tuple[Assigning, ...]:
    """Compile mappings in order. Raises EngineError for an expression that cannot be read."""
    return tuple(Assigning(Text(m.source, place), tuple(p.strip() for p in m.target.split("."))) for m in mappings)


def mapped(mappings: tuple[Assigning, ...], seen: View, environment: feel.Environment) -> Variables:
    """What output mappings make of the variables seen: in the order written, each sees what those before it made."""
    made: Variables = {}
    inside = seen.extended(made)
    for mapping in mappings:
        first, *rest = mapping.path
        made[first] = with_path(inside.get(first), rest, mapping.source.plain(inside, environment))
    return made


class Node(BpmnSpecMixin):
    """A compiled element. Wired once by the definition, then never changed, so that threads may share it.

    A token that arrives is updated (it becomes READY or WAITING), runs, completes and leaves through its flows.
    """

    is_activity = False
    is_join = False

    def __init__(self, spec: ScopeSpec, element: Element) -> None:
        super().__init__(spec, element.id, lane=element.lane, bpmn_name=element.name)
        self.element = element
        self.process_id = spec.process_id
        self.place = Place(spec.process_id, element.id)
        self.flows: tuple[Flow, ...] = ()
        self.boundaries: tuple[Boundary, ...] = ()
        self.exit_flows: tuple[str, ...] = ()
        self.input_mappings = compile_mappings(element.inputs, self.place)
        self.output_mappings = compile_mappings(element.outputs, self.place)

    def wire(self, flows: tuple[Flow, ...], boundaries: tuple[Boundary, ...]) -> None:
        """Set the flows and boundary events; `exit_flows` are all flows by which a token may leave."""
        self.flows = flows
        self.boundaries = boundaries
        for flow in flows:
            self.connect(flow.target)

    def seal(self) -> None:
        """Called once every node is wired."""
        leaving = [flow.id for flow in self.flows]
        leaving.extend(flow.id for boundary in self.boundaries for flow in boundary.flows)
        self.exit_flows = tuple(leaving)

    def exits(self, token: LiveToken) -> tuple[Flow, ...]:
        """The flows that a completed token takes: all of them unless the element chooses."""
        return self.flows

    # SpiffWorkflow's hooks.

    def test(self) -> None:
        """Nothing to test at run time: the procedure was checked before it was published."""

    def _predict(self, *arguments: Any, **options: Any) -> None:
        """No subtree of possible futures is built: it costs time and makes the tree grow with loops."""

    def _on_ready_hook(self, my_task: LiveToken) -> None:
        """Nothing happens between becoming ready and running."""

    def _update_hook(self, my_task: LiveToken) -> bool:
        my_task.instance.core.log(Happening.ENTERED, my_task)
        return True

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        return True

    def _on_complete_hook(self, my_task: LiveToken) -> None:
        self.leave(my_task)

    def _on_cancel(self, my_task: LiveToken) -> None:
        core = my_task.instance.core
        if not my_task.is_passive:
            core.log(Happening.CANCELLED, my_task)
        self.release(my_task)
        if my_task.body is not None:
            my_task.body.cancel()
        my_task.instance.remove(my_task)

    # What the elements share.

    def leave(self, token: LiveToken) -> None:
        """Note the completion and put tokens on the flows taken."""
        flows = self.exits(token)
        taken = [flow.id for flow in flows]
        if token.via is not None:
            taken.insert(0, token.via)
        core = token.instance.core
        core.log(Happening.COMPLETED, token, {"flows": taken} if taken else {})
        core.take(token.instance, flows)

    def release(self, token: LiveToken) -> None:
        """Disarm the boundary events that wait on a token that is going."""
        core = token.instance.core
        for armed in list(token.attached):
            core.disarm(core.tokens[armed])

    def write(self, token: LiveToken, variables: Mapping[str, Any]) -> None:
        """Take in results: local where output mappings will pick from them, otherwise by the rule of scopes."""
        if self.output_mappings:
            if token.locals is None:
                token.locals = {}
            token.locals.update(variables)
            return
        for name, value in variables.items():
            token.assign(name, value)

    def map_inputs(self, token: LiveToken) -> None:
        """Make the local variables of the input mappings; a later mapping sees the earlier ones."""
        environment = token.instance.core.environment.feel
        for mapping in self.input_mappings:
            value = mapping.source.plain(token.data, environment)
            if token.locals is None:
                token.locals = {}
            first, *rest = mapping.path
            token.locals[first] = with_path(token.locals.get(first), rest, value)

    def map_outputs(self, token: LiveToken) -> None:
        """Evaluate the output mappings in the local scope, in order, and write what they make outward.

        The activity of a multi-instance item writes from its own scope on, so that what its output element reads stays there.
        """
        made = mapped(self.output_mappings, token.data, token.instance.core.environment.feel)
        writer = token if token.instance.spec.is_item_scope else token.instance
        for name, value in made.items():
            writer.assign(name, value)


class Activity(Node):
    """An element that takes time or does work: it maps inputs when entered and outputs when completed.

    `is_resting` activities wait for something, so that boundary events can fire while they do.
    """

    is_activity = True
    is_resting = False

    def _update_hook(self, my_task: LiveToken) -> bool:
        super()._update_hook(my_task)
        if self.element.property("deadline") is not None:
            my_task.since = my_task.instance.core.environment.now
        self.map_inputs(my_task)
        if self.is_resting:
            for boundary in self.boundaries:
                boundary.attach(my_task)
        return True

    def _on_complete_hook(self, my_task: LiveToken) -> None:
        if self.output_mappings:
            self.map_outputs(my_task)
        self.release(my_task)
        self.leave(my_task)
