// What every exercise has in common: badge, title, actions, the saved line, sending, keys.
import { h, svg, inline, plain, prose } from "./dom.js";
import { drawVersions } from "./versions.js";

const ACK_MS = 6000;

// Tests shorten the waits with data attributes on the element or around it.
export function waitOf(el, name, otherwise) {
  const holder = el.closest(`[data-pr-${name}-ms]`);
  return holder ? Number(holder.getAttribute(`data-pr-${name}-ms`)) : otherwise;
}

// JupyterLab's shortcuts (j, k, a, x, dd, arrows) must not hear what is typed here; its own chords must.
export function keepKeys(el) {
  const stop = (e) => {
    const chord = e.ctrlKey || e.metaKey || e.altKey || (e.shiftKey && e.key === "Enter");
    if (!chord) e.stopPropagation();
  };
  el.addEventListener("keydown", stop);
  return () => el.removeEventListener("keydown", stop);
}

// The line to the engine. state: quiet, saving (an answer is slow), late (no answer came).
export function openLine(model, el, changed) {
  const line = { state: "quiet" };
  let last = 0;
  let slow = null;
  let late = null;
  const ack = () => model.get("view")?.ack ?? 0;
  const turn = (state) => {
    if (line.state === state) return;
    line.state = state;
    changed();
  };
  const rest = () => {
    clearTimeout(slow);
    clearTimeout(late);
    slow = late = null;
  };
  const wait = () => {
    const ms = waitOf(el, "ack", ACK_MS);
    // Timed from the oldest unanswered event: typing on must not put the warning off.
    slow ??= setTimeout(() => turn("saving"), ms / 12);
    late ??= setTimeout(() => { rest(); turn("late"); }, ms);
  };
  const fail = () => { rest(); turn("late"); };
  line.waiting = () => last > ack();
  line.last = () => Math.max(last, ack());
  // more: what this window had seen of the answer, and its name
  line.send = (event, more = {}) => {
    last = line.last() + 1;
    try {
      Promise.resolve(model.send({ event, n: last, ...more })).catch(fail);
      if (line.state !== "late") wait();
    } catch {
      fail();
    }
  };
  // A view came, so the engine lives. What it has not yet answered gets its full time again.
  line.heard = () => {
    rest();
    line.state = "quiet";
    if (line.waiting()) wait();
  };
  line.close = rest;
  return line;
}

const MARKS = {
  best: () => svg("circle", { cx: 8, cy: 8, r: 6, class: "pr-solid" }),
  acceptable: () => svg("circle", { cx: 8, cy: 8, r: 5.75, class: "pr-outline" }),
  poor: () => svg("path", { d: "M8 1.5 15 14.2H1Z", class: "pr-solid" }),
  harmful: () => svg("path", { d: "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7ZM4 7v2h8V7Z", class: "pr-solid", "fill-rule": "evenodd" }),
  right: () => svg("path", { d: "M2 8.6 6.2 12.8 14 3.8", class: "pr-outline" }),
  wrong: () => svg("path", { d: "M2.5 8h11", class: "pr-outline" }),
  missed: () => svg("circle", { cx: 8, cy: 8, r: 5.75, class: "pr-outline pr-dotted" }),
};

export function mark(name) {
  const shape = MARKS[name];
  return shape && svg("svg", { class: "pr-mark", viewBox: "0 0 16 16", "aria-hidden": "true" }, shape());
}

export function verdict(name, word) {
  return h("p", { class: "pr-verdict" }, mark(name), h("strong", null, word));
}

export function sourceList(list, label) {
  if (!list?.length) return null;
  return h("details", { key: "sources", class: "pr-sources" },
    h("summary", null, label || ""),
    h("ul", null, list.map((one) => h("li", null, inline(one)))));
}

function actionButton(action, desk) {
  // While an answer is under way the engine decides: choosing and checking at once must work.
  const off = action.disabled && !desk.line.waiting();
  const why = off && action.why_disabled;
  const whyId = `${desk.uid}-why-${action.do}`;
  const press = () => {
    if (!off) desk.act(action.do);
    else if (why) desk.announce(why);
  };
  // aria-disabled keeps the button reachable, so that it can say why it does not work yet.
  return [
    h("button", {
      key: action.do, type: "button", class: action.primary ? "pr-button pr-primary" : "pr-button",
      "aria-disabled": off ? "true" : null, "aria-describedby": why ? whyId : null,
      on: { click: press },
    }, action.label),
    why && h("span", { key: `why-${action.do}`, class: "pr-why", id: whyId }, inline(why)),
  ];
}

export function actionRow(view, desk) {
  if (!view.actions?.length) return null;
  return h("div", { key: "actions", class: "pr-actions" }, view.actions.map((one) => actionButton(one, desk)));
}

export function savedLine(view, desk) {
  const told = desk.line.state;
  const saved = view.saved || { state: "none", text: "" };
  let state = saved.state;
  let text = saved.text;
  if (told === "late") [state, text] = ["failed", view.words?.not_saved];
  else if (told === "saving") [state, text] = ["saving", view.words?.saving];
  return h("p", { key: "saved", class: "pr-saved", role: "status", "data-state": state },
    text && state === "failed" && mark("poor"), text && h("span", { key: "said" }, inline(text)));
}

// What was answered before an author changed the question, where the question no longer has all of it.
function drawFormer(view) {
  return view.former?.length && h("ul", { key: "former", class: "pr-former", role: "list" }, view.former.map((one, n) => h("li", { key: n },
    one.label && h("strong", { key: "label" }, one.label), h("span", { key: "text" }, one.text))));
}

export function drawFrame(view, desk, body) {
  const titleId = `${desk.uid}-title`;
  return h("section", {
    key: `${view.kind}:${view.id}`, class: `pr-frame pr-${view.kind}`, tabindex: "-1",
    "aria-labelledby": view.title ? titleId : null, "aria-label": view.title ? null : [view.badge, view.stem].filter(Boolean).map(plain).join(": ") || view.id,
  },
  (view.badge || view.title) && h("header", { key: "head", class: "pr-head" },
    view.badge && h("p", { key: "badge", class: "pr-badge" }, view.badge),
    view.title && h("h3", { key: "title", class: "pr-title", id: titleId }, inline(view.title))),
  view.changed && h("div", { key: "changed", class: "pr-changed" }, h("p", { key: "said" }, inline(view.changed)), drawFormer(view)),
  drawVersions(view, desk),
  body);
}

export function drawProblem(view) {
  return [h("div", { key: "problem", class: "pr-trouble", role: "alert" }, mark("poor"), h("div", null, prose(view.text)))];
}
