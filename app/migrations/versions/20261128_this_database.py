"""what a database knows of itself

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "this_database",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("purged_at", app.core.db.UTCDateTime(timezone=True), comment="When what was due was erased last."),
        sa.CheckConstraint("number = 1", name=op.f("ck_this_database_only_one")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_this_database")),
    )


def downgrade() -> None:
    op.drop_table("this_database")
