"""One-click mends: what can be done at once about a problem of a draft, and the files with it done; each says what it did."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.casework.errors import InvalidRequest
from workflows.procedure.checks.presentation import label_keys
from workflows.procedure.model import Lane, Problem, Procedure, SequenceFlow
from workflows.sentence import Sentence
from workflows.studio.diagram_text import Diagram
from workflows.studio.english import LABELS, with_english
from workflows.studio.folder import Folder
from workflows.studio.layout import with_layout


class MendKind(StrEnum):
    """What a mend does."""

    FORM = "form"  # makes the form that a task lacks
    POST = "post"  # gives a lane the post that has its name
    NAME = "name"  # writes the name that was meant
    LABELS = "labels"  # writes the English of what has none, as far as its id says it
    LAYOUT = "layout"  # lays out a diagram that was only written
    DEFAULT = "default"  # makes a flow the default


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that one click does about a problem: `choice` tells several of one kind apart."""

    kind: MendKind
    choice: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class Mended:
    """What a mend came to: the files that are other now, what it did, and the file to look at next, if any."""

    files: Mapping[str, bytes]
    says: Sentence
    opens: str = ""


def mends_of(folder: Folder, problem: Problem, posts: Mapping[str, str]) -> Sequence[Mend]:
    """What can be done about a problem; `posts` are the posts in use by key, with the names by which people call them."""
    procedure = folder.procedure
    found: list[Mend] = []
    meant = problem.meant or next((key for key, name in posts.items() if name and name == problem.wrong), "")
    if meant and problem.wrong and _renamed(folder, problem, meant) is not None:
        found.append(Mend(MendKind.NAME, meant, Sentence(f"Write {meant}", f"改为 {meant}")))
    lane = _lane(folder, problem)
    by_name = next((key for key, name in posts.items() if lane is not None and name == lane.name), "")
    if by_name and not found:
        found.append(
            Mend(MendKind.POST, by_name, Sentence(f"Give the lane the post {by_name}", f"泳道岗位设为 {by_name}"))
        )
    if problem.code in ("form_missing", "form_unknown") and procedure is not None and problem.element:
        form = _form_id(procedure, problem)
        if f"forms/{form}.form" not in folder.files:
            found.append(Mend(MendKind.FORM, form, Sentence(f"Make the form {form}", f"新建表单 {form}")))
    if problem.code in ("label_missing", "labels_missing") and procedure is not None and _english(procedure):
        found.append(Mend(MendKind.LABELS, "", Sentence("Write English made of the ids", "按编号补写英文")))
    if problem.code == "layout_missing" and procedure is not None:
        found.append(Mend(MendKind.LAYOUT, "", Sentence("Lay it out", "自动排布")))
    if problem.code == "default_missing" and procedure is not None:
        found += [
            Mend(
                MendKind.DEFAULT,
                flow.id,
                Sentence(f"Make “{_way(procedure, flow)}” the default", f"将“{_way(procedure, flow)}”设为默认"),
            )
            for flow in _ways_out(procedure, problem)
        ]
    return found


def mended(folder: Folder, code: str, element: str, kind: str, choice: str, posts: Mapping[str, str]) -> Mended:
    """Do what a mend says about the problem `code` of `element`. Raises InvalidRequest where the folder has no such problem now."""
    for problem in folder.problems:
        if problem.code != code or (problem.element or "") != element:
            continue
        for mend in mends_of(folder, problem, posts):
            if (mend.kind, mend.choice) == (kind, choice):
                return _done(folder, problem, mend)
    raise InvalidRequest(
        "Nothing was changed: the draft does not have this problem any more.", "未作更改：草稿中已没有这个问题。"
    )


def _done(folder: Folder, problem: Problem, mend: Mend) -> Mended:
    if mend.kind is MendKind.NAME:
        files = _renamed(folder, problem, mend.choice) or {}
        wrong = problem.wrong
        return Mended(
            files,
            Sentence(
                f"{mend.choice} stands in {problem.file} in place of {wrong}.",
                f"{problem.file} 中的 {wrong} 已改为 {mend.choice}。",
            ),
        )
    if folder.procedure is None:
        raise ValueError("only a name is mended in what cannot be read")
    if mend.kind is MendKind.POST:
        data = Diagram(folder.files[problem.file]).with_property(problem.element or "", "post", mend.choice)
        said = (
            f"The lane {problem.element} is of the post {mend.choice}.",
            f"泳道 {problem.element} 的岗位已设为 {mend.choice}。",
        )
        return Mended({problem.file: data}, Sentence(*said))
    if mend.kind is MendKind.LAYOUT:
        name = f"{folder.process_id}.bpmn"
        said = "The diagram is laid out; draw on from there.", "流程图已自动排布，可继续调整。"
        return Mended({name: with_layout(folder.files[name], folder.procedure)}, Sentence(*said))
    if mend.kind is MendKind.FORM:
        return _with_form(folder, problem, mend.choice)
    if mend.kind is MendKind.LABELS:
        return _with_labels(folder, folder.procedure)
    return _with_default(folder, problem, mend.choice)


