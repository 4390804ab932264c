"""What a learner sends does nothing in the marker's and the learner's browser: formgrader and feedback, for real."""

from __future__ import annotations

import json
import shutil

import pytest

from practicum.lesson_session import clock
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.marks import marking
from tests.nbgrader_bridge.formgrader import Server

from .typefaces import WIDEST, in_every_type

TOPIC, LESSON, LEARNER, ITEM = "ethics", "dual_relationships", "demo_amara", "ending_the_trade"
HOSTILE = """BEGIN <script>window.harmed = "script"</script>
<img src=x onerror="window.harmed = 'onerror'">
![picture](http://outside.example/pixel.png) <img src="http://outside.example/other.png">
[a link](javascript:window.harmed='link') <a href="javascript:window.harmed='anchor'">anchor</a>
<svg onload="window.harmed='svg'"></svg></pre><script>window.harmed = "after"</script>

```
</code></pre><iframe src="http://outside.example/"></iframe>
``` END"""


@pytest.fixture(scope="module")
def harmed(demo_course, tmp_path_factory):
    """The demonstration with one learner's response, the marker's comment and a comment file turned hostile."""
    place = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(demo_course[0], place)
    path = place / "submitted" / LEARNER / TOPIC / f"{LESSON}.answers.json"
    sheet = json.loads(path.read_text("utf-8"))
    sheet["answers"][ITEM]["response"] = {"words": HOSTILE, "why": HOSTILE.replace("harmed", "harmed_too")}
    sheet["answers"][ITEM]["at"] = clock()  # later than what the demonstration put into the notebook
    path.write_text(json.dumps(sheet), "utf-8")
    (outcome,) = grade_cohort.autograde(place, TOPIC, LEARNER, again=True)
    assert outcome.error is None
    levels = {"ends_the_arrangement": 2, "responsibility": 2, "reasoning": 2, "language": 2}
    marking.mark(place, LEARNER, TOPIC, LESSON, ITEM, levels, HOSTILE, "marker")
    grade_cohort.feedback(place, TOPIC, LEARNER)
    return place


def watch(page) -> list[str]:
    """Everything that should not happen on a page, as it happens."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    outside = lambda url: not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:"))  # noqa: E731
    # a request that the page's own policy stopped never left the browser
    page.on("response", lambda r: seen.append(r.url) if outside(r.url) else None)
    page.on(
        "requestfailed",
        lambda r: seen.append(r.url) if outside(r.url) and "csp" not in (r.failure or "").lower() else None,
    )
    return seen


def assert_nothing_happened(page, seen: list[str]) -> None:
    for link in page.get_by_text("a link").all() + page.get_by_text("anchor").all():
        link.click(force=True)
    page.wait_for_function("document.readyState === 'complete'")
    assert page.evaluate("[window.harmed, window.harmed_too].filter(Boolean)") == []
    assert page.locator("iframe, img[src*='outside'], a[href^='javascript']").count() == 0
    assert seen == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_feedback_page_shows_it_as_text(chromium, harmed, scheme):
    page = chromium.new_page(color_scheme=scheme)
    seen = watch(page)
    page.goto((harmed / "feedback" / LEARNER / TOPIC / f"{LESSON}.html").as_uri())
    assert page.get_by_text("BEGIN <script>").count() == 3  # two fields and the comment
    assert_nothing_happened(page, seen)
    page.close()


@pytest.mark.parametrize("file", [f"feedback/{LEARNER}/{TOPIC}/{LESSON}.html", "build/demo/report.html"])
def test_feedback_and_the_demonstrations_report_hold_in_any_type(chromium, harmed, file):
    page = chromium.new_page()
    page.goto((harmed / file).as_uri())
    assert in_every_type(page, WIDEST, widths=(1280, 320)) == []
    page.close()


def test_formgrader_shows_it_as_text(chromium, harmed, tmp_path):
    server = Server(harmed, tmp_path)
    try:
        server.wait()
        listed = json.loads(server.call(f"/formgrader/api/submitted_notebooks/{TOPIC}/{LESSON}"))
        one = next(n for n in listed if n["student"] == LEARNER)
        page = chromium.new_page()
        seen = watch(page)
        page.goto(f"http://127.0.0.1:{server.port}/formgrader/submissions/{one['id']}/?index=0&token=t")
        page.get_by_text("BEGIN <script>").first.wait_for()
        assert page.get_by_text("BEGIN <script>").count() >= 2
        assert_nothing_happened(page, seen)
        page.close()
    finally:
        server.stop()
