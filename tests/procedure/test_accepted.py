"""Accepted means acting: every word that the readers let pass is in the table, and every entry's test exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from tests.procedure.diagrams import between, diagram, extended, sample
from tests.procedure.parts import POSTS
from workflows.procedure import ProcedureError, check, read_files
from workflows.procedure import vocabulary as v
from workflows.procedure.accepted import Word, accepted
from workflows.procedure.accepted.entry import Kind
from workflows.procedure.accepted.readers import let_pass

TESTS = Path(__file__).parents[1]
BPMN = f"{{{v.BPMN}}}"


@lru_cache
def functions(file: str) -> frozenset[str]:
    """The names of the test functions of a file under tests/."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def acting(word: Word, place: str) -> bool:
    return not word.where or place in word.where


def test_every_word_that_the_readers_let_pass_is_in_the_table_once() -> None:
    wrong = {}
    for kind, place, name in let_pass():
        entries = [word for word in accepted() if (word.kind, word.name) == (kind, name) and acting(word, place)]
        if len(entries) != 1:
            wrong[f"{kind}: {place} {name}"] = len(entries)
    assert wrong == {}


def test_the_table_holds_no_word_that_the_readers_refuse() -> None:
    let = let_pass()
    dead = [
        (word.kind, word.name, place)
        for word in accepted()
        for place in word.where or ("",)
        if not any((kind, name) == (word.kind, word.name) and place in ("", at) for kind, at, name in let)
    ]
    assert dead == []


def test_every_test_that_the_table_names_exists() -> None:
    missing = [
        word.test for word in accepted() if word.test.partition("::")[2] not in functions(word.test.partition("::")[0])
    ]
    assert sorted(set(missing)) == []


def test_a_word_without_a_test_would_be_found() -> None:
    assert "test_that_nobody_wrote" not in functions("procedure/test_accepted.py")
    assert all(word.effect and "::" in word.test for word in accepted())
    rows = Counter((word.kind, word.name, place) for word in accepted() for place in word.where or ("",))
    assert [row for row, count in rows.items() if count > 1] == []


DRAWN = """
<bpmn:collaboration id="c" name="图" isClosed="false">
 <bpmn:participant id="pool" name="池" processRef="sample"><bpmn:participantMultiplicity minimum="1" /></bpmn:participant>
 <bpmn:participant id="other" name="外部" />
 <bpmn:messageFlow id="mf" name="信" sourceRef="other" targetRef="pool" messageRef="m" />
 <bpmn:textAnnotation id="note"><bpmn:text>说明</bpmn:text></bpmn:textAnnotation>
 <bpmn:association id="as" sourceRef="note" targetRef="pool" /><bpmn:group id="gr" />
</bpmn:collaboration>
<bpmn:message id="m" name="信"><bpmn:extensionElements>
 <zeebe:subscription correlationKey="= k" /></bpmn:extensionElements></bpmn:message>
<bpmn:error id="er" name="错" errorCode="e" /><bpmn:escalation id="es" name="升" escalationCode="u" />
<bpmn:category id="cat" /><bpmn:dataStore id="ds" />
"""
INSIDE = """
<bpmn:startEvent id="start" />
<bpmn:userTask id="work" name="办理"><bpmn:documentation id="doc" textFormat="text/plain">怎么办</bpmn:documentation>
 <bpmn:extensionElements><zeebe:formDefinition formId="f" /></bpmn:extensionElements>
 <bpmn:property id="pr" /><bpmn:dataInputAssociation id="di" /><bpmn:dataOutputAssociation id="do" />
 <bpmn:multiInstanceLoopCharacteristics id="mi"><bpmn:extensionElements>
   <zeebe:loopCharacteristics inputCollection="= list" /></bpmn:extensionElements>
   <bpmn:completionCondition id="cc">= done</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
<bpmn:boundaryEvent id="b" attachedToRef="work"><bpmn:timerEventDefinition id="td">
 <bpmn:timeDuration id="du">P1D</bpmn:timeDuration>
 </bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:boundaryEvent id="b2" attachedToRef="work"><bpmn:timerEventDefinition><bpmn:timeDate id="da">= d</bpmn:timeDate>
 </bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:boundaryEvent id="b3" attachedToRef="work"><bpmn:timerEventDefinition><bpmn:timeCycle id="cy">R3/PT1H</bpmn:timeCycle>
 </bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:boundaryEvent id="b4" attachedToRef="work"><bpmn:messageEventDefinition id="me" messageRef="m" /></bpmn:boundaryEvent>
<bpmn:exclusiveGateway id="way" gatewayDirection="Diverging" default="way_end" />
<bpmn:sequenceFlow id="way_end" sourceRef="way" targetRef="end" />
<bpmn:sequenceFlow id="way_err" sourceRef="way" targetRef="err">
 <bpmn:conditionExpression id="ce" language="feel">= a</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="way_esc" sourceRef="way" targetRef="esc">
 <bpmn:conditionExpression>= b</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="way_sig" sourceRef="way" targetRef="sig">
 <bpmn:conditionExpression>= c</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:endEvent id="end"><bpmn:terminateEventDefinition id="te" /></bpmn:endEvent>
<bpmn:endEvent id="err"><bpmn:errorEventDefinition id="ee" errorRef="er" /></bpmn:endEvent>
<bpmn:endEvent id="esc"><bpmn:escalationEventDefinition id="esd" escalationRef="es" /></bpmn:endEvent>
<bpmn:endEvent id="sig"><bpmn:signalEventDefinition id="sd" signalRef="s" /></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work" /><bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="way" />
<bpmn:textAnnotation id="note2" /><bpmn:association id="as2" /><bpmn:group id="gr2" /><bpmn:dataObject id="dob" />
<bpmn:dataObjectReference id="dor" dataObjectRef="dob" /><bpmn:dataStoreReference id="dsr" />
"""
FORM = (
    b'{"id": "f", "type": "default", "schemaVersion": 18, "executionPlatform": "Camunda Cloud",'
    b' "executionPlatformVersion": "8.8.0", "exporter": {"name": "x", "version": "1"}, "versionTag": "1",'
    b' "components": [%s]}'
)


