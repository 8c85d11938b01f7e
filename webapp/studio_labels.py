"""The words of the studio, by family and value: states of versions, kinds of files, changes, elements and what is set of them."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

STUDIO_LABELS: dict[str, dict[str, LazyString]] = {
    "version_state": {
        "published": lazy_gettext("published"),
        "retired": lazy_gettext("retired"),
    },
    "request_state": {
        "prepared": lazy_gettext("waits to be agreed to"),
        "decided": lazy_gettext("agreed to and published"),
        "refused": lazy_gettext("returned or taken back"),
    },
    "change_kind": {
        "added": lazy_gettext("Added:"),
        "removed": lazy_gettext("Removed:"),
        "changed": lazy_gettext("Changed:"),
    },
    "element_type": {
        "userTask": lazy_gettext("user task"),
        "serviceTask": lazy_gettext("service task"),
        "sendTask": lazy_gettext("send task"),
        "receiveTask": lazy_gettext("receive task"),
        "scriptTask": lazy_gettext("script task"),
        "businessRuleTask": lazy_gettext("decision"),
        "callActivity": lazy_gettext("called procedure"),
        "subProcess": lazy_gettext("sub-process"),
        "exclusiveGateway": lazy_gettext("gateway"),
        "parallelGateway": lazy_gettext("parallel gateway"),
        "startEvent": lazy_gettext("start event"),
        "boundaryEvent": lazy_gettext("boundary event"),
        "endEvent": lazy_gettext("end event"),
        "sequenceFlow": lazy_gettext("flow"),
        "other": lazy_gettext("element"),
    },
    "element_part": {
        "name": lazy_gettext("name"),
        "lane": lazy_gettext("lane"),
        "flows": lazy_gettext("what comes before and after"),
        "condition": lazy_gettext("condition"),
        "form_id": lazy_gettext("form"),
        "assignment": lazy_gettext("who gets it"),
        "due_date": lazy_gettext("due time"),
        "operation": lazy_gettext("what it does"),
        "script": lazy_gettext("expression"),
        "decision_id": lazy_gettext("decision"),
        "called_process_id": lazy_gettext("called procedure"),
        "outputs": lazy_gettext("variables in and out"),
        "multi_instance": lazy_gettext("for each of several"),
        "properties": lazy_gettext("deadline, duties and disclosure"),
        "event": lazy_gettext("event"),
        "other": lazy_gettext("other settings"),
    },
    "name_kind": {
        "element": lazy_gettext("Elements"),
        "form": lazy_gettext("Forms"),
        "table": lazy_gettext("Decisions"),
        "letter": lazy_gettext("Letters"),
        "notice": lazy_gettext("Notices"),
        "post": lazy_gettext("Posts"),
        "operation": lazy_gettext("Operations"),
        "setting": lazy_gettext("Settings"),
        "catalogue": lazy_gettext("Catalogues"),
        "procedure": lazy_gettext("Called procedures"),
    },
    "severity": {"error": lazy_gettext("Error"), "warning": lazy_gettext("Warning")},
    "file_kind": {
        "diagram": lazy_gettext("Diagram"),
        "form": lazy_gettext("Forms"),
        "table": lazy_gettext("Decision tables"),
        "letter": lazy_gettext("Letters and notices"),
        "ledger": lazy_gettext("Ledgers"),
        "scenario": lazy_gettext("Scenarios"),
        "texts": lazy_gettext("Translations and examples"),
    },
}
