"""Marking words for translation where no request is at hand."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Return `text` unchanged; the catalogue extractor finds it here, the template translates it."""
    return text
