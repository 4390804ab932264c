"""What a reader waits for, measured inside a real Chromium: from the click until it is there to be used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .pages_server import PATIENCE, Server

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NOW = "performance.timeOrigin + performance.now()"
# Looked at in each frame: every exercise is drawn, and nothing is said any more about opening.
READY = f"""(wanted) => {{
  const look = () => {{
    const opening = document.getElementById("no-script") || document.querySelector(".practicum-note")?.checkVisibility();
    const there = document.querySelectorAll(".pr-root .pr-frame").length >= wanted;
    if (there && !opening) window.practicumReady = {NOW};
    else requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}}"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]"
# One click, and the moment at which the answer is drawn: another button stands there then.
CLICK = """(kind) => new Promise((done) => {
  const root = document.querySelector(`.pr-${kind}`).closest(".pr-root");
  const button = () => root.querySelector(".pr-actions button");
  const before = button().textContent, began = performance.now();
  const watch = new MutationObserver(() => {
    if (button()?.textContent === before) return;
    watch.disconnect();
    done((performance.now() - began) / 1000);
  });
  watch.observe(root, { childList: true, subtree: true, characterData: true });
  button().click();
})"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; its own, or the system's where there is one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


class Window:
    """One window, on one server at a time. Times are seconds; moments are those of the clock on the wall."""

    server: Server

    def __init__(self, browser: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()

    def on(self, server: Server) -> Window:
        self.server = server
        return self

    def close(self) -> None:
        self.context.close()

    # -- home

    def home(self) -> float:
        """Open the home page; the moment at which it is shown."""
        self.page.goto(self.server.url())
        return self._painted()

    def home_again(self) -> tuple[float, float]:
        """The same once more: until it is shown, and until the server has sent it."""
        self.page.reload()
        self._painted()
        return self.page.evaluate(
            f"[{PAINTED}.startTime / 1000, (t => (t.responseEnd - t.requestStart) / 1000)"
            "(performance.getEntriesByType('navigation')[0])]"
        )

    def _painted(self) -> float:
        self.page.wait_for_function(f"() => {PAINTED}")
        return self.page.evaluate(f"(performance.timeOrigin + {PAINTED}.startTime) / 1000")

    # -- a lesson

    def exercises(self, href: str) -> int:
        """How many exercises a lesson shows; from now on each page says when so many can be used."""
        self.page.goto(self.server.url(f"practicum/{href}"))
        wanted = self.page.locator("[data-exercise]").count()
        self.page.add_init_script(f"({READY})({wanted})")
        return wanted

    def lesson(self, href: str) -> float:
        """From the click on its link at home until its exercises can be used."""
        self.page.goto(self.server.url())
        link = self.page.locator(f'.lesson a[href$="{href}"]')
        began = link.evaluate(f"(link) => {{ const at = {NOW}; link.click(); return at; }}")
        return self._ready() - began / 1000

    def in_lab(self, path: str) -> float:
        """The same lesson in JupyterLab, on a page of its own (/doc/tree)."""
        self.page.goto(self.server.url())
        address = self.server.url(f"doc/tree/{path}", "&reset")
        began = self.page.evaluate(f"(to) => {{ const at = {NOW}; location.assign(to); return at; }}", address)
        return self._ready() - began / 1000

    def in_open_lab(self, path: str) -> float:
        """The same lesson in a JupyterLab that stands open already."""
        self.page.goto(self.server.url("lab", "&reset"))
        self.page.wait_for_function("() => window.jupyterapp")
        self.page.evaluate("() => jupyterapp.restored")
        go = f"(path) => {{ const at = {NOW}; void jupyterapp.commands.execute('docmanager:open', {{ path }}); return at; }}"
        began = self.page.evaluate(go, path)
        return self._ready() - began / 1000

    def _ready(self) -> float:
        self.page.wait_for_function("() => window.practicumReady")
        return self.page.evaluate("window.practicumReady / 1000")

    def leave(self) -> None:
        """Go away from the lesson, and end the kernel that it may have."""
        self.page.goto("about:blank")
        self.server.end_kernels()

    # -- an answer

    def answer(self, kind: str) -> float:
        """Press the button of the first exercise of that kind (check, or try again) until the answer to it is drawn."""
        return self.page.evaluate(CLICK, kind)


def quiet() -> float | None:
    """How busy the machine is: programs that want a processor, on an average minute."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
