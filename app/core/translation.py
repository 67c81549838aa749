"""gettext, for the web's side of the house only: one catalogue for each language, read once.

A page asks for some hundred sentences. flask_babel finds each by way of the request, which costs more than all the
rest of the page; here a sentence is one look into a catalogue that is at hand.
"""

from functools import cache

from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import escape

from app.core.config import ROOT
from app.core.extensions import language

CATALOGUES = ROOT / "app" / "translations"


@cache
def catalogue(code: str) -> NullTranslations:
    """Return the sentences of one language; a language without a catalogue leaves them as they are."""
    return Translations.load(CATALOGUES, [code])


def _(text: str, /, **values: object) -> str:
    """Translate a sentence and put the values in."""
    said: str = catalogue(language().language).gettext(text)
    return said % values if values else said


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """Translate the sentence for this number; `%(num)s` is the number itself."""
    said: str = catalogue(language().language).ngettext(singular, plural, num)
    return said % {"num": num, **values}


@pass_eval_context
def _in_template(eval_context: EvalContext, text: str, /, **values: object) -> str:
    said: str = catalogue(language().language).gettext(text)
    if values:
        return _for_page(eval_context, said) % values
    # As in Jinja's own gettext a percent sign is written twice; a sentence that a person had a part in may hold any other.
    return said.replace("%%", "%")


@pass_eval_context
def _number_in_template(eval_context: EvalContext, singular: str, plural: str, num: int, /, **values: object) -> str:
    said: str = catalogue(language().language).ngettext(singular, plural, num)
    return _for_page(eval_context, said) % {"num": num, **values}


def _for_page(eval_context: EvalContext, said: str) -> str:
    """Escape a sentence where a page is drawn: it may hold what a person typed, so markup comes in values only."""
    return escape(said) if eval_context.autoescape else said


def speak_in_templates(app: Flask) -> None:
    """Give every template `_` and `ngettext`."""
    app.jinja_env.globals.update({"_": _in_template, "ngettext": _number_in_template})
