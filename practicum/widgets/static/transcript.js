// A transcript to mark: each line that counts has its codes as chips beside it, or under it where it is narrow.
import { h, inline, plain, prose } from "./dom.js";
import { answersNow, fillIn, giveAnswer, itemCase, itemEnd, itemFeedback, itemGroup, sayResult, sharedSources } from "./item.js";

function codesNow(view, desk) {
  return answersNow(view, desk, view.lines, (chosen) => chosen?.length > 0);
}

// A code's short name is its id; an id of two words is written as two. Where it only repeats the name, the name does.
function shortName(code) {
  const [id, text] = [code.id.replaceAll("_", " "), plain(code.text)];
  return id.toLowerCase() === text.toLowerCase() ? text : id;
}

function longName(code) {
  const text = plain(code.text);
  return shortName(code) === text ? text : `${shortName(code)}: ${text}`;
}

function setCode(view, desk, line, code, on) {
  const made = codesNow(view, desk);
  const had = made.get(line.id) || [];
  const codes = view.codes.map((one) => one.id).filter((id) => (id === code.id ? on : had.includes(id)));
  if (codes.length) made.set(line.id, codes);
  else made.delete(line.id);
  giveAnswer(desk, Object.fromEntries(made));
}

const ARROWS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

// Every chip is a stop of the Tab key, as checkboxes are; the arrows are a quicker way over many lines.
function walkCodes(e) {
  const by = ARROWS[e.key];
  if (!by || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
  const rows = [...e.currentTarget.querySelectorAll(".pr-codes")].map((row) => [...row.querySelectorAll("input")]);
  const row = rows.findIndex((inputs) => inputs.includes(e.target));
  const next = rows[row + by[0]]?.[rows[row].indexOf(e.target) + by[1]];
  if (!next) return;
  e.preventDefault();
  next.focus({ preventScroll: true });
  next.closest(".pr-said").scrollIntoView({ block: "nearest" });
}

function drawCode(view, desk, line, code, chosen, toldId) {
  const on = chosen.includes(code.id);
  return h("label", { key: code.id, class: "pr-chip", title: plain(code.text), "data-chosen": on, "data-locked": line.locked },
    h("input", {
      key: "input", type: "checkbox", checked: on, "aria-label": longName(code),
      "aria-disabled": line.locked ? "true" : null, "aria-describedby": toldId,
      // A locked chip stays reachable, so that its feedback can be read again.
      on: {
        change: (e) => setCode(view, desk, line, code, e.target.checked),
        click: (e) => { if (line.locked) e.preventDefault(); },
      },
    }),
    h("span", { key: "text" }, shortName(code)));
}

// The group of a line's chips has the line as its name: who moves from chip to chip hears what it is about.
function drawUtterance(view, desk, line, chosen, first, shared) {
  const id = `${desk.uid}-l-${line.id}`;
  const toldId = line.feedback ? `${id}-told` : null;
  return h("li", { key: line.id, class: "pr-said", "data-scored": line.scored, "data-mark": line.feedback?.mark },
    h("div", { key: "line", class: "pr-utterance", id: `${id}-text` },
      h("p", { key: "who", class: "pr-label" },
        h("span", { key: "number", class: "pr-line-number", "aria-hidden": "true" }, line.id),
        h("span", { key: "said", class: "pr-hidden" }, fillIn(view.words?.line, { number: line.id }), ", "),
        h("span", { key: "name" }, inline(line.who)),
        !line.scored && h("span", { key: "out", class: "pr-uncounted" }, view.words?.not_scored || "")),
      h("div", { key: "text", class: "pr-words" }, prose(line.text))),
    line.scored && h("div", { key: "codes", class: "pr-chips pr-codes", role: "group", "aria-labelledby": `${id}-text` },
      view.codes.map((code) => drawCode(view, desk, line, code, chosen, toldId))),
    line.feedback && itemFeedback(view, line.feedback, toldId, first, shared));
}

function drawCodeNames(view) {
  const one = (code) => h("li", { key: code.id },
    longName(code) !== plain(code.text) && h("b", { class: "pr-code" }, shortName(code), h("span", { class: "pr-hidden" }, ": ")),
    h("span", null, inline(code.text)));
  return h("div", { key: "names", class: "pr-code-names" },
    h("ul", { role: "list", "aria-label": view.words?.codes }, view.codes.map(one)));
}

export function drawTranscript(view, desk) {
  const made = codesNow(view, desk);
  const told = view.lines.filter((one) => one.feedback);
  const shared = sharedSources(told.map((one) => one.feedback));
  return [
    itemCase(view),
    itemGroup(view, desk,
      view.words?.code_keys && h("p", { key: "keys", class: "pr-hint pr-keys" }, view.words.code_keys),
      drawCodeNames(view),
      h("ol", { key: "lines", class: "pr-dialogue", role: "list", on: { keydown: walkCodes } },
        view.lines.map((one) => drawUtterance(view, desk, one, made.get(one.id) || [], one === told[0], shared)))),
    itemEnd(view, desk, shared),
  ];
}

export function sayTranscript(before, view) {
  return sayResult(before, view);
}
