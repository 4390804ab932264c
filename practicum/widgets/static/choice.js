// Single choice, multiple choice and decision: native inputs in rows, feedback in place.
import { h, inline, phrases, plain, prose } from "./dom.js";
import { actionRow, savedLine, sourceList, verdict } from "./frame.js";

// What the learner has chosen on this screen counts until the engine has answered it.
function chosenNow(view, desk) {
  if (desk.line.waiting() && desk.local.chosen) return desk.local.chosen;
  desk.local.chosen = null;
  return view.options.filter((one) => one.chosen).map((one) => one.id);
}

// What follows from a choice and why it is so are told apart by a small heading each.
function part(key, label, text) {
  return h("div", { key, class: "pr-part" }, label && h("p", { class: "pr-label" }, label), prose(text));
}

function drawFeedback(view, option, id, first) {
  const said = option.feedback;
  return h("div", { key: "feedback", class: "pr-feedback", id, tabindex: "-1", "data-pr-focus": first },
    verdict(said.mark, said.word),
    said.then && part("then", view.words?.then, said.then),
    said.why && part("why", said.then && view.words?.why, said.why),
    sourceList(said.sources, view.words?.sources));
}

// A locked input stays reachable, so that its feedback can be read again; it only no longer changes.
function drawOption(view, desk, option, chosen, first) {
  const feedbackId = `${desk.uid}-f-${option.id}`;
  const on = chosen.includes(option.id);
  const change = (e) => {
    const others = view.multiple ? chosenNow(view, desk).filter((id) => id !== option.id) : [];
    const picked = e.target.checked ? [...others, option.id] : others;
    desk.local.chosen = view.options.map((one) => one.id).filter((id) => picked.includes(id));
    desk.send({ do: "choose", options: desk.local.chosen });
    desk.redraw();
  };
  return h("div", {
    key: option.id, class: "pr-option", "data-chosen": on ? "true" : null, "data-locked": option.locked ? "true" : null,
    "data-mark": option.feedback?.mark,
  },
  h("label", { key: "row", class: "pr-row" },
    h("input", {
      key: "input", type: view.multiple ? "checkbox" : "radio", name: desk.uid, checked: on,
      "aria-disabled": option.locked ? "true" : null, "aria-describedby": option.feedback ? feedbackId : null,
      on: { change, click: (e) => { if (option.locked) e.preventDefault(); } },
    }),
    h("span", { key: "text", class: "pr-option-text" }, phrases(option.text))),
  option.feedback && drawFeedback(view, option, feedbackId, first));
}

export function drawChoice(view, desk) {
  const chosen = chosenNow(view, desk);
  const hintId = `${desk.uid}-hint`;
  const told = view.options.find((one) => one.feedback && one.chosen) || view.options.find((one) => one.feedback);
  return [
    view.text && h("div", { key: "case", class: "pr-case" }, prose(view.text)),
    h("fieldset", { key: "options", class: "pr-options", "aria-describedby": view.hint ? hintId : null },
      h("legend", { key: "stem", class: "pr-stem" }, phrases(view.stem)),
      view.hint && h("p", { key: "hint", class: "pr-hint", id: hintId }, inline(view.hint)),
      view.options.map((one) => drawOption(view, desk, one, chosen, one === told))),
    view.result && h("p", { key: "result", class: "pr-result" }, inline(view.result)),
    view.next && h("div", { key: "next", class: "pr-next" }, prose(view.next.text)),
    h("div", { key: "foot", class: "pr-foot" }, actionRow(view, desk), savedLine(view, desk)),
  ];
}

// Read out once, when it opens: the word, what follows and why, for each option that has feedback.
export function sayChoice(before, view) {
  if (before?.stage === view.stage && before?.result === view.result) return "";
  const parts = view.stage === "feedback" && before?.stage !== "feedback"
    ? view.options.filter((one) => one.feedback).flatMap(({ text, feedback: f }) => [`${f.word}: ${text}`, f.then, f.why])
    : [];
  return [...parts, view.result].filter(Boolean).map(plain).join(" ");
}
