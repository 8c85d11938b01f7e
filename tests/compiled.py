"""What one test process compiles once: statements and templates, which each new store and application would compile again.

A running office has one engine and one application; a test process makes thousands, and spent two fifths of its time on this.
"""

from __future__ import annotations

import functools
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from werkzeug.routing import Rule

from workflows.store import unit_of_work


class Statements(dict[Any, Any]):
    """Compiled statements by dialect name; SQLAlchemy asks with the dialect of one engine, which is alike for all of a name."""

    @staticmethod
    def _common(key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect, *statement = key
        return (dialect.name, dialect.server_version_info, *statement)

    def get(self, key: Any, default: Any = None) -> Any:
        """The statement that any engine of the same kind compiled."""
        return super().get(self._common(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._common(key), value)


class Templates(BytecodeCache):
    """The bytecode of templates, kept in memory; Jinja compares the source's checksum itself."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was dumped for this template, if anything."""
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._codes[bucket.key] = bucket.bytecode_to_string()


def share_addresses() -> None:
    """Let applications use the functions that write an address: half of making one is compiling those of its 120 routes."""
    compile_anew = Rule._compile_builder
    known: dict[tuple[str, bool], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        # Of the same words a rule makes the same function, but for defaults, which no address of Gatepost has.
        if rule.defaults:
            return compile_anew(rule, append_unknown)
        key = (rule.rule, append_unknown)
        if key not in known:
            known[key] = compile_anew(rule, append_unknown)
        return known[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]


def share_compiled() -> None:
    """Let every store and application of this process use what another has compiled."""
    statements: MutableMapping[Any, Any] = Statements()

    @functools.wraps(create_engine)
    def engine_with_shared_statements(*words: Any, **options: Any) -> Engine:
        chosen = {"compiled_cache": statements, **options.pop("execution_options", {})}
        return create_engine(*words, execution_options=chosen, **options)

    unit_of_work.create_engine = engine_with_shared_statements
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    share_addresses()
