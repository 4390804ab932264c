"""Pages on a real Hub in a real browser: they work by its own login, and a neighbour of the same origin gets nothing.

Two learners share one Hub and thus one origin, as on every Hub without subdomains. Each test says what is tried.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from .. import hub as hubs
from ..server.site import NAME, put_lesson

ANN, BOB = "ann", "bob+1@example.org"
LESSON = f"lesson/ethics/{NAME}"
BOX = '[data-exercise="ending_the_trade"] textarea'
SECRET = json.dumps({
    "schema": 1, "lesson": NAME, "seed": "ab", "answers": {"ending_the_trade": {
        "response": {"words": "A secret of ann's.", "why": ""}, "at": "2026-10-01T10:00:00.000+00:00", "tries": 0,
        "checked": False}},
})  # fmt: skip
PATIENCE = 90_000  # milliseconds; a Hub's login is eight requests, and nbgrader takes seconds


@pytest.fixture(scope="module")
def hub(tmp_path_factory, root, editions) -> Iterator[hubs.Hub]:
    """A Hub with both servers running, and an exchange; each learner has fetched the lesson."""
    pytest.importorskip("jupyterhub", reason="jupyterhub is not here: pip install -e .[dev]")
    place = tmp_path_factory.mktemp("hub")
    furnish(place, root, editions[NAME]["cohort"])
    with hubs.running(place, (ANN, BOB)) as made:
        made.start(ANN, BOB)
        yield made


def furnish(place: Path, root: Path, content: dict) -> None:
    """An exchange with the lesson in it, and both homes, as a Hub's configuration would have them."""
    exchange = place / "exchange"
    put_lesson(exchange / "practicum" / "outbound" / "ethics", root, content, graded=True)
    (exchange / "practicum" / "inbound").mkdir(mode=0o733)
    (exchange / "practicum" / "feedback").mkdir()
    for user in (ANN, BOB):
        home = place / "homes" / user
        put_lesson(home / "ethics", root, content, graded=True)
        (home / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'practicum'\n",
            "utf-8",
        )


