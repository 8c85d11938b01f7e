"""One file of a version: the form as the server draws it, the decision table, the letter or the text with its lines."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import STUDIO, requires
from webapp.answers.forms import AnswerForm, build_form
from webapp.i18n import current_locale
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import version_source
from workflows.casework.errors import NotFound
from workflows.casework.verbs.start import start_environment
from workflows.people import Actor
from workflows.procedure.letter_model import Letter
from workflows.store import UnitOfWork
from workflows.studio.folder import FileKind, kind_of_file
from workflows.studio.tables import DrawnTable, drawn_tables


@dataclass(frozen=True, slots=True)
class FileView:
    """One file as its page draws it; of `form`, `tables` and `letter` at most that of its kind is there."""

    name: str
    kind: FileKind
    text: str
    form: AnswerForm | None = None
    tables: tuple[DrawnTable, ...] = ()
    letter: Letter | None = None

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


def draw(work: UnitOfWork, actor: Actor, source: Source, name: str, data: bytes) -> FileView:
    """A file of a folder as its page draws it."""
    kind, procedure = kind_of_file(name), source.folder.procedure
    text = data.decode("utf-8", "replace")
    given: dict[str, Any] = {}
    if kind is FileKind.TABLE:
        given["tables"] = tuple(drawn_tables(source.folder.files, name, current_locale()))
    if procedure is not None and kind is FileKind.FORM:
        form = procedure.forms.get(name.removeprefix("forms/").removesuffix(".form"))
        if form is not None:
            environment = start_environment(work, actor)
            given["form"] = build_form(form, {}, current_locale(), procedure=procedure, environment=environment)
    if procedure is not None and kind is FileKind.LETTER:
        given["letter"] = procedure.letters.get(name.removeprefix("letters/").removesuffix(".yaml"))
    return FileView(name, kind, text, **given)
