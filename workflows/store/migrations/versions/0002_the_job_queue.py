"""The job queue: Procrastinate's own tables and functions, on PostgreSQL only

They are those of the version that requirements.txt pins; a new version of the library that changes them brings its
changes in a migration of its own.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    # The driver itself runs the script: it holds many statements, and signs that SQLAlchemy would take for parameters.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(SchemaManager.get_schema())


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in ("events", "periodic_defers", "jobs", "workers"):
        op.execute(f"DROP TABLE IF EXISTS procrastinate_{table} CASCADE")
    op.execute(
        "DO $$ DECLARE item record; BEGIN"
        " FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = current_schema() AND p.proname LIKE 'procrastinate\\_%' LOOP"
        " EXECUTE 'DROP FUNCTION IF EXISTS ' || item.name || ' CASCADE'; END LOOP;"
        " FOR item IN SELECT format('%I', t.typname) AS name FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
        " WHERE n.nspname = current_schema() AND t.typtype IN ('e', 'c') AND t.typname LIKE 'procrastinate\\_%' LOOP"
        " EXECUTE 'DROP TYPE IF EXISTS ' || item.name || ' CASCADE'; END LOOP; END $$"
    )
