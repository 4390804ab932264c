// What was entered and is not saved yet, kept in this browser: it comes back after a crash, and goes when it is saved.
// The name holds the place of the answers (view.place), so another folder's lesson on the same address never shows it.

const DRAFT = "practicum draft";
const DRAFT_DAYS = 30;
const draftLocks = new Map();

function draftShelf() {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser forbids it
  }
}

function draftName(view, windowName) {
  return `${DRAFT} ${view.place} ${view.id} ${windowName}`;
}

export function newWindowName() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The lock says to other windows that this one lives and will send its text itself; a crash gives it back.
function holdDraft(windowName) {
  if (draftLocks.has(windowName) || !navigator.locks) return;
  draftLocks.set(windowName, () => {});
  navigator.locks.request(`${DRAFT} ${windowName}`, () => new Promise((done) => draftLocks.set(windowName, done))).catch(() => {});
}

export function releaseDraft(windowName) {
  draftLocks.get(windowName)?.();
  draftLocks.delete(windowName);
}

export function keepDraft(view, windowName, event, seen) {
  if (!view.place) return;
  try {
    draftShelf()?.setItem(draftName(view, windowName), JSON.stringify({ event, seen, at: Date.now() }));
    holdDraft(windowName);
  } catch { /* full or forbidden; the screen still has it */ }
}

export function dropDraft(view, windowName) {
  try {
    if (view.place) draftShelf()?.removeItem(draftName(view, windowName));
  } catch { /* forbidden */ }
}

function readDraft(shelf, name) {
  try {
    const draft = JSON.parse(shelf.getItem(name));
    return typeof draft?.event?.do === "string" ? { ...draft, window: name.split(" ").at(-1) } : null;
  } catch {
    return null;
  }
}

// What windows that are gone left of this exercise, the oldest first.
export async function leftDrafts(view) {
  const shelf = draftShelf();
  if (!shelf || !view.place) return [];
  const start = draftName(view, "");
  const names = Object.keys(shelf).filter((name) => name.startsWith(start));
  if (!names.length) return [];
  const held = await navigator.locks?.query().catch(() => null);
  const alive = new Set((held?.held || []).map((lock) => lock.name));
  const found = names.map((name) => readDraft(shelf, name)).filter((draft) => draft && !alive.has(`${DRAFT} ${draft.window}`));
  const young = (draft) => Date.now() - draft.at < DRAFT_DAYS * 86400000;
  for (const draft of found.filter((one) => !young(one))) dropDraft(view, draft.window);
  return found.filter(young).sort((a, b) => a.at - b.at);
}
