"""What tests of this room share."""

import pytest
from form_filling import Visitor


@pytest.fixture
def visitor(client):
    return Visitor(client)
