"""What tests of this room share: a visitor, people at the desk, and the staff of a center."""

import pytest
from colleagues import Colleague, join
from form_filling import Visitor


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def moderator(app):
    return Colleague(app, "moderator")


@pytest.fixture
def colleague(app):
    return Colleague(app, "admin")


@pytest.fixture
def staff(app, directory):
    """Somebody who reads what people write to Harbor House, which takes messages."""
    return join(app, directory.harbor_house)
