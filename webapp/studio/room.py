"""The blueprint that the files of this room add their pages to."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("studio", __name__, template_folder="templates", url_prefix="/studio")