class Person:
    """Somebody with a browser of their own; at the end nothing was broken and no request went round in circles."""

    def __init__(self, chromium, hub: hubs.Hub) -> None:
        self.hub = hub
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: Counter[str] = Counter()
        self.context.on("request", lambda request: self.asked.update([request.url.partition("?")[0]]))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)

    def log_in(self, user: str) -> None:
        self.page.goto(f"{self.hub.origin}/hub/login")
        self.page.get_by_label("Username").fill(user)
        self.page.get_by_label("Password").fill(hubs.PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/practicum/**")
        assert self.page.url.startswith(self.hub.page(user))

    def open(self, user: str, path: str = "") -> None:
        self.page.goto(self.hub.page(user, path))

    def write(self, text: str) -> None:
        with self.page.expect_response(lambda said: "/ending_the_trade" in said.url) as said:
            self.page.locator(BOX).first.fill(text)
        assert said.value.status == 200

    def close(self) -> None:
        self.context.close()
        assert self.wrong == []
        assert max(self.asked.values(), default=0) < 20, self.asked.most_common(3)


@pytest.fixture
def person(chromium, hub) -> Iterator[Person]:
    for user in (ANN, BOB):
        sheet_of(hub, user).unlink(missing_ok=True)
    made = Person(chromium, hub)
    yield made
    made.close()


def sheet_of(hub: hubs.Hub, user: str) -> Path:
    return hub.home(user) / "ethics" / f"{NAME}.answers.json"


def kept(hub: hubs.Hub, user: str) -> str:
    file = sheet_of(hub, user)
    return (
        json.loads(file.read_text("utf-8"))["answers"]["ending_the_trade"]["response"]["words"] if file.exists() else ""
    )


# ------------------------------------------------------------ the pages work


@pytest.mark.parametrize("user", [ANN, BOB])
def test_from_the_login_to_an_answer_that_stands_and_the_receipt(person, hub, user):
    """Everything that a learner does on a Hub, under a plain name and under one that its addresses write otherwise."""
    page = person.page
    person.log_in(user)
    page.get_by_text("Looking for assignments").wait_for(state="detached")
    page.locator(f'a[href$="{LESSON}"]').first.click()
    choice = page.locator('[data-exercise]:has(input[type="radio"])').first
    choice.get_by_role("radio").first.check()
    person.write("Mine, on a Hub.")
    page.reload()
    page.locator(BOX).first.wait_for()
    assert page.locator(BOX).first.input_value() == kept(hub, user) == "Mine, on a Hub."
    assert choice.get_by_role("radio").first.is_checked()

    person.open(user)
    with page.expect_download() as file:
        page.get_by_role("link", name="Save my answers as a file").click()
    assert "Mine, on a Hub." in Path(file.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Hand in").click()
    page.locator(".receipts li").first.wait_for()
    assert [path for path in (hub.place / "exchange/practicum/inbound").rglob(sheet_of(hub, user).name)]


def test_a_token_in_the_address_is_a_login_for_all_that_follows(person, hub):
    """The first page comes before the cookie of its login; what it sends afterwards must bear the newer token."""
    person.open(ANN, f"report?token={hub.token_of(ANN)}")
    person.page.locator("#text").fill("A word is missing.")
    person.page.get_by_role("button").last.click()
    person.page.locator("p.file").wait_for()
    person.open(ANN, LESSON)
    person.write("By a token.")
    assert kept(hub, ANN) == "By a token."


# ------------------------------------------------------------ a neighbour

TRIES = """async (tries) => {
  const said = [];
  for (const [method, address, headers, body] of tries) {
    try {
      const response = await fetch(address, { method, headers, body, credentials: 'include', redirect: 'manual' });
      said.push(`${response.status} ${await response.text()}`);
    } catch (error) { said.push(`0 ${error}`); }
  }
  return said;
}"""


def test_who_is_logged_in_as_another_gets_no_page_of_mine(person, hub):
    """Bob's own login at ann's addresses: pages, answers, and an answer in her name."""
    sheet_of(hub, ANN).write_text(SECRET, "utf-8")
    person.log_in(BOB)
    for path in ("", LESSON, "api/answers", "report", "search?q=the"):
        said = person.context.request.get(hub.page(ANN, path), max_redirects=10)
        assert said.status == 403 and "A secret of ann" not in said.text(), path
    assert kept(hub, ANN) == "A secret of ann's."
    assert "A secret" not in person.context.request.get(hub.page(BOB, "api/answers")).text()


def test_a_neighbours_page_in_my_browser_reads_and_writes_nothing(person, hub):
    """A page of bob's server has ann's origin, and her browser sends her cookies with all that it asks."""
    sheet_of(hub, ANN).write_text(SECRET, "utf-8")
    person.log_in(ANN)
    evil = f"{hub.origin}{hub.server(BOB)}files/evil.html"
    person.context.route(evil, lambda route: route.fulfill(content_type="text/html", body="<p>Look at this"))
    person.page.goto(evil)
    base, event = hub.page(ANN), json.dumps({"event": {"do": "write", "fields": {"words": "Forged."}}, "n": 1})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    wrong = {"X-XSRFToken": "made-up"}
    tries = [["GET", base + path, more, None] for path in ("", LESSON, "api/answers", "report", "api/exchange?again=1")
             for more in ({}, wrong)]  # fmt: skip
    tries += [
        ["POST", f"{base}api/{LESSON}/ending_the_trade", {"Content-Type": "application/json", **more}, event]
        for more in ({}, wrong)
    ]
    tries += [
        ["POST", base + path, form, "text=Forged"] for path in ("report", "exchange/hand-in/ethics", "api/answers")
    ]
    said = person.page.evaluate(TRIES, tries)
    assert len(said) == len(tries)
    for asked, one in zip(tries, said, strict=True):
        assert one[:3] in ("0 ", "403") or one.startswith("0 "), (asked, one[:200])
        assert "A secret" not in one
    assert person.page.evaluate("document.cookie").find("_xsrf") < 0
    framed = person.page.evaluate(
        """(address) => new Promise((done) => {
          const frame = document.createElement('iframe');
          frame.onload = () => { try { done(frame.contentDocument?.body?.innerText ?? ''); } catch { done(''); } };
          frame.src = address;
          document.body.append(frame);
        })""",
        base + LESSON,
    )
    assert "Dual" not in framed
    assert kept(hub, ANN) == "A secret of ann's."
    assert not list((hub.home(ANN) / "reports").glob("*Forged*"))
    person.wrong.clear()  # the browser complains of what was refused
