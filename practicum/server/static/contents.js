// The contents: where the reader is, what is answered in each section, a panel on a narrow screen.
import { h } from "./widgets/dom.js";

const READ_AT = 0.3; // of the window's height: a heading above this line has been reached

function sectionsOf(nav) {
  return [...nav.querySelectorAll("a")].map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter(({ heading }) => heading);
}

// Follows the reader. The mark is set by the headings' places, so it is right after a jump too.
function follow(nav, sections) {
  let waits = false;
  const look = () => {
    waits = false;
    const line = innerHeight * READ_AT;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const reached = atEnd ? sections : sections.filter(({ heading }) => heading.getBoundingClientRect().top <= line);
    const here = reached.at(-1)?.link;
    for (const { link } of sections) {
      if (link === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!here || nav.matches(":hover")) return;
    const [box, at] = [nav.getBoundingClientRect(), here.getBoundingClientRect()];
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) nav.scrollTop += at.top - box.top - box.height / 3;
  };
  const soon = () => {
    if (!waits) requestAnimationFrame(look);
    waits = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  soon();
}

function panel(nav, button) {
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    nav.toggleAttribute("data-open", open);
  };
  const isOpen = () => nav.hasAttribute("data-open");
  button.addEventListener("click", () => show(!isOpen()));
  nav.addEventListener("click", (e) => { if (e.target.closest("a")) show(false); });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !isOpen()) return;
    show(false);
    button.focus();
  });
  // Whoever goes on reading must not have the panel in the way.
  const outside = (e) => { if (isOpen() && !nav.contains(e.target) && !button.contains(e.target)) show(false); };
  document.addEventListener("focusin", outside);
  document.addEventListener("pointerdown", outside);
}

// The sections with the exercises that stand in each.
function exercisesIn(sections) {
  const found = new Map(sections.map(({ link }) => [link, []]));
  for (const place of document.querySelectorAll("[data-exercise]")) {
    const before = sections.filter(({ heading }) => heading.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (before.length) found.get(before.at(-1).link).push(place.dataset.exercise);
  }
  return found;
}

export function openContents(words) {
  const nav = document.getElementById("contents");
  if (!nav) return { count: () => {} };
  const sections = sectionsOf(nav);
  const inside = exercisesIn(sections);
  follow(nav, sections);
  panel(nav, document.getElementById("contents-button"));

  const count = (items) => {
    const states = new Map(items.map((item) => [item.id, item.state]));
    for (const [link, ids] of inside) {
      const known = ids.filter((id) => states.has(id));
      if (!known.length) continue;
      const done = known.filter((id) => states.get(id) === "answered").length;
      link.querySelector(".count")?.remove();
      link.append(h("span", { class: "count", "data-done": done === known.length },
        h("span", { "aria-hidden": "true" }, `${done}/${known.length}`),
        h("span", { class: "pr-hidden" }, " ", words.progress_summary.replace("{done}", done).replace("{all}", known.length))));
    }
  };
  return { count };
}
