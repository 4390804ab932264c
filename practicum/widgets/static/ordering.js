// Ordering: steps that move up and down by buttons; dragging the number is an extra for mouse and touch.
import { h, plain, prose, svg } from "./dom.js";
import { answerNow, fillIn, giveAnswer, itemCase, itemEnd, itemFeedback, itemGroup, sayResult, sharedSources } from "./item.js";

const SLIDE_MS = 150;

function stepsNow(view, desk) {
  if (view.stage === "feedback") return view.steps;
  const order = desk.local.drag?.order || answerNow(desk, null);
  if (!order) return view.steps;
  return [...view.steps].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

function stepsMoved(ids, from, to) {
  const order = [...ids];
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
}

function stepRows(desk) {
  return [...desk.el.querySelectorAll(".pr-step")];
}

// Redraw, then let each step that changed its place come from where it was.
function slideSteps(desk, redraw) {
  const before = new Map(stepRows(desk).map((row) => [row.dataset.step, row.offsetTop]));
  redraw();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const row of stepRows(desk)) {
    const from = (before.get(row.dataset.step) ?? row.offsetTop) - row.offsetTop;
    if (from) row.animate?.([{ transform: `translateY(${from}px)` }, { transform: "none" }], SLIDE_MS);
  }
}

function sayPlace(view, desk, id, place) {
  const text = plain(view.steps.find((one) => one.id === id).text);
  desk.announce(fillIn(view.words?.moved, { text, place: place + 1, all: view.steps.length }));
}

// The focus goes along with the step; where it can go no further, to the button that leads back.
function moveStep(view, desk, from, to) {
  const ids = stepsNow(view, desk).map((one) => one.id);
  slideSteps(desk, () => giveAnswer(desk, stepsMoved(ids, from, to)));
  const [up, down] = stepRows(desk)[to].querySelectorAll(".pr-move-step");
  const same = to < from ? up : down;
  (same.disabled ? (same === up ? down : up) : same).focus();
  sayPlace(view, desk, ids[from], to);
}

// Past the middle of a neighbour the step changes places with it. The distance between the two middles
// is more than nothing, so that a step under a resting finger never flickers.
function placeUnder(rows, at, y) {
  const middle = (row) => row.offsetTop + row.offsetHeight / 2;
  let to = at;
  while (to + 1 < rows.length && y > middle(rows[to + 1])) to += 1;
  while (to > 0 && y < middle(rows[to - 1])) to -= 1;
  return to;
}

function dragging(view, desk) {
  const end = (keep) => {
    const { drag } = desk.local;
    if (!drag) return;
    desk.local.drag = null;
    if (!keep || drag.order.join() === drag.start.join()) return desk.redraw();
    giveAnswer(desk, drag.order);
    sayPlace(view, desk, drag.id, drag.order.indexOf(drag.id));
  };
  const pointermove = (e) => {
    const { drag } = desk.local;
    if (!drag) return;
    const at = drag.order.indexOf(drag.id);
    const to = placeUnder(stepRows(desk), at, e.clientY - e.currentTarget.getBoundingClientRect().top);
    if (to === at) return;
    drag.order = stepsMoved(drag.order, at, to);
    slideSteps(desk, desk.redraw);
  };
  return { pointermove, pointerup: () => end(true), pointercancel: () => end(false) };
}

function drawGrip(view, desk, step, place) {
  const pointerdown = (e) => {
    if (e.button !== 0) return;
    e.preventDefault();
    // The list keeps the pointer, because rows change under it.
    e.currentTarget.closest(".pr-steps").setPointerCapture(e.pointerId);
    const order = stepsNow(view, desk).map((one) => one.id);
    desk.local.drag = { id: step.id, start: order, order };
    desk.redraw();
  };
  const dots = [3, 8, 13].flatMap((y) => [3, 8].map((x) => svg("circle", { cx: x, cy: y, r: 1.25 })));
  return h("span", { key: "place", class: "pr-place", "data-grip": !step.locked, on: step.locked ? {} : { pointerdown } },
    !step.locked && svg("svg", { key: "dots", class: "pr-dots", viewBox: "0 0 11 16", "aria-hidden": "true" }, dots),
    h("span", { key: "number", "aria-hidden": "true" }, String(place + 1)),
    h("span", { key: "said", class: "pr-hidden" }, fillIn(view.words?.place_of, { place: place + 1, all: view.steps.length })));
}

function drawMoveButton(view, desk, step, place, by) {
  const name = by < 0 ? view.words?.move_up : view.words?.move_down;
  const to = place + by;
  return h("button", {
    key: by, type: "button", class: "pr-move-step", title: name, "aria-label": `${name}: ${plain(step.text)}`,
    disabled: to < 0 || to >= view.steps.length, "data-pr-focus": place === 0 && by > 0 && !view.result,
    on: { click: () => moveStep(view, desk, place, to) },
  },
  svg("svg", { class: "pr-arrow", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { class: "pr-outline", d: by < 0 ? "M8 14V2.5M3 7.5l5-5 5 5" : "M8 2v11.5M3 8.5l5 5 5-5" })));
}

// A row is a place and its step changes, so that no node has to move and none loses the focus.
function drawStep(view, desk, step, place, shared) {
  return h("li", {
    key: `place-${place}`, class: "pr-step", "data-step": step.id, "data-mark": step.feedback?.mark,
    "data-dragging": desk.local.drag?.id === step.id,
  },
  drawGrip(view, desk, step, place),
  h("div", { key: "text", class: "pr-step-text" }, prose(step.text)),
  !step.locked && h("div", { key: "moves", class: "pr-step-moves" }, [-1, 1].map((by) => drawMoveButton(view, desk, step, place, by))),
  step.feedback && itemFeedback(view, step.feedback, `${desk.uid}-f-${place}`, place === 0, shared));
}

export function drawOrdering(view, desk) {
  if (view.stage === "feedback") desk.local.drag = null;
  const shared = sharedSources(view.steps.map((one) => one.feedback).filter(Boolean));
  return [
    itemCase(view),
    itemGroup(view, desk,
      h("ol", { key: "steps", class: "pr-steps", role: "list", on: dragging(view, desk) },
        stepsNow(view, desk).map((one, place) => drawStep(view, desk, one, place, shared)))),
    itemEnd(view, desk, shared),
  ];
}

// Short enough to be said whole: how it went, then each place with its word.
export function sayOrdering(before, view) {
  const told = view.stage === "feedback" && before?.stage !== "feedback";
  const places = told ? view.steps.map((one, n) => `${n + 1}. ${one.feedback?.word ?? ""}.`) : [];
  return [sayResult(before, view), ...places].filter(Boolean).join(" ");
}
