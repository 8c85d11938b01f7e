"""What one test process compiles once: statements, templates and procedures, which each new store and application would anew.

A running office has one engine and one application; a test process makes thousands, and spent two fifths of its time on this.
"""

from __future__ import annotations

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, MutableMapping
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from werkzeug.routing import Rule

from workflows.casework import publishing
from workflows.procedure import Problem, Procedure, reader
from workflows.store import unit_of_work

MOST_KEPT = 200


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


def _latest(kept: OrderedDict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    """What was made under a key, of the latest ones, else made now."""
    if key not in kept:
        kept[key] = make()
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def share_readings() -> None:
    """Let the same files be the same procedure, as they are in the catalogue: the house has forty, read for each new office."""
    read_anew, kept = reader.read, OrderedDict[Any, Any]()

    def read_once(process_id: str, files: Mapping[str, bytes], *, is_stored: bool = False) -> Any:
        names = tuple((name, hashlib.sha256(content).digest()) for name, content in files.items())
        return _latest(kept, (process_id, names, is_stored), lambda: read_anew(process_id, files, is_stored=is_stored))

    reader.read = read_once


def share_checks() -> None:
    """Let a procedure that was checked beside the same others and for the same office be found as it was, when it is published."""
    check_anew, kept = publishing.check, OrderedDict[Any, Any]()

    def plain(given: Any) -> Any:
        if isinstance(given, Mapping):
            return tuple((name, id(value)) for name, value in given.items())
        return frozenset(given) if isinstance(given, Collection) else given

    def check_once(procedure: Procedure, *, functions: Any, now: Any, **known: Any) -> tuple[Problem, ...]:
        # The hour counts for a start by the clock alone. What has an id in the key is kept beside it, so that none is given again.
        hour = now if procedure.clock_starts else None
        key = (id(procedure), hour, *(plain(known[name]) for name in sorted(known)))
        found = _latest(
            kept, key, lambda: (check_anew(procedure, functions=functions, now=now, **known), procedure, known)
        )
        problems: tuple[Problem, ...] = found[0]
        return problems

    publishing.check = check_once


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
    share_readings()
    share_checks()
