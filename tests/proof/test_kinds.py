"""Every mapped class says what it is, and names each of its columns once."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import workflows.models  # noqa: F401  every room's classes must be known
from workflows.store import Base
from workflows.store.kinds import OfRecord, kind_of, layout_of, mapped_classes, said_wrong, table_of

CLASSES = list(mapped_classes())


@pytest.mark.parametrize("model", CLASSES, ids=lambda model: model.__name__)
def test_a_class_says_what_it_is(model: type[Base]) -> None:
    kind_of(model)
    assert said_wrong(model) == []


@pytest.mark.parametrize("model", CLASSES, ids=lambda model: model.__name__)
def test_attributes_are_named_like_their_columns(model: type[Base]) -> None:
    for column in table_of(model).columns:
        assert model.__mapper__.get_property_by_column(column).key == column.name


def test_what_must_be_of_record_is() -> None:
    names = {table_of(model).name for model in CLASSES if layout_of(model) is not None}
    wanted = {"decision", "document", "deadline", "deadline_extension", "deadline_span", "evaluation", "case", "task"}
    wanted |= {"procedure_version", "post", "post_holding", "relation", "unit", "person", "posting", "recall_order"}
    wanted |= {"recall", "slot", "candidate", "gate_review", "dispatch_order", "background_call", "incident", "notice"}
    assert wanted <= names


def test_a_class_that_says_nothing_or_forgets_a_column_is_told_what_to_do() -> None:
    class Other(DeclarativeBase):
        """A registry of its own: these two belong to no database."""

    class Silent(Other):
        __tablename__ = "silent"
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True)

    class Forgetful(Other):
        __tablename__ = "forgetful"
        __record__ = OfRecord(chain="system", layouts=("a b", "a ghost"))
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
        a: Mapped[int]
        added: Mapped[int]

    with pytest.raises(TypeError, match="Silent does not say what it is: give it `__record__"):
        kind_of(Silent)
    sentences = said_wrong(Forgetful)
    assert any("Forgetful.added is neither of record nor working" in sentence for sentence in sentences)
    assert any("ghost, which is no column" in sentence for sentence in sentences)
    assert any("a layout only adds" in sentence for sentence in sentences)
