"""Which names are time zones."""

from __future__ import annotations

import zoneinfo


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone, such as America/New_York, that this computer has the hours of."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # also a folder's name, and what leads elsewhere
        return False
    return bool(name)
