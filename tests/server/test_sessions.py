"""Sessions and forms at the real server: the same form eight times at once, a cookie copied, an answer that tells no names."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from tests.casework.world import World
from tests.server.conftest import Serve
from tests.server.person import Person
from workflows.casework.models import Case


def test_one_form_eight_times_at_once_is_one_case(serve: Serve, world: World) -> None:
    with serve("--no-worker") as server:
        hu = Person(server.port)
        hu.sign_in("hu")
        form = {**hu.get("/cases/new/review").form("/cases/new/review"), "subject": "9号", "unit": "BUREAU"}
        tabs = [Person(server.port, cookies=dict(hu.cookies)) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda tab: tab.post("/cases/new/review", form), tabs))
        assert {answer.status for answer in answers} == {302}
        assert len({answer.headers["location"] for answer in answers}) == 1
        with world.store.read() as work:
            assert work.session.scalar(select(func.count(Case.id))) == 1

        thief = Person(server.port, cookies=dict(hu.cookies))
        assert thief.get("/").status == 200
        assert hu.fill("/", "/sign-out").status == 302
        assert thief.get("/").headers["location"].startswith("/sign-in")

        wrong = [Person(server.port).sign_in(name, "not the password") for name in ("hu", "nobody-of-this-name")]
        assert [answer.status for answer in wrong] == [422, 422]
        assert wrong[0].words.replace("hu", "") == wrong[1].words.replace("nobody-of-this-name", "")
