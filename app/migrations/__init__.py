"""The history of the tables, one file a step; `wayhome db upgrade` walks it."""
