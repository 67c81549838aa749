"""What a test does when the machine lacks something that it needs."""

import os

import pytest


def skip_or_fail(reason):
    """Skip by name on a developer's machine; fail where CI is set, because there nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
