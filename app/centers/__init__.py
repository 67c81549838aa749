"""The noun everything is about: its vocabulary, its profile and how fresh each part is."""
