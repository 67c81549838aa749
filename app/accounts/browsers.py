"""A browser in coarse words: enough for a person to know their own, too little to tell people apart."""

from app.core.words import N_

# The first that fits: later names hide in earlier ones' texts.
NAMES = (
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
ANY = N_("A browser")


def browser_words(user_agent: str) -> str:
    """Return “Firefox on Android”, or as much of it as is known."""
    name = next((words for mark, words in NAMES if mark in user_agent), "")
    machine = next((words for mark, words in MACHINES if mark in user_agent), "")
    return f"{name} on {machine}" if name and machine else name or machine or ANY
