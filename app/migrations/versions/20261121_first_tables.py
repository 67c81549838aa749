"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

import app.centers.models
import app.core.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REFUSAL = "The audit log is only ever added to."
SQLITE = """
CREATE TRIGGER audit_event_{name} BEFORE {event} ON audit_event
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
CREATE TRIGGER audit_event_keep BEFORE UPDATE OR DELETE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
"""


def keep_the_audit_log() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(SQLITE.format(name=event.lower(), event=event, refusal=REFUSAL))


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "center",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("profile", app.centers.models.ProfileType(), nullable=False),
        sa.Column(
            "listing",
            sa.Enum("listed", "gone", name="known_listing", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="Rises with each change; part of a page's ETag."),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center")),
        sa.UniqueConstraint("slug", name=op.f("uq_center_slug")),
    )
    op.create_table(
        "center_change",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("center_id", sa.Integer(), nullable=True),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center_change")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "field_check",
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
                name="known_field",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "listing", "center", "call", name="known_method", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "source", sa.String(length=80), nullable=False, comment="Words for a person: “SAMHSA's 2024 directory”."
        ),
        sa.Column("as_of", sa.Date(), nullable=False, comment="The day the source speaks of."),
        sa.Column(
            "verified_at",
            app.core.db.UTCDateTime(timezone=True),
            nullable=True,
            comment="When the center or a caller confirmed it; empty when a listing only states it.",
        ),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_field_check_center_id_center"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("center_id", "field", name=op.f("pk_field_check")),
    )
    op.create_table(
        "source_record",
        sa.Column("source", sa.String(length=40), nullable=False, comment="“samhsa”, or a name an operator gave."),
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column(
            "words", sa.String(length=80), nullable=False, comment="Words for a person: “SAMHSA’s 2024 directory”."
        ),
        sa.Column("as_of", sa.Date(), nullable=False, comment="The day the source speaks of."),
        sa.Column("profile", app.centers.models.ProfileType(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="Where it stood in the file that said it last."),
        sa.Column("notes", sa.JSON(), nullable=False, comment="What was doubtful, word for word."),
        sa.Column(
            "seen_at", app.core.db.UTCDateTime(timezone=True), nullable=False, comment="When these words first came in."
        ),
        sa.Column(
            "gone_at",
            app.core.db.UTCDateTime(timezone=True),
            nullable=True,
            comment="When a later edition of the source no longer named the center.",
        ),
        sa.CheckConstraint("gone_at IS NULL OR gone_at >= seen_at", name=op.f("ck_source_record_gone_after_seen")),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_source_record_center_id_center"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "center_id", name=op.f("pk_source_record")),
    )
    with op.batch_alter_table("source_record") as batch_op:
        batch_op.create_index("ix_source_record_center_id", ["center_id"], unique=False)
    keep_the_audit_log()


def downgrade() -> None:
    with op.batch_alter_table("source_record") as batch_op:
        batch_op.drop_index("ix_source_record_center_id")

    op.drop_table("source_record")
    op.drop_table("field_check")
    op.drop_table("center_change")
    op.drop_table("center")
    op.drop_table("audit_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_refuse")
