"""letters on their way, and the answers given to forms

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_answer",
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="SHA-256 of the form's token."),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="HMAC of what was sent, under the token."),
        sa.Column("location", sa.LargeBinary(), nullable=False, comment="Sealed under the token."),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_given_answer")),
    )
    op.create_index(op.f("ix_given_answer_at"), "given_answer", ["at"])
    op.create_table(
        "letter",
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "failed", name="known_letter_state", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("leased_until", app.core.db.UTCDateTime(timezone=True)),
        sa.Column("ended_at", app.core.db.UTCDateTime(timezone=True), comment="When it was sent, or given up."),
        sa.Column("trouble", sa.String(80), nullable=False, comment="Why the last try did not succeed."),
        sa.Column("recipient_sealed", sa.LargeBinary()),
        sa.Column("values_sealed", sa.LargeBinary()),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column("key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_due", "letter", ["state", "next_try_at"])


def downgrade() -> None:
    op.drop_table("letter")
    op.drop_table("given_answer")
