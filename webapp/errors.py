"""Error pages: what happened, what was kept, what to do next; the sentence of a refusal comes from casework."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.i18n import current_locale
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
from workflows.store import PASSING_TROUBLE, UNSTORABLE

STATUS: dict[type[CaseworkError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    AlreadyDone: 409,
    CaseClosed: 409,
    InvalidRequest: 422,
    InvalidAnswers: 422,
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
    503: lazy_gettext("The database was busy"),
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
    500: lazy_gettext("Nothing was saved. The administrator has been told; try again later."),
    503: lazy_gettext("Nothing was saved. Wait a moment, then try again."),
}


def error_page(status: int, sentence: str = "") -> ResponseReturnValue:
    """The page of an error; codes without a text of their own are shown as the nearest family."""
    known = status if status in TITLES else (400 if status < 500 else 500)
    page = render_template(
        "error.html", status=status, title=TITLES[known], sentence=sentence, next_step=NEXT_STEPS[known]
    )
    return page, status


def init_errors(app: Flask) -> None:
    """Turn refusals of casework and errors of HTTP into pages in the reader's language."""

    @app.errorhandler(CaseworkError)
    def _casework(error: CaseworkError) -> ResponseReturnValue:
        return error_page(STATUS.get(type(error), 400), error.message(current_locale()))

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        return error_page(400, gettext("The page was open too long, or was not sent from here."))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        return error_page(status)

    def _busy(error: Exception) -> ResponseReturnValue:
        app.logger.warning("%s %s: %s", request.method, request.endpoint, type(error).__name__)
        return error_page(503)

    def _unstorable(_error: Exception) -> ResponseReturnValue:
        return error_page(400, gettext("The text holds characters that cannot be kept."))

    for kind in PASSING_TROUBLE:
        app.register_error_handler(kind, _busy)
    for kind in UNSTORABLE:
        app.register_error_handler(kind, _unstorable)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        if app.config["PROPAGATE_EXCEPTIONS"] or app.testing:
            raise error
        app.logger.error("%s %s failed: %s", request.method, request.endpoint, type(error).__name__, exc_info=error)
        return error_page(500)
