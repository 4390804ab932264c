"""Branching cases: the simulator that proves the format, and what holds for every case."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from practicum.content import model
from practicum.content.explore import explore
from practicum.content.replay import ReplayError, begin, every_path, hands, longest_valid, open_choices, replay
from practicum.content.source import read


def load(name: str) -> dict:
    source, problems = read(Path(__file__).parent / name, name)
    assert not problems
    return TypeAdapter(model.Vignette).validate_python(source.plain).model_dump(mode="json", exclude_none=True)


TRAUMA = load("trauma_pacing.yml")
COMPLETE = list(every_path(TRAUMA))


def test_trauma_pacing_has_the_published_figures():
    endings = Counter(played.ending for played in COMPLETE)
    assert len(COMPLETE) == 891
    assert endings == {
        "worked_connected": 32, "safe_under_dosed": 64, "strained_repaired": 292,
        "left_raw": 182, "stabilization_drift": 253, "too_far_too_fast": 68,
    }  # fmt: skip
    assert sum(p.ending == "strained_repaired" and "harm" in p.flags for p in COMPLETE) == 39


def test_the_all_best_path_of_trauma_pacing():
    played, trace = begin(TRAUMA), []
    while played.ending is None:
        best = next(n for n, c in open_choices(TRAUMA, played).items() if c["quality"] == "best")
        played = replay(TRAUMA, [*played.path, f"{played.scene}.{best}"])
        turn = next(t for t in reversed(played.turns) if t.choice)
        trace.append((turn.scene, turn.after["suds"], turn.after["alliance"]))
    assert [values[1:] for values in trace] == [(4, 7), (5, 8), (7, 9), (5, 10), (3, 10), (4, 10)]
    assert played.ending == "worked_connected"


@given(st.sampled_from(COMPLETE))
def test_replay_gives_what_was_played(played):
    assert replay(TRAUMA, played.path) == played


@given(st.sampled_from(COMPLETE))
def test_meters_stay_within_their_limits(played):
    for name, trace in played.traces.items():
        limits = TRAUMA["meters"][name]
        assert all(limits["min"] <= value <= limits["max"] for _, value in trace)


@given(st.lists(st.text(max_size=20) | st.sampled_from([s for p in COMPLETE[:40] for s in p.path]), max_size=12))
def test_a_foreign_path_is_refused_and_its_valid_part_kept(path):
    kept = longest_valid(TRAUMA, path)
    assert kept == path[: len(kept)]
    replay(TRAUMA, kept)
    if kept != path:
        with pytest.raises(ReplayError):
            replay(TRAUMA, path)


def test_explore_reaches_what_every_path_reaches():
    seen = explore(TRAUMA)
    assert set(seen.scenes) == set(TRAUMA["scenes"])
    assert set(seen.endings) == {p.ending for p in COMPLETE}
    assert set(seen.choices) == {step for p in COMPLETE for step in p.path}
    assert not seen.stuck
    assert not seen.cut_short


CARDS = {
    "meters": {"risk": {"min": 0, "max": 10, "start": 3}},
    "cards": {"state": ["CA", "TX"]},
    "start": "car",
    "moves": {"at_most": 3, "then": "late"},
    "scenes": {
        "car": {
            "text": [{"when": "state == TX", "text": "Texas"}, {"text": "elsewhere"}],
            "choices": {
                "wait": {"say": "wait", "quality": "poor", "change": {"risk": 4}, "goto": "car"},
                "ask": {"say": "ask", "quality": "best", "when": "state == TX", "goto": "end"},
            },
        }
    },
    "endings": {"grave": {"when": "risk >= 7", "title": "g"}, "late": {"title": "l"}},
}


def test_cards_change_text_and_choices_and_the_cap_ends_a_loop():
    assert hands(CARDS) == [{"state": "CA"}, {"state": "TX"}]
    assert begin(CARDS, 0).turns[-1].text == "elsewhere"
    assert begin(CARDS, 1).turns[-1].text == "Texas"
    assert set(open_choices(CARDS, begin(CARDS, 0))) == {"wait"}
    assert replay(CARDS, ["car.wait"] * 3).ending == "late"
    assert replay(CARDS, ["car.wait", "car.ask"], 1).ending == "grave"


def test_a_scene_that_cannot_end_is_stuck():
    case = {**CARDS, "moves": None, "cards": {}}
    assert explore(case).stuck == ("car",)


@settings(max_examples=30)
@given(st.integers(0, 500))
def test_deals_go_round(deal):
    assert begin(CARDS, deal).cards == hands(CARDS)[deal % 2]
