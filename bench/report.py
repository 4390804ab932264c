"""Measurements as ratios: what a table shows and bench/results.json keeps."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
from pathlib import Path

TARGETS = {"autograde": 100, "feedback": 20, "export": 100, "submission list": 100}  # times stock
STOCK, WITH_OURS, OURS, FLOOR = "stock", "nbgrader with our steps", "practicum", "floor"
UNITS = ("seconds", "busy")
PACKAGES = ("nbgrader", "nbconvert", "nbformat", "nbclient", "jupyter-server", "ipykernel", "sqlalchemy", "scipy")


def machine() -> dict:
    """Where it was measured; no name of the machine or of anybody."""
    info = Path("/proc/cpuinfo")
    models = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.is_file()
        else []
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1), "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }  # fmt: skip


def versions() -> dict:
    found = {"python": platform.python_version(), "practicum": importlib.metadata.version("practicum")}
    return found | {name: importlib.metadata.version(name) for name in PACKAGES}


def taken(found: list[dict], task: str, by: str, n: int | None = None, unit: str = "seconds") -> list[float]:
    return [m[unit] for m in found if (m["task"], m["by"]) == (task, by) and n in (None, m["n"])]


def spread(values: list[float]) -> dict | None:
    if not values:
        return None
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def ratios(side: list[dict], program: list[dict], scale: list[dict]) -> list[dict]:
    """Ours against each other way. In turns: round by round. Stock measured once: it against each of ours."""
    made, few = [], max(m["n"] for m in side)
    for task in ("autograde", "feedback"):
        for by in (STOCK, WITH_OURS):
            whole = [m for m in side if m["n"] == few]
            made.append(_ratio(task, by, f"{few} submissions, the whole command", whole, paired=True))
            made += _each(task, by, side, scale)
    for task in ("export", "submission list", "marking list"):
        of = "the whole command" if task == "export" else "the call, in a process that runs already"
        made.append(_ratio(task, STOCK, of, program, target=TARGETS.get(task)))
    return made


def _each(task: str, by: str, side: list[dict], scale: list[dict]) -> list[dict]:
    """One submission of many: theirs without their start, ours with its start shared out over the largest cohort."""
    largest = max((m["n"] for m in scale), default=0)
    few = max(m["n"] for m in side)
    if not largest or few < 2:
        return []
    ours = [m for m in scale if (m["task"], m["by"], m["n"]) == (task, OURS, largest)]
    theirs = [m for m in side if (m["task"], m["by"]) == (task, by)]
    alone, all_of_them = ([m for m in theirs if m["n"] == n] for n in (1, few))
    units = [{**m, **{u: m[u] / largest for u in UNITS}} for m in ours]
    units += [{**m, **{u: (m[u] - a[u]) / (few - 1) for u in UNITS}} for m, a in zip(all_of_them, alone, strict=True)]
    return [
        _ratio(task, by, f"one submission, ours of {largest:,}", units, target=TARGETS[task] if by == STOCK else None)
    ]


def _ratio(
    task: str, against: str, of: str, found: list[dict], paired: bool = False, target: int | None = None
) -> dict:
    made: dict = {"task": task, "against": against, "of": of, "target": target}
    for unit, name in (("seconds", "ratio"), ("busy", "ratio_busy")):
        theirs, ours = (taken(found, task, who, unit=unit) for who in (against, OURS))
        pairs = zip(theirs, ours, strict=True) if paired else [(t, o) for t in theirs for o in ours]
        made[name] = spread([t / o for t, o in pairs])
        if unit == "seconds":
            made |= {"theirs": spread(theirs), "ours": spread(ours)}
    made["reached"] = None if target is None or made["ratio"] is None else made["ratio"]["median"] >= target
    return made


def growth(scale: list[dict]) -> list[dict]:
    """Ours by the size of the cohort, with what each further submission took, and the floor beside grading."""
    made: list[dict] = []
    before: dict[str, dict] = {}
    for m in (m for m in scale if m["by"] == OURS):
        last = before.get(m["task"])
        more = (m["seconds"] - last["seconds"]) / (m["n"] - last["n"]) if last else None
        floor = taken(scale, m["task"], FLOOR, m["n"])
        made.append({**m, "each_further_ms": round(1000 * more, 3) if more is not None else None,
                     "floor_seconds": floor[0] if floor else None,
                     "times_floor": round(m["seconds"] / floor[0], 2) if floor else None})  # fmt: skip
        before[m["task"]] = m
    return made


def floor_of_the_work(scale: list[dict]) -> float | None:
    """Times the floor for what a further submission takes, between the two largest cohorts: starting up is left out."""
    sizes = sorted({m["n"] for m in scale})[-2:]
    if len(sizes) < 2:
        return None
    ours, least = ([taken(scale, "autograde", by, n)[0] for n in sizes] for by in (OURS, FLOOR))
    return round((ours[1] - ours[0]) / (least[1] - least[0]), 2) if least[1] > least[0] else None
