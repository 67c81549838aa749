"""The Flask extensions, made once and given to each app by `create_app`."""

from flask_babel import Babel
from flask_migrate import Migrate

babel = Babel()
migrate = Migrate()
