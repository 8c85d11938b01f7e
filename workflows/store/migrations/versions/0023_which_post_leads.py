"""Which post leads another, and which kinds of unit it leads

Columns are added and the shipped posts say what they are; they keep their layout until they are next written.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

LEADERS = {
    'general_group_leader': 'city_director',
    'general_group': 'general_group_leader',
    'inspector': 'city_director',
    'investigator': 'city_director',
    'poverty_investigator': 'city_director',
    'unit_hr': 'unit_leader',
    'unit_leader': 'unit_secretary',
    'county_office': 'city_director',
    'township_committee': 'county_office',
    'village_secretary': 'township_committee',
    'team_leader': 'township_committee',
    'member': 'team_leader',
    'supervisor': 'city_director',
    'designer': 'city_director',
    'administrator': 'city_director',
}
LEADS = {
    'city_director': 'office',
    'unit_secretary': 'organ',
    'county_office': 'county',
    'township_committee': 'township',
    'village_secretary': 'village',
}

POST = sa.table(
    'post', sa.column('key', sa.String), sa.column('leader_key', sa.String), sa.column('leads', sa.JSON)
)


def upgrade() -> None:
    op.add_column('post', sa.Column('leader_key', sa.String(length=60), nullable=True))
    op.add_column('post', sa.Column('leads', sa.JSON(), nullable=False, server_default=json.dumps([])))
    for key, leader in LEADERS.items():
        op.execute(POST.update().where(POST.c.key == key).values(leader_key=leader))
    for key, kind in LEADS.items():
        op.execute(POST.update().where(POST.c.key == key).values(leads=[kind]))


def downgrade() -> None:
    op.drop_column('post', 'leads')
    op.drop_column('post', 'leader_key')
