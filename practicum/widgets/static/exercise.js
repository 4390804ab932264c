// Shows the model's view, whatever its kind, and keeps the reader's place when the next one comes.
import { freshId, h, patch, plain } from "./dom.js";
import { dropDraft, keepDraft, leftDrafts, newWindowName, releaseDraft } from "./drafts.js";
import { drawFrame, drawProblem, keepKeys, openLine, waitOf } from "./frame.js";
import { drawChoice, sayChoice } from "./choice.js";
import { afterBranching, drawBranching, sayBranching } from "./branching.js";
import { fitChart } from "./chart_labels.js";
import { adoptWritten, afterWritten, drawWritten, flushWritten, sayWritten } from "./written.js";
import { drawOrdering, sayOrdering } from "./ordering.js";
import { afterMatching, drawMatching, sayMatching } from "./matching.js";
import { afterNumeric, drawNumeric, flushNumeric, sayNumeric } from "./numeric.js";
import { drawTranscript, sayTranscript } from "./transcript.js";
import { drawProgress } from "./progress.js";

const KINDS = {
  choice: { draw: drawChoice, say: sayChoice },
  branching: { draw: drawBranching, say: sayBranching, after: afterBranching, fit: fitChart },
  written: { draw: drawWritten, say: sayWritten, after: afterWritten, flush: flushWritten, adopt: adoptWritten },
  ordering: { draw: drawOrdering, say: sayOrdering },
  matching: { draw: drawMatching, say: sayMatching, after: afterMatching },
  numeric: { draw: drawNumeric, say: sayNumeric, after: afterNumeric, flush: flushNumeric },
  transcript: { draw: drawTranscript, say: sayTranscript },
  progress: { draw: drawProgress },
  problem: { draw: drawProblem },
};

const SAID_MS = 5000;
const WHOLE = new Set(["write", "choose", "answer"]); // these tell the whole answer, so they can be told again
const PAUSES_MS = [2000, 4000, 8000, 15000, 30000]; // before each new attempt to save; the last one goes on

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
  const desk = { el, uid: freshId(), local: {}, window: newWindowName(), seen: null };
  desk.view = () => model.get("view");
  // Said, then taken away again: whoever reads on through the page must not meet everything twice.
  let fade = null;
  desk.announce = (text) => {
    clearTimeout(fade);
    live.replaceChildren(h("p", null, text));
    fade = setTimeout(() => live.replaceChildren(), waitOf(el, "said", SAID_MS));
  };
  desk.keep = (event) => keepDraft(desk.view(), desk.window, event, desk.seen);
  desk.send = (event) => {
    if (WHOLE.has(event.do)) desk.keep(event);
    desk.line.send(event, desk.seen && desk.view().place ? { seen: desk.seen, window: desk.window } : {});
  };
  desk.act = (name) => {
    KINDS[desk.view().kind]?.flush?.(desk.view(), desk);
    desk.send({ do: name });
  };
  desk.settle = (version, keep) => {
    KINDS[desk.view().kind]?.flush?.(desk.view(), desk);
    desk.send({ do: "settle", version, keep });
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
    if (shown && (shown.kind !== view.kind || shown.id !== view.id)) [desk.local, desk.seen] = [{}, null];
    const kind = KINDS[view.kind] || KINDS.problem;
    const before = shown;
    shown = view;
    desk.line.heard();
    // What is sent now was entered on the screen that stands; while an answer is awaited, that is still the old one.
    if (!desk.line.waiting() && (view.kind !== "written" || !desk.seen)) desk.seen = view.seen || null;
    desk.redraw();
    const parted = before && view.versions && !before.versions && plain(`${view.versions.title}. ${view.versions.text}`);
    const news = before && kind.say?.(before, view) || parted;
    if (news) desk.announce(news);
    kind.after?.(before, view, page, desk);
    if (!desk.line.waiting() && !desk.local.dirty && !view.saved?.again) {
      dropDraft(view, desk.window);
      for (const old of desk.local.adopted || []) dropDraft(view, old);
    }
    tryAgain(view);
  };

  // The newest state, and another attempt to save. A page asks once for all its exercises; then this is not ours to do.
  const look = () => {
    if (model.looks || !desk.view()?.place) return;
    leave();
    try {
      Promise.resolve(model.send({ event: { do: "look" }, n: desk.line.last() })).catch(() => {});
    } catch { /* no engine; the next answer says so */ }
  };
  let [tries, retry] = [0, null];
  const tryAgain = (view) => {
    clearTimeout(retry);
    if (!view.saved?.again || model.looks) {
      tries = 0;
      return;
    }
    retry = setTimeout(look, waitOf(el, "again", PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]));
    tries += 1;
  };

  // What a window that is gone could not save is sent again, with what that window had seen.
  const adopt = async () => {
    const drafts = await leftDrafts(desk.view());
    drafts.forEach((draft, i) => {
      const view = desk.view();
      const last = i === drafts.length - 1;
      desk.local.adopted = [...desk.local.adopted || [], draft.window];
      if (last && KINDS[view.kind]?.adopt && !desk.local.dirty && !desk.local.timer) KINDS[view.kind].adopt(draft, view, page, desk);
      else desk.line.send(draft.event, { seen: draft.seen, window: draft.window });
    });
  };
  // Leaving the page or the tab: what was typed goes now, not when the pause is over.
  const leave = () => {
    const view = desk.view();
    KINDS[view?.kind]?.flush?.(view, desk);
  };
  const freeKeys = keepKeys(el);
  const turned = () => { if (document.visibilityState === "hidden") leave(); else look(); };
  document.addEventListener("visibilitychange", turned);
  addEventListener("focus", look);
  model.on("change:view", show);
  show();
  if (desk.view()?.place) void adopt();

  return () => {
    leave();
    desk.line.close();
    sizes.disconnect();
    clearTimeout(fade);
    clearTimeout(retry);
    freeKeys();
    releaseDraft(desk.window);
    document.removeEventListener("visibilitychange", turned);
    removeEventListener("focus", look);
    model.off("change:view", show);
  };
}

export default { render };