def _with_form(folder: Folder, problem: Problem, form: str) -> Mended:
    name = f"forms/{form}.form"
    question = {
        "type": "textarea",
        "key": "remark",
        "id": f"{form}_remark",
        "label": "意见",
        "validate": {"required": True},
    }
    made = {"type": "default", "id": form, "schemaVersion": 17, "components": [question]}
    files = {name: (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()}
    if problem.code == "form_missing":
        diagram = Diagram(folder.files[problem.file])
        files[problem.file] = diagram.with_extension(problem.element or "", f'formDefinition formId="{form}"')
    said = Sentence(
        f"{name} is made with a first question “意见”, and the step shows it. Write what else it asks.",
        f"已新建 {name} 并用于该步骤，含第一个问题“意见”。请继续补充其他问题。",
    )
    return Mended(files, said, name)


def _with_labels(folder: Folder, procedure: Procedure) -> Mended:
    english = _english(procedure)
    said = Sentence(
        f"{len(english)} English texts are made of the ids and stand in {LABELS}. Read them over.",
        f"已按编号补写 {len(english)} 处英文，写在 {LABELS} 中，请核对。",
    )
    return Mended({LABELS: with_english(folder.files.get(LABELS, b""), english)}, said)


def _with_default(folder: Folder, problem: Problem, flow: str) -> Mended:
    diagram = Diagram(folder.files[problem.file])
    without = Diagram(diagram.without_condition(flow))
    files = {problem.file: without.with_attribute(problem.element or "", "default", flow)}
    said = Sentence(
        f"The flow {flow} is the default: it is taken where no other condition holds, and has none itself.",
        f"连线 {flow} 已设为默认：其他条件都不满足时走这条，自身不带条件。",
    )
    return Mended(files, said)


def _renamed(folder: Folder, problem: Problem, meant: str) -> dict[str, bytes] | None:
    """The file with the wrong name replaced: from the line of the problem on, else where it stands alone in the file."""
    data = folder.files.get(problem.file)
    if data is None:
        return None
    text, pattern = data.decode("utf-8", "replace"), re.compile(rf"(?<![\w.]){re.escape(problem.wrong)}(?![\w])")
    line = folder.line_of(problem)
    start = 0 if not line else sum(len(each) for each in text.splitlines(keepends=True)[: line - 1])
    places = [at.start() for at in pattern.finditer(text, start)] or [at.start() for at in pattern.finditer(text)]
    if not places or (not line and len(places) > 1):
        return None
    at = places[0]
    return {problem.file: (text[:at] + meant + text[at + len(problem.wrong) :]).encode()}


def _lane(folder: Folder, problem: Problem) -> Lane | None:
    """The lane that an unknown post is told of and that names none itself."""
    lanes = folder.procedure.lanes if folder.procedure is not None and problem.code == "post_unknown" else ()
    return next((each for each in lanes if each.id == problem.element and each.post == each.id), None)


def _form_id(procedure: Procedure, problem: Problem) -> str:
    element = procedure.elements.get(problem.element or "")
    if problem.code == "form_unknown" and element is not None and element.form_id:
        return element.form_id
    wanted = re.sub(r"\W", "_", problem.element or "", flags=re.ASCII)
    return wanted if wanted not in procedure.forms else f"{wanted}_form"


def _english(procedure: Procedure) -> Mapping[str, str]:
    """English for every text that has none and whose id is made of words; those that an editor numbered are left to people."""
    known, found = procedure.labels.get("en", {}), {}
    for key, text in label_keys(procedure):
        last = key.rpartition(":")[2]
        if key in known or text.isascii() or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", last):
            continue
        if last in ("description", "text", "prefix", "suffix") or re.fullmatch(r"[A-Z][a-z]+_[a-z0-9]{7}", last):
            continue
        found[key] = last.replace("_", " ").strip().capitalize()
    return found


def _ways_out(procedure: Procedure, problem: Problem) -> Sequence[SequenceFlow]:
    element = procedure.elements.get(problem.element or "")
    scopes = (procedure.process, *(each.body for each in procedure.elements.values() if each.body is not None))
    flows = {key: flow for scope in scopes for key, flow in scope.flows.items()}
    ways = [flows[each] for each in element.outgoing if each in flows] if element is not None else []
    free = [flow for flow in ways if flow.condition is None]
    return free or ways


def _way(procedure: Procedure, flow: SequenceFlow) -> str:
    target = procedure.elements.get(flow.target)
    return flow.name or (target.name if target is not None else "") or flow.id
