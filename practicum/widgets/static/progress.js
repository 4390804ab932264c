// How far the learner is: what is answered, what is open, when and how to hand in.
import { h, inline } from "./dom.js";
import { mark } from "./frame.js";

// Where the exercise stands on the same page, its title leads there.
function drawItem(one) {
  const done = one.state === "answered";
  const title = inline(one.title);
  return h("li", { key: one.id, "data-state": one.state },
    mark(done ? "best" : "acceptable"),
    h("span", { class: "pr-item-title" }, one.href?.startsWith("#") ? h("a", { href: one.href }, title) : title),
    h("span", { class: "pr-item-state" }, one.text));
}

export function drawProgress(view) {
  return [
    h("p", { key: "summary", class: "pr-summary", role: "status" }, inline(view.summary)),
    view.groups.map((group, i) => h("div", { key: `group-${i}`, class: "pr-group" },
      h(view.title ? "h4" : "h3", { class: "pr-label" }, inline(group.title)),
      h("ul", { role: "list", class: "pr-items" }, group.items.map(drawItem)))),
    (view.due || view.how) && h("div", { key: "how", class: "pr-how" },
      view.due && h("p", { key: "due", class: "pr-due" }, inline(view.due)),
      view.how && h("p", { key: "how" }, inline(view.how))),
  ];
}
