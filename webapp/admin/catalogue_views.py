"""Schemes by kind (criteria, points, leave, handover), each with its lines; a new one from an old one or a sheet."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SETTINGS, Again, requires, say
from webapp.decisions import pressed
from webapp.i18n import current_locale
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.prepared import decides
from workflows.casework.scheme_changes import SchemeRefused, SchemeWish, ask_for, decide_scheme, may_decide
from workflows.office.catalogues_file import MOST_LINES, WORDS, YES_WORDS, CatalogueKind, SchemeData, shipped_schemes
from workflows.office.overview import setting_lines
from workflows.office.scheme_models import Scheme
from workflows.office.scheme_overview import all_schemes, rows_of_key, scheme_with_code, schemes_waiting
from workflows.office.scheme_sheets import BOUNDS, CHOICES, HEADS, lines_in_sheet, sheet_of, typed_line
from workflows.people import Actor
from workflows.people.deciding import others_who_decide
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork
from workflows.unseen import seen

blueprint = Blueprint("catalogues", __name__, template_folder="templates", url_prefix="/admin/catalogues")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMPTY_ROWS = 3  # offered below the lines
_PLAIN = ("key", "name", "name_en", "reason")
Problems = Sequence[tuple[str, str]]  # where on the page, what


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """Every scheme, and where each is in force."""
    named = [line for line in setting_lines(work) if line.entry.names_scheme]
    return render_template(
        "admin/catalogues.html",
        schemes=all_schemes(work),
        waiting=schemes_waiting(work),
        kinds=tuple(CatalogueKind),
        named=named,
    )


@blueprint.get("/new")
@requires(SETTINGS)
def new_page(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The form of a new scheme, filled with the lines of the one that it begins from, the first shipped one unless told."""
    begun = scheme_with_code(work, request.args.get("from", next(iter(shipped_schemes())))[:20])
    if begun is None:
        raise NotFound("There is no such scheme.", "没有这一方案。")
    values = {"key": begun.key, "name": begun.name, "name_en": begun.name_en, "reason": ""}
    lines = [line.plain(begun.kind) for line in begun.lines]
    return _form(begun.kind, values, lines, (), work, actor)


@blueprint.post("/read")
@requires(SETTINGS, is_reading=True)
def read_sheet(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The form filled from a sheet; nothing is kept until it is handed in."""
    kind, values = _kind(), _values()
    file = request.files.get("sheet")
    data = file.stream.read(BOUNDS.file_bytes + 1) if file is not None and file.filename else b""
    if not data:
        return _form(kind, values, _sent(kind), [("sheet", gettext("Choose a file."))], work, actor), 422
    found, refused = lines_in_sheet(kind, data)
    if refused:
        said = [("sheet", sentence.in_language(current_locale())) for sentence in refused]
        return _form(kind, values, _sent(kind), said, work, actor), 422
    return _form(kind, values, [line.values for line in found], (), work, actor)


@blueprint.post("/new")
@requires(SETTINGS)
def new(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Enter a scheme; where the actor does not decide, it waits for a post that does."""
    kind, values = _kind(), _values()
    lines = _sent(kind)
    try:
        wish = SchemeWish(kind=kind, lines=lines, **values)
        row = ask_for(work, actor, wish)
    except SchemeRefused as refused:
        said = [(_place(number, word), _told(number, word, sentence)) for number, word, sentence in refused.problems]
        raise Again(partial(_form, kind, values, lines, said)) from None
    except InvalidRequest as refused:
        said = [("reason", refused.sentence.in_language(current_locale()))]
        raise Again(partial(_form, kind, values, lines, said)) from None
    if row.state is ChangeState.DECIDED:
        say(work, gettext("The scheme is decided; a setting may name it from now on."))
    else:
        say(work, gettext("The scheme waits for somebody else who decides."))
    return redirect(url_for("catalogues.show", code=row.data.code))


@blueprint.get("/<string:code>")
@requires(SETTINGS)
def show(work: UnitOfWork, actor: Actor, code: str) -> ResponseReturnValue:
    """One scheme: its lines, its versions, and what waits."""
    return _page(code, work, actor)


@blueprint.get("/<string:code>/sheet")
@requires(SETTINGS)
def sheet(work: UnitOfWork, _actor: Actor, code: str) -> ResponseReturnValue:
    """A scheme as a sheet."""
    found, locale = scheme_with_code(work, code), current_locale()
    if found is None:
        abort(404)
    data = io.BytesIO(sheet_of(found.kind, found.label(locale), found.lines, locale))
    return send_file(data, mimetype=_XLSX, as_attachment=True, download_name=f"{code}.xlsx", max_age=0)


@blueprint.post("/changes/<uuid:change_id>")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, change_id: uuid.UUID) -> ResponseReturnValue:
    """Agree to a prepared scheme, or refuse it with a reason; whoever prepared it may take it back."""
    code = request.form.get("key", "")[:20]
    try:
        given = pressed()
        row = decide_scheme(work, actor, change_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_page, code, refusal=refused)) from None
    is_own = row.prepared_by_id == actor.person_id
    ended = gettext("The scheme is taken back.") if is_own else gettext("The scheme is refused.")
    say(work, gettext("The scheme is decided.") if given.agrees else ended)
    return redirect(url_for("catalogues.show", code=row.data.code))


