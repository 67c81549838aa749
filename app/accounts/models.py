"""People who sign in, what they prove themselves with, and where they are signed in now."""

from datetime import datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime, closed, now
from app.core.vault import Sealed, SealedText, new_id
from app.core.words import N_


class Role(StrEnum):
    """What a person may do here; each role sees personal records, so each needs a second factor."""

    MODERATOR = "moderator"
    ADMIN = "admin"
    CENTER = "center"


ROLE_WORDS = {
    Role.MODERATOR: N_("works at the desk"),
    Role.ADMIN: N_("works at the desk and looks after the site"),
    Role.CENTER: N_("works for a center"),
}


class User(Sealed, UserMixin, Base):  # type: ignore[misc]
    """One person. What names them is sealed; they are found by a fingerprint of their address."""

    __tablename__ = "user"

    address_print: Mapped[bytes | None] = mapped_column(unique=True, comment="Fingerprint of the address.")
    address_sealed: Mapped[bytes | None]
    new_address_sealed: Mapped[bytes | None] = mapped_column(comment="An address that waits to be confirmed.")
    name_sealed: Mapped[bytes | None]
    password: Mapped[str | None] = mapped_column(String(255), comment="Argon2id; empty until one is chosen.")
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        String(32), unique=True, default=new_id, comment="Changes whenever a half-finished sign-in must not go on."
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="When a letter to them was answered.")
    totp_sealed: Mapped[bytes | None] = mapped_column(comment="The secret of the authenticator app.")
    totp_counter: Mapped[int] = mapped_column(default=0, comment="The last code that was used; none counts twice.")
    email = SealedText("address_sealed")
    new_email = SealedText("new_address_sealed")
    name = SealedText("name_sealed")
    totp = SealedText("totp_sealed")
    roles: Mapped[list["UserRole"]] = relationship(  # type: ignore[assignment]
        cascade="all, delete-orphan", passive_deletes=True
    )
    passkeys: Mapped[list["Passkey"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Passkey.created_at", back_populates="user"
    )

    @property
    def works_as(self) -> frozenset[Role]:
        """The roles of this person."""
        return frozenset(role.name for role in self.roles)

    @property
    def role_words(self) -> list[str]:
        """What this person does here, marked for translation; whoever looks after the site works at the desk too."""
        said = self.works_as - {Role.MODERATOR} if Role.ADMIN in self.works_as else self.works_as
        return [ROLE_WORDS[role] for role in sorted(said)]

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone is not enough."""
        return self.totp_sealed is not None or bool(self.passkeys)

    @property
    def needs_second_factor(self) -> bool:
        """Whether nothing is open to this person until they have a second factor."""
        return bool(self.roles) and not self.has_second_factor

    @property
    def called(self) -> str:
        """What colleagues read: the name, or the address where none was given."""
        return self.name or self.email


class UserRole(Base):
    """One role of one person."""

    __tablename__ = "user_role"

    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[Role] = mapped_column(closed(Role, "known_role"), primary_key=True)


class Passkey(Sealed, Base):
    """One key that a device or a password manager holds for a person; only its public half is here."""

    __tablename__ = "passkey"

    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    credential: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    name_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    name = SealedText("name_sealed")
    user: Mapped[User] = relationship(back_populates="passkeys")


class SpentChallenge(Base):
    """The challenge of a passkey that was answered; the same answer is worth nothing a second time."""

    __tablename__ = "spent_challenge"

    challenge: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the challenge.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)


class RecoveryCode(Base):
    """A code for the day when the second factor is gone; it is deleted when it is used."""

    __tablename__ = "recovery_code"

    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    code: Mapped[bytes] = mapped_column(primary_key=True, comment="Fingerprint of the code.")


class Session(Base):
    """One browser in which a person is signed in. Of the browser itself only coarse words are kept."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    token: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of what the cookie holds.")
    browser: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    proved_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, comment="When they last proved who they are.")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship()


class Outcome(StrEnum):
    """How a sign-in went."""

    PASSWORD = "password"  # noqa: S105 - an outcome, no password
    HALF_WAY = "half-way"
    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105
    WRONG_CODE = "wrong-code"


OUTCOME_WORDS = {
    Outcome.PASSWORD: N_("Signed in with the password"),
    Outcome.HALF_WAY: N_("Right password, and no second proof yet"),
    Outcome.CODE: N_("Signed in with the password and a code"),
    Outcome.PASSKEY: N_("Signed in with a passkey"),
    Outcome.RECOVERY_CODE: N_("Signed in with the password and a recovery code"),
    Outcome.WRONG_PASSWORD: N_("Wrong password"),
    Outcome.WRONG_CODE: N_("Wrong code"),
}


class SignIn(Base):
    """One line of a person's sign-in history."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    outcome: Mapped[Outcome] = mapped_column(closed(Outcome, "known_outcome"))
    browser: Mapped[str] = mapped_column(String(60))


class Purpose(StrEnum):
    """What a link in a letter lets a person do."""

    INVITATION = "invitation"
    RESET = "reset"
    ADDRESS = "address"


class Link(Base):
    """A link in a letter that works once. Of each purpose a person has one; a new one takes its place."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("user_id", "purpose"),)

    token: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of what stands in the link.")
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(closed(Purpose, "known_purpose"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    user: Mapped[User] = relationship()


class TryCount(Base):
    """How often in a row something was guessed at, for one account from one kind of device; see `tries`."""

    __tablename__ = "try_count"

    who: Mapped[bytes] = mapped_column(primary_key=True, comment="Fingerprint of what is guessed at, and from where.")
    tries: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    next_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
