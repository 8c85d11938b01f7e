"""Findings per person and ground: each office's list of allegations, and further rounds of verification

An old row said one finding and a list of grounds for everybody together: it becomes that finding for each person and ground.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.elements import conv

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

TABLE = 'recall_verification'
# SQLite cannot change a table: it is copied, and copies keep only the checks that are told.
CHECKS = (
    sa.CheckConstraint("is_statement_heard OR refusal_note <> ''", name=conv('ck_recall_verification_statement_or_note')),
    sa.CheckConstraint("office IN ('station', 'poverty')", name=conv('ck_recall_verification_office')),
    sa.CheckConstraint('cadres_heard >= 2 AND villagers_heard >= 3', name=conv('ck_recall_verification_heard_enough')),
)


def upgrade() -> None:
    with op.batch_alter_table(TABLE, table_args=CHECKS) as batch_op:
        batch_op.add_column(sa.Column('allegations', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('round', sa.Integer(), nullable=False, server_default='1'))
    _carry_over()
    with op.batch_alter_table(TABLE, table_args=CHECKS) as batch_op:
        batch_op.alter_column('allegations', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('round', existing_type=sa.Integer(), server_default=None)
        batch_op.drop_column('finding')
        batch_op.drop_column('grounds')
        batch_op.drop_constraint(op.f('uq_recall_verification_recall_id_office'), type_='unique')
        batch_op.drop_constraint(op.f('uq_recall_verification_recall_id_investigator_id'), type_='unique')
        batch_op.create_unique_constraint(
            op.f('uq_recall_verification_recall_id_office_round'), ['recall_id', 'office', 'round']
        )
        batch_op.create_unique_constraint(
            op.f('uq_recall_verification_recall_id_investigator_id_round'), ['recall_id', 'investigator_id', 'round']
        )


def _carry_over() -> None:
    old = sa.table(
        TABLE,
        sa.column('id', sa.Uuid()),
        sa.column('recall_id', sa.Uuid()),
        sa.column('finding', sa.String()),
        sa.column('grounds', sa.JSON()),
        sa.column('allegations', sa.JSON()),
    )
    subject = sa.table('recall_subject', sa.column('recall_id', sa.Uuid()), sa.column('posting_id', sa.Uuid()))
    connection = op.get_bind()
    for row_id, recall_id, finding, grounds in connection.execute(
        sa.select(old.c.id, old.c.recall_id, old.c.finding, old.c.grounds)
    ).all():
        postings = connection.scalars(sa.select(subject.c.posting_id).where(subject.c.recall_id == recall_id)).all()
        rows = [
            {'posting_id': str(posting_id), 'ground': ground, 'finding': finding, 'is_repeated': False}
            for posting_id in postings
            for ground in grounds
        ]
        connection.execute(sa.update(old).where(old.c.id == row_id).values(allegations=rows))


def downgrade() -> None:
    with op.batch_alter_table(TABLE, table_args=CHECKS) as batch_op:
        batch_op.add_column(sa.Column('finding', sa.String(length=20), nullable=False, server_default='partial'))
        batch_op.add_column(sa.Column('grounds', sa.JSON(), nullable=False, server_default=json.dumps([])))
    with op.batch_alter_table(TABLE, table_args=CHECKS) as batch_op:
        batch_op.alter_column('finding', existing_type=sa.String(length=20), server_default=None)
        batch_op.alter_column('grounds', existing_type=sa.JSON(), server_default=None)
        batch_op.drop_constraint(op.f('uq_recall_verification_recall_id_office_round'), type_='unique')
        batch_op.drop_constraint(op.f('uq_recall_verification_recall_id_investigator_id_round'), type_='unique')
        batch_op.create_unique_constraint(op.f('uq_recall_verification_recall_id_office'), ['recall_id', 'office'])
        batch_op.create_unique_constraint(
            op.f('uq_recall_verification_recall_id_investigator_id'), ['recall_id', 'investigator_id']
        )
        batch_op.drop_column('allegations')
        batch_op.drop_column('round')
