"""Words of a diagram that act on pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy import select

from tests.casework.world import REVIEW, World, publish_review, review_files
from tests.webapp.browser import Browser
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case


def test_the_documentation_of_a_task_stands_above_its_form(world: World, browser_of: Callable[[str], Browser]) -> None:
    told = REVIEW.replace(
        b'<bpmn:userTask id="check_a" name="\xe5\xae\xa1\xe6\xa0\xb8\xe7\x94\xb2">',
        '<bpmn:userTask id="check_a" name="审核甲"><bpmn:documentation>先核对在岗记录</bpmn:documentation>'.encode(),
    )
    assert told != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": told}))
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"})
    with world.store.read() as work:
        task_id: uuid.UUID = work.session.scalars(select(Task.id).where(Task.element_id == "check_a")).one()
    page = browser_of("wen").get(f"/tasks/{task_id}")
    (told_there,) = page.all("//section[@class='task-form']/p[@class='documentation']")
    assert told_there.text_content() == "先核对在岗记录"
