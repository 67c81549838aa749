"""A clock that tests of this room may move."""

from datetime import timedelta

import pytest
import time_machine

from app.core.db import now


@pytest.fixture
def clock():
    """A clock that stands until a test moves it on."""
    with time_machine.travel(now(), tick=False) as traveller:

        def later(**much):
            traveller.shift(timedelta(**much))

        yield later
