"""Declarations by one index: what waits for a word in the order of its waiting, and all of them by when they were declared

Only indexes are added.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

WAITS = sa.text("ended_on IS NULL AND open_since IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_relation_declared_at_id", "relation", ["declared_at", "id"])
    op.create_index("ix_relation_ended_on", "relation", ["ended_on"])
    op.create_index(
        "ix_relation_open_since_id", "relation", ["open_since", "id"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    for name in ("ix_relation_open_since_id", "ix_relation_ended_on", "ix_relation_declared_at_id"):
        op.drop_index(name, "relation")
