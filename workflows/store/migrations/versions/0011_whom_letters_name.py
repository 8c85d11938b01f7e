"""Whom letters name: their receivers, copies and who may know of them; short names of units

Letters of today go to the posts that their kind names, in the unit they are addressed to. Columns are only added.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

_UNIT_POSTS = ("unit_hr", "unit_leader", "unit_secretary")
# The kinds of letters that go out, as they were on the day of this migration, with the posts of the unit.
_KINDS = {
    "recall_order": _UNIT_POSTS,
    "no_fault_order": _UNIT_POSTS,
    "service_receipt": _UNIT_POSTS,
    "urge": _UNIT_POSTS,
    "supervision": _UNIT_POSTS,
    "interview_record": ("unit_leader",),
    "rectification_notice": _UNIT_POSTS,
    "rectification_closed": _UNIT_POSTS,
    "special_interview_notice": ("unit_leader", "unit_secretary"),
    "circular": _UNIT_POSTS,
    "dispatch_order": _UNIT_POSTS,
    "arrival_form": ("unit_hr",),
}
_CALLED = {"proposal_letter": "selection", "dispatch_order": "selection"}

_document = sa.table(
    "document",
    sa.column("id", sa.Uuid),
    sa.column("case_id", sa.Uuid),
    sa.column("kind", sa.String),
    sa.column("unit_id", sa.Uuid),
    sa.column("process_id", sa.String),
    sa.column("receivers", sa.JSON),
    sa.column("told", sa.JSON),
    sa.column("issued_at", workflows.store.base.UtcDateTime(timezone=True)),
    sa.column("sent_at", workflows.store.base.UtcDateTime(timezone=True)),
)
_case = sa.table("case", sa.column("id", sa.Uuid), sa.column("process_id", sa.String))


def upgrade() -> None:
    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('short_names', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.add_column(sa.Column('process_id', sa.String(length=80), nullable=False, server_default=''))
        for name in ('receivers', 'copies', 'told'):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('sent_at', workflows.store.base.UtcDateTime(timezone=True), nullable=True))

    connection = op.get_bind()
    letters = connection.execute(
        sa.select(_document, _case.c.process_id.label("own")).join(_case, _case.c.id == _document.c.case_id)
    ).all()
    for letter in letters:
        connection.execute(_document.update().where(_document.c.id == letter.id).values(**_values(letter)))


def _values(letter: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"process_id": _CALLED.get(letter.kind, letter.own)}
    posts = _KINDS.get(letter.kind, ())
    if posts and letter.unit_id is not None:
        values["receivers"] = [f"post:{post}@{letter.unit_id}" for post in posts]
        values["told"] = [f"unit:{letter.unit_id}"]
        values["sent_at"] = letter.issued_at
    return values


def downgrade() -> None:
    with op.batch_alter_table('document', schema=None) as batch_op:
        for name in ('sent_at', 'told', 'copies', 'receivers', 'process_id'):
            batch_op.drop_column(name)

    with op.batch_alter_table('unit', schema=None) as batch_op:
        batch_op.drop_column('short_names')
