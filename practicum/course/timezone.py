"""The time zone of the course: in which its dates are meant, and said. For those who run it; learners need no zone data.

modules/course.yml names it as `time_zone`. Without one it is this computer's.
"""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass
from pathlib import Path

from practicum.content import source
from practicum.content.zones import is_zone

from . import CourseError

FILE = "modules/course.yml"
UTC = datetime.UTC


@dataclass(frozen=True)
class Zone:
    """A zone by its IANA name; '' is this computer's."""

    name: str = ""

    @property
    def _info(self) -> zoneinfo.ZoneInfo | None:
        return zoneinfo.ZoneInfo(self.name) if self.name else None

    @property
    def place(self) -> str:
        """What people call it: 'New York' of America/New_York; '' where the distance from UTC says all."""
        if self.name.startswith("Etc/") or self.name in ("UTC", "GMT", ""):
            return ""
        return self.name.rpartition("/")[2].replace("_", " ")

    def local(self, at: datetime.datetime) -> datetime.datetime:
        return at.astimezone(self._info)

    def offset(self, at: datetime.datetime) -> int:
        """Minutes ahead of UTC."""
        return int((self.local(at).utcoffset() or datetime.timedelta()).total_seconds()) // 60

    def said(self, at: datetime.datetime) -> str:
        """'2026-10-05 23:59 (New York time, UTC-04:00)'."""
        local = self.local(at)
        place = f"{self.place} time, " if self.place else ""
        return f"{local:%Y-%m-%d %H:%M} ({place}{_distance(local)})"

    def said_until(self, at: datetime.datetime) -> str:
        """The same of an end: that of a day is said by the day's own date, as 23:59."""
        before = at - datetime.timedelta(microseconds=1)
        return self.said(before if self.local(before).date() != self.local(at).date() else at)

    def end_of_day(self, day: datetime.date) -> datetime.datetime:
        """The midnight after it, in UTC; where clocks skip midnight, the moment at which they do."""
        after = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
        return after.replace(tzinfo=self._info).astimezone(UTC)

    def moments(self, written: datetime.datetime) -> list[datetime.datetime]:
        """What a time without a zone means, in UTC: once, twice when clocks are put back, never when they skip it."""
        first, second = (written.replace(tzinfo=self._info, fold=fold).astimezone(UTC) for fold in (0, 1))
        return [first] if first == second else [first, second] if first < second else []

    def __str__(self) -> str:
        return f"{self.place} time" if self.place else self.name or "this computer's time"


def _distance(local: datetime.datetime) -> str:
    zone = local.strftime("%z")
    return f"UTC{zone[:3]}:{zone[3:5]}"


def of(root: Path) -> Zone:
    """The course's. Raises CourseError for a name that no zone has."""
    found, _ = source.read(root / FILE, FILE)
    name = found.plain.get("time_zone") if found and isinstance(found.plain, dict) else None
    if name is None:
        return Zone()
    if not isinstance(name, str) or not is_zone(name):
        raise CourseError(f"{FILE}: time_zone {name!r} is no time zone; write its name, such as America/New_York.")
    return Zone(name)
