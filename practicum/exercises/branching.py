"""Branching cases on the screen: the present moment, what happened, the meters, the ending.

The screen is sent what to show now and what was, never the rules or what lies
ahead. Not scored; a run that ended stays on record.
"""

from __future__ import annotations

from typing import Any

from .. import words
from ..content import conditions
from ..content.replay import Played, ReplayError, longest_valid, open_choices, replay
from ..shapes.content import BranchingSpec
from ..shapes.content import Meter as MeterSpec
from ..shapes.view import EarlierRun, EndingShown, Meter, Said, Turn, View
from . import former
from .base import BadEvent, BadResponse, Exercise, action, shuffled

RUNS_KEPT = 12
LONGEST_PATH = 60


def _path(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > LONGEST_PATH or not all(isinstance(s, str) for s in value):
        raise BadResponse("it holds a path that this case cannot have")
    return list(value)


class BranchingCase(Exercise[BranchingSpec]):
    """A branching case: take a choice, step back, start again."""

    events = {"take": "_take", "undo": "_undo", "restart": "_restart"}

    @staticmethod
    def clean(spec: BranchingSpec, response: Any) -> Any:
        """A response as it may stand on a sheet: what the case still allows of it. Raises BadResponse."""
        if response is None:
            return None
        if not isinstance(response, dict) or set(response) - {"path", "deal", "ended"}:
            raise BadResponse("it holds a path that this case cannot have")
        deal = response.get("deal", 0)
        if isinstance(deal, bool) or not isinstance(deal, int) or not 0 <= deal < 1000:
            raise BadResponse("it names a hand of cards that this case cannot have")
        ended = response.get("ended", [])
        if not isinstance(ended, list) or len(ended) > RUNS_KEPT:
            raise BadResponse("it holds more runs than are kept")
        # a run that ended stays as it was, though the case may no longer have it
        runs = [_path(run) for run in ended]
        return {"path": longest_valid(spec, _path(response.get("path", [])), deal), "deal": deal, "ended": runs}

    @staticmethod
    def as_it_was(spec: BranchingSpec, response: Any) -> former.Lines:
        found = []
        for n, step in enumerate(response["path"], 1):
            scene, _, name = step.partition(".")
            found_scene = spec["scenes"].get(scene)
            choice = found_scene["choices"].get(name) if found_scene else None
            found.append((words.say("move", move=n), choice["say"] if choice else former.name_of_gone(step)))
        return found

    def steps(self, response: Any) -> list[dict]:
        return [{"do": "take", "choice": step.partition(".")[2], "at": n} for n, step in enumerate(response)]

    def describe(self, response: Any) -> list[Said]:
        now = response or {"path": [], "deal": 0}
        played = replay(self.spec, now["path"], now["deal"])
        moves = [turn.text for turn in played.turns if turn.choice is not None]
        said: list[Said] = [{"label": words.say("move", move=n), "text": text} for n, text in enumerate(moves, 1)]
        return said or [{"label": "", "text": words.say("moves_none")}]

    @property
    def _now(self) -> dict:
        return self.response or {"path": [], "deal": 0, "ended": []}

    @property
    def answered(self) -> bool:
        return bool(self._now["path"] or self._now["ended"])

    @property
    def standing(self) -> int:
        return len(self._now["path"])

    def played(self) -> Played:
        return replay(self.spec, self._now["path"], self._now["deal"])

    def _with(self, path: list[str], **more: Any) -> Exercise:
        over = self._over(path, more.get("deal", self._now["deal"]))
        return self.keep({**self._now, "path": path, **more}, attempt=over, checked=over)

    def _over(self, path: list[str], deal: int) -> bool:
        return replay(self.spec, path, deal).ending is not None

    def _take(self, event: dict) -> Exercise:
        played, path = self.played(), self._now["path"]
        if event.get("at", len(path)) != len(path):
            raise BadEvent(words.say("out_of_step"))
        name = event.get("choice")
        if not isinstance(name, str) or name not in open_choices(self.spec, played):
            raise BadEvent(words.say("bad_choice"))
        try:
            return self._with([*path, f"{played.scene}.{name}"])
        except ReplayError as error:
            raise BadEvent(words.say("bad_event")) from error

    def _undo(self, event: dict) -> Exercise:
        if not self._now["path"]:
            raise BadEvent(words.say("bad_event"))
        return self._with(self._now["path"][:-1])

    def _restart(self, event: dict) -> Exercise:
        now = self._now
        ended = list(now["ended"])
        if now["path"] and self._over(now["path"], now["deal"]):
            ended = [*ended, now["path"]][-RUNS_KEPT:]
        return self._with([], deal=now["deal"] + 1 if self.spec.get("cards") else now["deal"], ended=ended)

    # -- views

    def _changes(self, before: dict[str, float], after: dict[str, float]) -> list[Said]:
        return [
            {
                "label": meter["label"],
                "text": words.say(
                    "change", label=meter["label"],
                    before=words.number(before[name]), after=words.number(after[name]),
                ),
            }
            for name, meter in self.spec["meters"].items()
            if before[name] != after[name]
        ]  # fmt: skip

    def _turns(self, played: Played) -> list[Turn]:
        """What happened so far, the present moment last."""
        shown: list[Turn] = []
        for turn in played.turns:
            if turn.choice is None:
                shown.append({"who": "scene", "text": turn.text, "changes": self._changes(turn.before, turn.after)})
                continue
            choice = self.spec["scenes"][turn.scene]["choices"][turn.choice]
            shown.append({
                "who": "you", "text": turn.text, "quality": choice["quality"],
                "word": words.say(choice["quality"]), "why": choice["why"],
                "sources": self.sources(choice), "changes": self._changes(turn.before, turn.after),
            })  # fmt: skip
        return shown

    def _chart_words(self, played: Played) -> str:
        return "\n\n".join(self._meter_words(meter, played.traces[name]) for name, meter in self.spec["meters"].items())

    def _meter_words(self, meter: MeterSpec, trace: tuple) -> str:
        last: dict[int, float] = {}
        for at, value in trace:
            last[at] = value
        start, points = last.pop(0), []
        previous = start
        for at, value in last.items():
            if value != previous:
                points.append(words.say("chart_point", value=words.number(value), move=at))
            previous = value
        if not points:
            return words.say("chart_flat", label=meter["label"], start=words.number(start))
        opening = words.say("chart_start", label=meter["label"], start=words.number(start))
        return ", ".join([opening, *points]) + "."

    def _meters(self, played: Played) -> list[Meter]:
        return [
            {
                "id": name, "label": m["label"], "min": m.get("min", 0), "max": m.get("max", 10),
                "value": played.meters[name], "start": m["start"], "better": m["better"],
                "band": m.get("band"), "trace": [list(point) for point in played.traces[name]],
            }
            for name, m in self.spec["meters"].items()
        ]  # fmt: skip

    def _ending(self, played: Played) -> EndingShown | None:
        if played.ending is None:
            return None
        ending, state = self.spec["endings"][played.ending], played.state()
        return {
            "title": ending["title"],
            "quality": ending["quality"],
            "word": words.say(ending["quality"]),
            "debrief": ending["debrief"],
            "remarks": [r["text"] for r in self.spec.get("remarks", []) if conditions.holds(r["when"], state)],
            "flags": [text for name, text in self.spec.get("flags", {}).items() if name in played.flags],
            "sources": self.sources(self.spec),
        }

    def _earlier(self) -> list[EarlierRun]:
        shown: list[EarlierRun] = []
        for run in self._now["ended"] if not self.spec.get("cards") else []:
            try:
                played = replay(self.spec, run)
            except ReplayError:
                played = None
            if played is None or not played.ending:
                shown.append({"title": words.say("run_before"), "word": self._in_a_row(run)})
                continue
            ending = self.spec["endings"][played.ending]
            shown.append({"title": ending["title"], "word": words.say(ending["quality"])})
        return shown

    def _in_a_row(self, run: list[str]) -> str:
        """The moves of a run that the case no longer has."""
        return "; ".join(one["text"] for one in former.lines(self.as_it_was, self.spec, {"path": run}))

    def _count(self, played: Played) -> str:
        cap, made = self.spec.get("moves"), len(played.path)
        if not cap:
            return words.say("moves_made", made=made)
        return words.say("move_count", made=min(made + (played.ending is None), cap["at_most"]), most=cap["at_most"])

    def view(self) -> View:
        played = self.played()
        offered = open_choices(self.spec, played)
        order = shuffled(list(offered), self.seed, f"{self.id}/{played.scene}")
        actions = [action("undo"), action("restart")] if played.path else []
        if played.ending:
            actions = [action("restart", primary=True), action("undo")]
        return self._frame(
            words.say("branching_case"),
            title=self.spec["title"],
            text=self.spec["text"],
            turns=self._turns(played),
            choices=[{"id": name, "text": offered[name]["say"]} for name in order],
            ending=self._ending(played),
            meters=self._meters(played),
            moves=[str(n + 1) for n in range(len(played.path))],
            made=len(played.path),
            chart_words=self._chart_words(played),
            count=self._count(played),
            ended=self._earlier(),
            actions=actions,
        )
