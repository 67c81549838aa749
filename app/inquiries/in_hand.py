"""A message or a call in the hands of one person: its page, and what its buttons do."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from flask import flash, redirect
from werkzeug.wrappers import Response

from app.core.db import now
from app.core.errors import Refused
from app.core.translation import _
from app.inquiries.models import CheckTask, Inquiry

Answer = Response | tuple[str, int]
Item = TypeVar("Item", Inquiry, CheckTask)


class InHand(ABC, Generic[Item]):
    """What somebody (`me`, a user's id) looks at. `opened`: they have taken it, and had before they pressed anything.

    Personal words show only then, because taking it is what writes down who read them.
    """

    def __init__(self, item: Item, me: str, address: str) -> None:
        self.item: Item = item
        self.me, self.address = me, address
        self.opened = item.taker(now()) == me

    @property
    def held(self) -> bool:
        """Whether somebody else has it."""
        return self.item.taker(now()) not in {None, self.me}

    def press(self, form: Any, verb: Callable[..., object], then: str, said: str = "") -> Answer:
        """Do what a form says; where it cannot be done the page says why, and keeps the words."""
        if form.validate():
            try:
                verb(self.item, by=self.me)
            except Refused as refused:
                form.form_errors.append(_(str(refused)))
            else:
                if said:
                    flash(said)
                return redirect(then, code=303)
        return self.page(form), 422

    @abstractmethod
    def page(self, sent: Any = None) -> str:
        """Draw the page, with the form that was `sent` and not taken in, if there is one."""
