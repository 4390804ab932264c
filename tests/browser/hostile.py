"""Text that would do something if anything took it for markup; and a view with it in every field."""

from __future__ import annotations

from typing import Any

HOSTILE = (
    '<script>window.hacked=1</script><img src=x onerror="window.hacked=1"><svg onload=window.hacked=1>'
    "![shot](https://example.org/x.png) [go](javascript:window.hacked=1) <a href='javascript:window.hacked=1'>go</a>"
)
# These are names of things, not words for a reader: a screen compares them.
NAMES = {
    "kind", "id", "do", "mark", "quality", "state", "who", "stage", "better", "ack", "multiple", "chosen", "locked",
    "primary", "disabled", "moves",
}  # fmt: skip


def hostile(view: Any, name: str = "") -> Any:
    """The same view with hostile text after every string that a reader sees, and in every name that may be free."""
    if isinstance(view, dict):
        return {key: hostile(value, key) for key, value in view.items()}
    if isinstance(view, list):
        return [hostile(value, name) for value in view]
    return f"{view} {HOSTILE}" if isinstance(view, str) and name not in NAMES else view


def nothing_happened(bare: Any) -> None:
    """No script ran, nothing was fetched, no element came out of the text, and the text is there to read."""
    page = bare.page
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked") is None
    inside = page.locator(".pr-root")
    assert inside.locator("script, img, a, [onload], [onerror], iframe").count() == 0
    assert "<script>window.hacked=1</script>" in inside.inner_text()
    assert "![shot](https://example.org/x.png)" in inside.inner_text()
    assert not bare.scrolls_sideways()
