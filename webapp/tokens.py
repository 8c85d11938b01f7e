"""The token in every form: proof that the form is ours, and a number of its own by which it counts only once."""

from __future__ import annotations

import secrets

from flask import Flask, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

_MARK = "~"


class FormTokens(CSRFProtect):
    """CSRFProtect whose tokens carry, behind a mark, the number of the page that they were drawn on."""

    def init_app(self, app: Flask) -> None:
        """Give templates the token."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = form_token
        app.context_processor(lambda: {"csrf_token": form_token})

    def _get_csrf_token(self) -> str | None:
        token: str | None = super()._get_csrf_token()
        return token.partition(_MARK)[0] if token else token


def form_token() -> str:
    """The token for the forms of this page. Nothing is stored for it: its number counts once it is sent."""
    if "form_number" not in g:
        g.form_number = secrets.token_urlsafe(16)
    return f"{generate_csrf()}{_MARK}{g.form_number}"


def form_number() -> str:
    """The number that came with the form of this request, or nothing."""
    return request.form.get("csrf_token", "").partition(_MARK)[2][:64]
