"""The whitelist of the reader: every BPMN element, attribute, zeebe extension and property that Gatepost accepts; data only.

What a diagram holds beyond these tables is refused with file, element and sentence, never ignored.
"""

from __future__ import annotations

from typing import Final

from workflows.sentence import sentences

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
MODELER: Final = "http://camunda.org/schema/modeler/1.0"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

# Foreign vocabularies by the prefix that designers know them under; each would be executed by another engine, not here.
FOREIGN: Final = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
}
# Layout, colours and the name of the drawing tool: they say nothing about execution.
DECORATIVE_NAMESPACES: Final = frozenset(
    {
        BPMNDI,
        XSI,
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)

# Drawing tools whose attributes and elements say nothing to execution: noted, not refused.
NOTED_NAMESPACES: Final = {
    MODELER: "modeler",
    "http://www.signavio.com": "signavio",
    "http://www.trisotech.com/2014/triso/bpmn": "triso",
    "http://www.bizagi.com/bpmn20": "bizagi",
    "http://www.omgwiki.org/model-interchange/wg": "model-interchange",
    "http://sourceforge.net/bpmn/definitions/_yaoqiang": "yaoqiang",
    "http://www.visual-paradigm.com/bpmn": "visual-paradigm",
}
# Which element template an element was made from, its version and its icon: `zeebe:modelerTemplate` and those that begin so.
TEMPLATE_ATTRIBUTES: Final = "modelerTemplate"
# Attributes of other engines that mean nothing outside their own modeler or clean-up: noted, not refused.
NOTED_ATTRIBUTES: Final = frozenset(
    {
        ("http://camunda.org/schema/1.0/bpmn", "diagramRelationId"),
        ("http://camunda.org/schema/1.0/bpmn", "historyTimeToLive"),
    }
)

_NAMED: Final = frozenset({"id", "name"})
_ACTIVITY: Final = _NAMED | {"isForCompensation", "startQuantity", "completionQuantity"}
_GATEWAY: Final = _NAMED | {"gatewayDirection"}

# tag → attributes without a namespace
ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "userTask": _ACTIVITY,
    "manualTask": _ACTIVITY,
    "task": _ACTIVITY,
    "serviceTask": _ACTIVITY,
    "sendTask": _ACTIVITY,
    "receiveTask": _ACTIVITY | {"messageRef", "instantiate"},
    "scriptTask": _ACTIVITY,
    "businessRuleTask": _ACTIVITY,
    "callActivity": _ACTIVITY,
    "subProcess": _ACTIVITY | {"triggeredByEvent"},
    "exclusiveGateway": _GATEWAY | {"default"},
    "inclusiveGateway": _GATEWAY | {"default"},
    "parallelGateway": _GATEWAY,
    "eventBasedGateway": _GATEWAY | {"instantiate", "eventGatewayType"},
    "startEvent": _NAMED | {"isInterrupting", "parallelMultiple"},
    "intermediateCatchEvent": _NAMED | {"parallelMultiple"},
    "intermediateThrowEvent": _NAMED,
    "boundaryEvent": _NAMED | {"attachedToRef", "cancelActivity", "parallelMultiple"},
    "endEvent": _NAMED,
    "sequenceFlow": _NAMED | {"sourceRef", "targetRef"},
    "process": _NAMED | {"isExecutable", "processType", "isClosed"},
    "definitions": _NAMED | {"targetNamespace", "exporter", "exporterVersion", "expressionLanguage", "typeLanguage"},
    "collaboration": _NAMED | {"isClosed"},
    "participant": _NAMED | {"processRef"},
    "messageFlow": _NAMED | {"sourceRef", "targetRef", "messageRef"},
    "laneSet": _NAMED,
    "childLaneSet": _NAMED,
    "lane": _NAMED,
    "message": _NAMED,
    "signal": _NAMED,
    "error": _NAMED | {"errorCode"},
    "escalation": _NAMED | {"escalationCode"},
    "timerEventDefinition": frozenset({"id"}),
    "messageEventDefinition": frozenset({"id", "messageRef"}),
    "signalEventDefinition": frozenset({"id", "signalRef"}),
    "errorEventDefinition": frozenset({"id", "errorRef"}),
    "escalationEventDefinition": frozenset({"id", "escalationRef"}),
    "terminateEventDefinition": frozenset({"id"}),
    "multiInstanceLoopCharacteristics": frozenset({"id", "isSequential", "behavior"}),
    "conditionExpression": frozenset({"id", "language"}),
    "completionCondition": frozenset({"id"}),
    "timeDate": frozenset({"id"}),
    "timeDuration": frozenset({"id"}),
    "timeCycle": frozenset({"id"}),
    "documentation": frozenset({"id", "textFormat"}),
}

