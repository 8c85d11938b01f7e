"""The play of an appeal on paper, by somebody who has no account on the day of service."""

from __future__ import annotations

from collections.abc import Iterator

from tests.disclosure import steps
from tests.disclosure.playing import FILE, TEXT, Play
from workflows.people import User


def on_paper(play: Play) -> Iterator[str]:
    """Whoever is recalled has no account on that day: they appeal on paper, and stay."""
    steps.until_reported(play)
    steps.decide(play, "order", slots_wanted=0)
    texts = ("order_facts", "order_basis", "no_refill_reason", "contact")
    play.do("prepare_order", "registrar", copy_to=["county_office", "township_committee"], **dict.fromkeys(texts, TEXT))
    play.do("sign_order", "director", outcome="sign")
    _open_account(play, is_open=False)
    play.do("acknowledge", "unit_hr", received_by=TEXT, is_received=True)
    _open_account(play, is_open=True)
    yield "served"
    given = {"received_on": "2026-03-02", "appeal_text": TEXT, "appeal_files": [FILE]}
    play.do("enter_appeal", "acceptor", outcome="appeal", **given)
    yield "filed"
    play.do("review_appeal", "organisation", outcome="revoke", is_restored=True, appeal_reason=TEXT)
    yield "revoked"


def _open_account(play: Play, *, is_open: bool) -> None:
    with play.office.store.write() as work:
        work.session.get_one(User, play.office.users["recalled"]).is_active = is_open
