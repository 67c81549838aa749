"""The Flask extensions, made once and given to each app by `create_app`."""

from babel import Locale
from flask_babel import Babel
from flask_migrate import Migrate

babel = Babel()
migrate = Migrate()
ENGLISH = Locale("en")


def language() -> Locale:
    """Return the language of this request: English, until there is a second catalogue.

    The same object each time, because flask_babel would otherwise parse its default anew for every request.
    """
    return ENGLISH
