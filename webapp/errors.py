"""Error pages: what happened, what was kept, what to do next; the sentence of a refusal comes from casework."""

from __future__ import annotations

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.access import SignedOut, store
from webapp.assets import asset
from webapp.i18n import HTML_LANGUAGES, current_locale
from webapp.sent_again import is_from_here, signed_out_meanwhile, words_sent
from workflows.casework.errors import (
    AlreadyDone,
    CaseClosed,
    CaseworkError,
    IncidentRaised,
    InvalidAnswers,
    InvalidRequest,
    NotAllowed,
    NotFound,
)
from workflows.casework.incidents import sentence_for
from workflows.casework.sheet_rows import RowsOpen
from workflows.casework.verbs.save_row import RowChanged
from workflows.store import DATABASE_ERRORS, Trouble, cause_of, trouble_of

STATUS: dict[type[CaseworkError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    AlreadyDone: 409,
    CaseClosed: 409,
    InvalidRequest: 422,
    InvalidAnswers: 422,
    RowChanged: 409,
    RowsOpen: 422,
    IncidentRaised: 500,
}

TITLES = {
    400: lazy_gettext("This request could not be read"),
    403: lazy_gettext("You may not do this"),
    404: lazy_gettext("Not found"),
    405: lazy_gettext("This address does not take that request"),
    409: lazy_gettext("This has already changed"),
    413: lazy_gettext("Too large"),
    422: lazy_gettext("This cannot be done as asked"),
    429: lazy_gettext("Too many attempts"),
    500: lazy_gettext("Something went wrong"),
}

NEXT_STEPS = {
    400: lazy_gettext("Go back, reload the page and try again. Nothing was saved."),
    403: lazy_gettext(
        "If you think you should be able to, ask the administrator which posts you hold. Nothing was changed."
    ),
    404: lazy_gettext("The address may be wrong, or the matter does not concern your posts."),
    405: lazy_gettext("Go back and use the buttons of the page. Nothing was saved."),
    409: lazy_gettext("Go back to the inbox and look at the matter again. Nothing was done twice."),
    413: lazy_gettext("Send less at once. Nothing was saved."),
    422: lazy_gettext("Go back, correct it and try again. Nothing was saved."),
    429: lazy_gettext("Wait a few minutes, then try again."),
    500: lazy_gettext(
        "Nothing was saved. Tell the administrator what you did and the code below; the log has the cause."
    ),
}

TOLD = lazy_gettext("Nothing was saved. The administrator has been told; try again later.")

# What a person reads where the database refuses: status, title, what to do.
TROUBLES: dict[Trouble, tuple[int, LazyString, LazyString]] = {
    Trouble.BUSY: (
        503,
        lazy_gettext("The database was busy"),
        lazy_gettext("Nothing was saved. Wait a moment, then try again."),
    ),
    Trouble.AWAY: (
        503,
        lazy_gettext("The database does not answer"),
        lazy_gettext("Nothing was saved. Try again in a few minutes; tell the administrator if it lasts."),
    ),
    Trouble.FULL: (
        503,
        lazy_gettext("The server has no room left to save"),
        lazy_gettext(
            "Nothing was saved. Tell the administrator that the disk is full or failing; trying again does not help."
        ),
    ),
    Trouble.READ_ONLY: (
        503,
        lazy_gettext("The database can only be read"),
        lazy_gettext(
            "Nothing was saved. Tell the administrator that the database lets nobody write; trying again does not help."
        ),
    ),
    Trouble.SCHEMA: (
        503,
        lazy_gettext("The database does not fit this program"),
        lazy_gettext(
            "Nothing was saved. Tell the administrator that the database has to be migrated; trying again does not help."
        ),
    ),
    Trouble.DAMAGED: (
        503,
        lazy_gettext("The database is damaged"),
        lazy_gettext("Nothing was saved. Tell the administrator at once; trying again does not help."),
    ),
}


def error_page(status: int, sentence: str = "", *, is_told: bool = False) -> ResponseReturnValue:
    """The page of an error; codes without a text of their own are shown as the nearest family."""
    known = status if status in TITLES else (400 if status < 500 else 500)
    next_step = TOLD if is_told else NEXT_STEPS[known]
    if status >= 500:
        return _alone(status, TITLES[known], next_step, sentence)
    try:
        page = render_template("error.html", status=status, title=TITLES[known], sentence=sentence, next_step=next_step)
    except DATABASE_ERRORS:  # the frame around a page counts what waits
        return _alone(status, TITLES[known], next_step, sentence)
    return page, status


def _alone(status: int, title: LazyString, next_step: LazyString, sentence: str = "") -> ResponseReturnValue:
    """A page without the frame: it asks no database, which may be the very thing that fails."""
    page = current_app.jinja_env.get_template("error_alone.html").render(
        status=status,
        title=title,
        sentence=sentence,
        next_step=next_step,
        html_language=HTML_LANGUAGES[current_locale()],
        stylesheet=asset("app.css"),
        request_id=g.get("request_id", ""),
    )
    return page, status


def _sentence(error: CaseworkError) -> str:
    """What went wrong, as the person of this request may know it: a failed step names the values that it met only to readers."""
    if isinstance(error, IncidentRaised):
        with store().read() as work:
            return sentence_for(work, error, g.get("actor")).in_language(current_locale())
    return error.sentence.in_language(current_locale())


def _init_sessions_ended(app: Flask) -> None:
    """Forms whose token or session is no longer good: their words are given back to whoever sent them from a page of ours."""

    @app.errorhandler(CSRFError)
    def _csrf(error: CSRFError) -> ResponseReturnValue:
        if "referrer" in str(error.description):
            app.logger.error("a form was refused: %s The proxy in front must pass on Host and port.", error.description)
            sentence = gettext(
                "The server is reached under another address than it knows of itself; its proxy must pass it on."
            )
            return error_page(400, sentence)
        if is_from_here() and words_sent():
            return signed_out_meanwhile()
        return error_page(400, gettext("The page was open too long, or was not sent from here."))

    @app.errorhandler(SignedOut)
    def _signed_out(_error: SignedOut) -> ResponseReturnValue:
        return signed_out_meanwhile()


def init_errors(app: Flask) -> None:
    """Turn refusals of casework and errors of HTTP into pages in the reader's language."""
    _init_sessions_ended(app)

    @app.errorhandler(CaseworkError)
    def _casework(error: CaseworkError) -> ResponseReturnValue:
        is_told = isinstance(error, IncidentRaised) and error.case_id is not None
        if isinstance(error, IncidentRaised) and not is_told:
            # No case was kept that could hold the incident, so the log alone has the cause: what the diagram says, no values.
            app.logger.error(
                "%s %s: a case could not begin: %s, element %s, %s %s",
                request.method,
                request.endpoint,
                error.attempt.get("process_id", ""),
                error.element_id,
                error.kind.value,
                error.expression,
            )
        return error_page(STATUS.get(type(error), 400), _sentence(error), is_told=is_told)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        return error_page(status)

    def _database(error: Exception) -> ResponseReturnValue:
        trouble = trouble_of(error)
        app.logger.error("%s %s: database %s, %s", request.method, request.endpoint, trouble.value, cause_of(error))
        if trouble in TROUBLES:
            return _alone(*TROUBLES[trouble])
        if trouble is Trouble.UNSTORABLE:
            return error_page(400, gettext("The text holds characters that cannot be kept."))
        if app.config["PROPAGATE_EXCEPTIONS"] or app.testing:
            raise error
        return error_page(500)

    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, _database)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        if app.config["PROPAGATE_EXCEPTIONS"] or app.testing:
            raise error
        app.logger.error("%s %s failed: %s", request.method, request.endpoint, type(error).__name__, exc_info=error)
        return error_page(500)
