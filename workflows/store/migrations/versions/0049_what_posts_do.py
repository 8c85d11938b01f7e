"""What code named posts for: who directs, who keeps the declared relatives, which goes with a role, what copies call it

Columns are added and the shipped posts say what they did; they keep their layout until they are next written.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0050'
branch_labels = None
depends_on = None

SAID: dict[str, dict[str, Any]] = {
    'city_director': {'directs': True},
    'organisation_department': {'relatives': True},
    'county_office': {'body': '驻村办'},
    'township_committee': {'body': '党委'},
    'village_secretary': {'body': '党支部'},
    'team_leader': {'roles': ['first_secretary', 'team_leader']},
    'member': {'roles': ['member']},
}
POST = sa.table(
    'post',
    sa.column('key', sa.String),
    sa.column('directs', sa.Boolean),
    sa.column('relatives', sa.Boolean),
    sa.column('roles', sa.JSON),
    sa.column('body', sa.String),
)


def upgrade() -> None:
    op.add_column('post', sa.Column('directs', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('post', sa.Column('relatives', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('post', sa.Column('roles', sa.JSON(), nullable=False, server_default=json.dumps([])))
    op.add_column('post', sa.Column('body', sa.String(length=40), nullable=False, server_default=''))
    for key, values in SAID.items():
        op.execute(POST.update().where(POST.c.key == key).values(**values))


def downgrade() -> None:
    for column in ('body', 'roles', 'relatives', 'directs'):
        op.drop_column('post', column)
