// A lesson as a page: stands up every exercise, takes answers to the server, says how it goes.
import exercise from "./widgets/exercise.js";
import { h } from "./widgets/dom.js";
import { mark } from "./widgets/frame.js";
import { openContents } from "./contents.js";
import { look, openPost } from "./post.js";
import { labelTables } from "./tables.js";
import { readyForPaper } from "./paper.js";

const { views, progress, words, api, state } = JSON.parse(document.getElementById("lesson-data").textContent);
const models = new Map();
const contents = openContents(words);
const SAID_MS = 5000;

// ---- what the line at the top says

const saved = document.getElementById("saved");
const trouble = document.getElementById("trouble");
let fade = null;

// Said once when it changes, not at every answer.
function announce(text) {
  const said = document.getElementById("said");
  clearTimeout(fade);
  said.textContent = text;
  fade = setTimeout(() => { said.textContent = ""; }, SAID_MS);
}

const line = { post: "quiet", said: "", kept: progress.saved, troubled: false, told: false };

function whatIsWrong() {
  if (!["quiet", "saving"].includes(line.post)) return line.said ? `${line.said} ${words.page_stays}` : words[`page_${line.post}`];
  if (line.kept.state === "failed") return line.kept.text;
  return document.querySelector(".pr-field-long") ? words.page_text_over : "";
}

function ways() {
  const again = h("button", { type: "button", class: "quiet-button", on: { click: () => post.again() } }, words.page_try_now);
  // This page's own address leads through whatever login there is, and back.
  const login = h("a", { href: location.pathname, target: "_blank", rel: "noopener" }, words.page_login);
  return line.post === "quiet" || line.post === "saving" || line.post === "refused" ? [] : [line.post === "session" && login, again];
}

function showState() {
  const wrong = whatIsWrong();
  const state = wrong ? "failed" : line.post === "saving" ? "saving" : line.kept.state;
  saved.dataset.state = state;
  saved.replaceChildren(...(wrong ? [mark("poor"), words.page_not_saved] : [state === "saving" ? words.saving : line.kept.text]));
  if (trouble.dataset.text !== wrong) {
    trouble.dataset.text = wrong;
    trouble.replaceChildren(...(wrong ? [
      h("summary", null, words.page_what_to_do), h("p", null, h("span", null, wrong)), h("p", { class: "ways" }, ways()),
    ] : []));
    trouble.hidden = !wrong;
    trouble.open = true;
    if (wrong) document.activeElement?.scrollIntoView({ block: "nearest" });
    if (wrong) announce(wrong === line.kept.text ? wrong : `${words.page_not_saved}. ${wrong}`);
  }
  if (line.troubled && !wrong && state !== "saving") announce(words.page_all_saved);
  line.troubled = Boolean(wrong) || line.troubled && state === "saving";
}

// ---- exercises

// The page says once, at its top, that all is well; an exercise speaks up only if its own answer is not.
function quietly(view, before) {
  const well = !["failed", "told"].includes(view.saved?.state);
  const mended = well && before?.saved?.state === "failed";
  return {
    ...view,
    saved: well && !mended ? { state: "none", text: "" } : view.saved,
    words: { ...view.words, not_saved: words.page_not_yet },
  };
}

// In the list of what is answered each name leads to its exercise.
function linked(view) {
  if (!view.groups) return view;
  const link = (item) => ({ ...item, href: document.getElementById(`exercise-${item.id}`) ? `#exercise-${item.id}` : null });
  return { ...view, groups: view.groups.map((group) => ({ ...group, items: group.items.map(link) })) };
}

function modelOf(id, view) {
  const hears = new Set();
  return {
    get: () => view,
    set: (name, value) => {
      view = value;
      for (const hear of [...hears]) hear();
    },
    on: (name, hear) => { if (name === "change:view") hears.add(hear); },
    off: (name, hear) => hears.delete(hear),
    save_changes: () => {},
    send: (message) => post.put(id, message),
    looks: true, // the page asks for all its exercises at once
  };
}

function showProgress(view) {
  line.kept = view.saved;
  if (view.groups) showAnswered(view);
  models.get("progress")?.set("view", linked(view));
}

function showAnswered(view) {
  document.getElementById("answered").textContent = view.summary;
  const items = view.groups.flatMap((group) => group.items);
  contents.count(items);
  for (const item of items) document.getElementById(`exercise-${item.id}`)?.setAttribute("data-state", item.state);
}

// What went wrong while reading the sheet is told where the page begins.
function showNotices(notices) {
  const place = document.getElementById("notices");
  const known = [...place.children].map((one) => one.textContent);
  for (const notice of notices.filter((one) => !known.includes(one))) {
    place.append(h("p", { class: "notice" }, notice));
    announce(notice);
  }
}

