// Ready for paper: what was written in full, lines to write on where nothing was, sources unfolded. Taken away after.
import { h } from "./widgets/dom.js";

const LINES = 8;

function written(box) {
  const text = box.value.trim();
  if (text) return h("div", { class: "paper paper-text" }, text);
  return h("div", { class: "paper", "aria-hidden": "true" }, Array.from({ length: LINES }, () => h("div", { class: "paper-line" })));
}

// A list to pick from shows one entry on paper; the reader needs them all.
function picks(list) {
  if (list.value) return h("p", { class: "paper" }, list.selectedOptions[0].text);
  return h("p", { class: "paper" }, [...list.options].slice(1).map((one) => `▢ ${one.text}`).join("   "));
}

// On the screen each piece of feedback has its sources folded under it; on paper they stand once, after the exercise.
function sources(exercise, label) {
  const told = [...new Set([...exercise.querySelectorAll(".pr-sources li")].map((one) => one.textContent))];
  return told.length ? h("p", { class: "paper paper-note" }, h("b", null, `${label}. `), told.join(" ")) : null;
}

// A case goes on by what one chooses, which paper can't; what has happened so far is there.
function cases() {
  return [...document.querySelectorAll("main .pr-branching .pr-choices")];
}

export function readyForPaper(words) {
  for (const link of document.querySelectorAll("main a[href]")) {
    if (link.textContent.includes(link.getAttribute("href").replace(/\/$/, ""))) link.dataset.bare = "";
  }
  let added = [];
  let opened = [];
  addEventListener("beforeprint", () => {
    const put = (field, made) => {
      field.after(made);
      added.push(made);
    };
    for (const box of document.querySelectorAll("main textarea")) put(box, written(box));
    for (const list of document.querySelectorAll("main select")) put(list, picks(list));
    for (const choices of cases()) put(choices, h("p", { class: "paper paper-note" }, words.page_paper_case));
    for (const exercise of document.querySelectorAll("[data-exercise]")) {
      const told = sources(exercise, words.sources);
      if (told) put(exercise.querySelector(".pr-frame"), told);
    }
    opened = [...document.querySelectorAll("main details:not([open], .pr-sources)")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of added) one.remove();
    for (const one of opened) one.open = false;
    added = [];
    opened = [];
  });
}
