"""Where things stand in the drawings; the template draws them. Units are those of each drawing's viewBox."""

from __future__ import annotations

WIDTH, HEIGHT = 640, 420
LEFT, RIGHT, TOP, BELOW = 56, 28, 28, 56
LEAST, MOST = -0.4, 1.0  # of the discrimination axis; what lies below stands on its edge
APART = 13  # what is closer than this overlaps


def across(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def up(r: float) -> float:
    inside = min(max(r, LEAST), MOST)
    return round(TOP + (MOST - inside) / (MOST - LEAST) * (HEIGHT - TOP - BELOW), 1)


def field(items: list[dict]) -> dict:
    """Difficulty against discrimination: a point an item, and the window in which an item does its work."""
    drawn = [i for i in items if i["difficulty"] is not None and i["discrimination"] is not None]
    places = [(across(i["difficulty"]), up(i["discrimination"])) for i in drawn]
    labels = _labels(places)
    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "bottom": HEIGHT - BELOW, "right": WIDTH - RIGHT, "top": TOP,
        "points": [
            {"x": x, "y": y, "number": i["number"], "remarks": bool(i["remarks"]), **label}
            for i, (x, y), label in zip(drawn, places, labels, strict=True)
        ],
        "zero": up(0),
        "window": {
            "x": across(0.3), "y": up(MOST), "width": round(across(0.9) - across(0.3), 1),
            "height": round(up(0.2) - up(MOST), 1),
        },
        "across": [{"x": across(t / 10), "text": f"{t * 10} %"} for t in (0, 3, 5, 7, 9, 10)],
        "up": [{"y": up(t / 10), "text": f"{t / 10:.1f}".replace("-", "−")} for t in (-4, -2, 0, 2, 4, 6, 8, 10)],
    }  # fmt: skip


SIDES = [
    (dx * far, dy * far, anchor)
    for far in (1, 1.8, 2.8)
    for dx, dy, anchor in ((9, 5, "start"), (-9, 5, "end"), (0, -9, "middle"), (0, 19, "middle"),
                           (8, -6, "start"), (-8, -6, "end"), (8, 15, "start"), (-8, 15, "end"))
]  # fmt: skip


def _labels(places: list[tuple[float, float]]) -> list[dict]:
    """A place for each number beside its point, where neither a point nor another number stands."""
    taken, found = [(x, y) for x, y in places], []
    for x, y in places:
        dx, dy, anchor = next((s for s in SIDES if _free(x, y, *s, taken)), SIDES[0])
        taken.append(_middle(x + dx, y + dy, anchor))
        found.append({"text_x": round(x + dx, 1), "text_y": round(y + dy, 1), "anchor": anchor})
    return found


def _middle(x: float, y: float, anchor: str) -> tuple[float, float]:
    return (x + {"start": 8, "end": -8, "middle": 0}[anchor], y - 5)


def _free(x: float, y: float, dx: float, dy: float, anchor: str, taken: list[tuple[float, float]]) -> bool:
    at = _middle(x + dx, y + dy, anchor)
    if at[0] > WIDTH - 10:
        return False
    return not any(abs(at[0] - ox) < APART and abs(at[1] - oy) < APART for ox, oy in taken if (ox, oy) != (x, y))


def scale(found: list[dict]) -> list[dict]:
    """Coefficients on a line from 0 to 1, each with its interval."""
    width = WIDTH - LEFT - RIGHT
    return [
        {
            **one, "y": 30 + 44 * n,
            **{k: round(LEFT + min(max(one[k], 0), 1) * width, 1) for k in ("low", "high")},
            "at": round(LEFT + min(max(one["value"], 0), 1) * width, 1),
        }
        for n, one in enumerate(found)
    ]  # fmt: skip
