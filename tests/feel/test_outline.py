"""What an expression tells without being evaluated: the shape of its result, and what in it can never be meant so."""

from __future__ import annotations

import pytest

from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.feel.literals import beginnings_given, literals_given
from workflows.feel.oddities import Odd
from workflows.feel.outline import outline, outline_of_tests
from workflows.feel.shapes import ANYTHING, NUMBER, TEXT, Shape, context_of, list_of, one_of

DECISION = one_of(["approve", "reject"])
PERSON = context_of({"name": TEXT, "status": DECISION, "age": NUMBER})
SEEN = {
    "decision": DECISION,
    "votes": list_of(DECISION),
    "person": PERSON,
    "people": list_of(PERSON),
    "open": list_of(context_of({"name": TEXT}, is_open=True)),
    "number": NUMBER,
    "anything": ANYTHING,
}


def odd(source: str) -> list[tuple[Odd, str, bool]]:
    return [(each.odd, each.name, each.is_certain) for each in outline(source, SEEN).oddities]


@pytest.mark.parametrize(
    "source",
    [
        'decision = "approve"',
        'decision != "reject" or "reject" = decision',
        "decision = null",
        'decision in ("approve", "reject")',
        'number = "approve"',
        'anything = "aprove"',
        'if decision = "approve" then "aprove" else decision',
        'count(votes[item = "approve"]) > 2',
        'some v in votes satisfies v = "approve"',
        'list contains(votes, "reject")',
        'list contains(["approve"], decision)',
        'people[status = "approve" and age > number].name',
        "people[1].name",
        "for p in people return p.name",
        "for p in people, n in 1..p.age return partial",
        "people[item.age > 3]",
        "people[name = anything.name]",
        "anything[entry = number]",
        "open[sex = 1]",
        "{a: 1, b: a + 1}.b",
        "get or else(decision, null) = null",
        'concatenate(votes, ["reject"])[1] = "reject"',
    ],
)
def test_what_may_be_meant_so_is_said_nothing_of(source: str) -> None:
    assert odd(source) in ([], [(Odd.NAME, "entry", False)], [(Odd.NAME, "sex", False)])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('decision = "aprove"', "aprove"),
        ('"aprove" != decision', "aprove"),
        ('decision in ("approve", "rejct")', "rejct"),
        ('decision in ["rejct"]', "rejct"),
        ('decision = if number > 3 then "approve" else "rejct"', "rejct"),
        ('count(votes[item = "aprove"]) > 2', "aprove"),
        ('votes[1] = "aprove"', "aprove"),
        ('some v in votes satisfies v = "aprove"', "aprove"),
        ('every p in people satisfies p.status = "aprove"', "aprove"),
        ('list contains(votes, "aprove")', "aprove"),
        ('list contains(["aprove"], decision)', "aprove"),
        ('people[status = "aprove"].name', "aprove"),
        ('people.status[item = "aprove"]', "aprove"),
        ('person.status = "aprove"', "aprove"),
        ('for p in people return if p.status = "aprove" then 1 else 2', "aprove"),
        ('get or else(decision, "approve") = "aprove"', "aprove"),
        ('{d: decision, e: d = "aprove"}', "aprove"),
        ('count(concatenate(votes, votes)[item = "aprove"])', "aprove"),
    ],
)
def test_a_text_that_a_value_can_never_be_is_odd(source: str, name: str) -> None:
    assert odd(source) == [(Odd.TEXT, name, True)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("votes[itm = decision]", [(Odd.NAME, "itm", True)]),
        ("people[itm.age > 3]", [(Odd.NAME, "itm", True)]),
        ("people[agee > 3]", [(Odd.NAME, "agee", True)]),
        ("open[itm.name = null]", [(Odd.NAME, "itm", False)]),
        ("anything[itm.x > 1]", [(Odd.NAME, "itm", False)]),
        ("people[some v in votes satisfies v = statsu]", [(Odd.NAME, "statsu", True)]),
        ("person.nmae", [(Odd.ENTRY, "nmae", True)]),
        ("people.nmae", [(Odd.ENTRY, "nmae", True)]),
        ("for p in people return p.nmae", [(Odd.ENTRY, "nmae", True)]),
        ("sort(people, function(a, b) a.aeg < b.age)", [(Odd.ENTRY, "aeg", True)]),
        ("reverse(people)[1].nmae", [(Odd.ENTRY, "nmae", True)]),
        ("list replace(people, function(item, new) item.nmae = 1, null)", [(Odd.ENTRY, "nmae", True)]),
    ],
)
def test_a_name_that_nothing_has_is_odd(source: str, found: list[tuple[Odd, str, bool]]) -> None:
    assert odd(source) == found


