"""formgrader in a real browser, next to our server extension: what strangers named is shown, and never run."""

from __future__ import annotations

import re
import shutil
from urllib.parse import quote

import pytest

from practicum.nbgrader_bridge.marks import marking

from ..nbgrader_bridge.conftest import copied
from ..nbgrader_bridge.formgrader import Server
from ..nbgrader_bridge.made_up import TOPIC

pytest.importorskip("playwright")

IDS = [
    "ann", "<img src=x onerror=pwned=1>", '"><svg onload=pwned=1>', "'];pwned=1;[", '"-(pwned=1)-"', "back\\", "50%", "%41",
    "a?b#c", "o'neil", "李 明", "{{7*7}}", "<script>pwned=1", "&lt;img src=x onerror=pwned=1&gt;", "[x](javascript:pwned=1)",
]  # fmt: skip
NAMES = ("</script><script>pwned=1</script>", "<img src=x onerror=pwned=1>")
TEXT = "<script>pwned=1</script><img src=x onerror=pwned=1>"


@pytest.fixture(scope="module")
def graded(released_once, tmp_path_factory):
    """Work under each id, graded; every name and comment tries to run."""
    made = copied(released_once, tmp_path_factory.mktemp("formgrader"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRACTICUM_COURSE", str(made.root))
        for learner in IDS:
            made.hand_in(learner, made.full_sheet(reply={"words": TEXT, "why": ""}))
        from practicum.nbgrader_bridge import grade_cohort

        assert [one.error for one in grade_cohort.autograde(made.root, TOPIC)] == [None] * len(IDS)
        marking.mark(made.root, IDS[1], TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, TEXT, "meg")
        with made.gradebook() as gradebook:
            for learner in [*IDS[1:], NAMES[0]]:
                gradebook.update_or_create_student(learner, first_name=NAMES[0], last_name=NAMES[1], email=NAMES[1])
        evil = made.root / "autograded" / IDS[1] / TOPIC / "evil.html"
        evil.parent.chmod(0o755)
        evil.write_text("<script>pwned=1;fetch('/api/contents')</script>")
        yield made


@pytest.fixture(scope="module")
def server(graded, tmp_path_factory):
    started = Server(graded.root, tmp_path_factory.mktemp("home"), "practicum.server")
    try:
        started.wait()
        yield started
    finally:
        started.stop()


class Visitor:
    """An instructor's browser, which notes dialogs, errors of scripts and what the policy refused."""

    def __init__(self, page, server):
        self.page, self.at = page, f"http://127.0.0.1:{server.port}"
        self.noted: list[str] = []
        page.on("dialog", lambda dialog: (self.noted.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.noted.append(str(error)))
        page.on("console", lambda said: self.noted.append(said.text) if "Policy" in said.text else None)
        page.goto(f"{self.at}/login?token=t")

    def see(self, path: str, waits_for: str) -> None:
        self.page.goto(f"{self.at}/formgrader/{path}")
        self.clean(waits_for)

    def clean(self, waits_for: str) -> None:
        self.page.locator(waits_for).first.wait_for()
        assert self.page.evaluate("window.pwned") is None and self.noted == []


@pytest.fixture
def visitor(chromium, server):
    context = chromium.new_context()
    context.set_default_timeout(30_000)
    yield Visitor(context.new_page(), server)
    context.close()


def test_each_page_of_formgrader_shows_hostile_names_as_text(visitor, graded):
    """Ids, names, addresses of mail, comments and learners' words with handlers, scripts and quotation marks."""
    visitor.see("manage_assignments", f"a:text-is('{TOPIC}')")
    visitor.see("gradebook", f"a:text-is('{TOPIC}')")
    visitor.see(f"gradebook/{TOPIC}", "a:text-is('gifts')")
    visitor.see(f"manage_submissions/{TOPIC}", ".student-id:text-is('ann')")
    ids = visitor.page.locator(".student-id").all_text_contents()
    assert set(IDS) <= set(ids)
    visitor.see("manage_students", ".id:text-is('ann')")
    assert {*IDS, NAMES[0]} <= set(visitor.page.locator("td.id").all_text_contents())
    visitor.see(f"gradebook/{TOPIC}/gifts", "a.name-hidden")
    visitor.page.locator("#toggle_names").click()
    visitor.page.locator("a.name-shown").first.wait_for()
    assert f"{NAMES[1]}, {NAMES[0]}" in visitor.page.locator("a.name-shown").all_text_contents()
    visitor.clean("#toggle_names")


@pytest.mark.parametrize("learner", [IDS[1], "'];pwned=1;[", "back\\", "50%", "%41", "a?b#c", "李 明"])
def test_a_learners_own_pages_are_found_by_any_id(visitor, graded, learner):
    """The student's page and the page of a topic area, by following formgrader's own links."""
    visitor.see("manage_students", ".id:text-is('ann')")
    row = visitor.page.locator("tr").filter(has=visitor.page.locator("td.id").get_by_text(learner, exact=True))
    row.locator("td.name a").click()
    visitor.clean(f"a:text-is('{TOPIC}')")
    assert visitor.page.locator(".breadcrumb .active").text_content() == learner
    visitor.page.locator(f"a:text-is('{TOPIC}')").click()
    visitor.clean("td.name a:text-is('gifts')")
    assert visitor.page.locator(".breadcrumb a").nth(1).text_content() == learner
    assert visitor.page.evaluate("student_id") == learner


def test_an_id_that_no_folder_can_have(visitor):
    """The gradebook may hold an id that ends a script block; its page is asked for by its address."""
    visitor.see(f"manage_students/{quote(NAMES[0], safe='')}", ".breadcrumb .active")
    assert visitor.page.locator(".breadcrumb .active").text_content() == NAMES[0]
    assert visitor.page.evaluate("student_id") == NAMES[0]


@pytest.mark.parametrize("learner", IDS[:2])
def test_a_response_is_marked_in_formgrader(visitor, graded, learner):
    """The page of a submission: the name shown and hidden, a score and a comment typed, saved and there again, by keyboard too."""
    visitor.see(f"manage_students/{quote(learner, safe='')}/{TOPIC}", "td.name a:text-is('gifts')")
    visitor.page.locator("td.name a:text-is('gifts')").click()
    visitor.clean("textarea.comment")
    page = visitor.page
    page.locator("span.name-hidden").click()
    shown = page.locator("a.name-shown")
    shown.wait_for()
    assert shown.text_content().strip() == ("ann" if learner == "ann" else f"{NAMES[1]}, {NAMES[0]}")
    assert TEXT in page.locator("#notebook").first.text_content()
    if learner != "ann":
        assert page.locator("textarea.comment").first.input_value() == TEXT
    score = page.locator("input.score").last
    with page.expect_response(re.compile("/api/grade/")) as saved:
        score.fill("3")
        score.press("Escape")
    assert saved.value.ok
    with page.expect_response(re.compile("/api/comment/")) as saved:
        page.locator("textarea.comment").last.fill("Read <b>again</b>")
        page.locator("textarea.comment").last.press("Escape")
    assert saved.value.ok
    assert 3.0 in {row[1] for row in graded.rows(learner).values()}
    page.reload()
    visitor.clean("textarea.comment")
    page.wait_for_function("() => [...document.querySelectorAll('input.score')].some((one) => one.value === '3')")
    page.locator(".help").click()
    page.get_by_text("Keyboard shortcuts").wait_for()


def test_a_student_is_added_and_edited(visitor, graded):
    """formgrader's dialogs open without onclick; a refused step's message is text."""
    visitor.see("manage_students", ".id:text-is('ann')")
    page = visitor.page
    page.get_by_role("link", name="Add new student...").click()
    page.locator("#add-student-modal input.id").fill("new#1 <b>")
    with page.expect_response(re.compile("/api/student/")) as saved:
        page.locator("#add-student-modal button.save").click()
    assert saved.value.ok
    with graded.gradebook() as gradebook:
        assert gradebook.find_student("new#1 <b>")
    page.evaluate("createModal('told', 'Error', 'For <img src=x onerror=pwned=1>')")
    page.locator("#told").get_by_text("For <img src=x onerror=pwned=1>").wait_for()
    visitor.clean("#told")
    visitor.see("manage_assignments", f"a:text-is('{TOPIC}')")
    page.get_by_role("link", name="Add new assignment...").click()
    page.get_by_text("Add New Assignment", exact=True).wait_for()


def test_a_script_that_got_into_a_page_would_not_run(visitor, server):
    """The policy by itself: inline script, handler, javascript: address, a script from the same server."""
    visitor.see("manage_students", ".id:text-is('ann')")
    visitor.page.evaluate(
        """() => { $('body').append('<script>pwned=1</' + 'script><img id="made" src=x onerror="pwned=1"><a id="link" href="javascript:pwned=1">x</a>');
        const script = document.createElement('script'); script.id = 'other'; script.src = '/formgrader/static/js/utils.js';
        script.onerror = () => { document.body.dataset.refused = '1'; }; document.body.append(script); }"""
    )
    visitor.page.locator("#link").click()
    visitor.page.locator("body[data-refused='1']").wait_for()
    assert visitor.page.evaluate("window.pwned") is None
    assert len(visitor.noted) >= 3 and all("Content Security Policy" in one for one in visitor.noted)


def test_a_learners_own_file_and_plain_answers_run_nothing(visitor, server, graded):
    """A page that a learner handed in, opened below /formgrader/submissions/; the JSON of the API opened as a page."""
    with graded.gradebook() as gradebook:
        number = gradebook.find_submission_notebook("gifts", TOPIC, IDS[1]).id
    for path in (f"submissions/{number}/evil.html", "api/students", f"api/submissions/{TOPIC}"):
        answer = visitor.page.goto(f"{visitor.at}/formgrader/{path}")
        policy = answer.headers["content-security-policy"]
        assert (
            answer.ok
            and ("sandbox" in policy or "script-src 'nonce-" in policy)
            and "unsafe-inline' 'unsafe-eval" not in policy
        )
        assert visitor.page.evaluate("window.pwned") is None


def test_a_copy_that_is_gone_is_said(visitor, graded):
    """The page of a submission whose graded copy was removed."""
    with graded.gradebook() as gradebook:
        number = gradebook.find_submission_notebook("gifts", TOPIC, "{{7*7}}").id
    shutil.rmtree(graded.root / "autograded" / "{{7*7}}")
    answer = visitor.page.goto(f"{visitor.at}/formgrader/submissions/{number}/")
    assert answer.status == 404 and "Submission notebook file not found" in visitor.page.content()
    assert "{{7*7}}" in visitor.page.locator("#notebook-container").text_content()


def test_each_response_has_its_own_number_and_the_rest_of_the_server_its_own_policy(server):
    """A number that was guessed once is of no use; JupyterLab's pages keep the policy that they need."""
    import urllib.request

    def policy(path: str) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Authorization": "token t"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers["Content-Security-Policy"]

    pages = [policy("/formgrader/manage_students") for _ in range(2)]
    numbers = {re.search("'nonce-([^']+)'", one)[1] for one in pages}
    assert len(numbers) == 2 and all("unsafe-inline" not in one.split("style-src")[0] for one in pages)
    assert "unsafe-eval" in policy("/api/status")