# (attribute → the only value that Gatepost executes), whatever the element
FIXED_VALUES: Final[dict[str, str]] = {
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "instantiate": "false",
    "eventGatewayType": "Exclusive",
    "parallelMultiple": "false",
    "behavior": "All",
    "processType": "None",
    "isClosed": "false",
    "textFormat": "text/plain",
}

FLOW_NODES: Final = frozenset(
    {
        "userTask",
        "manualTask",
        "task",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "startEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "endEvent",
    }
)
ACTIVITIES: Final = frozenset(
    {
        "userTask",
        "manualTask",
        "task",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
    }
)
EVENTS: Final = frozenset(
    {"startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent"}
)
EVENT_DEFINITIONS: Final = frozenset(
    {
        "timerEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "terminateEventDefinition",
    }
)
# Drawing and annotation: they carry no execution semantics in any engine of this vocabulary.
DECORATION: Final = frozenset(
    {
        "textAnnotation",
        "association",
        "group",
        "category",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataStore",
    }
)

_COMMON_CHILDREN: Final = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})
_ACTIVITY_CHILDREN: Final = _COMMON_CHILDREN | {
    "multiInstanceLoopCharacteristics",
    "dataInputAssociation",
    "dataOutputAssociation",
    "property",
}

# tag → BPMN children; the tables of scopes come below
CHILDREN: Final[dict[str, frozenset[str]]] = {
    **{tag: _COMMON_CHILDREN for tag in FLOW_NODES},
    **{tag: _ACTIVITY_CHILDREN for tag in ACTIVITIES},
    **{tag: _COMMON_CHILDREN | EVENT_DEFINITIONS for tag in EVENTS},
    "process": frozenset({"documentation", "extensionElements", "laneSet", "sequenceFlow"}) | FLOW_NODES | DECORATION,
    "subProcess": _ACTIVITY_CHILDREN | {"sequenceFlow"} | FLOW_NODES | DECORATION,
    "definitions": frozenset(
        {
            "documentation",
            "process",
            "collaboration",
            "message",
            "signal",
            "error",
            "escalation",
            "category",
            "dataStore",
        }
    ),
    "collaboration": frozenset(
        {"documentation", "extensionElements", "participant", "messageFlow", "textAnnotation", "association", "group"}
    ),
    "participant": frozenset({"documentation", "extensionElements", "participantMultiplicity"}),
    "messageFlow": frozenset({"documentation", "extensionElements"}),
    "laneSet": frozenset({"documentation", "extensionElements", "lane"}),
    "childLaneSet": frozenset({"documentation", "extensionElements", "lane"}),
    "lane": frozenset({"documentation", "extensionElements", "flowNodeRef", "childLaneSet"}),
    "sequenceFlow": frozenset({"documentation", "extensionElements", "conditionExpression"}),
    "message": frozenset({"documentation", "extensionElements"}),
    "signal": frozenset({"documentation", "extensionElements"}),
    "error": frozenset({"documentation", "extensionElements"}),
    "escalation": frozenset({"documentation", "extensionElements"}),
    "timerEventDefinition": frozenset({"extensionElements", "timeDate", "timeDuration", "timeCycle"}),
    "messageEventDefinition": frozenset({"extensionElements"}),
    "signalEventDefinition": frozenset({"extensionElements"}),
    "errorEventDefinition": frozenset({"extensionElements"}),
    "escalationEventDefinition": frozenset({"extensionElements"}),
    "terminateEventDefinition": frozenset({"extensionElements"}),
    "multiInstanceLoopCharacteristics": frozenset({"extensionElements", "completionCondition"}),
    "conditionExpression": frozenset(),
    "completionCondition": frozenset(),
    "timeDate": frozenset(),
    "timeDuration": frozenset(),
    "timeCycle": frozenset(),
}

_MAPPED: Final = {"ioMapping": frozenset[str](), "properties": frozenset[str]()}
_OPERATION: Final = {"taskDefinition": frozenset({"type"}), "taskHeaders": frozenset[str]()}

