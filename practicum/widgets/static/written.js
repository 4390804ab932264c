// A written response: the prompt, its fields with word counts, the rubric to write against.
import { h, inline, plain, prose, words } from "./dom.js";
import { actionRow, savedLine, waitOf } from "./frame.js";
import { drawMarking } from "./marking.js";

const WRITE_MS = 700;

function wordCount(text) {
  return (text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) || []).length;
}

function countWords(view, text) {
  const n = wordCount(text);
  return n === 1 && view.words?.word_count_one ? view.words.word_count_one : words(view.words?.word_count, n);
}

function textNow(field, desk) {
  return desk.local.typed?.[field.id] ?? field.value ?? "";
}

// Everything typed so far goes in one event, so that no field can be left behind.
export function flushWritten(view, desk) {
  if (!desk.local.timer) return;
  clearTimeout(desk.local.timer);
  desk.local.timer = null;
  desk.send({ do: "write", fields: Object.fromEntries(view.fields.map((one) => [one.id, textNow(one, desk)])) });
}

function drawField(view, desk, field) {
  const id = `${desk.uid}-${field.id}`;
  const input = (e) => {
    (desk.local.typed ??= {})[field.id] = e.target.value;
    clearTimeout(desk.local.timer);
    desk.local.timer = setTimeout(() => flushWritten(desk.view(), desk), waitOf(desk.el, "write", WRITE_MS));
    desk.redraw();
  };
  return h("div", { key: field.id, class: "pr-field" },
    h("label", { key: "label", for: id }, inline(field.label)),
    h("textarea", {
      key: "text", own: true, id, name: field.id, rows: field.rows || 6, maxlength: field.limit || null,
      "aria-describedby": `${id}-note`, value: textNow(field, desk), "data-field": field.id, spellcheck: "true",
      on: { input, blur: () => flushWritten(desk.view(), desk) },
    }),
    h("p", { key: "note", class: "pr-field-note", id: `${id}-note` },
      field.hint && h("span", { key: "hint", class: "pr-field-hint" }, inline(field.hint)),
      h("span", { key: "count", class: "pr-count" }, countWords(view, textNow(field, desk)))));
}

// Explicit roles: the table is set as stacked blocks on a narrow screen, and must stay a table to the ear.
function drawRubric(view) {
  if (!view.rubric?.length) return null;
  const points = [...new Set(view.rubric.flatMap((one) => one.levels.map((level) => level.points)))].sort((a, b) => b - a);
  const name = (n) => (n === 1 && view.words?.level_points_one) || words(view.words?.level_points, n);
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

// In self-study one marks the response, then sees the examples, then marks it again: in that order on the screen.
export function drawWritten(view, desk) {
  const { marking } = view;
  const marks = marking?.criteria?.length > 0 && drawMarking(marking, desk, () => flushWritten(desk.view(), desk));
  const after = marking?.stage === "after";
  return [
    h("div", { key: "prompt", class: "pr-prompt" }, prose(view.prompt)),
    view.privacy && h("p", { key: "privacy", class: "pr-hint" }, inline(view.privacy)),
    h("div", { key: "fields", class: "pr-fields" }, view.fields.map((one) => drawField(view, desk, one))),
    view.result && h("p", { key: "result", class: "pr-result" }, inline(view.result)),
    h("div", { key: "foot", class: "pr-foot" }, savedLine(view, desk), !marking && actionRow(view, desk)),
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

// A text field belongs to whoever types in it. The view's text goes in only when nobody is typing,
// nothing waits to be sent and nothing sent waits for its answer.
export function afterWritten(before, view, root, desk) {
  if (desk.local.timer || desk.line.waiting()) return;
  const doc = root.getRootNode();
  let changed = false;
  for (const field of view.fields) {
    const box = root.querySelector(`textarea[data-field="${CSS.escape(field.id)}"]`);
    if (!box || box === doc.activeElement) continue;
    if (desk.local.typed) delete desk.local.typed[field.id];
    if (box.value !== (field.value ?? "")) {
      box.value = field.value ?? "";
      changed = true;
    }
  }
  if (changed) desk.redraw();
}
