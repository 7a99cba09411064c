"""Real records that ship with the package; nothing is downloaded."""

from rnnlib.data.records import sunspots

__all__ = ["sunspots"]
