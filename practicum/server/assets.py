"""The files that pages fetch: a fixed list, so that no address is ever joined to a path."""

from __future__ import annotations

from pathlib import Path

OURS = Path(__file__).parent / "static"
WIDGETS = Path(__file__).parent.parent / "widgets" / "static"  # the same modules that widgets are made of
TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
}  # fmt: skip


def files() -> dict[str, Path]:
    """Every file by the name that a page asks for it: `page.js`, `widgets/exercise.js`."""
    found = {path.name: path for path in sorted(OURS.iterdir())} if OURS.is_dir() else {}
    found |= {f"widgets/{path.name}": path for path in sorted(WIDGETS.iterdir())}
    return {name: path for name, path in found.items() if path.suffix in TYPES and path.is_file()}
