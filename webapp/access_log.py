"""Hand every access to personal data to the access log, once the answer has been sent: a page that only reads locks nothing."""

from __future__ import annotations

import uuid

from flask import Flask, Response, current_app, g, request

from workflows.people import Actor
from workflows.people.words import PostKey
from workflows.proof.access_log import (
    ADMINISTRATION,
    EXPORT,
    READ,
    SIGN_IN,
    SIGN_IN_FAILED,
    SIGN_OUT,
    Access,
    log_access,
)

# Pages about one case, task, letter, clock or person name it in their address; these show personal data without one.
READING = frozenset(
    {
        "answers.lookup",
        "account.all_relatives",
        "registers.upload",
        "people.own",
        "people.candidacy",
        "people.index",
        "people.villages",
        "people.posted",
        "ledgers.show",
        "months.show",
    }
)
SIGNING_IN = frozenset({"account.sign_in_with_password", "demo.sign_in_as_person"})
SIGNING_OUT = frozenset({"account.sign_out", "account.sign_out_everywhere"})
REFUSED_FORM = 422


def init_access_log(app: Flask) -> None:
    """Note each answer; it is written when the server has sent it."""

    @app.after_request
    def _note(response: Response) -> Response:
        access = access_of(response)
        if access is not None:
            store = current_app.extensions["gatepost_store"]
            # A file that is passed through is closed by the server alone: nothing would be told of its having been sent.
            response.direct_passthrough = False
            response.call_on_close(lambda: log_access(store, [access]))
        return response


def access_of(response: Response) -> Access | None:
    """What this answer is to the log, None where it shows nobody's data."""
    endpoint, actor = request.endpoint or "", g.get("actor")
    kind = _kind(endpoint, actor, response)
    if kind is None:
        return None
    person_id = actor.person_id if isinstance(actor, Actor) else g.get("arrived")
    arguments = request.view_args or {}
    case_id = arguments.get("case_id")
    about = [str(value) for name, value in arguments.items() if isinstance(value, uuid.UUID) or name == "register"]
    return Access(
        kind=kind,
        what=" ".join([request.method, endpoint, str(response.status_code), *about])[:200],
        person_id=person_id,
        case_id=case_id if isinstance(case_id, uuid.UUID) and response.status_code < 400 else None,
        address=(request.remote_addr or "")[:60],
    )


def _kind(endpoint: str, actor: object, response: Response) -> str | None:
    if endpoint in SIGNING_IN:
        return SIGN_IN if response.status_code < 400 else SIGN_IN_FAILED
    if not isinstance(actor, Actor):
        return None
    if endpoint in SIGNING_OUT:
        return SIGN_OUT
    rule = getattr(current_app.view_functions.get(endpoint), "access_rule", None)
    if rule is not None and rule.name == PostKey.ADMINISTRATOR:
        return ADMINISTRATION
    # An act leads on to another page and is in the history; only what shows a page shows data.
    if not (response.status_code < 300 or response.status_code == REFUSED_FORM):
        return None
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return EXPORT
    is_about_one = any(isinstance(value, uuid.UUID) for value in (request.view_args or {}).values())
    return READ if is_about_one or endpoint in READING else None
