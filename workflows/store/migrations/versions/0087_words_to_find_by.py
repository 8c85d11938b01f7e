"""By which words cases and letters are found: pairs of neighbouring characters, in an index that each database has of its own

The rows themselves are written after the migration (casework/case_words.py, documents/letter_words.py).
"""

import sqlalchemy as sa
from alembic import op

from workflows.store.text_index import create_text_index, drop_text_index

revision = '0087'
down_revision = '0083'
branch_labels = None
depends_on = None

TABLES = {"case_words": ("case_id", "case"), "letter_words": ("document_id", "document")}


def upgrade() -> None:
    for table, (column, target) in TABLES.items():
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Uuid(), nullable=False),
            sa.Column("grams", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}")),
        )
        create_text_index(op.get_bind(), table)


def downgrade() -> None:
    for table in TABLES:
        drop_text_index(op.get_bind(), table)
        op.drop_table(table)
