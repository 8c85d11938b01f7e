"""A monthly report that the clock starts, drawn as a test needs it, and the worker's looks at the schedule without a worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.catalogue import publish
from workflows.casework.models import Case, ClockStart, ProcedureVersion
from workflows.casework.transaction import transaction
from workflows.jobs.duties import due_clock_starts, start_by_clock
from workflows.procedure import read_files
from workflows.store import Store

MONTHLY = "R/2026-03-01T00:30:00/P1M"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  targetNamespace="gatepost" id="d">
 <bpmn:process id="{process}" name="月报" isExecutable="true">
  <bpmn:extensionElements><zeebe:properties>
   <zeebe:property name="title" value='="月报 " + month' /><zeebe:property name="unit" value="CITY" />
   <zeebe:property name="readers" value="general_group" /><zeebe:property name="owner" value="general_group" />
  </zeebe:properties></bpmn:extensionElements>
  <bpmn:laneSet id="lanes"><bpmn:lane id="general_group" name="综合组"><bpmn:flowNodeRef>report</bpmn:flowNodeRef></bpmn:lane>
  </bpmn:laneSet>"""
# The month that has just ended, from the moment at which the start was due.
START = """
  <bpmn:startEvent id="{id}" name="每月1日"><bpmn:extensionElements>
    <zeebe:ioMapping><zeebe:output source='{month}' target="month" /></zeebe:ioMapping>
    <zeebe:properties>{properties}</zeebe:properties></bpmn:extensionElements>
   <bpmn:timerEventDefinition id="t_{id}"><bpmn:{kind}>{timer}</bpmn:{kind}></bpmn:timerEventDefinition></bpmn:startEvent>
  <bpmn:sequenceFlow id="f_{id}" sourceRef="{id}" targetRef="report" />"""
MONTH = "= string(date(date and time(due_at)) - duration(&quot;P1M&quot;))"
TAIL = """
  <bpmn:manualTask id="report" name="填报" /><bpmn:endEvent id="sent" name="已报" />
  <bpmn:sequenceFlow id="f_sent" sourceRef="report" targetRef="sent" />
 </bpmn:process></bpmn:definitions>"""


def start_event(
    timer: str = MONTHLY, catch_up: str = "each", kind: str = "timeCycle", id: str = "monthly", month: str = MONTH
) -> str:
    """A timer start event of the monthly report."""
    said = f'<zeebe:property name="catch_up" value="{catch_up}" />' if catch_up else ""
    return START.format(id=id, kind=kind, timer=timer, properties=said, month=month)


def files(*starts: str, process: str = "monthly_report") -> dict[str, bytes]:
    """The folder of the monthly report with these start events, that of each month without any."""
    diagram = HEAD.format(process=process) + "".join(starts or (start_event(),)) + TAIL
    return {f"{process}.bpmn": diagram.encode()}


def publish_report(store: Store, *starts: str, process: str = "monthly_report") -> ProcedureVersion:
    """Publish it as its newest version."""
    with transaction(store) as work:
        return publish(work, read_files(process, files(*starts, process=process)))


def look(store: Store) -> int:
    """Start what is due, as a worker does at every look; how many due times were worked off."""
    count = 0
    while due := due_clock_starts(store):
        for start_id in due:
            count += start_by_clock(store, start_id)
    return count


def rows(store: Store) -> list[ClockStart]:
    """The schedule."""
    with store.read() as work:
        return list(work.session.scalars(select(ClockStart).order_by(ClockStart.process_id, ClockStart.from_at)))


def titles(store: Store) -> list[str]:
    """The titles of all cases, the oldest first."""
    with store.read() as work:
        return list(work.session.scalars(select(Case.title).order_by(Case.started_at, Case.title)))


def office(moment: datetime | None) -> str:
    """A moment as the office's clock shows it."""
    return "" if moment is None else moment.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