@pytest.mark.parametrize(
    "source",
    [
        'end of day(now(), "3")',
        'date("2026-13-40")',
        'end of day(anything, "3")',
        'end of day("2026-01-01", 3)',
        'duration("P1X")',
        "string length(3 + 4)",
        "end of day(now(), 1, 2)",
        "end of day(from: now(), dayz: 3)",
        'now() + (if number > 1 then duration("P1D") else duration("1D"))',
        'for n in 1..3 return add working days(today(), "n")',
    ],
)
def test_a_call_that_only_gives_null_is_odd_whatever_the_variables_are(source: str) -> None:
    (found,) = outline(source, SEEN, functions=calendar_functions(Calendar())).oddities
    assert (found.odd, found.is_written) == (Odd.CALL, True)
    assert found.reason is not None


def test_one_that_the_kinds_of_the_variables_make_so_tells_which_argument() -> None:
    (found,) = outline("string length(number)", SEEN).oddities
    assert (found.name, found.is_written) == ("string length", False)
    assert found.reason is not None
    assert found.reason.en == "The argument string of string length must be string, not number."


@pytest.mark.parametrize(
    "source",
    [
        "end of day(now(), 3)",
        'end of day(from: date("2026-03-01"))',
        "end of day(anything, number)",
        "get or else(null, 1)",
        "date(decision)",
        "count(votes)",
        "count(1)",
        "min(1, number)",
        'string join(["a", null], ", ")',
        "setting(1)",
        "function(date) date(1)",
        "list contains(decision, number)",
    ],
)
def test_a_call_that_may_have_a_result_is_said_nothing_of(source: str) -> None:
    assert outline(source, SEEN, functions=calendar_functions(Calendar())).oddities == ()


def test_cells_are_held_against_their_column() -> None:
    def cell(source: str) -> list[str]:
        return [each.name for each in outline_of_tests(source, DECISION, SEEN)]

    assert cell('"approve", "reject"') == cell("null") == cell("not(null)") == cell('? = "reject"') == []
    assert cell('"aprove"') == cell('not("aprove")') == cell('["aprove"]') == cell('? = "aprove"') == ["aprove"]


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ("1 + number", NUMBER),
        ('"a" + string(number)', TEXT),
        ('if number > 1 then "a" else if number > 0 then "b" else null', one_of("ab")),
        ('["a", "b"]', list_of(one_of("ab"))),
        ("count(people)", NUMBER),
        ("today()", Shape("date")),
        ("people[1]", PERSON),
        ("sort(people, function(a, b) a.age < b.age)", list_of(PERSON)),
        ("sort(precedes: function(a, b) a.age < b.age, list: people)", list_of(PERSON)),
        ("reverse(sublist(people, 1, 2))", list_of(PERSON)),
        ('insert before(votes, 1, "none")', list_of(one_of(["approve", "reject", "none"]))),
        ("list replace(votes, function(item, new) true, decision)", list_of(DECISION)),
        ("flatten([votes, votes])", list_of(DECISION)),
        ("partition(votes, 2)", list_of(list_of(DECISION))),
        ("min(for p in people return p.age)", NUMBER),
        ('split(decision, ",")', list_of(TEXT)),
        ('"unit_hr@" + decision', one_of(["unit_hr@approve", "unit_hr@reject"])),
        ("nosuch", ANYTHING),
        ("(", ANYTHING),
    ],
)
def test_the_shape_of_a_result(source: str, shape: Shape) -> None:
    assert outline(source, SEEN).shape == shape


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('if x then "director" else "directr"', ("director", "directr")),
        ('["a", if y = "no" then "b" else "c@" + unit]', ("a", "b", "c@")),
        ('concatenate(["a"], append(z, "b"))', ("a", "b")),
        ('get or else(post, "a")', ("a",)),
        ('for u in units return "unit_hr@" + u', ("unit_hr@",)),
        ('["a", "b"][item != "c"]', ("a", "b")),
        ('post + "_hr"', ()),
        ("posts_of(x)", ()),
        ("(", ()),
    ],
)
def test_the_texts_that_an_expression_gives_as_written(source: str, found: tuple[str, ...]) -> None:
    assert literals_given(source) == found


def test_how_the_texts_begin_that_an_expression_gives() -> None:
    assert beginnings_given('["unit:A", "person:" + string(id), code]') == (("unit:A", True), ("person:", False))
