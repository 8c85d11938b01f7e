"""Multi-instance bodies: one activity for each item, in parallel or one after another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workflows import feel
from workflows.engine.expressions import Text
from workflows.engine.multi_instance import ItemState
from workflows.engine.specs.bodies import Bodied

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken
    from workflows.engine.specs.base import Node
    from workflows.engine.specs.scope import ScopeSpec
    from workflows.procedure.model import Element, MultiInstance

ITEM_LIMIT = 1_000
_PLAIN_PATH = re.compile(r"=\s*([^\W\d]\w*)(\s*\.\s*[^\W\d]\w*)*\s*$")


class MultiInstanceBody(Bodied):
    """The whole of a multi-instance activity. Boundary events sit here; mappings apply to each item's activity.

    The output collection is a local variable of the body until the body completes. A variable that the output element
    names is made local to each item, so that parallel items do not overwrite each other, and what an item's output mappings
    write to it stays in the item.
    """

    def __init__(self, spec: ScopeSpec, element: Element, loop: MultiInstance) -> None:
        super().__init__(spec, element)
        self.input_mappings = ()
        self.output_mappings = ()
        self.loop = loop
        self.collection = Text(loop.input_collection, self.place)
        self.output_element = Text(loop.output_element, self.place) if loop.output_element else None
        self.condition = Text(loop.completion_condition, self.place) if loop.completion_condition else None
        self.inner: ScopeSpec | None = None
        named = _PLAIN_PATH.match(loop.output_element.strip()) if loop.output_element else None
        self.local_output = named.group(1) if named else None

    def body_spec(self, token: LiveToken) -> ScopeSpec:
        assert self.inner is not None
        return self.inner

    @property
    def item_node(self) -> Node:
        """The activity that runs for each item."""
        assert self.inner is not None
        return self.inner.starts[0]

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        core = my_task.instance.core
        items = self.collection.plain(my_task.data, core.environment.feel)
        if not isinstance(items, list):
            why_en, why_zh = self.collection.why(my_task.data, core.environment.feel)
            found = feel.kind(items)
            raise self.place.error(
                f"The collection {self.loop.input_collection!r} gave {found}, not a list.{why_en}",
                f"集合“{self.loop.input_collection}”的结果是 {found}，不是列表。{why_zh}",
                self.loop.input_collection,
            )
        if len(items) > ITEM_LIMIT:
            raise self.place.error(
                f"The collection has {len(items)} items; at most {ITEM_LIMIT} are run at once. Split it.",
                f"集合有 {len(items)} 项，最多 {ITEM_LIMIT} 项；请拆分。",
                self.loop.input_collection,
            )
        state = ItemState(total=len(items))
        my_task.items = state
        if self.loop.output_collection:
            my_task.locals = {**(my_task.locals or {}), self.loop.output_collection: [None] * len(items)}
        if not items:
            self._publish(my_task)
            return True
        core.open_items(self.body_spec(my_task), my_task)
        if self.loop.is_sequential:
            state.pending = items[1:]
            items = items[:1]
        for index, item in enumerate(items):
            self._start_item(my_task, index, item)
        return None

    def _start_item(self, token: LiveToken, index: int, item: Any) -> None:
        assert token.body is not None
        variables: dict[str, Any] = {}
        if self.local_output:
            variables[self.local_output] = None
        if self.loop.input_element:
            variables[self.loop.input_element] = item
        variables["loopCounter"] = index + 1
        started = token.instance.core.spawn(token.body, self.item_node)
        started.locals = variables
        started.item_index = index

    def item_completed(self, token: LiveToken, item: LiveToken) -> None:
        """Collect the item's output; go on, or complete the body where the condition holds or nothing is left."""
        state = token.items
        assert state is not None
        assert token.body is not None
        environment = token.instance.core.environment.feel
        state.completed += 1
        if self.loop.output_collection and self.output_element is not None and item.item_index is not None:
            self._collect(token, item.item_index, self.output_element.plain(item.data, environment))
        if self.condition is not None and self.condition.holds(item.data.extended(state.counters()), environment):
            self._finish(token)
        elif state.pending:
            following = state.pending.pop(0)
            self._start_item(token, state.total - len(state.pending) - 1, following)
        elif state.completed == state.total:
            self._finish(token)

    def _collect(self, token: LiveToken, index: int, output: Any) -> None:
        """Put an item's output into its place of the collection, as the variable now stands: the items may write to it too."""
        name = self.loop.output_collection or ""
        assert token.items is not None
        outputs = (token.locals or {}).get(name)
        if not isinstance(outputs, list) or len(outputs) <= index:
            found = feel.kind(outputs)
            raise self.place.error(
                f"The output collection {name} holds {found} instead of a list of {token.items.total}; an item wrote to it. "
                "Give the item's variable another name.",
                f"输出集合 {name} 的内容为 {found}，应为 {token.items.total} 项的列表；某个实例改写了它，请将该实例的变量改名。",
                self.loop.output_element,
            )
        token.locals = {**(token.locals or {}), name: [*outputs[:index], output, *outputs[index + 1 :]]}
        token.instance.core.changed.add(name)

    def _finish(self, token: LiveToken) -> None:
        assert token.body is not None
        token.body.cancel()
        self._publish(token)
        token.complete()

    def _publish(self, token: LiveToken) -> None:
        name = self.loop.output_collection
        if name and token.locals is not None:
            token.instance.assign(name, token.locals[name])
