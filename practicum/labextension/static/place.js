// Keeps the reader's place while a lesson runs again: the page's height and scroll, the focused control,
// and what was entered in the moments when no kernel was there to save it.

const FRESH = 20000; // an entry this recent, in milliseconds, may not have reached the answer sheet
const FIELDS = "input, textarea, button, summary, a[href]";

const fieldsOf = (cell) => [...cell.node.querySelectorAll(FIELDS)];
const screensOf = (cell) => [...cell.node.querySelectorAll(".jp-OutputArea-output:not([data-mime-type])")];
export const scrollerOf = (content) => content.node.querySelector(".jp-WindowedPanel-outer") ?? content.node;

// Resolves once every exercise has drawn itself: their scripts load a little after the cells have run.
export async function drawn(cells, milliseconds) {
  const until = Date.now() + milliseconds;
  const bare = () => cells.flatMap(screensOf).some((screen) => !screen.querySelector(":scope > * > *"));
  while (bare() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 30));
}

// Remembers when the learner last touched which control.
export function watchEntries(content) {
  const entered = new WeakMap();
  content.node.addEventListener("input", (event) => entered.set(event.target, Date.now()), true);
  return (field) => Date.now() - (entered.get(field) ?? 0) < FRESH;
}

function enterAgain(field, was) {
  if (!field || field.disabled || field.type !== was.type) return;
  if (was.type === "radio" || was.type === "checkbox") {
    if (field.checked !== was.checked) field.click();
  } else if (field.value !== was.value) {
    field.value = was.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Called while the old exercises still stand; the function returned is called when the new ones do.
export function keepPlace(content, isFresh) {
  const scroller = scrollerOf(content);
  const top = scroller.scrollTop;
  const cells = content.widgets.filter((cell) => cell.model.type === "code");
  const entries = [];
  let focus;
  for (const cell of cells) {
    cell.node.style.minHeight = `${cell.node.offsetHeight}px`;
    fieldsOf(cell).forEach((field, at) => {
      if (field === document.activeElement) focus = { cell, at };
      // A radio that is off says nothing: its neighbour that is on does.
      const says = field.type !== "radio" || field.checked;
      if (isFresh(field) && says) entries.push({ cell, at, type: field.type, value: field.value, checked: field.checked });
    });
  }
  return () => {
    for (const cell of cells) cell.node.style.minHeight = "";
    scroller.scrollTop = top;
    for (const was of entries) enterAgain(fieldsOf(was.cell)[was.at], was);
    if (focus && document.activeElement === document.body) {
      fieldsOf(focus.cell)[focus.at]?.focus({ preventScroll: true });
    }
  };
}
