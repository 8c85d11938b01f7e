"""`python -m workflows tck`: cases run from a folder in the kit's layout, counted by folder, failures with both values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.dmn.models import decision, definitions, input_data, literal
from workflows.dmn.tck import tck
from workflows.dmn.tck_values import KitError, is_expected, read_value
from workflows.xml import parse_xml

HEAD = (
    'xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)


def case(id: str, given: str, expected: str, extra: str = "") -> str:
    return (
        f'<testCase id="{id}"><inputNode name="n"><value xsi:type="xsd:decimal">{given}</value></inputNode>'
        f'<resultNode name="double" type="decision"{extra}><expected>{expected}</expected></resultNode></testCase>'
    )


def number(value: str) -> str:
    return f'<value xsi:type="xsd:decimal">{value}</value>'


def kit(folder: Path, *cases: str) -> Path:
    """A kit of one subject whose model doubles a number."""
    subject = folder / "level-2" / "0001-double"
    subject.mkdir(parents=True)
    of = definitions(decision(literal("n * 2"), "n", id="double"), input_data("n", "number"))
    (subject / "0001-double.dmn").write_bytes(of)
    body = "<modelName>0001-double.dmn</modelName>" + "".join(cases)
    (subject / "0001-double-test-01.xml").write_text(f"<testCases {HEAD}>{body}</testCases>")
    return folder


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(tck, [str(folder), *options])


def test_all_passed_is_exit_0_with_a_line_for_each_folder(tmp_path: Path) -> None:
    done = run(kit(tmp_path, case("001", "4", number("8")), case("002", "1", number("2.0"))))
    assert done.exit_code == 0
    assert "2 passed     0 failed      2 total  level-2/0001-double" in done.output
    assert done.output.splitlines()[-1] == "2 passed, 0 failed, 2 total"


def test_a_failure_is_exit_1_and_shows_expected_and_actual(tmp_path: Path) -> None:
    done = run(kit(tmp_path, case("001", "4", number("8")), case("002", "4", number("9"))))
    assert done.exit_code == 1
    assert "FAILED level-2/0001-double 002 double" in done.output
    assert "expected 9, actual 8" in done.output


def test_json_is_one_object_with_counts_and_the_list(tmp_path: Path) -> None:
    done = run(kit(tmp_path, case("001", "4", number("8")), case("002", "4", number("9"))), "--json")
    told = json.loads(done.output)
    assert (told["passed"], told["failed"], told["total"]) == (1, 1, 2)
    assert told["folders"]["level-2/0001-double"]["failed"] == 1
    assert [(each["case"], each["expected"], each["actual"]) for each in told["list"]] == [("002", 9, 8)]


def test_an_expected_error_is_null(tmp_path: Path) -> None:
    nothing = '<value xsi:nil="true"/>'
    assert run(kit(tmp_path, case("001", "4", nothing, ' errorResult="true"'))).exit_code == 1


def test_a_missing_model_fails_its_cases_with_the_reason(tmp_path: Path) -> None:
    folder = kit(tmp_path, case("001", "4", number("8")))
    (folder / "level-2" / "0001-double" / "0001-double.dmn").unlink()
    done = run(folder)
    assert done.exit_code == 1
    assert "is not in the folder" in done.output


def test_a_model_that_is_refused_fails_its_cases_with_the_reason(tmp_path: Path) -> None:
    folder = kit(tmp_path, case("001", "4", number("8")))
    (folder / "level-2" / "0001-double" / "0001-double.dmn").write_text("<!DOCTYPE x><x/>")
    assert "DOCTYPE" in run(folder).output


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "no test files" in done.output


def read(xml: str) -> object:
    return read_value(parse_xml(f"<expected {HEAD}>{xml}</expected>".encode(), "x.xml"))


def test_lists_components_and_nulls_are_read() -> None:
    inside = f'<component name="a">{number("1")}</component><component name="b"><value xsi:nil="true"/></component>'
    assert read(inside) == {"a": 1, "b": None}
    assert read(f"<list><item>{number('1')}</item><item>{inside}</item></list>") == [1, {"a": 1, "b": None}]


@pytest.mark.parametrize(
    ("kind", "text", "json_value"),
    [
        ("date", "2018-12-17", "2018-12-17"),
        ("time", "07:30:00", "07:30:00"),
        ("dateTime", "2018-12-17T25:00:00", None),
        ("duration", "P7D", "P7D"),
        ("boolean", "true", "True"),
        ("string", "驻村", "驻村"),
        ("double", "-1.5e2", "-150"),
    ],
)
def test_every_simple_type_is_read_or_refused(kind: str, text: str, json_value: str | None) -> None:
    element = f'<value xsi:type="xsd:{kind}">{text}</value>'
    if json_value is None:
        with pytest.raises(KitError):
            read(element)
    else:
        assert str(read(element)) == json_value


def test_numbers_are_compared_to_eight_places_and_nothing_else_is() -> None:
    assert is_expected(0.333333333, 0.3333333333)
    assert not is_expected(0.3333, 0.33333)
    assert not is_expected("1", 1)
    assert not is_expected([1, 2], [1])
    assert not is_expected({"a": 1, "b": 2}, {"a": 1})
    assert not is_expected(None, 0)
    assert is_expected(None, None)
