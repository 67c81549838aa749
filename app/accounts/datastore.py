"""The store of people that Flask-Security works with."""

from typing import Any

from flask_security import UserDatastore
from flask_security.datastore import SQLAlchemyDatastore

from app.accounts import queries
from app.accounts.models import User, UserRole
from app.core.db import db


class People(SQLAlchemyDatastore, UserDatastore):
    """Finds people by the fingerprint of their address, and leaves committing to the transaction around each view."""

    def __init__(self) -> None:
        SQLAlchemyDatastore.__init__(self, db)  # type: ignore[no-untyped-call]
        UserDatastore.__init__(self, User, UserRole)  # type: ignore[arg-type]

    def commit(self) -> None:
        """Do nothing: a row, its letter and its line in the log are one transaction, and core/db.py ends it."""

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: ARG002 - always small letters
        """Return the person with this address, this id, or this mark of a half-finished sign-in."""
        if "email" in by:
            return queries.by_address(str(by["email"]).lower())
        if "fs_uniquifier" in by:
            return queries.by_uniquifier(by["fs_uniquifier"])
        return queries.by_id(by["id"])
