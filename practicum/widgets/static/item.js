// What items that are answered in one piece share: the question around them, the answer, feedback and its sources.
import { h, inline, phrases, plain, prose } from "./dom.js";
import { actionRow, savedLine, sourceList, verdict } from "./frame.js";

// "{text}: now in place {place}" with its values in.
export function fillIn(template, values) {
  return String(template ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// What the learner has entered on this screen counts until the engine has answered it.
export function answerNow(desk, shown) {
  if (!desk.line.waiting()) desk.local.answer = undefined;
  return desk.local.answer ?? shown;
}

export function giveAnswer(desk, response) {
  desk.local.answer = response;
  desk.send({ do: "answer", response });
  desk.redraw();
}

// For what is kept by name: parts with a value, as a Map, because a name may be any word.
export function answersNow(view, desk, parts, filled) {
  const shown = parts.filter((one) => filled(one.chosen)).map((one) => [one.id, one.chosen]);
  if (view.stage === "feedback") return new Map(shown);
  return new Map(Object.entries(answerNow(desk, Object.fromEntries(shown))));
}

// A source that every piece of feedback names is told once, at the end.
export function sharedSources(told) {
  if (told.length < 2) return [];
  return (told[0].sources || []).filter((one) => told.every((said) => said.sources?.includes(one)));
}

export function itemFeedback(view, said, id, first, shared) {
  const own = (said.sources || []).filter((one) => !shared.includes(one));
  return h("div", { key: "feedback", class: "pr-feedback pr-told", id, tabindex: "-1", "data-pr-focus": first },
    verdict(said.mark, said.word),
    said.why && h("div", { key: "why", class: "pr-part" }, prose(said.why)),
    sourceList(own, view.words?.sources));
}

export function itemCase(view) {
  return view.text && h("div", { key: "case", class: "pr-case" }, prose(view.text));
}

// The question and all that answers it, as one group with the question as its name.
export function itemGroup(view, desk, ...body) {
  const [stemId, hintId] = [`${desk.uid}-stem`, `${desk.uid}-hint`];
  return h("div", {
    key: "group", class: "pr-task", role: "group", "aria-labelledby": stemId, "aria-describedby": view.hint ? hintId : null,
  },
  h("p", { key: "stem", class: "pr-stem", id: stemId }, phrases(view.stem)),
  view.hint && h("p", { key: "hint", class: "pr-hint", id: hintId }, inline(view.hint)),
  body);
}

export function itemEnd(view, desk, shared) {
  return [
    view.result && h("p", { key: "result", class: "pr-result" }, inline(view.result)),
    shared?.length > 0 && sourceList(shared, view.words?.sources),
    h("div", { key: "foot", class: "pr-foot" }, actionRow(view, desk), savedLine(view, desk)),
  ];
}

// Said once when it comes: how it went. What belongs to each part is read there, in place.
export function sayResult(before, view) {
  return before && view.result && before.result !== view.result ? plain(view.result) : "";
}