def _kind() -> CatalogueKind:
    wanted = request.form.get("kind", "")
    if wanted not in tuple(CatalogueKind):
        abort(404)
    return CatalogueKind(wanted)


def _values() -> dict[str, str]:
    return {name: seen(request.form.get(name, "")) for name in _PLAIN}


def _sent(kind: CatalogueKind) -> list[Mapping[str, Any]]:
    """The lines that the page sent, those without a word left out."""
    found = []
    for number in range(1, MOST_LINES + _EMPTY_ROWS + 2):
        texts = {word: seen(request.form.get(_place(number, word), "")) for word in WORDS[kind]}
        if any(text for word, text in texts.items() if word not in CHOICES):
            found.append(typed_line(texts))
    return found


def _choices() -> dict[str, dict[str, str]]:
    """The words of a line that are one of a few, as the reader's language calls them."""
    locale = current_locale()
    return {word: {value: said.in_language(locale) for value, said in few.items()} for word, few in CHOICES.items()}


def _place(number: int, word: str) -> str:
    return f"line-{number}-{word}" if number else ("line-1-most" if word == "most" else word)


def _told(number: int, word: str, sentence: Any) -> str:
    text: str = sentence.in_language(current_locale())
    if not number:
        return text
    head = HEADS[word].in_language(current_locale())
    return gettext("Line %(number)s, %(head)s: %(what)s", number=number, head=head, what=text)


def _form(
    kind: CatalogueKind,
    values: Mapping[str, str],
    lines: Sequence[Mapping[str, Any]],
    problems: Problems,
    work: UnitOfWork,
    actor: Actor,
) -> str:
    _ = work
    return render_template(
        "admin/catalogue_new.html",
        kind=kind,
        values=values,
        lines=[*lines, *({} for _each in range(_EMPTY_ROWS))],
        words=WORDS[kind],
        heads={word: HEADS[word].in_language(current_locale()) for word in WORDS[kind]},
        choices=_choices(),
        yes_words=YES_WORDS,
        problems=problems,
        wrong={place for place, _what in problems},
        decides=decides(actor),
        others=others_who_decide(work, actor),
    )


def _page(code: str, work: UnitOfWork, actor: Actor, *, refusal: InvalidRequest | None = None) -> str:
    found: SchemeData | None = scheme_with_code(work, code)
    if found is None:
        raise NotFound("There is no such scheme.", "没有这一方案。")
    rows: Sequence[Scheme] = rows_of_key(work, found.key)
    return render_template(
        "admin/catalogue.html",
        scheme=found,
        words=WORDS[found.kind],
        heads={word: HEADS[word].in_language(current_locale()) for word in WORDS[found.kind]},
        choices=_choices(),
        yes_words=YES_WORDS,
        waiting=[row for row in rows if row.state is ChangeState.PREPARED],
        rows=rows,
        deciding={row.id for row in rows if may_decide(actor, row)},
        others=others_who_decide(work, actor),
        own={row.id for row in rows if row.prepared_by_id == actor.person_id},
        named=[line for line in setting_lines(work) if line.entry.names_scheme and line.entry.kind is found.kind],
        refusal=refusal.sentence.in_language(current_locale()) if refusal else "",
    )