# tag → zeebe child of its extensionElements → attributes of that child
EXTENSIONS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "process": {"properties": frozenset(), "versionTag": frozenset({"value"})},
    "lane": {"properties": frozenset()},
    "userTask": {
        **_MAPPED,
        "userTask": frozenset(),
        "assignmentDefinition": frozenset({"assignee", "candidateUsers", "candidateGroups"}),
        "formDefinition": frozenset({"formId", "bindingType"}),
        "taskSchedule": frozenset({"dueDate", "followUpDate"}),
        "priorityDefinition": frozenset({"priority"}),
    },
    "manualTask": _MAPPED,
    "task": _MAPPED,
    "serviceTask": {**_MAPPED, **_OPERATION},
    "sendTask": {**_MAPPED, **_OPERATION},
    "receiveTask": _MAPPED,
    "scriptTask": {**_MAPPED, "script": frozenset({"expression", "resultVariable"})},
    "businessRuleTask": {
        **_MAPPED,
        "calledDecision": frozenset({"decisionId", "resultVariable", "bindingType"}),
    },
    "callActivity": {
        **_MAPPED,
        "calledElement": frozenset(
            {"processId", "propagateAllChildVariables", "propagateAllParentVariables", "bindingType"}
        ),
    },
    "subProcess": _MAPPED,
    "startEvent": {**_MAPPED, "formDefinition": frozenset({"formId", "bindingType"})},
    "intermediateCatchEvent": _MAPPED,
    "intermediateThrowEvent": _MAPPED,
    "boundaryEvent": _MAPPED,
    "endEvent": _MAPPED,
    "message": {"subscription": frozenset({"correlationKey"})},
    "multiInstanceLoopCharacteristics": {
        "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"})
    },
}

# zeebe container → (child, attributes)
CONTAINERS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "properties": {"property": frozenset({"name", "value"})},
    "taskHeaders": {"header": frozenset({"key", "value"})},
    "ioMapping": {"input": frozenset({"source", "target"}), "output": frozenset({"source", "target"})},
}

# The version of a called process, decision or form is the one published when the case started.
BINDING_TYPE: Final = "latest"

_DEADLINE: Final = frozenset(
    {
        "deadline",
        "deadline_name",
        "deadline_variable",
        "deadline_extension_by",
        "deadline_extension_max",
        "deadline_extension_count",
    }
)
# tag → names of zeebe:properties
PROPERTIES: Final[dict[str, frozenset[str]]] = {
    "process": frozenset(
        {
            "title",
            "title_public",
            "title_outside",
            "business_key",
            "unit",
            "jurisdiction",
            "readers",
            "owner",
            "cancel_by",
            "cancel_notice",
            "cancel_tells",
            "starter_follows",
            "recuse",
            "recuse_by",
            "appoint_by",
        }
    ),
    "lane": frozenset({"post", "unit", "side"}),
    **{tag: _DEADLINE for tag in ACTIVITIES},
    "userTask": _DEADLINE
    | {"separate_from", "recuse", "own_word", "returnable", "sign", "shows", "sealed_until"}
    | {"sheet", "sheet_group", "sheet_again", "batch"},
    "startEvent": frozenset({"catch_up"}),
    "intermediateCatchEvent": frozenset({"raised_by"}),
    "boundaryEvent": frozenset({"raised_by", "on_extension"}),
}
# Notes that element templates of the editors leave under these prefixes mean nothing to an engine, and are noted.
EDITOR_PROPERTY_PREFIXES: Final = ("modeler:", "camundaModeler:")

# Read from stored versions, refused in new ones until an issue builds them: what is missing, in both languages.
LATER_PROPERTIES: Final = sentences(
    {
        ("userTask", "returnable"): ("a task cannot be returned to the step before yet", "任务尚不能退回上一环节"),
        ("userTask", "sign"): ("decisions are signed in one way only", "签署方式目前只有一种"),
        ("process", "jurisdiction"): (
            "settings per administrative division are not built yet",
            "尚不能按行政区划分别设置",
        ),
    }
)
LATER_EXTENSIONS: Final = sentences(
    {("taskSchedule", "followUpDate"): ("no page reminds of a follow-up date yet", "尚无页面提示跟进日期")}
)
