"""Two and three windows over one lesson, in every order: nothing that was acknowledged is ever gone.

A window here does what a screen does: it keeps what it was told, sends it with what it sends, and
keeps what is typed until it is acknowledged.
"""

from __future__ import annotations

import json
import tempfile
from collections import OrderedDict
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practicum import answers
from practicum.exercises import BadEvent
from practicum.lesson_session import LessonSession

FIELDS = {"plan": {"label": "Plan"}, "why": {"label": "Why"}}
CONTENT = {
    "lesson": "small", "topic": "t", "hash": "0123", "edition": "self_study", "references": {}, "vignettes": {},
    "items": {
        "match": {
            "type": "matching", "use": "graded", "keyless": True, "points": 1, "stem": "M", "references": [],
            "cases": {f"c{n}": {"text": f"Case {n}"} for n in range(3)},
            "categories": {"x": "X", "y": "Y", "z": "Z"},
        },
        "several": {
            "type": "multiple_choice", "use": "graded", "keyless": True, "points": 1, "stem": "S", "references": [],
            "options": {f"o{n}": {"text": f"Option {n}"} for n in range(3)},
        },
        "one": {
            "type": "single_choice", "use": "graded", "keyless": True, "points": 1, "stem": "O", "references": [],
            "options": {f"o{n}": {"text": f"Option {n}"} for n in range(3)},
        },
    },
    "written": {
        "note": {
            "title": "N", "prompt": "P", "points": 4, "fields": FIELDS,
            "criteria": {"roles": {"title": "Roles", "levels": {"0": "None", "4": "Both"}},
                         "words": {"title": "Words", "levels": {"0": "None", "4": "Warm"}}},
            "examples": {"one": {"title": "E", "response": {}, "scores": {}, "reasons": {}}},
        }
    },
}  # fmt: skip


class Server:
    """What serves windows: `stays` like a kernel, one desk for all its life; else a desk for each request."""

    def __init__(self, folder: Path, stays: bool) -> None:
        self.folder, self.stays, self.windows = folder, stays, OrderedDict()
        self.desk = LessonSession("small", folder, CONTENT, writer="ab12" if stays else "cd34", windows=self.windows)

    def at(self) -> LessonSession:
        if not self.stays:
            self.desk = LessonSession("small", self.folder, CONTENT, writer="cd34", windows=self.windows)
        return self.desk

    def take(self, name: str, event: dict, seen: dict, window: str) -> dict:
        desk = self.at()
        try:
            remark = desk.take(name, event, seen, window).remark
            return desk.view(name, 1, None, remark)
        except BadEvent as refused:
            return desk.view(name, 1, str(refused))

    def look(self, name: str) -> dict:
        desk = self.at()
        desk.look()
        return desk.view(name, 1)


