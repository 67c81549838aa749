"""The Flask extensions, made once and given to each app by `create_app`."""

from babel import Locale
from flask_babel import Babel
from flask_migrate import Migrate

# For the sentences of other libraries; ours are found by core.translation.
babel = Babel(configure_jinja=False)
migrate = Migrate()
ENGLISH = Locale("en")


def language() -> Locale:
    """Return the language of this request: English, until there is a second catalogue."""
    return ENGLISH
