"""What whoever decides on a prepared change pressed, and why they refuse: the same words on every page where two decide."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from workflows.casework.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class Pressed:
    """Agreed or refused, with the words that were typed, whole."""

    agrees: bool
    answer: str


def pressed() -> Pressed:
    """The decision of this request. Raises InvalidRequest for any other word: no typing error decides anything."""
    word = request.form.get("decision")
    if word not in ("agree", "refuse"):
        raise InvalidRequest("Choose one of the buttons; nothing was decided.", "请点选按钮作出决定；本次未作处理。")
    return Pressed(word == "agree", request.form.get("answer", ""))
