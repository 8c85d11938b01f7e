"""Variable scopes: reading walks outward, a result goes to the innermost scope that has it; nothing is copied per token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflows.engine.live import LiveToken

Variables = dict[str, Any]


class View(Mapping[str, Any]):
    """A read-only look at a chain of scopes, innermost first. It shows later writes; it copies nothing.

    `at` is the token that looks, where one does.
    """

    __slots__ = ("_chain", "at")

    def __init__(self, chain: list[Variables], at: LiveToken | None = None) -> None:
        self._chain = chain
        self.at = at

    def __getitem__(self, name: str) -> Any:
        for variables in self._chain:
            if name in variables:
                return variables[name]
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of `name`, or `default` where no scope has it."""
        for variables in self._chain:
            if name in variables:
                return variables[name]
        return default

    def __contains__(self, name: object) -> bool:
        return any(name in variables for variables in self._chain)

    def __iter__(self) -> Iterator[str]:
        if len(self._chain) == 1:
            return iter(self._chain[0])
        merged: dict[str, None] = {}
        for variables in self._chain:
            merged.update(dict.fromkeys(variables))
        return iter(merged)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def extended(self, inner: Variables) -> View:
        """The same chain with one more scope inside it."""
        return View([inner, *self._chain], self.at)


def with_path(current: Any, path: list[str], value: Any) -> Any:
    """`current` with `value` at the nested `path`; contexts on the way are copied, anything else is replaced by one."""
    if not path:
        return value
    base = dict(current) if isinstance(current, dict) else {}
    base[path[0]] = with_path(base.get(path[0]), path[1:], value)
    return base
