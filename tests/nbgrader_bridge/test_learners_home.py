"""A cohort learner's home on a real server: fetch, answer, hand in with a receipt, feedback, through nbgrader's own exchange."""

from __future__ import annotations

import hashlib
import json

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge import learner_exchange
from practicum.study.exchange import Exchange

from ..server.site import running
from .made_up import TOPIC

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def home(released_course, run, tmp_path):
    """A learner's folder that knows the course's exchange, as a Hub's configuration would tell it."""
    run(released_course, "release", TOPIC, "--publish")
    root = tmp_path / "home"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.Exchange.root = {str(released_course.root / 'exchange')!r}\n"
        "c.CourseDirectory.course_id = 'practicum'\n",
        "utf-8",
    )
    with running(tmp_path / "jupyter", root) as site:
        yield site


def press(site, address: str, form: str = "", **more):
    headers = {name: value for name, value in site.login().items() if name != "Content-Type"}
    said = site.ask("POST", address, form, {**headers, **FORM, **more})
    return site.get("") if said.status == 303 else said  # as a browser goes on, so that a reload does nothing again


def test_from_the_exchange_and_back(released_course, home, run):
    first = home.get("")
    assert first.status == 200 and "Looking for assignments" in first.words
    assert home.get("api/exchange").json == {"changed": True}
    assert f"New assignments {TOPIC} Fetch" in home.get("").words
    fetched = press(home, f"exchange/fetch/{TOPIC}")
    assert fetched.status == 200 and f"Fetched {TOPIC}." in fetched.words and "Hand in" in fetched.words
    assert (
        "Nothing that counts is answered in Boundaries yet." in fetched.words
        and "3 of 3 still unanswered" in fetched.words
    )
    scarf = released_course.opaque("scarf", "ask_meaning")[0]
    said = home.send(f"lesson/{TOPIC}/gifts", "scarf", {"do": "choose", "options": [scarf]})
    assert said.status == 200
    done = press(home, f"exchange/hand-in/{TOPIC}")
    assert done.status == 200 and f"Handed in {TOPIC} at" in done.words and "Fingerprint" in done.words
    assert "Handed in" not in home.get("").words.split("Handing in")[0]  # said once
    (file,) = (home.root / "receipts").glob("*.json")
    receipt = json.loads(file.read_text("utf-8"))
    assert receipt["sha256"][:16] in done.words and "1 of" in receipt["answered"]
    (inbound,) = (released_course.root / "exchange" / "practicum" / "inbound").iterdir()
    sent = (inbound / "gifts.answers.json").read_bytes()
    assert receipt["files"]["gifts.answers.json"] == hashlib.sha256(sent).hexdigest()
    assert json.loads(sent)["answers"]["scarf"]["response"] == scarf
    assert learner_exchange.fingerprint(inbound)["hash"] == receipt["sha256"]

    run(released_course, "autograde", TOPIC, "--collect")
    run(released_course, "feedback", TOPIC, "--publish")
    assert home.get("api/exchange?again=1").json == {"changed": True}
    assert "There is feedback on what you handed in." in home.get("").words
    got = press(home, f"exchange/feedback/{TOPIC}")
    assert f"Fetched the feedback on {TOPIC}." in got.words
    link = next(
        part for part in got.text.split('"') if f"/practicum/feedback/{TOPIC}/" in part and part.endswith("/gifts")
    )
    page = home.get(link)
    assert page.status == 200 and "KEYFEEDBACK" in page.text
    assert (
        "sandbox" in page.headers["content-security-policy"] and "script" not in page.headers["content-security-policy"]
    )
    assert home.get(link.rsplit("/", 1)[0] + "/..%2f..%2fgifts.answers.json").status == 404
    assert home.get(f"feedback/{TOPIC}/2026/../gifts").status == 404


def test_an_empty_hand_in_is_asked_about_and_then_said(released_course, home, run):
    home.get("api/exchange")
    press(home, f"exchange/fetch/{TOPIC}")
    inbound = released_course.root / "exchange" / "practicum" / "inbound"
    asked = press(home, f"exchange/hand-in/{TOPIC}")
    assert (
        asked.status == 409
        and "Nothing that counts is answered in Boundaries, so nothing was handed in." in asked.words
    )
    assert not list(inbound.iterdir()) and not (home.root / "receipts").exists()
    page = home.get("")
    assert 'name="sure" value="yes" required' in page.text
    assert "Hand it in all the same, without answers that count." in page.words
    done = press(home, f"exchange/hand-in/{TOPIC}", "sure=yes")
    assert (
        done.status == 200
        and "Nothing that counts was answered then" in done.words
        and len(list(inbound.iterdir())) == 1
    )
    said = run(released_course, "autograde", TOPIC, "--collect")
    assert f", {TOPIC}: No answers that count were handed in; ask whether these were the right files." in said
    (one,) = json.loads(run(released_course, "status", TOPIC, "--json"))["learners"]
    assert (one["lessons"], one["unanswered"]) == (2, 2)
    assert "no answers in 2 of 2 lessons" in run(released_course, "status", TOPIC, "--learners")
    scarf = released_course.opaque("scarf", "ask_meaning")[0]
    assert home.send(f"lesson/{TOPIC}/gifts", "scarf", {"do": "choose", "options": [scarf]}).status == 200
    assert "required" not in home.get("").text.split("exchange/hand-in")[1].split("</form>")[0]


def test_a_step_needs_the_pages_own_token_and_a_known_assignment(home):
    home.get("api/exchange")
    assert home.ask("POST", f"exchange/fetch/{TOPIC}", "", FORM, token=False).status in (302, 403)
    cookies = {"Cookie": home.login()["Cookie"], **FORM}
    assert home.ask("POST", f"exchange/fetch/{TOPIC}", "", cookies, token=False).status == 403
    assert not (home.root / TOPIC).exists()
    refused = press(home, "exchange/fetch/nowhere")
    assert refused.status == 409 and "There is no such assignment in the exchange now." in refused.words
    assert press(home, f"exchange/delete/{TOPIC}").status == 404
    assert press(home, f"exchange/fetch/{TOPIC}", **{"Sec-Fetch-Site": "cross-site"}).status == 403


def test_where_there_is_no_exchange_nothing_is_said_of_one(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "nbgrader_config.py").write_text("c = get_config()\nc.Exchange.root = '/nowhere/at/all'\n")
    with running(tmp_path / "jupyter", tmp_path / "home") as site:
        assert site.get("api/exchange").json == {"changed": False}
        assert "assignments" not in site.get("").words.lower()


def test_without_nbgrader_there_is_no_exchange(tmp_path, monkeypatch):
    monkeypatch.setattr("practicum.study.exchange.importlib.util.find_spec", lambda name: None)
    exchange = Exchange(tmp_path)
    assert not exchange.possible and not exchange.pending and exchange.look() is None


def test_an_account_whose_name_no_course_takes_is_told_before_it_hands_in(monkeypatch):
    monkeypatch.setattr("nbgrader.utils.get_username", lambda: "ann lee")
    with pytest.raises(CourseError, match="'ann lee', and the course cannot take work under that name: it has a space"):
        learner_exchange.hand_in("practicum", "ethics")
