import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.secrets import KEY_BYTES, KEY_FILE, key_for


@pytest.fixture(autouse=True)
def nothing_remembered():
    key_for.cache_clear()
    yield
    key_for.cache_clear()


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path):
    first = key_for("shortlist", tmp_path)
    secret = (tmp_path / KEY_FILE).read_bytes()
    key_for.cache_clear()
    assert key_for("shortlist", tmp_path) == first
    assert (tmp_path / KEY_FILE).read_bytes() == secret
    assert len(secret) == KEY_BYTES
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_each_purpose_has_a_key_of_its_own_and_none_is_the_secret(tmp_path):
    keys = {key_for(purpose, tmp_path) for purpose in ("shortlist", "letters", "")}
    assert len(keys | {(tmp_path / KEY_FILE).read_bytes()}) == 4


def test_two_installations_share_nothing(tmp_path):
    homes = [tmp_path / name for name in ("one", "two")]
    for home in homes:
        home.mkdir()
    assert key_for("shortlist", homes[0]) != key_for("shortlist", homes[1])


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _number: key_for.__wrapped__("shortlist", tmp_path), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path):
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(ValueError, match="must hold 32 bytes"):
        key_for("shortlist", tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == b"short"
