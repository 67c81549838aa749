"""The question a person asks, and the read model that answers it."""
