"""A working day in the browser: people sign in one after another, find their task, fill its form and press a button."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from tests.attachments.samples import picture
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in
from workflows.casework.models import Task, TaskStatus
from workflows.people import User

Answers = dict[str, object]


@dataclass
class Day:
    """One browser that everybody uses in turn; `people` lists who acted, in order."""

    page: Page
    server: Server
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)

    def sign_in(self, username: str) -> None:
        """Whoever it was before leaves; this person signs in."""
        if username not in self.users:
            with self.server.store.read() as work:
                self.users[username] = work.session.scalars(select(User.id).where(User.username == username)).one()
        sign_in(self.page, self.users[username])
        self.people.append(username)

    def open_task(self, username: str, element_id: str) -> str:
        """The person finds the open step of an element in the inbox of the post and opens it; the step's name."""
        of_step = Task.element_id == element_id, Task.status == TaskStatus.OPEN.value
        with self.server.store.read() as work:
            found = work.session.execute(select(Task.name, Task.assignee_id).where(*of_step)).first()
        assert found, f"{element_id} is not open"
        step = found.name
        self.sign_in(username)
        self.page.goto("/?view=posts" if found.assignee_id is None else "/?view=mine")
        row = self.page.locator("table[data-rows] tbody tr").filter(has=self.page.get_by_text(step)).first
        row.locator(".row-link").click()
        self.page.wait_for_url("**/tasks/*")
        return step

    def act(self, username: str, element_id: str, outcome: str = "", **answers: object) -> None:
        """The person opens the step, answers, presses the button of the outcome, and is told that it is done."""
        step = self.open_task(username, element_id)
        self.fill(answers)
        self.press(username, step, outcome)

    def press(self, username: str, step: str, outcome: str = "") -> None:
        """The person presses the button of the outcome on the task that is open before them, and is told that the step is done."""
        self.page.locator(f'button[name="outcome"][value="{outcome}"]').click()
        self.page.wait_for_load_state()
        confirm = self.page.locator('button[name="confirmed"]')
        if confirm.count():
            confirm.click()
            self.page.wait_for_load_state()
        done = self.page.locator(".notice-success")
        assert done.count(), f"{username}, {step}: {self.page.locator('main').inner_text()[:1500]}"
        assert step in done.first.inner_text()

    def fill(self, answers: Answers) -> None:
        """Fill fields by their keys, each as a person would; the kind of field decides how."""
        for key, value in answers.items():
            self._fill(self.page.locator(f"#answer-{key}"), key, value)

    def _fill(self, place: Locator, key: str, value: object) -> None:
        kind = place.evaluate("element => element.tagName === 'INPUT' ? element.type : element.tagName.toLowerCase()")
        if kind == "checkbox":
            place.set_checked(bool(value))
        elif place.locator("input[type=file]").count():
            place.locator("input[type=file]").set_input_files(
                {"name": str(value), "mimeType": "image/png", "buffer": picture()}
            )
            expect(place.get_by_label(str(value))).to_be_checked()
        elif kind == "select":
            place.select_option(**({"index": value} if isinstance(value, int) else {"value": str(value)}))
        elif kind == "fieldset":
            for choice in value if isinstance(value, list) else [value]:
                self._choose(key, choice)
        else:
            place.fill(str(value))

    def _choose(self, key: str, choice: object) -> None:
        boxes = self.page.locator(f'input[name="{key}"]')
        (boxes.nth(choice) if isinstance(choice, int) else boxes.and_(self.page.locator(f'[value="{choice}"]'))).check()
