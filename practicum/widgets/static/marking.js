// Marking one's own written response: each criterion of the rubric with its levels, one of them chosen.
import { h, inline } from "./dom.js";

// What was just chosen on this screen counts until the engine has answered it.
function markNow(desk, criterion) {
  if (!desk.line.waiting()) desk.local.marks = {};
  return desk.local.marks?.[criterion.id] ?? criterion.chosen;
}

function drawLevel(desk, criterion, level, flush) {
  const on = markNow(desk, criterion) === level.points;
  const change = () => {
    flush();
    desk.local.marks = { ...desk.local.marks, [criterion.id]: level.points };
    desk.send({ do: "mark", criterion: criterion.id, level: level.points });
    desk.redraw();
  };
  return h("label", { key: level.points, class: "pr-level-row", "data-chosen": on },
    h("input", { key: "input", type: "radio", name: `${desk.uid}-m-${criterion.id}`, checked: on, on: { change } }),
    h("span", { key: "points", class: "pr-level-points" }, level.points_text),
    h("span", { key: "text", class: "pr-level-text" }, inline(level.text)));
}

function drawCriterion(desk, criterion, flush) {
  const beforeId = criterion.before_text ? `${desk.uid}-b-${criterion.id}` : null;
  return h("fieldset", { key: criterion.id, class: "pr-mark-one", "aria-describedby": beforeId },
    h("legend", { key: "title", class: "pr-mark-title" }, inline(criterion.title),
      criterion.note && h("span", { class: "pr-criterion-note" }, inline(criterion.note))),
    beforeId && h("p", { key: "before", class: "pr-hint pr-mark-before", id: beforeId, "data-differs": criterion.differs }, inline(criterion.before_text)),
    h("div", { key: "levels", class: "pr-levels" }, criterion.levels.map((level) => drawLevel(desk, criterion, level, flush))));
}

export function drawMarking(marking, desk, flush) {
  const titleId = `${desk.uid}-marking`;
  return h("div", { key: `marking-${marking.stage === "after" ? "after" : "before"}`, class: "pr-marking", role: "group", "aria-labelledby": titleId },
    h("h4", { key: "title", class: "pr-marking-title", id: titleId }, inline(marking.title)),
    marking.hint && h("p", { key: "hint", class: "pr-hint" }, inline(marking.hint)),
    marking.criteria.map((criterion) => drawCriterion(desk, criterion, flush)),
    marking.summary && h("p", { key: "summary", class: "pr-result" }, inline(marking.summary)));
}
