// A written response: the prompt, its fields with word counts, the rubric to write against.
import { counted, h, inline, langOf, plain, prose, words } from "./dom.js";
import { actionRow, mark, savedLine, waitOf } from "./frame.js";
import { dropDraft } from "./drafts.js";
import { drawMarking } from "./marking.js";

const WRITE_MS = 700;

function wordCount(text) {
  return (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) || []).length;
}

function countWords(view, text) {
  return counted(view, "word_count", wordCount(text));
}

function textNow(field, desk) {
  return desk.local.typed?.[field.id] ?? field.value ?? "";
}

// By how many characters a text is too long to be saved. It is never cut.
function overBy(field, desk) {
  const text = textNow(field, desk);
  return field.limit && text.length > field.limit ? Math.max([...text].length - field.limit, 0) : 0;
}

function textsNow(fields, desk) {
  return Object.fromEntries(fields.map((one) => [one.id, textNow(one, desk)]));
}

// Everything typed so far goes in one event, so that no field can be left behind; one that is too long waits.
export function flushWritten(view, desk) {
  if (!desk.local.timer) return;
  clearTimeout(desk.local.timer);
  desk.local.timer = null;
  const fields = view.fields.filter((one) => !overBy(one, desk));
  if (fields.length) {
    desk.local.sent = textsNow(fields, desk);
    desk.send({ do: "write", fields: desk.local.sent });
  }
  if (fields.length < view.fields.length) desk.keep({ do: "write", fields: textsNow(view.fields, desk) });
}

function drawTooLong(view, desk, field, id) {
  const over = overBy(field, desk);
  if (!over) return null;
  const said = String(view.words?.text_over ?? "").replace("{over}", over.toLocaleString(langOf(view))).replace("{limit}", field.limit.toLocaleString(langOf(view)));
  return h("p", { key: "long", class: "pr-note pr-field-long", id: `${id}-long`, role: "alert" }, mark("poor"), h("span", { key: "said" }, said));
}

function drawField(view, desk, field) {
  const id = `${desk.uid}-${field.id}`;
  const input = (e) => {
    (desk.local.typed ??= {})[field.id] = e.target.value;
    desk.local.dirty = true;
    desk.keep({ do: "write", fields: textsNow(desk.view().fields, desk) });
    clearTimeout(desk.local.timer);
    desk.local.timer = setTimeout(() => flushWritten(desk.view(), desk), waitOf(desk.el, "write", WRITE_MS));
    desk.redraw();
  };
  const long = drawTooLong(view, desk, field, id);
  return h("div", { key: field.id, class: "pr-field" },
    h("label", { key: "label", for: id }, inline(field.label)),
    h("textarea", {
      key: "text", own: true, id, name: field.id, rows: field.rows || 6, "aria-invalid": long ? "true" : null,
      "aria-describedby": long ? `${id}-long ${id}-note` : `${id}-note`, value: textNow(field, desk), "data-field": field.id, spellcheck: "true",
      on: { input, blur: () => flushWritten(desk.view(), desk) },
    }),
    long,
    h("p", { key: "note", class: "pr-field-note", id: `${id}-note` },
      field.hint && h("span", { key: "hint", class: "pr-field-hint" }, inline(field.hint)),
      h("span", { key: "count", class: "pr-count" }, countWords(view, textNow(field, desk)))));
}

// Explicit roles: the table is set as stacked blocks on a narrow screen, and must stay a table to the ear.
function drawRubric(view) {
  if (!view.rubric?.length) return null;
  const points = [...new Set(view.rubric.flatMap((one) => one.levels.map((level) => level.points)))].sort((a, b) => b - a);
  const name = (n) => counted(view, "level_points", n);
  const corner = view.words?.criterion
    ? h("th", { role: "columnheader", scope: "col" }, view.words.criterion) : h("td", { role: "cell" });
  const head = h("tr", { role: "row" }, corner,
    points.map((n) => h("th", { role: "columnheader", scope: "col" }, name(n))));
  const cell = (one, n) => {
    const level = one.levels.find((x) => x.points === n);
    return h("td", { role: "cell", "data-empty": !level },
      level && h("span", { class: "pr-points", "aria-hidden": "true" }, name(n)),
      level && h("span", { class: "pr-level" }, inline(level.text)));
  };
  const row = (one) => h("tr", { role: "row" },
    h("th", { role: "rowheader", scope: "row" }, h("span", { class: "pr-criterion" }, inline(one.title)), 
      one.note && h("span", { class: "pr-criterion-note" }, inline(one.note))),
    points.map((n) => cell(one, n)));
  return h("table", { key: "rubric", class: "pr-rubric", role: "table" },
    h("caption", null, view.words?.rubric || ""),
    h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, view.rubric.map(row)));
}