def drawn_words() -> list[Word]:
    return [word for word in accepted() if word.is_drawn]


def everything_drawn() -> bytes:
    """A diagram that holds every word of a diagram that only draws."""
    text = diagram(INSIDE, after='<bpmn:signal id="s" name="信号" />').decode()
    head = 'id="definitions" name="图" exporter="e" exporterVersion="1" expressionLanguage="x" typeLanguage="y"'
    text = text.replace('id="definitions"', head).replace("<bpmn:process", DRAWN + "<bpmn:process", 1)
    lanes = '<bpmn:laneSet id="lanes" name="道"><bpmn:lane id="member" name="队员">'
    inner = '<bpmn:lane id="unit_hr"><bpmn:flowNodeRef>way</bpmn:flowNodeRef></bpmn:lane>'
    child = f'<bpmn:childLaneSet id="cl" name="子">{inner}</bpmn:childLaneSet>'
    return text.replace('<bpmn:laneSet id="lanes"><bpmn:lane id="member" name="队员">', lanes + child).encode()


def stripped(data: bytes) -> bytes:
    """The diagram without every word that only draws."""
    root = etree.fromstring(data)
    elements = {word.name for word in drawn_words() if word.kind is Kind.ELEMENT}
    attributes = [word for word in drawn_words() if word.kind is Kind.ATTRIBUTE]
    seen: set[tuple[str, str]] = set()
    for node in list(root.iter(f"{BPMN}*")):
        tag = etree.QName(node).localname
        if tag in elements:
            seen.add((tag, ""))
            node.getparent().remove(node)
            continue
        for word in attributes:
            # Two of them are needed to read the file at all: the id of a pool, and the namespace of the file.
            if acting(word, tag) and node.get(word.name) is not None:
                seen.add((tag, word.name))
                if word.name != "targetNamespace":
                    del node.attrib[word.name]
    wanted = {(word.name, "") for word in drawn_words() if word.kind is Kind.ELEMENT}
    wanted |= {(place, word.name) for word in attributes for place in word.where if place not in elements}
    assert wanted - seen == set(), "the drawing of this test must hold every word that only draws"
    return etree.tostring(root)


