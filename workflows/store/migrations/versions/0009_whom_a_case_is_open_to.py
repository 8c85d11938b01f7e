"""Whom a case is open to: its readers, public titles, what posts cover and may read, incidents without values

Cases of today get the rows that their own rows and the procedure they run by give them; readers that an expression names are
written when the case next moves. A procedure published before it named its readers opens its cases as its newest version says.
"""

import io
import uuid
import zipfile
from typing import Any
from xml.etree import ElementTree

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

_ALL = ["roster", "attendance", "diary", "leave", "points", "coordinates", "telephone", "health"]
_UNIT = ("organ", "subtree", ["roster", "attendance", "leave", "points"], False)
# The shipped posts as they were on the day of this migration: kind of unit, scope, records, whether of the office.
_POSTS = {
    "city_director": ("office", "all", _ALL, True),
    "general_group_leader": ("office", "all", _ALL, True),
    "general_group": ("office", "all", ["roster", "attendance", "diary", "leave", "points", "telephone"], True),
    "inspector": ("office", "all", ["roster", "coordinates"], False),
    "investigator": ("office", "all", ["roster", "attendance", "diary", "leave"], False),
    "poverty_investigator": ("office", "all", ["roster", "attendance", "diary", "leave"], False),
    "organisation_department": ("organ", "all", ["roster", "points"], True),
    "superior_organisation": ("organ", "all", [], False),
    "unit_hr": _UNIT,
    "unit_leader": _UNIT,
    "unit_secretary": _UNIT,
    "county_office": ("county", "subtree", ["roster", "attendance", "diary", "leave", "points", "telephone"], False),
    "township_committee": ("township", "subtree", ["roster", "attendance", "diary", "leave", "telephone"], False),
    "village_secretary": ("village", "own", ["roster", "attendance"], False),
    "team_leader": ("village", "own", ["roster", "attendance", "diary", "leave"], False),
    "member": ("village", "own", [], False),
    "supervisor": ("office", "all", [], False),
    "designer": ("office", "all", [], False),
    "administrator": ("office", "all", [], False),
}
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

