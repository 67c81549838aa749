"""people who sign in, and who works for a center

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent_challenge",
        sa.Column("challenge", sa.LargeBinary(), nullable=False, comment="SHA-256 of the challenge."),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_spent_challenge")),
    )
    op.create_index(op.f("ix_spent_challenge_at"), "spent_challenge", ["at"])
    op.create_table(
        "try_count",
        sa.Column(
            "who", sa.LargeBinary(), nullable=False, comment="Fingerprint of what is guessed at, and from where."
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("next_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_try_count")),
    )
    op.create_index(op.f("ix_try_count_at"), "try_count", ["at"])
    op.create_table(
        "user",
        sa.Column("address_print", sa.LargeBinary(), comment="Fingerprint of the address."),
        sa.Column("address_sealed", sa.LargeBinary()),
        sa.Column("new_address_sealed", sa.LargeBinary(), comment="An address that waits to be confirmed."),
        sa.Column("name_sealed", sa.LargeBinary()),
        sa.Column("password", sa.String(length=255), comment="Argon2id; empty until one is chosen."),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "fs_uniquifier",
            sa.String(length=32),
            nullable=False,
            comment="Changes whenever a half-finished sign-in must not go on.",
        ),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "confirmed_at", app.core.db.UTCDateTime(timezone=True), comment="When a letter to them was answered."
        ),
        sa.Column("totp_sealed", sa.LargeBinary(), comment="The secret of the authenticator app."),
        sa.Column(
            "totp_counter", sa.Integer(), nullable=False, comment="The last code that was used; none counts twice."
        ),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("address_print", name=op.f("uq_user_address_print")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "link",
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="SHA-256 of what stands in the link."),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "invitation",
                "reset",
                "address",
                name="known_purpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_link_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_link")),
        sa.UniqueConstraint("user_id", "purpose", name=op.f("uq_link_user_id")),
    )
    op.create_index(op.f("ix_link_expires_at"), "link", ["expires_at"])
    op.create_table(
        "passkey",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary()),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("used_at", app.core.db.UTCDateTime(timezone=True)),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), comment="Under a key file; empty once the record is erased."),
        sa.Column(
            "key_file", sa.Integer(), nullable=False, comment="The number of the key file that `data_key` is under."
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False, comment="Fingerprint of the code."),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "code", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the cookie holds."),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("created_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "proved_at",
            app.core.db.UTCDateTime(timezone=True),
            nullable=False,
            comment="When they last proved who they are.",
        ),
        sa.Column("ended_at", app.core.db.UTCDateTime(timezone=True)),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token", name=op.f("uq_session_token")),
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("at", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "password",
                "half-way",
                "code",
                "passkey",
                "recovery-code",
                "wrong-password",
                "wrong-code",
                name="known_outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_at"), "sign_in", ["at"])
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"])
    op.create_table(
        "staff",
        sa.Column("center_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("intake", sa.Boolean(), nullable=False),
        sa.Column("since", app.core.db.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["center_id"], ["center.id"], name=op.f("fk_staff_center_id_center"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("center_id", "user_id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_user_id"), "staff", ["user_id"])
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "moderator", "admin", "center", name="known_role", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_user_role")),
    )


def downgrade() -> None:
    for table in (
        "user_role",
        "staff",
        "sign_in",
        "session",
        "recovery_code",
        "passkey",
        "link",
        "user",
        "try_count",
        "spent_challenge",
    ):
        op.drop_table(table)
