"""The item analysis of a topic area as plain values: what the page shows and `--json` prints, small cells hidden."""

from __future__ import annotations

from dataclasses import asdict

from practicum.content.kinds import KINDS

from ..shapes.content import BranchingSpec
from . import advice, paths
from .cells import SMALL, hidden, known, small
from .gather import Lesson
from .items import TAIL, Item, ItemStatistics, analyse
from .reliability import coefficients

COMMON = 5  # ways through a case that are listed


def report(topic: str, title: str, lessons: dict[str, Lesson], made: str) -> dict:
    return {
        "topic": topic, "title": title, "made": made, "enough": advice.ENOUGH, "why_enough": advice.WHY_ENOUGH,
        "lessons": [_lesson(name, lesson) for name, lesson in lessons.items()],
    }  # fmt: skip


def _lesson(name: str, lesson: Lesson) -> dict:
    n = lesson.learners
    shown = {
        "lesson": name, "title": lesson.keyed["title"], "learners": n, "blank": lesson.blank, "told": n >= advice.ENOUGH,
        "reliability": [], "items": [], "cases": [_case(lesson, case) for case in lesson.cases],
    }  # fmt: skip
    if shown["told"]:
        items = lesson.items()
        one_alone = len(items) < 2
        shown["reliability"] = [] if one_alone else _reliability(items)
        shown["items"] = [_item(number, one) for number, one in enumerate(analyse(items), 1)] if items else []
    return shown


def _reliability(items: list[Item]) -> list[dict]:
    found = []
    for one in coefficients(items):
        low, high = one.interval
        whole = one.items == len(items)
        found.append(
            {
                "name": one.name, "of": one.of, "value": one.value, "low": low, "high": high, "of_items": one.items,
                "error": one.error, "without": one.without,
                "words": advice.of_reliability(one) if whole else "It covers a part of the score; judge by coefficient alpha.",
            }
        )  # fmt: skip
    return found


def _item(number: int, item: ItemStatistics) -> dict:
    """One item. Where nearly all did alike, only that is said: it would point at the few, and nothing else is known."""
    alike = not item.partial and not known(item.right, item.n)
    low, high = item.difficulty_interval
    few = SMALL / item.n
    parts, omitted = _parts(item, item.kind == "single_choice")
    return {
        "number": number, "name": item.name, "stem": item.stem, "kind": KINDS[item.kind].called, "points": item.points,
        "partial": item.partial, "n": item.n,
        "difficulty": None if alike else item.difficulty,
        "difficulty_low": None if alike else low, "difficulty_high": None if alike else high,
        "beyond": (1 - few if item.right > item.n / 2 else few) if alike else None,
        "most_right": item.right > item.n / 2,
        "discrimination": None if alike else item.discrimination,
        "discrimination_low": item.discrimination_interval[0] if item.discrimination_interval and not alike else None,
        "discrimination_high": item.discrimination_interval[1] if item.discrimination_interval and not alike else None,
        "upper_lower": None if alike else item.upper_lower,
        "omitted": omitted, "parts": parts, "remarks": [asdict(r) for r in advice.of_item(item)],
    }  # fmt: skip


def _parts(item: ItemStatistics, single: bool) -> tuple[list[dict], int | None]:
    """The options with those who took them, and how many left the item out.

    Of one right option the counts make up a whole, so one hidden cell hides another; the key's is told by the difficulty.
    """
    size = max(1, round(item.n * TAIL))
    columns = {
        "count": (item.n, [*(p.count for p in item.parts), item.omitted]),
        "strong": (size, [p.strong * size for p in item.parts]),
        "weak": (size, [p.weak * size for p in item.parts]),
    }
    keys = [n for n, p in enumerate(item.parts) if p.right]
    gone = {
        name: hidden(counts, keys) if single else [not known(count, of) for count in counts]
        for name, (of, counts) in columns.items()
    }
    shown = [
        {
            "label": p.label, "right": p.right,
            "share": None if gone["count"][n] else p.share,
            "strong": None if gone["strong"][n] or gone["count"][n] else p.strong,
            "weak": None if gone["weak"][n] or gone["count"][n] else p.weak,
            "with_rest": None if gone["count"][n] else p.with_rest,
        }
        for n, p in enumerate(item.parts)
    ]  # fmt: skip
    return shown, None if gone["count"][-1] else item.omitted


def _case(lesson: Lesson, name: str) -> dict:
    spec, entries = lesson.keyed["vignettes"][name], lesson.cases[name]
    case = paths.branching(name, spec, entries) if spec["kind"] == "branching" else paths.decision(name, spec, entries)
    shown = {
        "name": name, "title": case.title, "branching": spec["kind"] == "branching", "begun": case.begun,
        "finished": None if small(case.finished) else case.finished, "told": case.finished >= advice.ENOUGH,
        "again": None if small(case.again) else case.again,
    }  # fmt: skip
    if not shown["told"]:
        return shown
    return shown | {
        "qualities": case.qualities, "harmful": None if small(case.harmful) else case.harmful,
        "endings": _shares(case.endings),
        "scenes": [
            {"name": scene.name, "text": scene.text, "came": scene.came, "choices": _shares(scene.choices)}
            for scene in case.scenes
            if not small(scene.came)
        ],
        "hidden_scenes": sum(small(scene.came) for scene in case.scenes),
        "different_ways": len(case.ways),
        "ways": [
            {"steps": [_label(spec, step) for step in way if spec["kind"] == "branching"], "count": count, "share": count / case.finished}
            for way, count in case.ways[:COMMON]
            if not small(count)
        ],
        "moves": case.moves, "remarks": [asdict(r) for r in advice.of_case(case)],
    }  # fmt: skip


def _label(spec: BranchingSpec, step: str) -> dict:
    scene, _, name = step.partition(".")
    choice = spec["scenes"][scene]["choices"][name]
    return {"label": choice["say"], "quality": choice["quality"]}


def _shares(found: list[paths.Share]) -> list[dict]:
    gone = hidden([one.count for one in found])
    return [
        {
            "name": one.name, "label": one.label, "quality": one.quality,
            "share": None if gone[n] else one.count / one.of,
            "low": None if gone[n] else one.interval[0], "high": None if gone[n] else one.interval[1],
        }
        for n, one in enumerate(found)
    ]  # fmt: skip
