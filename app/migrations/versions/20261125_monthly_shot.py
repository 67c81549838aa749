"""field of the monthly shot

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ["phone", "address", "care", "payment", "medicines", "services", "openings"] + [
    *("hours", "access", "rules", "cost", "insurers", "quality", "status"),
]
ADDED = ["shot"]
HELD = {  # each table that names a field, and its constraint
    "field_check": "ck_field_check_known_field",
    "field_doubt": "ck_field_doubt_known_doubted_field",
    "inquiry": "ck_inquiry_known_reported_field",
}


def one_of(values: list[str]) -> str:
    return f"field IN ({', '.join(repr(value) for value in values)})"


def allow(fields: list[str]) -> None:
    for held, name in HELD.items():
        with op.batch_alter_table(held) as table:
            table.drop_constraint(op.f(name), type_="check")
            table.create_check_constraint(op.f(name), one_of(fields))


def upgrade() -> None:
    allow([*BEFORE, *ADDED])


def downgrade() -> None:
    for held in HELD:
        op.execute(f"DELETE FROM {held} WHERE {one_of(ADDED)}")
    allow(BEFORE)