_post = sa.table(
    "post",
    sa.column("key", sa.String),
    sa.column("unit_kind", sa.String),
    sa.column("scope", sa.String),
    sa.column("records", sa.JSON),
    sa.column("is_office", sa.Boolean),
    sa.column("cancels", sa.Boolean),
    sa.column("administers", sa.Boolean),
    sa.column("watches", sa.Boolean),
)
_case = sa.table(
    "case",
    sa.column("id", sa.Uuid),
    sa.column("process_id", sa.String),
    sa.column("procedure_version_id", sa.Uuid),
    sa.column("unit_id", sa.Uuid),
    sa.column("started_by_id", sa.Uuid),
)
_task = sa.table(
    "task",
    sa.column("id", sa.Uuid),
    sa.column("case_id", sa.Uuid),
    sa.column("process_id", sa.String),
    sa.column("status", sa.String),
)
_candidate = sa.table(
    "task_candidate",
    sa.column("task_id", sa.Uuid),
    sa.column("post_key", sa.String),
    sa.column("unit_id", sa.Uuid),
    sa.column("person_id", sa.Uuid),
)
_decision = sa.table("decision", sa.column("case_id", sa.Uuid), sa.column("person_id", sa.Uuid))
_deadline = sa.table(
    "deadline", sa.column("id", sa.Uuid), sa.column("case_id", sa.Uuid), sa.column("status", sa.String)
)
_span = sa.table("deadline_span", sa.column("deadline_id", sa.Uuid), sa.column("side", sa.String))
_document = sa.table("document", sa.column("case_id", sa.Uuid), sa.column("unit_id", sa.Uuid))
_unit = sa.table(
    "unit", sa.column("id", sa.Uuid), sa.column("code", sa.String), sa.column("path", sa.String)
)
_version = sa.table(
    "procedure_version",
    sa.column("id", sa.Uuid),
    sa.column("process_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("bundle", sa.LargeBinary),
)
_reader = sa.table(
    "case_reader",
    sa.column("id", sa.Uuid),
    sa.column("case_id", sa.Uuid),
    sa.column("process_id", sa.String),
    sa.column("reader", sa.String),
    sa.column("ground", sa.String),
)


def upgrade() -> None:
    op.create_table('case_reader',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('process_id', sa.String(length=80), nullable=False),
    sa.Column('reader', sa.String(length=110), nullable=False),
    sa.Column('ground', sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_reader_case_id_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_reader')),
    sa.UniqueConstraint('case_id', 'reader', 'process_id', 'ground', name=op.f('uq_case_reader_case_id_reader_process_id_ground'))
    )
    with op.batch_alter_table('case_reader', schema=None) as batch_op:
        batch_op.create_index('ix_case_reader_reader_case', ['reader', 'case_id', 'ground'], unique=False)

    op.create_table('case_title',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('process_id', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('title_public', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_title_case_id_case')),
    sa.PrimaryKeyConstraint('case_id', 'process_id', name=op.f('pk_case_title'))
    )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('title_public', sa.String(length=300), nullable=False, server_default=''))

    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default='step'))
        batch_op.add_column(sa.Column('expression', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('variables', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unit_kind', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('scope', sa.String(length=10), nullable=False, server_default='own'))
        batch_op.add_column(sa.Column('records', sa.JSON(), nullable=False, server_default='[]'))

    # Not in a batch: for a default that is an expression SQLite would copy the table, and drop one that others refer to.
    for flag in ('is_office', 'cancels', 'administers', 'watches'):
        op.add_column('post', sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('task', sa.Column('shows_file', sa.Boolean(), nullable=False, server_default=sa.false()))

    connection = op.get_bind()
    _fill_posts(connection)
    _fill_readers(connection)
    connection.execute(sa.text(
        'UPDATE "case" SET title_public = (SELECT name FROM procedure_version WHERE procedure_version.id = "case".procedure_version_id)'
        " || CASE WHEN business_key IS NULL THEN '' ELSE ' ' || business_key END"
    ))


def _fill_posts(connection: sa.Connection) -> None:
    for key, (kind, scope, records, is_office) in _POSTS.items():
        connection.execute(_post.update().where(_post.c.key == key).values(
            unit_kind=kind, scope=scope, records=records, is_office=is_office,
            cancels=key == "city_director", administers=key == "administrator", watches=key == "supervisor",
        ))


def _fill_readers(connection: sa.Connection) -> None:
    rows: dict[tuple[Any, str, str, str], None] = {}

    def add(case_id: Any, process_id: str, reader: str, ground: str) -> None:
        rows[(case_id, process_id, reader, ground)] = None

    def post(key: str, unit_id: Any = None) -> str:
        return f"post:{key}@{unit_id}" if unit_id else f"post:{key}"

    scopes: dict[str, str] = dict(connection.execute(sa.select(_post.c.key, _post.c.scope)).all())
    learning = connection.execute(
        sa.select(_post.c.key, _post.c.administers).where(sa.or_(_post.c.administers, _post.c.watches))
    ).all()
    units = {row.id: row for row in connection.execute(sa.select(_unit))}
    by_code = {row.code: row.id for row in units.values()}
    readers = _readers_of_versions(connection)
    own_process: dict[Any, str] = {}
    own_unit: dict[Any, Any] = {}
    cases = connection.execute(sa.select(_case)).all()
    for case in cases:
        own_process[case.id], own_unit[case.id] = case.process_id, case.unit_id
        for key, administers in learning:
            add(case.id, case.process_id, post(key), "administers" if administers else "watches")
        if case.started_by_id:
            add(case.id, case.process_id, f"person:{case.started_by_id}", "wrote")
    used = {(case.id, case.process_id): readers.get(case.procedure_version_id, ()) for case in cases}
    for case_id, process_id in connection.execute(sa.select(_task.c.case_id, _task.c.process_id).distinct()):
        used.setdefault((case_id, process_id), readers.get(process_id, ()))
    for (case_id, process_id), groups in used.items():
        for group in groups:
            key, _, code = group.partition("@")
            unit = units.get(own_unit[case_id])
            if code:
                if code in by_code:
                    add(case_id, process_id, post(key, by_code[code]), "reads")
            elif scopes.get(key) == "all":
                add(case_id, process_id, post(key), "reads")
            elif unit is not None and key in scopes:
                codes = [unit.code] if scopes[key] == "own" else [each for each in unit.path.split("/") if each]
                for each in codes:
                    if each in by_code:
                        add(case_id, process_id, post(key, by_code[each]), "reads")
    for case_id, person_id in connection.execute(sa.select(_decision).distinct()):
        add(case_id, own_process[case_id], f"person:{person_id}", "wrote")
    offered = (
        sa.select(_task.c.case_id, _task.c.process_id, _candidate.c.post_key, _candidate.c.unit_id, _candidate.c.person_id)
        .select_from(_task.join(_candidate, _candidate.c.task_id == _task.c.id))
        .where(_task.c.status == "open")
    )
    for case_id, process_id, key, unit_id, person_id in connection.execute(offered):
        add(case_id, process_id, f"person:{person_id}" if person_id else post(key, unit_id), "does")
    owed = (
        sa.select(_deadline.c.case_id)
        .select_from(_deadline.join(_span, _span.c.deadline_id == _deadline.c.id))
        .where(_deadline.c.status == "running", _span.c.side == "unit")
        .distinct()
    )
    for (case_id,) in connection.execute(owed):
        if own_unit[case_id]:
            add(case_id, own_process[case_id], f"unit:{own_unit[case_id]}", "owes")
    sent = sa.select(_document.c.case_id, _document.c.unit_id).where(_document.c.unit_id.is_not(None)).distinct()
    for case_id, unit_id in connection.execute(sent):
        add(case_id, own_process[case_id], f"unit:{unit_id}", "served")
    made = [
        {"id": uuid.uuid4(), "case_id": case_id, "process_id": process_id, "reader": reader, "ground": ground}
        for case_id, process_id, reader, ground in rows
    ]
    for start in range(0, len(made), 1000):
        connection.execute(_reader.insert(), made[start : start + 1000])


def _readers_of_versions(connection: sa.Connection) -> dict[Any, tuple[str, ...]]:
    """The groups that each version names as readers, by version id; and those of the newest version, by process id."""
    found: dict[Any, tuple[str, ...]] = {}
    for row in connection.execute(sa.select(_version).order_by(_version.c.process_id, _version.c.number)):
        with zipfile.ZipFile(io.BytesIO(row.bundle)) as archive:
            name = next((each for each in archive.namelist() if each.endswith(".bpmn")), None)
            text = _readers_property(archive.read(name)) if name else ""
        # Our own catalogue wrote these archives, from files that had been checked.
        groups = () if text.startswith("=") else tuple(each.strip() for each in text.split(",") if each.strip())
        found[row.id] = groups
        found[row.process_id] = groups
    for row in connection.execute(sa.select(_version.c.id, _version.c.process_id)):
        found[row.id] = found[row.id] or found[row.process_id]
    return found


def _readers_property(data: bytes) -> str:
    for node in ElementTree.fromstring(data).iter():
        if node.tag.endswith("}process"):
            for each in node.iter(f"{_ZEEBE}property"):
                if each.get("name") == "readers":
                    return (each.get("value") or "").strip()
    return ""


def downgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_column('shows_file')

    with op.batch_alter_table('post', schema=None) as batch_op:
        for name in ('watches', 'administers', 'cancels', 'is_office', 'records', 'scope', 'unit_kind'):
            batch_op.drop_column(name)

    with op.batch_alter_table('incident', schema=None) as batch_op:
        for name in ('variables', 'expression', 'kind'):
            batch_op.drop_column(name)

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_column('title_public')

    op.drop_table('case_title')
    with op.batch_alter_table('case_reader', schema=None) as batch_op:
        batch_op.drop_index('ix_case_reader_reader_case')

    op.drop_table('case_reader')
