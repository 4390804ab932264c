// Matching: each case with its categories as chips, or as a list to pick from when there are many.
import { h, phrases, plain } from "./dom.js";
import { answersNow, giveAnswer, itemCase, itemEnd, itemFeedback, itemGroup, sayResult, sharedSources } from "./item.js";

const MOST_CHIPS = 5;

function matchesNow(view, desk) {
  return answersNow(view, desk, view.cases, Boolean);
}

function putUnder(view, desk, one, category) {
  const made = matchesNow(view, desk);
  if (category) made.set(one.id, category);
  else made.delete(one.id);
  giveAnswer(desk, Object.fromEntries(made));
}

function drawCategory(view, desk, one, category, chosen, toldId) {
  const on = chosen === category.id;
  return h("label", { key: category.id, class: "pr-chip", "data-chosen": on, "data-locked": one.locked },
    h("input", {
      key: "input", type: "radio", name: `${desk.uid}-${one.id}`, value: category.id, checked: on,
      "aria-disabled": one.locked ? "true" : null, "aria-describedby": toldId,
      // A locked chip stays reachable, so that its feedback can be read again.
      on: { change: () => putUnder(view, desk, one, category.id), click: (e) => { if (one.locked) e.preventDefault(); } },
    }),
    h("span", { key: "text" }, phrases(category.text)));
}

function drawPick(view, desk, one, chosen, labelId, toldId) {
  if (one.locked) {
    const picked = view.categories.find((category) => category.id === chosen);
    return h("p", { key: "picked", class: "pr-picked" }, phrases(picked?.text));
  }
  const option = (id, text) => h("option", { key: `option-${id}`, value: id, selected: id === (chosen || "") }, text);
  return h("select", {
    key: "pick", class: "pr-pick", "aria-labelledby": labelId, "aria-describedby": toldId, "data-case": one.id,
    on: { change: (e) => putUnder(view, desk, one, e.target.value) },
  }, option("", view.words?.pick_category || ""), view.categories.map((each) => option(each.id, plain(each.text))));
}

function drawMatch(view, desk, one, chosen, first, shared) {
  const [labelId, toldId] = [`${desk.uid}-c-${one.id}`, one.feedback ? `${desk.uid}-f-${one.id}` : null];
  return h("fieldset", { key: one.id, class: "pr-match", "data-mark": one.feedback?.mark },
    h("legend", { key: "case", class: "pr-match-case", id: labelId }, phrases(one.text)),
    view.categories.length > MOST_CHIPS
      ? drawPick(view, desk, one, chosen, labelId, toldId)
      : h("div", { key: "chips", class: "pr-chips" },
        view.categories.map((category) => drawCategory(view, desk, one, category, chosen, toldId))),
    one.feedback && itemFeedback(view, one.feedback, toldId, first, shared));
}

export function drawMatching(view, desk) {
  const made = matchesNow(view, desk);
  const told = view.cases.filter((one) => one.feedback);
  const shared = sharedSources(told.map((one) => one.feedback));
  return [
    itemCase(view),
    itemGroup(view, desk, h("div", { key: "cases", class: "pr-matches" },
      view.cases.map((one) => drawMatch(view, desk, one, made.get(one.id), one === told[0], shared)))),
    itemEnd(view, desk, shared),
  ];
}

export function sayMatching(before, view) {
  return sayResult(before, view);
}

// What another tab chose, or a new try: a list keeps what was picked in it unless it is told.
export function afterMatching(before, view, root, desk) {
  if (desk.line.waiting()) return;
  for (const list of root.querySelectorAll(".pr-pick")) {
    list.value = view.cases.find((one) => one.id === list.dataset.case)?.chosen || "";
  }
}