class Box:
    """A window with the written response open; what is typed in it waits until it is saved."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name
        view = server.look("note")
        self.seen = view["seen"]
        self.shown = {field["id"]: field["value"] for field in view["fields"]}
        self.typed = dict(self.shown)
        self.versions = view["versions"]

    def save(self) -> dict:
        sent = dict(self.typed)
        view = self.server.take("note", {"do": "write", "fields": sent}, self.seen, self.name)
        self.hear(view)
        return view

    def look(self) -> None:
        self.hear(self.server.look("note"))

    def hear(self, view: dict) -> None:
        now = {field["id"]: field["value"] for field in view["fields"]}
        clean = True
        for part, text in now.items():
            if self.typed[part] in (self.shown[part], text):  # nothing was typed that is not there
                self.shown[part] = self.typed[part] = text
                self.seen = {**self.seen, part: view["seen"][part]}
            else:
                clean = False
        if clean:
            self.seen = view["seen"]
        self.versions = view["versions"]


def on_disk(folder: Path) -> list[dict[str, str]]:
    sheet = answers.read(answers.path_of(folder, "small"), CONTENT)
    entry = sheet.answers.get("note") if sheet else None
    return [entry["response"], *(one["response"] for one in entry.get("others", []))] if entry else []


WINDOWS = st.integers(0, 2)
STEP = st.one_of(
    st.tuples(st.just("type"), WINDOWS, st.sampled_from(list(FIELDS)), st.sampled_from(["new", "more", "none"])),
    st.tuples(st.just("save"), WINDOWS),
    st.tuples(st.just("look"), WINDOWS),
    st.tuples(st.just("reload"), WINDOWS, st.booleans()),
    st.tuples(st.just("settle"), WINDOWS, st.sampled_from(["this", "other", "both"])),
)


@example([True, False, False], [("type", 0, "plan", "new"), ("save", 0), ("type", 1, "plan", "new"), ("save", 1)])
@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), min_size=3, max_size=3), st.lists(STEP, min_size=3, max_size=16))
def test_no_order_of_windows_loses_a_text_that_was_acknowledged(kinds, steps):
    with tempfile.TemporaryDirectory() as temporary:
        folder, names = Path(temporary), iter(f"w{n}" for n in range(99))
        servers = [Server(folder, stays=True), Server(folder, stays=False), Server(folder, stays=True)]
        boxes = [Box(servers[n if kind else 1], next(names)) for n, kind in enumerate(kinds)]
        alive: dict[str, set[str]] = {part: set() for part in FIELDS}
        for n, (do, which, *more) in enumerate(steps):
            box = boxes[which]
            if do == "type":
                part, how = more
                box.typed[part] = {"new": f"<{n}>", "more": f"{box.typed[part]}<{n}>", "none": ""}[how]
            elif do == "save":
                went, given = dict(box.shown), dict(box.typed)
                view = box.save()
                assert view["saved"]["state"] in ("saved", "told"), view["saved"]
                for part in FIELDS:
                    if given[part] != went[part] and went[part] != view["fields"][list(FIELDS).index(part)]["value"]:
                        alive[part].discard(went[part])  # whoever replaced it had it before them
                    alive[part].add(given[part])
            elif do == "look":
                box.look()
            elif do == "reload":
                draft, seen, shown = dict(box.typed), box.seen, dict(box.shown)
                boxes[which] = box = Box(box.server, next(names))
                if more[0]:  # what was kept in the browser stands there again, with what it was written upon
                    box.typed, box.seen, box.shown = draft, seen, shown
            elif box.versions and box.typed == box.shown:
                settle(box, more[0], alive)
            texts = on_disk(folder)
            for part, kept in alive.items():
                for text in kept:
                    assert not text or any(text in one[part] for one in texts), (n, part, text, texts)


def settle(box: Box, way: str, alive: dict[str, set[str]]) -> None:
    """Choose; what is then gone was before the eyes of whoever chose."""
    other = box.versions["others"][0]["id"]
    before = on_disk(box.server.folder)
    view = box.server.take("note", {"do": "settle", "version": other, "keep": way}, box.seen, box.name)
    if view["saved"]["state"] != "failed":
        after = on_disk(box.server.folder)
        for gone in [one for one in before if one not in after]:
            for part, text in gone.items():
                alive[part] = {one for one in alive[part] if one not in text or any(one in a[part] for a in after)}
        assert way != "both" or len(after) < len(before)
    box.hear(view)


# ------------------------------------------------------------ answers of other kinds

PARTS = {"match": ["c0", "c1", "c2"], "several": ["o0", "o1", "o2"]}


def parts_of(name: str, response) -> dict:
    return {
        part: (response or {}).get(part, "") if name == "match" else part in (response or []) for part in PARTS[name]
    }


def event_of(name: str, parts: dict) -> dict:
    if name == "match":
        return {"do": "answer", "response": {part: value for part, value in parts.items() if value}}
    return {"do": "choose", "options": [part for part, chosen in parts.items() if chosen]}


def shown_by(name: str, view: dict) -> dict:
    if name == "match":
        return {case["id"]: case["chosen"] or "" for case in view["cases"]}
    return {option["id"]: option["chosen"] for option in view["options"]}


CLICK = st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from("xyz"))


@pytest.mark.parametrize("name", PARTS)
@settings(max_examples=40, deadline=None)
@example([(1, 1, "x"), (0, 0, "x"), (1, 1, "x"), (0, 0, "x")])  # what a window only repeats is no change of its own
@example([(1, 0, "y"), 0, (0, 0, "x"), 1, (1, 0, "y"), 0, (1, 0, "x"), (0, 0, "z")])  # back to what one made oneself
@given(clicks=st.lists(st.one_of(CLICK, st.integers(0, 2)), min_size=2, max_size=12))
def test_no_order_of_windows_loses_a_part_of_an_answer(name, clicks):
    """Each click tells the whole answer of its window; what others had clicked stays."""
    with tempfile.TemporaryDirectory() as temporary:
        server = Server(Path(temporary), stays=False)
        views = [server.look(name) for _ in range(3)]
        alive = parts_of(name, None)
        for click in clicks:
            if isinstance(click, int):
                views[click] = server.look(name)
                continue
            which, number, value = click
            part, before = PARTS[name][number], shown_by(name, views[which])
            new = value if name == "match" else not before[part]
            if new == before[part]:
                continue  # a browser tells no change there
            fresh = before[part] == alive[part]
            view = server.take(name, event_of(name, {**before, part: new}), views[which]["seen"], f"w{which}")
            if fresh or alive[part] == new:
                alive[part] = new
            else:
                assert "that answer stands" in view["saved"]["text"]
            entry = answers.read(answers.path_of(temporary, "small"), CONTENT).answers.get(name)
            assert parts_of(name, entry and entry["response"]) == alive == shown_by(name, view)
            views[which] = view


# ------------------------------------------------------------ what is said, what is kept


@pytest.fixture
def server(tmp_path):
    return Server(tmp_path, stays=False)


def write(server: Server, text: str, view: dict, window: str) -> dict:
    return server.take("note", {"do": "write", "fields": {"plan": text}}, view["seen"], window)


def test_a_text_that_two_windows_wrote_is_kept_twice_until_the_learner_chooses(server, tmp_path):
    first = server.look("note")
    write(server, "The one.", first, "a")
    view = write(server, "The other.", first, "b")
    shown = view["versions"]
    assert [part["text"] for part in shown["here"]["parts"]] == ["The other."]
    assert [part["text"] for part in shown["others"][0]["parts"]] == ["The one."]
    assert "saved" in shown["others"][0]["label"] and ":" in shown["others"][0]["label"]
    assert on_disk(tmp_path) == [{"plan": "The other.", "why": ""}, {"plan": "The one.", "why": ""}]
    view = server.take("note", {"do": "settle", "version": shown["others"][0]["id"], "keep": "both"}, view["seen"], "b")
    assert view["versions"] is None
    assert on_disk(tmp_path) == [{"plan": "The other.\n\nThe one.", "why": ""}]


def test_a_choice_made_on_an_old_screen_is_not_taken(server, tmp_path):
    first = server.look("note")
    write(server, "The one.", first, "a")
    view = write(server, "The other.", first, "b")
    write(server, "The other, longer now", view, "b")
    said = server.take(
        "note", {"do": "settle", "version": view["versions"]["others"][0]["id"], "keep": "other"}, view["seen"], "c"
    )
    assert "another window" in said["saved"]["text"] and len(on_disk(tmp_path)) == 2


def test_different_boxes_are_put_together_without_asking(server, tmp_path):
    first = server.look("note")
    server.take("note", {"do": "write", "fields": {"plan": "P", "why": ""}}, first["seen"], "a")
    view = server.take("note", {"do": "write", "fields": {"plan": "", "why": "W"}}, first["seen"], "b")
    assert (view["versions"], on_disk(tmp_path)) == (None, [{"plan": "P", "why": "W"}])


@pytest.mark.parametrize("way", ["one after the other", "without an answer to the first"])
def test_what_one_window_types_on_is_no_other_version(server, tmp_path, way):
    first = view = server.look("note")
    for text in ("A", "B instead", "B instead, and C"):
        view = write(server, text, view if way == "one after the other" else first, "a")
    assert on_disk(tmp_path) == [{"plan": "B instead, and C", "why": ""}]


def test_a_single_choice_on_an_old_screen_is_said_and_may_be_repeated(server):
    first = server.look("one")
    server.take("one", {"do": "choose", "options": ["o1"]}, first["seen"], "a")
    refused = server.take("one", {"do": "choose", "options": ["o2"]}, first["seen"], "b")
    assert "changed in another window" in refused["saved"]["text"]
    assert [o["id"] for o in refused["options"] if o["chosen"]] == ["o1"]
    again = server.take("one", {"do": "choose", "options": ["o2"]}, refused["seen"], "b")
    assert [o["id"] for o in again["options"] if o["chosen"]] == ["o2"]


def test_marks_of_two_windows_stand_together_and_never_under_a_text_that_was_not_seen(server):
    view = write(server, "word " * 30, server.look("note"), "a")
    for window, criterion, level in (("a", "roles", 4), ("b", "words", 0)):
        done = server.take("note", {"do": "mark", "criterion": criterion, "level": level}, view["seen"], window)
    assert {c["id"]: c["chosen"] for c in done["marking"]["criteria"]} == {"roles": 4, "words": 0}
    again = server.take("note", {"do": "mark", "criterion": "roles", "level": 0}, view["seen"], "c")
    assert "another window" in again["saved"]["text"]
    write(server, "another " * 30, done, "a")
    on_old_text = server.take("note", {"do": "mark", "criterion": "words", "level": 4}, done["seen"], "b")
    assert "another window" in on_old_text["saved"]["text"]
    assert {c["id"]: c["chosen"] for c in on_old_text["marking"]["criteria"]} == {"roles": 4, "words": 0}


# ------------------------------------------------------------ copies that went different ways


def sheet_of(folder: Path) -> answers.Sheet:
    return answers.read(answers.path_of(folder, "small"), CONTENT)


def two_copies(tmp_path: Path) -> list[Path]:
    """A folder and its copy, after both had the same text."""
    places = [tmp_path / "a", tmp_path / "b"]
    places[0].mkdir()
    LessonSession("small", places[0], CONTENT).take("note", {"do": "write", "fields": {"plan": "Both had this."}})
    places[1].mkdir()
    data = answers.path_of(places[0], "small").read_bytes()
    answers.path_of(places[1], "small").write_bytes(data)
    return places


def test_copies_that_went_different_ways_keep_both_texts(tmp_path):
    here, there = two_copies(tmp_path)
    LessonSession("small", here, CONTENT).take("note", {"do": "write", "fields": {"plan": "Written here."}})
    LessonSession("small", there, CONTENT).take("note", {"do": "write", "fields": {"plan": "Written there."}})
    for merged in (answers.newer(sheet_of(here), sheet_of(there)), answers.newer(sheet_of(there), sheet_of(here))):
        entry = merged.answers["note"]
        assert entry["response"]["plan"] == "Written there."
        assert [one["response"]["plan"] for one in entry["others"]] == ["Written here."]
        assert answers.newer(merged, sheet_of(here)).answers == merged.answers  # once more changes nothing


def test_a_copy_that_only_fell_behind_brings_nothing_back(tmp_path):
    here, there = two_copies(tmp_path)
    for n in range(30):
        LessonSession("small", here, CONTENT).take("note", {"do": "write", "fields": {"plan": f"Written again, {n}."}})
    merged = answers.newer(sheet_of(there), sheet_of(here)).answers["note"]
    assert (merged["response"]["plan"], merged.get("others")) == ("Written again, 29.", None)


def test_a_choice_between_copies_stands_against_both(tmp_path):
    here, there = two_copies(tmp_path)
    for place in (here, there):
        LessonSession("small", place, CONTENT).take("note", {"do": "write", "fields": {"plan": f"In {place.name}."}})
    merged = answers.newer(sheet_of(here), sheet_of(there))
    answers.write(answers.path_of(here, "small"), merged)
    desk = LessonSession("small", here, CONTENT)
    (other,) = desk.view("note", 0)["versions"]["others"]
    desk.take("note", {"do": "settle", "version": other["id"], "keep": "other"})
    after = answers.newer(sheet_of(there), sheet_of(here)).answers["note"]
    assert (after["response"]["plan"], after.get("others")) == ("In a.", None)


def test_the_file_keeps_other_versions_where_older_programs_leave_them_alone(tmp_path):
    here, there = two_copies(tmp_path)
    for place in (here, there):
        LessonSession("small", place, CONTENT).take("note", {"do": "write", "fields": {"plan": f"In {place.name}."}})
    merged = answers.newer(sheet_of(here), sheet_of(there))
    raw = json.loads(json.dumps(merged.as_json()))
    assert raw["schema"] == 1 and set(raw["answers"]["note"]) <= {"response", "at", "tries", "checked", "seen"}
    (kept,) = raw["aside"].values()
    assert kept["exercise"] == "note"
    assert answers.validate(raw, CONTENT).answers == merged.answers
    # a lesson in which the box has another name shows neither and keeps both
    other = {**CONTENT, "written": {"note": {**CONTENT["written"]["note"], "fields": {"new": {"label": "New"}}}}}
    again = answers.validate(answers.validate(raw, other).as_json(), CONTENT)
    assert again.answers == merged.answers


def test_a_strangers_other_versions_are_bounded_and_checked(tmp_path):
    desk = LessonSession("small", tmp_path, CONTENT)
    desk.take("note", {"do": "write", "fields": {"plan": "Mine."}})
    raw = desk.sheet.as_json()
    merged = answers.newer(desk.sheet, desk.sheet)
    entry = {
        **merged.answers["note"],
        "others": [{"response": {"plan": str(n), "why": ""}, "at": ""} for n in range(9)],
    }
    (place,) = answers.Sheet("small", answers={"note": entry}).as_json()["aside"]
    for others in ([{"response": {"<b>": "x"}}], [{"response": {"plan": "x" * 20_001}}], ["x"], "x", None, [{}], 7):
        bad = {**raw, "aside": {place: {"exercise": "note", "at": "", "others": others}}}
        assert "others" not in answers.validate(bad, CONTENT).answers["note"]
    many = {**raw, "aside": {place: {"exercise": "note", "at": "", "others": entry["others"]}}}
    assert len(answers.validate(many, CONTENT).answers["note"]["others"]) <= 6