function drawExample(view, one, i) {
  const part = (x) => [x.label && h("p", { class: "pr-label" }, inline(x.label)), h("div", { class: "pr-quoted" }, prose(x.text))];
  const score = (x) => h("li", null, h("b", null, `${x.title}: ${x.points}`), x.text && h("span", null, " ", inline(x.text)));
  return h("details", { key: `example-${i}`, class: "pr-example" },
    h("summary", null, inline(one.title)),
    (one.response || []).map(part),
    one.scores?.length > 0 && h("ul", { class: "pr-scores" }, one.scores.map(score)));
}

function drawExamples(view) {
  if (!view.examples?.length) return null;
  return h("div", { key: "examples", class: "pr-examples" },
    h("h4", { key: "title", class: "pr-label", tabindex: "-1", "data-pr-focus": true }, view.words?.examples || ""),
    view.examples.map((one, i) => drawExample(view, one, i)));
}

// As long as one text is too long, it is not all saved.
function withLong(view, desk) {
  if (view.saved?.state === "failed" || !view.fields.some((one) => overBy(one, desk))) return view;
  return { ...view, saved: { state: "failed", text: view.words?.text_over_saved || "" } };
}

// In self-study one marks the response, then sees the examples, then marks it again: in that order on the screen.
export function drawWritten(view, desk) {
  const { marking } = view;
  const marks = marking?.criteria?.length > 0 && drawMarking(marking, desk, () => flushWritten(desk.view(), desk));
  const after = marking?.stage === "after";
  return [
    h("div", { key: "prompt", class: "pr-prompt" }, prose(view.prompt)),
    view.privacy && h("p", { key: "privacy", class: "pr-hint" }, inline(view.privacy)),
    h("div", { key: "fields", class: "pr-fields" }, view.fields.map((one) => drawField(view, desk, one))),
    desk.local.back && h("p", { key: "back", class: "pr-hint" }, view.words?.draft_back || ""),
    view.result && h("p", { key: "result", class: "pr-result" }, inline(view.result)),
    h("div", { key: "foot", class: "pr-foot" }, savedLine(withLong(view, desk), desk), !marking && actionRow(view, desk)),
    !after && marks,
    marking && h("div", { key: "go", class: "pr-foot" }, actionRow(view, desk)),
    drawRubric(view),
    drawExamples(view),
    after && marks,
  ];
}

export function sayWritten(before, view) {
  if (!before) return "";
  const [was, now] = [before.marking, view.marking];
  if (now?.summary && was?.summary !== now.summary) return plain(now.summary);
  if (now?.title && was?.stage !== now.stage) return plain(now.title);
  return view.result && before.result !== view.result ? plain(view.result) : "";
}

const evenLines = (text) => String(text ?? "").replace(/\r\n?/g, "\n");

// A text field belongs to whoever types in it. The view's text goes in where everything that was typed is answered:
// then the box holds what the view says, or what stood in it before another window wrote. Anything else stays,
// and goes on from the state that it was typed upon.
export function afterWritten(before, view, root, desk) {
  const idle = !desk.local.timer && !desk.line.waiting();
  const shown = desk.local.shown ??= Object.fromEntries(view.fields.map((one) => [one.id, evenLines(one.value)]));
  let [changed, clean] = [false, true];
  for (const field of view.fields) {
    const box = root.querySelector(`textarea[data-field="${CSS.escape(field.id)}"]`);
    const next = evenLines(field.value);
    if (!box) continue;
    const answered = idle && (box.value === next || box.value === shown[field.id] || !box.value.trim());
    const heard = answered || desk.local.sent?.[field.id] === next;
    if (heard) shown[field.id] = next;
    if (heard && desk.seen && view.seen) desk.seen = { ...desk.seen, [field.id]: view.seen[field.id] };
    if (!answered) {
      clean = false;
      continue;
    }
    if (desk.local.typed) delete desk.local.typed[field.id];
    if (box.value !== next) {
      const [active, at] = [box === root.getRootNode().activeElement, box.selectionStart];
      box.value = next;
      if (active) box.setSelectionRange(Math.min(at, next.length), Math.min(at, next.length));
      changed = true;
    }
  }
  desk.local.dirty = !clean;
  if (clean && view.seen) desk.seen = { ...view.seen };
  if (changed) desk.redraw();
}

// Text that a window could not save stands in its box again and goes on its way, as that window's.
export function adoptWritten(draft, view, root, desk) {
  const texts = Object.entries(draft.event.fields || {}).filter(([, text]) => typeof text === "string");
  const missing = texts.filter(([id, text]) => {
    const field = view.fields.find((one) => one.id === id);
    return field && evenLines(field.value) !== evenLines(text);
  });
  if (!missing.length) return dropDraft(view, draft.window);
  for (const [id, text] of missing) {
    (desk.local.typed ??= {})[id] = text;
    const box = root.querySelector(`textarea[data-field="${CSS.escape(id)}"]`);
    if (box) box.value = text;
  }
  [desk.window, desk.seen] = [draft.window, draft.seen ?? desk.seen];
  [desk.local.dirty, desk.local.back, desk.local.timer] = [true, true, setTimeout(() => {}, 0)];
  desk.redraw();
  if (view.words?.draft_back) desk.announce(view.words.draft_back);
  flushWritten(view, desk);
}
