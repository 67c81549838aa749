"""Questions about what people told us."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import db, now
from app.inquiries import receipt
from app.inquiries.models import Inquiry


def by_code(code: str) -> Inquiry | None:
    """Return the message that a receipt's code opens; None for a code that is wrong, unknown or over."""
    if not code:
        return None
    found = select(Inquiry).where(Inquiry.code_print == receipt.print_of(code), Inquiry.erase_at > now())
    return db.session.execute(found.options(selectinload(Inquiry.replies))).scalar_one_or_none()
