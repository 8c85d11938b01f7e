"""The same expressions by this language and by the npm package feelin: every difference has a known reason.

| class of difference | who departs from DMN | reason |
| --- | --- | --- |
| throws | feelin | it throws, or gives NaN, where the standard gives null or a value: unlike types compared, durations divided |
| durations scaled | feelin | it has no `-duration` and no `duration * number` (tables 55 to 58) |
| months with days | feelin | its years and months durations keep days, which the type does not have |
| exponents | feelin | it drops the exponent of `1e2` |
| dates with hours | feelin | a date moved by hours becomes a date and time; the kit's arithmetic cases keep a date |
| zoned and local | feelin | a date (midnight in UTC) set against a local moment gives a duration; the kit's cases give null |
| times and months | feelin | a time plus a years and months duration gives the time; the standard has no such sum |
| truthy conditions | feelin | `if` takes the first branch for a list; here it gives null, as in the kit's boxed conditionals |
| turned bounds | feelin | `x between high and low` swaps the bounds |
| unlike types | feelin | it orders values of different types in relations and sorts; the standard gives null |
| single values | feelin | it does not treat a single value as a list of one in these places (10.3.2.9.4) |
| order of modes | feelin | `mode` is not in ascending order (table 74) |
| nulls in lists | feelin | `median` and the like skip null; the kit's cases give null for a list with another type in it |
| long numbers | feelin | binary floating point: `string` shows 16 digits instead of 34, `modulo(1, 0.1)` is 0.1 |
| dates in texts | feelin | `date` reads the date in a text that is a date and time; the standard wants a date |
| unknown truths | feelin | `some` and `every` over null answers give false; as a chain of `or` and `and` they are null (table 57) |
| moments as times | feelin | a function that asks for a time takes a date and time |
| positions outside | open | the standard is silent on positions outside a list or text: null here, a cut or grown result there |
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.feel_expressions import SCOPE, Tree, expressions
from workflows.feel import FeelError, from_json, kind, parse_expression

HERE = Path(__file__).parent
FEELIN = HERE.parents[1] / "node_modules" / "feelin"
NODE = shutil.which("node")
COUNT = 2_000
SEEDS = (2, 6)

pytestmark = [
    pytest.mark.skipif(not FEELIN.is_dir(), reason="no feelin: run make install with Node.js to compare with it"),
    pytest.mark.skipif(NODE is None, reason="no Node.js to run feelin with"),
]


def plain(value: Any) -> Any:
    """The value in the form in which the Node program writes it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Decimal)):
        return float(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    name = kind(value)
    if name == "range":
        return {"$": name, "v": [plain(value.start), plain(value.end), value.start_included, value.end_included]}
    if name == "function":
        return {"$": name}
    return {"$": "duration" if name.endswith("duration") else name, "v": str(value)}


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are equal, numbers up to the precision of floats."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and bool not in (type(one), type(other)):
        return abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(left, right) for left, right in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def ours(texts: Sequence[str]) -> list[Any]:
    """What this language makes of the expressions."""
    scope = from_json(SCOPE)
    results: list[Any] = []
    for text in texts:
        try:
            results.append(plain(parse_expression(text, names=SCOPE).evaluate(scope)))
        except FeelError as error:
            results.append({"$": "error", "v": str(error)})
    return results


def theirs(texts: Sequence[str]) -> list[Any]:
    """What feelin makes of the expressions."""
    given = json.dumps([{"source": text, "scope": SCOPE} for text in texts])
    command = [NODE or "node", str(HERE / "evaluate_with_feelin.mjs")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=300, cwd=HERE)
    return list(json.loads(done.stdout))


def _type(value: Any) -> str:
    return str(value.get("$", "context")) if isinstance(value, dict) else type(value).__name__


def _is_one_of(*starts: str) -> Callable[[str, Any, Any], bool]:
    return lambda form, own, other: form.startswith(starts)


def _both(form: Callable[[str, Any, Any], bool], values: Callable[[Any, Any], bool]) -> Callable[[str, Any, Any], bool]:
    return lambda text, own, other: form(text, own, other) and values(own, other)


_TEMPORAL = ("(«date» ", "(«time» ", "(«moment» ", "(«days» ", "(«months» ")
_POSITIONS = ("substring(", "sublist(", "insert before(", "remove(", "list replace(")
_ORDERS = ("sort(", "concatenate(", "before(", "overlaps(", "includes(", "max(", "min(", "(«", "«numbers»[item")

CLASSES: tuple[tuple[str, Callable[[str, Any, Any], bool]], ...] = (
    ("throws", lambda form, own, other: _type(other) in ("error", "not finite") and _type(own) != "error"),
    ("exponents", lambda form, own, other: form == "1e2"),
    (
        "durations scaled",
        _both(
            _is_one_of("-(", "(«days» * ", "(3 * ", "(«number» * ", "(«number» / "), lambda own, other: other is None
        ),
    ),
    ("months with days", _is_one_of("years and months duration(")),
    (
        "dates with hours",
        _both(_is_one_of(*_TEMPORAL), lambda own, other: (_type(own), _type(other)) == ("date", "date and time")),
    ),
    ("zoned and local", _both(_is_one_of(*_TEMPORAL), lambda own, other: own is None and _type(other) == "duration")),
    ("times and months", _both(_is_one_of(*_TEMPORAL), lambda own, other: own is None and _type(other) == "time")),
    ("truthy conditions", _is_one_of("(if ")),
    ("turned bounds", _both(_is_one_of("(«number» between"), lambda own, other: (own, other) == (False, True))),
    ("positions outside", _both(_is_one_of(*_POSITIONS), lambda own, other: own is None)),
    ("unknown truths", _both(_is_one_of("(some ", "(every "), lambda own, other: own is None and other is False)),
    ("moments as times", _both(_is_one_of("date and time("), lambda own, other: own is None)),
    ("order of modes", _both(_is_one_of("mode("), lambda own, other: sorted(own or []) == sorted(other or []))),
    ("long numbers", _is_one_of("string(«number", "modulo(")),
    ("dates in texts", _both(_is_one_of("date(«moment»)"), lambda own, other: own is None and _type(other) == "date")),
    ("nulls in lists", _is_one_of("median(", "mean(", "sum(", "product(", "stddev(", "mode(")),
    ("unlike types", _both(_is_one_of(*_ORDERS), lambda own, other: own is None)),
    (
        "single values",
        _both(
            _is_one_of("(for ", "(some ", "(every ", "min(", "max(", "«numbers»", "«words»", "(«", "union(", "date("),
            lambda own, other: own is not None,
        ),
    ),
)


def class_of(form: str, own: Any, other: Any) -> str | None:
    """The class of a difference; None where it has none."""
    return next((name for name, matches in CLASSES if matches(form, own, other)), None)


def differences(trees: Sequence[Tree]) -> tuple[list[Tree], list[tuple[Tree, Any, Any]]]:
    """The expressions that differ, and the sub-expressions that do while everything inside them agrees."""
    texts = [tree.text for tree in trees]
    pairs = zip(trees, ours(texts), theirs(texts), strict=True)
    whole = [tree for tree, own, other in pairs if not same(own, other)]
    inside = {part.text: part for tree in whole for part in tree.walk()}
    values = dict(zip(inside, zip(ours(list(inside)), theirs(list(inside)), strict=True), strict=True))
    differing = {text for text, (own, other) in values.items() if not same(own, other)}
    smallest = [
        (inside[text], *values[text])
        for text in sorted(differing, key=len)
        if not any(part.text in differing for part in inside[text].parts)
    ]
    return whole, smallest


@pytest.mark.parametrize("seed", SEEDS)
def test_every_difference_from_feelin_has_a_known_reason(
    seed: int, record_property: Callable[[str, object], None]
) -> None:
    trees = expressions(COUNT, seed)
    differing, smallest = differences(trees)
    counts = Counter(class_of(tree.form, own, other) for tree, own, other in smallest)
    record_property("differences", {str(name): count for name, count in counts.items()})
    unknown = [
        f"{tree.text}\n    here: {own}\n    feelin: {other}"
        for tree, own, other in smallest
        if class_of(tree.form, own, other) is None
    ]
    assert "\n".join(unknown) == ""
    assert len(differing) < COUNT * 0.25
    assert len({tree.text for tree in trees}) > COUNT * 0.6


def test_each_class_in_the_table_is_one_that_is_looked_for() -> None:
    rows = [line.split("|")[1].strip() for line in (__doc__ or "").splitlines() if line.startswith("| ")][2:]
    assert sorted(rows) == sorted(name for name, _ in CLASSES)