function heard(id, reply) {
  const model = models.get(id);
  if (reply.view) model?.set("view", quietly(reply.view, model.get("view")));
  if (reply.progress) showProgress(reply.progress);
  showNotices(reply.notices || []);
  if (reply.view?.saved?.state !== "failed") others?.postMessage(api);
  if (!line.told && line.kept.state === "saved") announce(line.kept.text);
  line.told ||= line.kept.state === "saved";
  showState();
  tryAgain();
}

// ---- what other windows did

// Tabs of this browser tell each other at once; other browsers are seen when this page comes to the front.
const others = window.BroadcastChannel ? new BroadcastChannel("practicum answers") : null;
const PAUSES = [2, 4, 8, 15, 30]; // seconds before what the disk refused is tried again; the last one goes on
const newest = { state, asking: false, tries: 0, timer: null };

function showAll(reply) {
  for (const [id, view] of Object.entries(reply.views)) {
    const model = models.get(id);
    const before = model?.get("view");
    // What is on its way is answered by itself; a screen that waits goes by the number of that answer.
    if (!model || post.waiting().some((one) => one.exercise === id)) continue;
    // What was said of the last answer stands until something else is shown.
    const said = ["failed", "told"].includes(before.saved.state) && !before.saved.again && before.seen?.[""] === view.seen?.[""];
    model.set("view", { ...quietly({ ...view, ack: before.ack ?? 0 }, before), ...(said ? { saved: before.saved } : {}) });
  }
  showProgress(reply.progress);
  showNotices(reply.notices || []);
  showState();
}

async function lookAround() {
  if (newest.asking || document.visibilityState === "hidden" && !troubled()) return;
  newest.asking = true;
  const { reply } = await look(api, newest.state);
  newest.asking = false;
  if (reply?.views) showAll(reply);
  if (reply) newest.state = reply.state;
  tryAgain();
}

const troubled = () => line.kept.state === "failed";

// A disk that was full, a folder that could not be written to: mended, it is noticed without a keystroke.
function tryAgain() {
  clearTimeout(newest.timer);
  if (!troubled()) {
    newest.tries = 0;
    return;
  }
  newest.timer = setTimeout(lookAround, 1000 * PAUSES[Math.min(newest.tries, PAUSES.length - 1)]);
  newest.tries += 1;
}

others?.addEventListener("message", ({ data }) => { if (data === api) void lookAround(); });

const post = openPost(api, { heard, changed: (state, said) => { Object.assign(line, { post: state, said }); showState(); } });

// Text that an earlier visit of this tab could not send stands in its box again, before it is sent.
function withWaiting(id, view) {
  const last = post.waiting().filter((one) => one.exercise === id).at(-1)?.event;
  if (last?.do === "write") {
    return { ...view, fields: view.fields.map((field) => ({ ...field, value: last.fields[field.id] ?? field.value })) };
  }
  return last?.do === "answer" && "value" in view ? { ...view, value: last.response } : view;
}

for (const place of document.querySelectorAll("[data-exercise]")) {
  const id = place.dataset.exercise;
  const view = place.dataset.kind === "progress" ? linked(progress) : views[id] && quietly(withWaiting(id, views[id]));
  if (!view) continue;
  const model = modelOf(id, view);
  models.set(place.dataset.kind === "progress" ? "progress" : id, model);
  exercise.render({ model, el: place });
}

// ---- the page around them

// What stays at the top must never hide what has the focus; it grows when there is trouble to tell.
const bar = document.getElementById("bar");
const heights = new ResizeObserver(() => {
  const over = getComputedStyle(trouble).position === "absolute" ? trouble.offsetHeight : 0;
  document.documentElement.style.setProperty("--bar", `${bar.offsetHeight + over}px`);
});
for (const one of [bar, trouble]) heights.observe(one);
addEventListener("beforeunload", (e) => { if (post.unsaved() || whatIsWrong()) e.preventDefault(); });
document.addEventListener("input", () => setTimeout(showState, 0)); // after the exercise has drawn what is too long
const toFront = () => {
  post.again();
  void lookAround();
};
for (const type of ["online", "focus", "pageshow"]) addEventListener(type, toFront);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") toFront(); });

document.getElementById("no-script").remove();
labelTables();
readyForPaper(words);
showProgress(progress);
showState();
post.again();
tryAgain();
// Exercises are taller than what stood in their place, so the browser's own jump came too early.
const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target) target.scrollIntoView();
