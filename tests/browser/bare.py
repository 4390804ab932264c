"""A bare page around the screens: a small server, a stub model, and what a test asks of them.

The page has no Jupyter in it. The stub has what anywidget gives a screen (get, set, on, off,
save_changes, send), keeps every message it is sent, and takes the next view from the test.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[2] / "practicum" / "widgets" / "static"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A bare lesson</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/practicum.css">
<style>
  html { color-scheme: light dark }
  body { margin: 0; padding: 24px; background: #fbfaf8; color: #1c2321; font-family: sans-serif }
  main { max-width: 1080px; margin: auto }
  @media (prefers-color-scheme: dark) { body:not([data-jp-theme-light]) { background: #151a19; color: #ecefed } }
  body[data-jp-theme-light="false"] { background: #151a19; color: #ecefed; color-scheme: dark }
  @media (max-width: 500px) { body { padding: 12px } }
</style></head>
<body><main><h1 style="font-size:20px">Dual relationships</h1><h2 style="font-size:17px">Practice</h2><div id="here"></div></main>
<script type="module">
  import screen from "/exercise.js";
  const hears = [];
  const bare = { sent: [], broken: false, view: null, answer: null, leave: null };
  const model = {
    get: (name) => bare[name],
    set: (name, value) => { bare[name] = value; },
    on: (name, hear) => { hears.push([name, hear]); },
    off: (name, hear) => { hears.splice(0, hears.length, ...hears.filter(([n, h]) => n !== name || h !== hear)); },
    save_changes: () => {},
    send: (message) => {
      if (bare.broken) throw new Error("the line is cut");
      bare.sent.push(structuredClone(message));
      if (bare.answer) bare.answer(message).then((view) => { if (view) bare.push(view); });
    },
  };
  bare.push = (view) => {
    bare.view = view;
    for (const [name, hear] of [...hears]) if (name === "change:view") hear();
  };
  bare.start = (view) => {
    bare.leave?.();
    const el = document.createElement("div");
    document.getElementById("here").replaceChildren(el);
    bare.sent = [];
    bare.view = view;
    bare.leave = screen.render({ model, el });
  };
  window.bare = bare;
</script></body></html>
"""


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/":
            return super().do_GET()
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[str]:
    """The page and the static files on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class Bare:
    """The page as a test sees it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.errors: list[str] = []
        self.strays: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._watch)
        self._view: dict = {}

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.strays.append(request.url)

    def open(self, view: dict, *, width: int = 1280, height: int = 900, dark: bool = False, theme: bool | None = None,
             ack_ms: int | None = None, write_ms: int | None = None) -> Bare:  # fmt: skip
        """Show a view. `dark` is the system's wish; `theme` is Jupyter's (True: light), None where there is none."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.goto(self.address)
        self.page.wait_for_function("() => window.bare")
        set_data = "([name, value]) => document.body.setAttribute(name, value)"
        if theme is not None:
            self.page.evaluate(set_data, ["data-jp-theme-light", str(theme).lower()])
        for name, value in (("data-pr-ack-ms", ack_ms), ("data-pr-write-ms", write_ms)):
            if value is not None:
                self.page.evaluate(set_data, [name, str(value)])
        self._view = view
        self.page.evaluate("view => bare.start(view)", view)
        return self

    def push(self, view: dict | None = None, **changes: Any) -> None:
        """The engine's next view: a whole one, or the last with changes."""
        self._view = {**(view or self._view), **changes}
        self.page.evaluate("view => bare.push(view)", self._view)

    def answer_with(self, answer: Callable[[dict, int], dict | None]) -> None:
        """From now on every event is answered by this function: (event, n) -> the next view."""
        self.page.expose_function("bareAnswer", lambda message: answer(message["event"], message["n"]))
        self.page.evaluate("() => { bare.answer = (message) => window.bareAnswer(message); }")

    def cut(self) -> None:
        """From now on sending fails."""
        self.page.evaluate("() => { bare.broken = true; }")

    @property
    def sent(self) -> list[dict]:
        return self.page.evaluate("() => bare.sent")

    @property
    def events(self) -> list[dict]:
        return [message["event"] for message in self.sent]

    @property
    def saved(self) -> Any:
        return self.page.get_by_role("status")

    @property
    def spoken(self) -> str:
        """What the live region says now."""
        return self.page.locator("[aria-live=polite]").first.inner_text()

    @property
    def focused(self) -> str:
        """The text, label or value of what has the focus; '' when it is lost to the page."""
        return self.page.evaluate(
            "() => { const a = document.activeElement; return a === document.body ? '' :"
            " (a.labels?.[0]?.innerText || a.innerText || a.value || a.tagName); }"
        )

    def scrolls_sideways(self) -> bool:
        return self.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def sweep(self) -> list[str]:
        """What axe-core finds and what scrolls sideways, light and dark, wide, narrow and narrowest."""
        found = []
        for dark in (False, True):
            # Without motion, so that no colour is caught half way.
            self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
            for width in (1280, 420, 320):
                self.page.set_viewport_size({"width": width, "height": 900})
                at = f"{width} {'dark' if dark else 'light'}: "
                found += [at + line for line in self.axe()]
                found += [at + "scrolls sideways"] * self.scrolls_sideways()
        return found

    def axe(self) -> list[str]:
        """What axe-core finds, one line each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
