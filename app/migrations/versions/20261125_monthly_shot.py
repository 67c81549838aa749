"""field of the monthly shot

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = ["phone", "address", "care", "payment", "medicines", "services", "openings"] + [
    *("hours", "access", "rules", "cost", "insurers", "quality", "status"),
]
ADDED = ["shot"]


def one_of(values: list[str]) -> str:
    return f"field IN ({', '.join(repr(value) for value in values)})"


def allow(fields: list[str]) -> None:
    name = op.f("ck_field_check_known_field")
    with op.batch_alter_table("field_check") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, one_of(fields))


def upgrade() -> None:
    allow([*BEFORE, *ADDED])


def downgrade() -> None:
    op.execute(f"DELETE FROM field_check WHERE {one_of(ADDED)}")
    allow(BEFORE)
