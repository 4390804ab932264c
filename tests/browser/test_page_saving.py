"""When saving fails: what is typed stays, the page says what happened and what to do, and sends it when it can."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from ..server.site import running
from ..server.test_unsaved import let_files_grow
from .reader import Reader, put_course

TEXT = "I asked you to sit for my daughter. It was my mistake, and the balance has nothing to do with it."


@pytest.fixture
def machine(tmp_path_factory, loaded, editions):
    """A place in which a server can be stopped and started again, with the same port and the same logins."""
    place = tmp_path_factory.mktemp("away")
    put_course(place / "home", loaded, editions)
    starts = iter(range(9))

    def start(port: int = 0):
        same = {"JUPYTER_RUNTIME_DIR": str(place / "runtime")}  # the secret behind the logins lies there
        return running(place / f"jupyter-{next(starts)}", place / "home", env=same, port=port)

    return start


def box(reader: Reader):
    return reader.exercise("ending_the_trade").locator("textarea").first


def kept(reader: Reader) -> str:
    entry = reader.sheet().get("ending_the_trade", {})
    return (entry.get("response") or {}).get("words", "") if entry else ""


def test_a_server_that_goes_away_and_comes_back(chromium, machine):
    with machine() as first:
        visit = Reader.at_work(chromium, first)
        reader = next(visit)
        page = reader.open().page
        reader.exercise("spouse_clinic").get_by_role("radio").first.check()
        reader.sent()
        assert "Saved" in reader.state
        first.process.terminate()
        first.process.wait()
        box(reader).fill(TEXT)
        reader.exercise("graduation_first").get_by_role("radio").nth(1).check()
        trouble = page.locator("#trouble")
        trouble.wait_for()
        assert "Not saved" in reader.state
        for part in ("not answering", "stays on this page", "Keep this page open"):
            assert part in trouble.inner_text()
        assert "Not saved yet" in reader.exercise("ending_the_trade").locator(".pr-saved").inner_text()
        assert box(reader).input_value() == TEXT

        with page.expect_event("dialog") as asked:
            page.close(run_before_unload=True)
        assert asked.value.type == "beforeunload"
        asked.value.dismiss()

        with machine(first.port) as second:
            trouble.get_by_role("button", name="Try now").click()
            trouble.wait_for(state="hidden")
            reader.sent()
            assert "Saved" in reader.state
            assert page.locator("#said").inner_text() == "All your answers are saved."
            assert len(second.sheet("self_study")) == 3
            assert kept(reader) == TEXT
            reader.open()
            assert box(reader).input_value() == TEXT
            assert reader.exercise("graduation_first").get_by_role("radio").nth(1).is_checked()
            next(visit, None)


def test_a_page_reloaded_while_its_text_was_on_the_way_has_it_again(chromium, machine):
    with machine() as first:
        visit = Reader.at_work(chromium, first)
        reader = next(visit)
        page = reader.open().page
        first.process.terminate()
        first.process.wait()
        box(reader).fill(TEXT)
        box(reader).press("Tab")
        page.locator("#trouble").wait_for()
        away = [True]  # until the new page stands, or the old one would send it on leaving
        page.route("**/practicum/api/**", lambda route: route.abort() if away else route.continue_())
        with machine(first.port):
            page.on("dialog", lambda dialog: dialog.accept())
            page.reload()
            page.wait_for_selector(".pr-progress")
            away.clear()
            assert box(reader).input_value() == TEXT
            reader.sent()
            assert kept(reader) == TEXT
            next(visit, None)


def test_who_is_logged_out_logs_in_in_another_tab_and_goes_on(reader):
    page = reader.open().page
    reader.context.clear_cookies()
    box(reader).fill(TEXT)
    box(reader).press("Tab")
    trouble = page.locator("#trouble")
    trouble.wait_for()
    assert "no longer logged in" in trouble.inner_text()
    with reader.context.expect_page() as opened:
        trouble.get_by_role("link", name="Log in in a new tab").click()
    other = opened.value
    other.wait_for_load_state()
    assert "/login" in other.url
    other.goto(f"{reader.site.url}?token={reader.site.token}")
    other.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    trouble.wait_for(state="hidden")
    assert kept(reader) == TEXT
    assert box(reader).input_value() == TEXT


def test_a_lesson_that_was_moved_away_says_so_and_keeps_what_was_typed(reader, tmp_path):
    page, folder = reader.open().page, reader.site.root / "self_study"
    shutil.move(folder, tmp_path / "elsewhere")
    try:
        box(reader).fill(TEXT)
        box(reader).press("Tab")
        trouble = page.locator("#trouble")
        trouble.wait_for()
        assert "no such lesson here" in trouble.inner_text()
        assert "stays on this page" in trouble.inner_text()
    finally:
        shutil.move(tmp_path / "elsewhere", folder)
    trouble.get_by_role("button", name="Try now").click()
    trouble.wait_for(state="hidden")
    assert kept(reader) == TEXT


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a running program")
def test_what_the_disk_refuses_is_told_and_saved_with_the_next_answer(reader):
    page = reader.open().page
    let_files_grow(reader.site, 200)
    try:
        box(reader).fill(TEXT * 9)
        box(reader).press("Tab")
        page.locator("#trouble").wait_for()
        assert "Not saved" in reader.state
        assert "Your answer stays on the screen" in page.locator("#trouble").inner_text()
        assert box(reader).input_value() == TEXT * 9
    finally:
        let_files_grow(reader.site, None)
    reader.exercise("graduation_first").get_by_role("radio").first.check()
    page.locator("#trouble").wait_for(state="hidden")
    assert kept(reader) == TEXT * 9


def test_an_answer_whose_reply_was_lost_happens_once(reader):
    """The reply is thrown away on its way; the page asks again and the case must not have gone back twice."""
    page = reader.open().page
    case = reader.exercise("friday_sitter")
    for made in (1, 2):
        case.locator(".pr-take").first.click()
        page.wait_for_function(
            f"() => document.querySelectorAll('[data-exercise=friday_sitter] .pr-move').length === {made}"
        )
    lost: list[int] = []

    def lose(route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/api/**/friday_sitter", lose)
    case.get_by_role("button", name="Step back").click()
    page.wait_for_function("() => document.querySelectorAll('[data-exercise=friday_sitter] .pr-move').length === 1")
    reader.sent()
    assert lost == [200]
    assert len(reader.sheet()["friday_sitter"]["response"]["path"]) == 1
    assert page.locator("#trouble").is_hidden()


def test_typing_fast_sends_little_and_loses_nothing(reader):
    page, bodies = reader.open().page, []
    page.on("request", lambda request: bodies.append(request.post_data) if request.method == "POST" else None)
    box(reader).press_sequentially(TEXT * 2, delay=1)
    box(reader).press("Tab")
    reader.sent()
    assert kept(reader) == TEXT * 2
    assert len(bodies) < 20
    keys = [json.loads(body)["key"] for body in bodies]
    assert len(set(keys)) == len(keys)
