"""gettext, with the types that flask_babel does not declare; for the web's side of the house only."""

import flask_babel


def _(text: str, **values: object) -> str:
    """Translate a sentence and put the values in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate the sentence for this number; `%(num)s` is the number itself."""
    return str(flask_babel.ngettext(singular, plural, num, **values))
