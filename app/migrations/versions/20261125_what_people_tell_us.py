"""what people tell us

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "called",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "got-through",
                "wrong-number",
                "not-taking-people",
                "not-my-insurance",
                "not-this-medicine",
                name="known_call_outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "sender",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="HMAC of an address under a key that lives one day.",
        ),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_called_center_id_center"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_called")),
        sa.UniqueConstraint("center_id", "outcome", "sender", "day", name="uq_called_once_a_day"),
    )
    op.create_table(
        "check_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("due_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False, comment="How many reports and calls stand behind it."),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How often we called without reaching anyone."),
        sa.Column("next_try_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", app.core.db.UTCDateTime(timezone=True)),
        sa.Column("taken_by", sa.String(length=32), comment="A user's id."),
        sa.Column("taken_until", app.core.db.UTCDateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_check_task_center_id_center"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_task")),
    )
    op.create_index(
        "uq_check_task_open",
        "check_task",
        ["center_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "field_doubt",
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "phone",
                "address",
                "care",
                "payment",
                "medicines",
                "services",
                "openings",
                "hours",
                "access",
                "rules",
                "cost",
                "insurers",
                "quality",
                "status",
                name="known_doubted_field",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False, comment="When it was last doubted."),
        sa.Column("people", sa.Integer(), nullable=False, comment="How many said so; one sender counts once a day."),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_field_doubt_center_id_center"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("center_id", "field", name=op.f("pk_field_doubt")),
    )
    op.create_table(
        "inquiry",
        sa.Column(
            "topic",
            sa.Enum(
                "finding-care",
                "listing",
                "center",
                "agency",
                "privacy",
                "press",
                "report",
                "to-center",
                name="known_topic",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "closed",
                "withdrawn",
                name="known_inquiry_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "code_print", sa.LargeBinary(length=32), nullable=False, comment="Fingerprint of the receipt's code."
        ),
        sa.Column("center_id", sa.Integer()),
        sa.Column(
            "field",
            sa.Enum(
                "phone",
                "address",
                "care",
                "payment",
                "medicines",
                "services",
                "openings",
                "hours",
                "access",
                "rules",
                "cost",
                "insurers",
                "quality",
                "status",
                name="known_reported_field",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
        ),
        sa.Column(
            "finding",
            sa.Enum(
                "as-listed",
                "wrong",
                "not-checked",
                name="known_finding",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
        ),
        sa.Column(
            "crisis", sa.Boolean(), server_default=sa.false(), nullable=False, comment="Words of danger stand in it."
        ),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "last_at", app.core.db.UTCDateTime(timezone=True), nullable=False, comment="When the last message came."
        ),
        sa.Column("due_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("erase_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary()),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
        sa.Column("taken_by", sa.String(length=32), comment="A user's id."),
        sa.Column("taken_until", app.core.db.UTCDateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_inquiry_center_id_center"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("code_print", name="uq_inquiry_code_print"),
    )
    op.create_index("ix_inquiry_center_id", "inquiry", ["center_id"])
    op.create_index("ix_inquiry_erase_at", "inquiry", ["erase_at"])
    op.create_index("ix_inquiry_queue", "inquiry", ["state", "due_at"])

    op.create_table(
        "reply",
        sa.Column("inquiry_id", sa.String(length=32), nullable=False),
        sa.Column(
            "voice",
            sa.Enum("person", "us", "note", name="known_voice", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False, comment="A user's id; empty for the person who asked."),
        sa.Column("text_sealed", sa.LargeBinary()),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name=op.f("fk_reply_inquiry_id_inquiry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index("ix_reply_inquiry_id", "reply", ["inquiry_id"])

    with op.batch_alter_table("center", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "takes_messages",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="The center asked us to pass messages to its staff.",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("center") as table:
        table.drop_column("takes_messages")
    for name in ("reply", "inquiry", "field_doubt", "check_task", "called"):
        op.drop_table(name)
