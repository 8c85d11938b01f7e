"""One file of a version: the form as the server draws it, the decision table, the letter or the text with its lines."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup

from webapp.access import STUDIO, requires
from webapp.answers.forms import build_form
from webapp.cases.explanations import EvaluationView, explained_tables
from webapp.i18n import DEFAULT_LOCALE, LOCALES, current_locale
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import version_source
from workflows import feel
from workflows.calendar.zone import local_date
from workflows.casework.errors import NotFound
from workflows.casework.verbs.start import start_environment
from workflows.documents.preview import Preview
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.store import UnitOfWork
from workflows.studio.folder import FileKind, kind_of_file
from workflows.studio.previews import example_scope, letter_preview, notice_texts
from workflows.studio.tables import DrawnTable, drawn_tables
from workflows.studio.tryout import TryOut, try_out

TRIED = "try:"
"""What the name of a field begins with that holds a value to try a table with."""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file as its page draws it; of what is drawn beside the text at most that of its kind is there."""

    name: str
    kind: FileKind
    text: str
    form: str = ""  # drawn as the server draws it
    locale: str = DEFAULT_LOCALE  # in which
    tables: tuple[DrawnTable, ...] = ()
    tried: TryOut | None = None
    explained: EvaluationView | None = None
    letters: Sequence[Preview] = ()  # a letter in full, then its masked version
    notice: Mapping[str, str] = field(default_factory=dict)

    @property
    def rules_hit(self) -> str:
        """For an editor, by decision: each rule by its number, and whether a scenario has hit it; empty if none was tried."""
        found = {
            table.decision: {rule.number: bool(rule.scenarios) for rule in table.rules if rule.scenarios is not None}
            for table in self.tables
        }
        return json.dumps({decision: rules for decision, rules in found.items() if rules})

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.splitlines()


@blueprint.get("/versions/<uuid:version_id>/file")
@requires(STUDIO)
def version_file(work: UnitOfWork, actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """One file of a version."""
    source = version_source(work, version_id)
    return render_template("studio/file.html", source=source, file=file_view(work, actor, source))


def file_view(work: UnitOfWork, actor: Actor, source: Source) -> FileView:
    """The file that the address names. Raises NotFound where the folder has none of this name."""
    name = request.args.get("name", "")
    data = source.folder.files.get(name)
    if data is None:
        raise NotFound("There is no such file in this folder.", "该文件夹中没有此文件。")
    return draw(work, actor, source, name, data)


def draw(
    work: UnitOfWork,
    actor: Actor,
    source: Source,
    name: str,
    data: bytes,
    hit: Mapping[str, Sequence[str]] | None = None,
) -> FileView:
    """A file of a folder as its page draws it; `hit` are the scenarios in which its rules have hit, where any was tried."""
    kind, procedure = kind_of_file(name), source.folder.procedure
    given: dict[str, Any] = {}
    if kind is FileKind.TABLE:
        given = _table(work, actor, source, name, hit)
    if procedure is not None and kind is FileKind.FORM:
        form = procedure.forms.get(name.removeprefix("forms/").removesuffix(".form"))
        chosen = request.values.get("preview", "")
        locale = chosen if chosen in LOCALES else current_locale()
        if form is not None:
            environment = start_environment(work, actor, procedure)
            with force_locale(locale):
                built = build_form(form, {}, locale, procedure=procedure, environment=environment)
                drawn = render_template("studio/_form.html", form=built)
            # The template has escaped whatever the form holds.
            given = {"form": Markup(drawn), "locale": locale}  # noqa: S704
    if procedure is not None and kind is FileKind.LETTER:
        given = _paper(work, actor, source, name)
    return FileView(name, kind, data.decode("utf-8", "replace"), **given)


def _table(
    work: UnitOfWork, actor: Actor, source: Source, name: str, hit: Mapping[str, Sequence[str]] | None
) -> dict[str, Any]:
    locale = current_locale()
    found: dict[str, Any] = {"tables": tuple(drawn_tables(source.folder.files, name, locale, hit))}
    sent = request.values
    typed = {key.removeprefix(TRIED): value for key, value in sent.items() if key.startswith(TRIED)}
    decision = sent.get("decision", "")[:120]
    tried = try_out(source.folder.files, name, decision, typed, start_environment(work, actor))
    if tried is not None:
        found["tried"] = tried
        if tried.explanation is not None:
            label = tried.decisions[tried.decision]
            tables = explained_tables(tried.explanation, locale)
            found["explained"] = EvaluationView(label, label, work.now, tables)
    return found


def _paper(work: UnitOfWork, actor: Actor, source: Source, name: str) -> dict[str, Any]:
    procedure = source.folder.procedure
    if procedure is None:
        return {}
    environment: feel.Environment = start_environment(work, actor)
    scope = example_scope(procedure, environment, local_date(work.now))
    key = name.partition("/")[2].removesuffix(".yaml")
    notice = procedure.notices.get(key) if name.startswith("notices/") else None
    if notice is not None:
        return {"notice": notice_texts(notice, scope, environment)}
    letter = procedure.letters.get(key) if name.startswith("letters/") else None
    if letter is None:
        return {}
    posts = post_labels(work, DEFAULT_LOCALE)
    versions = (False, True) if letter.masked is not None else (False,)
    return {"letters": [letter_preview(letter, scope, environment, posts, is_masked=each) for each in versions]}
