// A branching case: what happened, what to do now, how it ended; the chart of its meters beside it.
import { h, inline, phrases, plain, prose, words } from "./dom.js";
import { actionRow, savedLine, sourceList, verdict } from "./frame.js";
import { drawChart, drawNewest } from "./chart.js";

function drawScene(turn, i, heading, present) {
  return h("li", { key: `turn-${i}`, class: "pr-scene", "data-now": present },
    heading && h("h4", { key: "heading", class: "pr-label", tabindex: "-1", "data-pr-focus": present }, heading),
    h("div", { key: "text", class: "pr-scene-text" }, prose(turn.text)),
    drawChanges(turn));
}

function drawChanges(turn) {
  if (!turn.changes?.length) return null;
  return h("ul", { key: "changes", class: "pr-changes", role: "list" }, turn.changes.map((one) => h("li", null, one.text)));
}

function drawMove(view, turn, i) {
  return h("li", { key: `turn-${i}`, class: "pr-move", "data-mark": turn.quality },
    h("p", { key: "you", class: "pr-label" }, view.words?.you || ""),
    h("div", { key: "did", class: "pr-did" }, prose(turn.text)),
    h("div", { key: "came", class: "pr-came" },
      turn.word && verdict(turn.quality, turn.word),
      turn.why && h("div", { key: "why", class: "pr-reason" }, prose(turn.why)),
      drawChanges(turn),
      sourceList(turn.sources, view.words?.sources)));
}

// Every scene that opens a move has a heading, so that the present one never shifts what stands above it.
function drawTurns(view) {
  const { turns } = view;
  let move = 1;
  return turns.map((turn, i) => {
    if (turn.who === "you") {
      move += 1;
      return drawMove(view, turn, i);
    }
    const opens = turns[i - 1]?.who !== "scene";
    const present = !view.ending && !turns.slice(i).some((one) => one.who === "you");
    const closing = view.ending && i === turns.length - 1 && i > 0;
    const heading = !opens || closing ? null : present && view.count || words(view.words?.move, move);
    return drawScene(turn, i, heading, present && opens);
  });
}

function drawChoices(view, desk) {
  if (view.ending || !view.choices?.length) return null;
  const made = view.turns.filter((turn) => turn.who === "you").length;
  const busy = desk.line.waiting() && desk.line.state !== "late" && desk.local.taken;
  const labelId = `${desk.uid}-ask`;
  const take = (id) => {
    if (desk.line.waiting() && desk.line.state !== "late" && desk.local.taken) return;
    desk.local.taken = id;
    desk.send({ do: "take", choice: id, at: made });
    desk.redraw();
  };
  return h("div", { key: `choices-${made}`, class: "pr-choices", role: "group", "aria-labelledby": labelId },
    h("p", { key: "ask", class: "pr-label", id: labelId }, view.words?.your_move || ""),
    view.choices.map((one) => h("button", {
      key: one.id, type: "button", class: "pr-take", on: { click: () => take(one.id) },
      "aria-disabled": busy ? "true" : null, "data-taken": busy && desk.local.taken === one.id ? "true" : null,
    }, phrases(one.text))));
}

function namedList(key, label, texts) {
  if (!texts?.length) return null;
  return h("div", { key, class: "pr-met" }, label && h("p", { class: "pr-label" }, label),
    h("ul", null, texts.map((text) => h("li", null, inline(text)))));
}

function drawEnding(view) {
  const { ending } = view;
  if (!ending) return null;
  return h("div", { key: "ending", class: "pr-ending", "data-mark": ending.quality },
    ending.word && verdict(ending.quality, ending.word),
    h("h4", { key: "title", class: "pr-ending-title", tabindex: "-1", "data-pr-focus": true }, inline(ending.title)),
    h("div", { key: "debrief", class: "pr-debrief" }, prose(ending.debrief)),
    ending.remarks?.length > 0 && h("div", { key: "remarks", class: "pr-remarks" }, ending.remarks.map(prose)),
    namedList("met", view.words?.met, ending.flags),
    sourceList(ending.sources, view.words?.sources));
}

function drawEnded(view) {
  if (!view.ended?.length) return null;
  const line = (one) => (one.word ? `${one.title} (${one.word})` : one.title);
  return h("div", { key: "ended", class: "pr-ended" }, namedList("list", view.words?.earlier, view.ended.map(line)));
}

export function drawBranching(view, desk) {
  if (!desk.line.waiting()) desk.local.taken = null;
  return [
    h("div", { key: "spread", class: "pr-spread" },
      h("div", { key: "story", class: "pr-story" },
        view.text && h("div", { key: "intro", class: "pr-case" }, prose(view.text)),
        h("ol", { key: "turns", class: "pr-turns", role: "list", "aria-label": view.words?.transcript }, drawTurns(view)),
        drawChoices(view, desk), drawEnding(view)),
      drawChart(view),
      h("div", { key: "foot", class: "pr-foot" }, actionRow(view, desk), savedLine(view, desk), drawEnded(view))),
  ];
}

// Focus goes to the new heading, which is short; the rest is said in the order in which it is read.
export function sayBranching(before, view) {
  if (!before || before.id !== view.id) return "";
  const from = before.turns.length;
  const grew = view.turns.length > from || view.ending && !before.ending;
  const fresh = grew ? view.turns.slice(from) : view.turns.length < from ? view.turns.slice(-1) : [];
  const parts = fresh.flatMap((turn) => [
    ...(turn.who === "scene" ? [turn.text] : [turn.word && `${turn.word}.`, turn.why]),
    ...(turn.changes || []).map((one) => `${one.text}.`),
  ]);
  if (grew && view.ending) parts.push(view.ending.word && `${view.ending.word}.`, view.ending.title);
  return parts.filter(Boolean).map(plain).join(" ");
}

export function afterBranching(before, view, root) {
  if (before?.id === view.id && view.moves?.length > before.moves.length) drawNewest(root);
}
