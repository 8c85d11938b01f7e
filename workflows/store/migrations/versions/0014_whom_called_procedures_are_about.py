"""Whom the procedures are about that a case called, which is less than the whole case

Rows of today are about whole cases. Those of called procedures come when a case is next saved, or from the worker's walk over
all cases, which begins anew.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_subject", sa.Column("process_id", sa.String(length=80), nullable=True))
    op.execute("DELETE FROM reader_mark")


def downgrade() -> None:
    # A row about a part of a case must not become one about all of it.
    op.execute("DELETE FROM case_subject WHERE process_id IS NOT NULL")
    op.drop_column("case_subject", "process_id")