def test_what_is_only_drawn_changes_nothing() -> None:
    asked = b'{"type": "textfield", "key": "a", "label": "a"%s}'
    rich = read_files("sample", {"sample.bpmn": everything_drawn(), "forms/f.form": FORM % (asked % b', "id": "x"')})
    plain_form = b'{"id": "f", "type": "default", "components": [%s]}' % (asked % b"")
    plain = read_files("sample", {"sample.bpmn": stripped(everything_drawn()), "forms/f.form": plain_form})
    assert _without_lines(rich.process) == _without_lines(plain.process)
    assert rich.lanes[0].elements == plain.lanes[0].elements
    assert rich.forms["f"].fields == plain.forms["f"].fields
    assert rich.properties == plain.properties


def _without_lines(scope: object) -> str:
    return re.sub(r"line=\d+", "", repr(scope))


def fixed_places() -> list[tuple[str, str]]:
    return sorted((tag, name) for tag, names in v.ATTRIBUTES.items() for name in names if name in v.FIXED_VALUES)


@pytest.mark.parametrize(("tag", "name"), fixed_places())
def test_the_one_value_that_is_carried_out_is_accepted_alone(tag: str, name: str) -> None:
    for value, wanted in ((v.FIXED_VALUES[name], []), ("something else", ["attribute_value"])):
        root = etree.fromstring(everything_drawn())
        node = next(root.iter(f"{BPMN}{tag}"), None)
        if node is None:
            body = f'<bpmn:startEvent id="start" /><bpmn:{tag} id="x" />'
            root = etree.fromstring(diagram(body))
            node = next(root.iter(f"{BPMN}{tag}"))
        node.set(name, value)
        found = _read_codes({"sample.bpmn": etree.tostring(root), "forms/f.form": FORM % b""})
        assert [code for code in found if code == "attribute_value"] == wanted


def placed() -> list[str]:
    """The tags of the full diagram that carry attributes of their own."""
    root = etree.fromstring(everything_drawn())
    tags = {etree.QName(node).localname for node in root.iter(f"{BPMN}*")}
    return sorted(tags & set(v.ATTRIBUTES) - v.DECORATION)


@pytest.mark.parametrize("tag", placed())
def test_an_attribute_that_nobody_knows_is_refused_wherever_it_stands(tag: str) -> None:
    root = etree.fromstring(everything_drawn())
    next(root.iter(f"{BPMN}{tag}")).set("bogus", "x")
    assert "attribute_unsupported" in _read_codes({"sample.bpmn": etree.tostring(root), "forms/f.form": FORM % b""})


@pytest.mark.parametrize(
    "extension", ["formDefinition formId='f'", "calledElement processId='p'", "calledDecision decisionId='d'"]
)
def test_a_version_bound_otherwise_than_to_the_newest_is_refused(extension: str) -> None:
    name = extension.partition(" ")[0]
    tag = {"formDefinition": "userTask", "calledElement": "callActivity", "calledDecision": "businessRuleTask"}[name]
    for binding, wanted in (("latest", 0), ("deployment", 1), ("versionTag", 1)):
        body = between(extended(tag, f'<zeebe:{extension} bindingType="{binding}" />'))
        assert _read_codes({"sample.bpmn": diagram(body)}).count("attribute_value") == wanted


def _read_codes(files: dict[str, bytes]) -> list[str]:
    try:
        read_files("sample", files)
    except ProcedureError as refused:
        return [problem.code for problem in refused.problems]
    return []


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        (
            '<zeebe:properties><zeebe:property name="returnable" value="true" /></zeebe:properties>',
            "returnable is refused",
        ),
        (
            '<zeebe:properties><zeebe:property name="sign" value="x" /></zeebe:properties>',
            "sign is refused until it is built",
        ),
        ('<zeebe:taskSchedule followUpDate="= d" />', "followUpDate is refused until it is built: no page reminds"),
    ],
)
def test_what_a_later_issue_builds_is_refused_until_then(word: str, sentence: str) -> None:
    procedure = sample(between(extended("userTask", '<zeebe:formDefinition formId="f" />' + word)))
    said = [problem.sentence.en for problem in check(procedure, posts=POSTS, operations={}, called={})]
    assert any(sentence in each for each in said), said
