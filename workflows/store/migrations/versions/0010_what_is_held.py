"""What is held per process: one row whose number grows whenever units, posts, holdings, accounts, relations or calendar change

Triggers raise it, so that a change made by hand in the database counts as well. Of accounts and persons only the columns that
are held count: a sign-in must not empty what every process holds. Whoever rebuilds one of these tables on SQLite loses its
triggers; a test asks for all of them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

# table -> the columns whose change counts; None for any
TABLES = {
    "unit": None,
    "post": None,
    "post_holding": None,
    "person": ("name", "unit_id"),
    "user_account": ("is_active", "person_id"),
    "relation": None,
    "calendar_day": None,
    "calendar_setting": None,
}
RAISE = (
    "INSERT INTO reference_version (id, number) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET number = reference_version.number + 1"
)


def _events(table: str, columns: tuple[str, ...] | None) -> dict[str, str]:
    of = f" OF {', '.join(columns)}" if columns else ""
    events = {"insert": "INSERT", "update": f"UPDATE{of}", "delete": "DELETE"}
    if table == "person":
        del events["insert"]  # nothing is held of somebody nobody has asked about, and imports write thousands
    return events


def upgrade() -> None:
    op.create_table(
        "reference_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reference_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_version")),
    )
    op.execute("INSERT INTO reference_version (id, number) VALUES (1, 1)")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION gatepost_reference_moved() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {RAISE}; RETURN NULL; END $$"
        )
    for table, columns in TABLES.items():
        for name, event in _events(table, columns).items():
            if is_sqlite:
                op.execute(f"CREATE TRIGGER held_{table}_{name} AFTER {event} ON {table} BEGIN {RAISE}; END")
            else:
                op.execute(
                    f"CREATE TRIGGER held_{table}_{name} AFTER {event} ON {table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION gatepost_reference_moved()"
                )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns in TABLES.items():
        for name in _events(table, columns):
            op.execute(f"DROP TRIGGER IF EXISTS held_{table}_{name}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute("DROP FUNCTION gatepost_reference_moved()")
    op.drop_table("reference_version")
