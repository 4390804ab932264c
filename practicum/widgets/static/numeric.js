// Numeric: one field for a number, its unit beside it, what is wrong with it underneath.
import { h, inline, phrases, plain } from "./dom.js";
import { mark, waitOf } from "./frame.js";
import { itemCase, itemEnd, itemFeedback, sayResult } from "./item.js";

const NUMBER_MS = 700;

function numberNow(view, desk) {
  return desk.local.typed ?? view.value ?? "";
}

export function flushNumeric(view, desk) {
  if (!desk.local.timer) return;
  clearTimeout(desk.local.timer);
  desk.local.timer = null;
  desk.send({ do: "answer", response: numberNow(view, desk) });
  desk.redraw();
}

// While a number is being typed nothing is yet known to be wrong with it: the engine decides.
function standing(view, desk) {
  return numberNow(view, desk).trim() === (view.value ?? "").trim();
}

function pressEnter(desk) {
  const view = desk.view();
  const check = view.actions?.find((one) => one.do === "check");
  const idle = !desk.local.timer && !desk.line.waiting();
  if (!check) flushNumeric(view, desk);
  else if (check.disabled && (idle || !numberNow(view, desk).trim())) desk.announce(check.why_disabled);
  else desk.act("check");
}

function numberField(view, desk, id, described) {
  const input = (e) => {
    desk.local.typed = e.target.value;
    desk.local.dirty = true;
    desk.keep({ do: "answer", response: e.target.value });
    clearTimeout(desk.local.timer);
    desk.local.timer = setTimeout(() => flushNumeric(desk.view(), desk), waitOf(desk.el, "write", NUMBER_MS));
    desk.redraw();
  };
  const keydown = (e) => {
    if (e.key !== "Enter" || e.isComposing || e.shiftKey || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    pressEnter(desk);
  };
  return h("input", {
    key: "number", own: true, id, class: "pr-number", type: "text", inputmode: "decimal", autocomplete: "off",
    value: numberNow(view, desk), readonly: view.locked,
    "aria-describedby": described.join(" ") || null, "aria-invalid": standing(view, desk) && view.note ? "true" : null,
    on: { input, keydown, blur: () => flushNumeric(desk.view(), desk) },
  });
}

// A sign of money stands before its number, every other unit after it.
function drawNumber(view, desk, id) {
  const note = standing(view, desk) && view.note;
  const hint = !view.locked && view.hint;
  const names = { unit: view.unit, note, hint, told: view.feedback };
  const ids = Object.fromEntries(Object.keys(names).map((name) => [name, `${id}-${name}`]));
  const described = Object.keys(names).filter((name) => names[name]).map((name) => ids[name]);
  const unit = view.unit && h("span", { key: "unit", class: "pr-unit", id: ids.unit }, inline(view.unit));
  const before = /^\p{Sc}$/u.test(view.unit || "");
  return h("div", { key: "answer", class: "pr-answer", "data-mark": view.feedback?.mark },
    h("div", { key: "row", class: "pr-number-row" },
      before && unit, numberField(view, desk, id, described), !before && unit),
    (note || hint) && h("div", { key: "notes", class: "pr-notes" },
      note && h("p", { key: "note", class: "pr-note", id: ids.note }, mark("poor"), h("span", null, inline(note))),
      hint && h("p", { key: "hint", class: "pr-hint", id: ids.hint }, inline(hint))),
    view.feedback && itemFeedback(view, view.feedback, ids.told, true, []),
    view.key && h("div", { key: "key", "data-mark": view.key.mark }, itemFeedback(view, view.key, `${id}-key`, null, [])));
}

// What the field's own note says is not said again by the saved line, and a number just typed may be checked.
function quietly(view, desk) {
  const told = view.note && view.saved?.text === view.note;
  const fresh = desk.local.timer && numberNow(view, desk).trim();
  return {
    ...view,
    saved: told ? { state: "none", text: "" } : view.saved,
    actions: (view.actions || []).map((one) => (fresh && one.do === "check" ? { ...one, disabled: false } : one)),
  };
}

export function drawNumeric(view, desk) {
  const id = `${desk.uid}-number`;
  return [
    itemCase(view),
    h("label", { key: "stem", class: "pr-stem", for: id }, phrases(view.stem)),
    drawNumber(view, desk, id),
    itemEnd(quietly(view, desk), desk),
  ];
}

export function sayNumeric(before, view) {
  if (before && view.note && before.note !== view.note) return plain(view.note);
  const said = [view.feedback, view.key].filter(Boolean);
  const told = view.feedback && !before?.feedback ? said.flatMap((one) => [`${one.word}.`, one.why]) : [];
  return [...told, sayResult(before, view)].filter(Boolean).map(plain).join(" ");
}

// The field belongs to whoever types in it; a new try empties it.
export function afterNumeric(before, view, root, desk) {
  if (desk.local.timer || desk.line.waiting()) return;
  desk.local.dirty = false;
  // What is too long to be a number was not taken; it stands there to be shortened.
  if (desk.local.typed?.length > view.limit) return;
  const box = root.querySelector(".pr-number");
  const again = before?.locked && !view.locked;
  if (!again && box === root.getRootNode().activeElement) return;
  [desk.local.typed, desk.local.dirty] = [undefined, false];
  if (box.value.trim() === (view.value ?? "").trim()) return;
  box.value = view.value ?? "";
  desk.redraw();
}
