// Shows the model's view, whatever its kind, and keeps the reader's place when the next one comes.
import { freshId, h, patch } from "./dom.js";
import { drawFrame, drawProblem, keepKeys, openLine, waitOf } from "./frame.js";
import { drawChoice, sayChoice } from "./choice.js";
import { afterBranching, drawBranching, sayBranching } from "./branching.js";
import { fitChart } from "./chart_labels.js";
import { afterWritten, drawWritten, flushWritten, sayWritten } from "./written.js";
import { drawOrdering, sayOrdering } from "./ordering.js";
import { afterMatching, drawMatching, sayMatching } from "./matching.js";
import { afterNumeric, drawNumeric, flushNumeric, sayNumeric } from "./numeric.js";
import { drawTranscript, sayTranscript } from "./transcript.js";
import { drawProgress } from "./progress.js";

const KINDS = {
  choice: { draw: drawChoice, say: sayChoice },
  branching: { draw: drawBranching, say: sayBranching, after: afterBranching, fit: fitChart },
  written: { draw: drawWritten, say: sayWritten, after: afterWritten, flush: flushWritten },
  ordering: { draw: drawOrdering, say: sayOrdering },
  matching: { draw: drawMatching, say: sayMatching, after: afterMatching },
  numeric: { draw: drawNumeric, say: sayNumeric, after: afterNumeric, flush: flushNumeric },
  transcript: { draw: drawTranscript, say: sayTranscript },
  progress: { draw: drawProgress },
  problem: { draw: drawProblem },
};

const SAID_MS = 5000;

// If the focused control went away, the reader goes on where the new matter begins.
function refocus(root) {
  const active = root.getRootNode().activeElement;
  if (active && root.contains(active) && !active.disabled) return;
  const next = root.querySelector("[data-pr-focus]") || root.querySelector("input:enabled, .pr-take") || root.firstElementChild;
  next?.focus({ preventScroll: true });
}

function render({ model, el }) {
  el.classList.add("pr-root");
  const page = h("div", { class: "pr-page" });
  const live = h("div", { class: "pr-hidden", "aria-live": "polite" });
  el.replaceChildren(page, live);

  let shown = null;
  const desk = { el, uid: freshId(), local: {} };
  desk.view = () => model.get("view");
  // Said, then taken away again: whoever reads on through the page must not meet everything twice.
  let fade = null;
  desk.announce = (text) => {
    clearTimeout(fade);
    live.replaceChildren(h("p", null, text));
    fade = setTimeout(() => live.replaceChildren(), waitOf(el, "said", SAID_MS));
  };
  desk.send = (event) => desk.line.send(event);
  desk.act = (name) => {
    KINDS[desk.view().kind]?.flush?.(desk.view(), desk);
    desk.send({ do: name });
  };
  // What is laid out by measuring is measured again when its place or its type changes.
  const sizes = new ResizeObserver(() => KINDS[desk.view()?.kind]?.fit?.(page));
  desk.redraw = () => {
    const view = desk.view();
    if (!view?.kind) return;
    const kind = KINDS[view.kind] || KINDS.problem;
    const active = el.getRootNode().activeElement;
    const inside = active !== null && page.contains(active);
    patch(page, h("div", { class: "pr-page" }, drawFrame(view, desk, kind.draw(view, desk))));
    kind.fit?.(page, sizes);
    if (inside) refocus(page);
  };
  desk.line = openLine(model, el, desk.redraw);

  const show = () => {
    const view = desk.view();
    if (!view?.kind) return;
    if (shown && (shown.kind !== view.kind || shown.id !== view.id)) desk.local = {};
    const kind = KINDS[view.kind] || KINDS.problem;
    const before = shown;
    shown = view;
    desk.line.heard();
    desk.redraw();
    const news = before && kind.say?.(before, view);
    if (news) desk.announce(news);
    kind.after?.(before, view, page, desk);
  };
  // Leaving the page or the tab: what was typed goes now, not when the pause is over.
  const leave = () => {
    const view = desk.view();
    KINDS[view?.kind]?.flush?.(view, desk);
  };
  const freeKeys = keepKeys(el);
  const hidden = () => { if (document.visibilityState === "hidden") leave(); };
  document.addEventListener("visibilitychange", hidden);
  model.on("change:view", show);
  show();

  return () => {
    leave();
    desk.line.close();
    sizes.disconnect();
    clearTimeout(fade);
    freeKeys();
    document.removeEventListener("visibilitychange", hidden);
    model.off("change:view", show);
  };
}

export default { render };
