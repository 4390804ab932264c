"""Somebody who reads a lesson's page in a real browser, and what a test asks of what they have before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from practicum.content.load import Loaded
from practicum.course import coursemap, released

from ..server.site import Site, put_lesson

KINDS = ("self_study", "cohort")
PATIENCE = 15_000  # milliseconds; two cores do other work too
# What a page's own script still has to send is kept for the tab under this name.
SENT = "() => !Object.keys(sessionStorage).some((name) => name.startsWith('practicum '))"
# Every control that the Tab key must come to, in the order of the document; a group of radios is one. They are kept
# by node: a redrawn exercise keeps its nodes and drops attributes that are not its own.
STOPS = """() => {
  const seen = new Set(), found = [];
  window.stops = new Map();
  const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const node of document.querySelectorAll(all)) {
    if (node.disabled || node.type === 'hidden' || !node.checkVisibility({ visibilityProperty: true })) continue;
    if (node.type === 'radio') {
      const group = [...document.querySelectorAll(`input[name="${CSS.escape(node.name)}"]`)];
      const stop = group.find((one) => one.checked);
      if (stop ? stop !== node : seen.has(node.name)) continue;
      seen.add(node.name);
    }
    window.stops.set(node, found.length);
    found.push((node.getAttribute('aria-label') || node.innerText || node.name || node.tagName).slice(0, 60));
  }
  return found;
}"""


def put_course(home: Path, loaded: Loaded, editions: dict[str, dict]) -> None:
    """Every lesson in every edition that learners get, and the map of the course."""
    for made in editions.values():
        for kind in KINDS:
            put_lesson(home / kind, loaded.root, made[kind], graded=kind == "cohort")
    released.write(home / coursemap.NAME, released.as_json(coursemap.whole(loaded)))


def lessons(repo: Path) -> list[str]:
    """The names of all lessons, known before any is loaded."""
    return sorted(path.parent.name for path in (repo / "modules").glob("*/*/lesson.yml"))


class Reader:
    """One browser window on one server."""

    def __init__(self, context: Any, site: Site) -> None:
        self.context, self.site = context, site
        self.page = context.new_page()
        self.errors: list[str] = []
        self.strays: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        context.on("request", self._watch)
        self.page.goto(f"{site.url}?token={site.token}")

    @classmethod
    def at_work(cls, chromium: Any, site: Site, **context: Any) -> Iterator[Reader]:
        """A reader before whom nothing was answered; after whom no script failed and nothing was asked of elsewhere."""
        site.as_given()
        made = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", **context)
        made.set_default_timeout(PATIENCE)
        reader = cls(made, site)
        yield reader
        made.close()
        assert reader.errors == []
        assert reader.strays == []

    def _heard(self, message: Any) -> None:
        # Of a request that failed the browser itself complains; a refusal by the page's own policy is a fault.
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((f"http://127.0.0.1:{self.site.port}/", "data:", "blob:")):
            self.strays.append(request.url)

    # -- where

    def open(self, kind: str = "self_study", lesson: str = "dual_relationships", anchor: str = "") -> Reader:
        self.page.goto(f"{self.site.url}lesson/{kind}/{lesson}{anchor}")
        self.page.wait_for_selector(".pr-progress")
        return self

    def look(self, width: int, dark: bool = False, height: int = 900) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")

    def exercise(self, name: str) -> Any:
        return self.page.locator(f'[data-exercise="{name}"]')

    # -- what is there

    @property
    def answered(self) -> str:
        return self.page.locator("#answered").inner_text()

    @property
    def state(self) -> str:
        """What the line at the top says of saving."""
        return self.page.locator("#saved").inner_text()

    def sent(self) -> None:
        """Wait until the server has taken everything."""
        self.page.wait_for_function(SENT)

    def sheet(self, kind: str = "self_study", lesson: str = "dual_relationships") -> dict:
        return self.site.sheet(kind, lesson)

    def scrolls_sideways(self) -> bool:
        return self.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def axe(self) -> list[str]:
        """What axe-core finds, one line each, by its rules for WCAG 2.2 A and AA and its good practices."""
        from axe_playwright_python.sync_playwright import Axe

        options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]

    def sweep(self, *, thorough: bool = False) -> list[str]:
        """What axe-core finds and what scrolls sideways: wide and light, narrow and dark; `thorough` the other way too.

        Its colours depend on the theme and its other findings on the width, so the other way rarely finds more.
        """
        found = []
        for width, dark in [(1280, False), (320, True), *([(1280, True), (320, False)] if thorough else [])]:
            self.look(width, dark)
            at = f"{width} {'dark' if dark else 'light'}: "
            found += [at + line for line in self.axe()]
            found += [at + "scrolls sideways"] * self.scrolls_sideways()
        return found
