"""Months of the demonstration city, lived through people's verbs, the real import and the worker: one published, one under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import select

from workflows.assessment.models import AssessmentMonth
from workflows.assessment.rules import POINTS_SETTING
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError
from workflows.casework.models import ClockStart, SheetRow
from workflows.casework.scheme_changes import SchemeWish, ask_for
from workflows.casework.setting_changes import Change, change_setting
from workflows.casework.transaction import transaction
from workflows.demo.places import COUNTIES
from workflows.demo.rounds import MovedStore, Round, RoundStopped, actors_of
from workflows.office.catalogues_file import CatalogueKind
from workflows.scenarios.expect import Mismatch
from workflows.store import Store

PROCESS_ID = "assessment"
SCHEME = "qinghe_9"
LINES = (
    {"key": "policy", "part": "indicator", "name": "政策宣传", "name_en": "Making policies known", "most": 15},
    {"key": "industry", "part": "indicator", "name": "产业发展", "name_en": "Industry", "most": 20},
    {"key": "aspiration", "part": "indicator", "name": "扶贫扶志", "name_en": "Lifting aspiration", "most": 15},
    {"key": "party", "part": "indicator", "name": "村级党建", "name_en": "Party building in the village", "most": 20},
    {"key": "law", "part": "discipline", "name": "遵纪守法", "name_en": "Abiding by law and discipline", "most": 6},
    {"key": "full_time", "part": "discipline", "name": "脱产驻村", "name_en": "Full time in the village", "most": 6},
    {"key": "leave", "part": "discipline", "name": "请销假", "name_en": "Asking for leave", "most": 6},
    {"key": "nots", "part": "discipline", "name": "五个不准", "name_en": "The five prohibitions", "most": 6},
    {"key": "diary", "part": "discipline", "name": "工作日记", "name_en": "Work diary", "most": 6},
)
LAST_DAY = "31"
"""The day on which this city’s counties have reported and it publishes: a round is under way whenever the city is loaded."""


def play_months(store: Store, tell: Callable[[date], None] = lambda _month: None) -> bool:
    """Live two rounds of the monthly assessment: one up to its publication, the other, of the month just ended, half-way through.

    False where a month was opened already, or there is no such procedure. Everything happens at its own hour, up to now; `tell`
    hears of each month before it is played. Raises RoundStopped, with what was lived until then kept.
    """
    until = store.clock().astimezone(OFFICE_ZONE)
    # On the first of a month, before the clock has struck, the month before is the last one that has begun to be assessed.
    begun = (until - timedelta(hours=1)).date().replace(day=1)
    running = (begun - timedelta(days=1)).replace(day=1)
    finished = (running - timedelta(days=1)).replace(day=1)
    with store.read() as work:
        versions = catalogue.latest_versions(work)
        is_opened = work.session.scalar(select(AssessmentMonth.id).limit(1)) is not None
        procedures = {version.process_id: catalogue.procedure_of(work, version.id) for version in versions}
    if is_opened or PROCESS_ID not in procedures:
        return False
    moved = MovedStore.of(store, datetime.combine(finished, time(9), OFFICE_ZONE), until)
    first, second = Round(moved, finished, procedures), Round(moved, running, procedures)
    try:
        _play(moved, first, second, tell)
    except (CaseworkError, Mismatch) as refused:
        raise RoundStopped(str(refused)) from refused
    return True


def _play(moved: MovedStore, first: Round, second: Round, tell: Callable[[date], None]) -> None:
    tell(first.month)
    _decide(moved, first)
    _open(first)
    moved.to(first.day(1), "10:00")
    for place in COUNTIES:
        _report(first, place.code)
    moved.to(first.day(15), "09:30")
    for place in COUNTIES:
        first.settle(place.code, "review", by=1)
    first.complete("review_county")
    first.complete("publish")
    moved.to(first.day(16), "10:00")
    first.finish_cases("assessment_consequence", "talk", "sign")
    moved.to(first.day(20), "10:00")
    first.finish_cases("rectification", "rectify", "inspect")
    tell(second.month)
    _open(second)
    # What people are asked stays open for a day or three, so the last steps are of yesterday and of this morning.
    moved.to_hours_ago(26)
    _report(second, COUNTIES[2].code)
    moved.to_hours_ago(8)
    _report(second, COUNTIES[1].code, until="score")
    moved.to_hours_ago(4)
    _report(second, COUNTIES[0].code, until="exceptions")
    moved.to_hours_ago(0)


def _decide(moved: MovedStore, first: Round) -> None:
    """The director decides on the city's own points and on the days of the round; the clock begins with the first one."""
    why = "本市实际：按部务会研究意见，采用本市积分方案，当月内上报公布。"
    with transaction(moved.store) as work:
        director = actors_of(work, "city_director", None)[0]
        ask_for(
            work, director, SchemeWish(SCHEME, CatalogueKind.POINTS, "青禾市积分方案", "Points of Qinghe", LINES, why)
        )
        wanted = {
            POINTS_SETTING: SCHEME,
            "assessment.report_day": LAST_DAY,
            "assessment.publish_day": LAST_DAY,
            "assessment.bottom_share": "1/100",
        }
        for key, value in wanted.items():
            change_setting(work, director, Change(key, value, first.month, why))
        for row in work.session.scalars(select(ClockStart).where(ClockStart.process_id == PROCESS_ID)):
            row.next_at = datetime.combine(first.opens, time(0, 30), OFFICE_ZONE)


def _open(month: Round) -> None:
    """The clock starts the round, and each village says who was there."""
    month.moved.to(month.opens, "00:30")
    month.moved.to(month.opens, "09:00")
    for place in COUNTIES:
        month.answer(place.code, "ask_lists")


def _report(month: Round, county: str, *, until: str = "") -> None:
    """A county's month up to its members' word on their results, or up to a step that is left open."""
    month.import_county(county)
    month.settle(county, "collect")
    month.settle(county, "diaries")
    if until == "exceptions":
        return
    for element in ("ask_member", "ask_leader", "ask_secretary"):
        month.answer(county, element)
    month.settle(county, "exceptions")
    if until == "score":
        return
    month.settle(county, "score", unlike=_given)
    month.answer(county, "confirm", most=3)


def _given(row: SheetRow) -> dict[str, Any] | None:
    """What a line of points is given, so that teams and members differ: by the letters of the row's key, the same every time."""
    number = crc32(f"{row.name}{row.given['line']}".encode())
    most = int(row.given["most"])
    if row.given["part"] == "indicator":
        lost = number % 6
    else:
        lost = 1 if number % 9 == 0 else 0
    if not lost:
        return None
    return {"outcome": "some", "points": max(most - lost, 0), "ground": "工作日记不完整，台账更新不及时，已当面指出。"}
