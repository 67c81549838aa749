import pytest

from app.core.config import Settings


def test_without_an_environment_everything_has_a_default(tmp_path):
    settings = Settings.from_environment({"WAYHOME_HOME": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/wayhome.db"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.geocoder_url == ""


@pytest.mark.parametrize("port", ["70000", "-1", "eighty", "8000.5"])
def test_a_port_that_is_no_port_is_named_in_a_sentence(port):
    with pytest.raises(ValueError, match="PORT must be a whole number"):
        Settings.from_environment({"PORT": port})
