"""Every letter that there is has a subject and a text, and tells nobody who looks over a shoulder what it is about."""

import re

import pytest
from jinja2 import Environment, meta, nodes

from app.core.config import ROOT

LETTERS = sorted((ROOT / "templates" / "letters").glob("*"))
# Words of illness, of treatment and of danger; a letter never needs them.
HEALTH = re.compile(
    r"\b(addict\w*|alcohol\w*|appointments?|buprenorphine|care|clean|clinic\w*|counsel\w*|crisis|detox\w*|diagnos\w*|doctors?"
    r"|doses?|drinking|drugs?|fentanyl|health\w*|heroin|hospital\w*|illness\w*|injection|intake|meds?|medic\w*|mental\w*"
    r"|methadone|naloxone|naltrexone|narcan|nurses?|opioids?|opiates?|overdos\w*|pain|patients?|pills?|prescri\w*|program"
    r"|recover(y|ing)|referr\w*|rehab\w*|relapse\w*|residential|self-harm|shots?|sober\w*|substances?|suicid\w*|symptoms?"
    r"|tablets?|therap\w*|treat\w*|vivitrol|withdrawal|988|911)\b",
    re.IGNORECASE,
)
CENTER = re.compile(r"\b(cent(er|re)s?|facilit\w*|listing)\b", re.IGNORECASE)
# What a letter may be filled with: ways to go on, and a sentence of our own. Never a name, a place or somebody's words.
FILLED_WITH = {"url", "site", "confirm", "leave", "what", "_"}
LONGEST_SUBJECT = 60


def complaints(source):
    """Return what is wrong with the template of one letter."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    said = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    subject, _line, text = said.partition("\n")
    found = [f"it speaks of health: {match.group()}" for match in HEALTH.finditer(said)]
    found += [f"it speaks of a center: {match.group()}" for match in CENTER.finditer(said)]
    found += [f"it is filled with {name}" for name in sorted(meta.find_undeclared_variables(tree) - FILLED_WITH)]
    first = [node for node in tree.find_all(nodes.Name) if node.lineno == 1 and node.name != "_"]
    found += ["something is filled into its subject"] * bool(first)
    found += ["it has no subject"] * (not re.sub(r"\{\{.*?\}\}", "x", subject).strip() or "_(" not in subject)
    found += ["its subject is long"] * (len(re.sub(r'\{\{ _\("(.*?)"\) \}\}', r"\1", subject)) > LONGEST_SUBJECT)
    found += ["it has no text"] * (not re.search(r"\w{3}", text))
    return found


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_is_whole_and_neutral(path):
    assert path.suffix == ".txt"
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_there_are_letters():
    assert len(LETTERS) > 5


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("", "it has no subject"),
        ('{{ _("News") }}\n', "it has no text"),
        ('\n{{ _("Some words for you.") }}\n', "it has no subject"),
        ('{{ _("Your treatment") }}\n{{ _("Some words.") }}', "it speaks of health: treatment"),
        ('{{ _("News") }}\n{{ _("About your vivitrol shot.") }}', "it speaks of health: vivitrol"),
        ('{{ _("News") }}\n{{ _("Harbor House is a center.") }}', "it speaks of a center: center"),
        ('{{ _("News") }}\n{{ _("Dear") }} {{ name }}, hello.', "it is filled with name"),
        ('{{ _("News") }} {{ what }}\n{{ _("Some words.") }}', "something is filled into its subject"),
        ('{{ _("' + "News " * 20 + '") }}\n{{ _("Some words.") }}', "its subject is long"),
    ],
)
def test_what_is_wrong_with_a_letter_is_said(source, complaint):
    assert complaint in complaints(source)
