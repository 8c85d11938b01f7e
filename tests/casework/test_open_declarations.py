"""An open declaration about somebody who only stands in for the holder of a step is seen as one about the holder is."""

from __future__ import annotations

from tests.casework.away import go_away
from tests.casework.duty_office import Office
from tests.casework.world import World
from workflows.casework.relations import open_declarations
from workflows.people import Relation


def test_an_open_declaration_about_a_substitute_is_seen_too(world: World) -> None:
    office = Office(world)
    with world.store.write() as work:
        pair = {"person_id": office.subject, "other_id": world.persons["adm"]}
        work.session.add(Relation(**pair, kind="spouse", declared_at=work.now, open_since=work.now))
    with world.store.read() as work:
        assert open_declarations(work, office.case_id) == []
    go_away(world, "bao", "adm")
    with world.store.read() as work:
        assert [each.named for each in open_declarations(work, office.case_id)][:1] == ["安管理"]
