"""What may go wrong, said so that a person knows what to do next."""


class Refused(Exception):
    """Something that may not be done; the text is one sentence for the person who asked."""
