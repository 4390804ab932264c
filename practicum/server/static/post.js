// Takes answers to the server: one at a time, in order, again and again until each has arrived.
// What is on its way is also kept for this tab, so that a reload or a tab put to sleep loses nothing.
import { askServer } from "./server_requests.js";

// These events tell the whole answer each time, so a newer one makes an older one that waits needless.
const WHOLE = new Set(["write", "choose", "answer"]);
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds before each new attempt; the last one goes on
const SLOW_MS = 500;
const LATE_MS = 6000;
const GIVE_UP_MS = 20000;
const KEEPALIVE_BYTES = 60000; // a browser lets no more than 64 KiB outlive the page

const REFUSED = new Set([400, 413, 415]);
const TOLD = new Set([404, 409, 410]); // the lesson is not as it was; the server says in what way

async function troubleOf(response) {
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return { trouble: "session" };
  if (REFUSED.has(response.status)) return { trouble: "refused" };
  if (!TOLD.has(response.status)) return { trouble: "away" };
  const said = await response.json().catch(() => null);
  return { trouble: "gone", said: typeof said?.message === "string" ? said.message : "" };
}

// Gives {reply} or {trouble}: away, session, gone (with what the server said), refused. Never throws.
function ask(api, { exercise, event, n, key, seen, window }) {
  return post(`${api}/${encodeURIComponent(exercise)}`, { event, n, key, seen, window });
}

// What all screens show now, if that is not `state`: {reply} or {trouble}, as for an answer.
export function look(api, state) {
  return post(api, { state });
}

async function post(address, message) {
  const body = JSON.stringify(message);
  try {
    const response = await askServer(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body,
      keepalive: body.length < KEEPALIVE_BYTES, signal: AbortSignal.timeout(GIVE_UP_MS),
    });
    if (!response.ok) return await troubleOf(response);
    // A page instead of an answer is a door that somebody put before the server.
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) return { trouble: "session" };
    return { reply: await response.json() };
  } catch {
    return { trouble: "away" };
  }
}

// What waits, kept with the tab. Where the browser forbids it, the page's own memory has to do.
function shelf(name) {
  return {
    read() {
      try {
        const kept = JSON.parse(sessionStorage.getItem(name) || "[]");
        return Array.isArray(kept) ? kept.filter((one) => typeof one?.exercise === "string" && one.event?.do) : [];
      } catch {
        return [];
      }
    },
    write(queue) {
      try {
        if (queue.length) sessionStorage.setItem(name, JSON.stringify(queue));
        else sessionStorage.removeItem(name);
      } catch { /* the page still has it */ }
    },
  };
}

// heard(exercise, reply) for each answer; changed(state, said) when it goes well or badly:
// quiet, saving (it is slow), away, session, gone, refused.
export function openPost(api, { heard, changed }) {
  const kept = shelf(`practicum ${api}`);
  const queue = kept.read();
  let [busy, timer, tries, state] = [null, null, 0, "quiet"];
  const failed = () => !["quiet", "saving"].includes(state);
  const turn = (to, said = "") => {
    if (to === state) return;
    state = to;
    changed(state, said);
  };

  const settle = (message) => {
    queue.splice(queue.indexOf(message), 1);
    kept.write(queue);
    tries = 0;
  };

  async function next() {
    if (busy || timer || !queue.length) return;
    busy = queue[0];
    const slow = setTimeout(() => { if (!failed()) turn("saving"); }, SLOW_MS);
    const late = setTimeout(() => { if (!failed()) turn("away"); }, LATE_MS);
    const message = busy;
    const { reply, trouble, said } = await ask(api, message);
    clearTimeout(slow);
    clearTimeout(late);
    busy = null;
    if (reply) {
      settle(message);
      if (!queue.length || failed()) turn("quiet");
      message.arrived?.();
      heard(message.exercise, reply);
    } else {
      message.failed?.(trouble);
      turn(trouble, said);
      // Sent again, it would be refused again; what was typed still stands in its box.
      if (trouble === "refused") settle(message);
      else timer = setTimeout(again, 1000 * PAUSES[Math.min(tries++, PAUSES.length - 1)]);
    }
    next();
  }

  function again() {
    clearTimeout(timer);
    timer = null;
    next();
  }

  // seen: what the screen had before it when this was entered; window: the screen's name
  function put(exercise, { event, n, seen, window }) {
    const last = queue.at(-1);
    if (last && last !== busy && last.exercise === exercise && last.event.do === event.do && WHOLE.has(event.do)) queue.pop();
    return new Promise((arrived, failed) => {
      queue.push({ exercise, event, n, seen, window, key: crypto.randomUUID?.() ?? String(Math.random()), arrived, failed });
      kept.write(queue);
      again();
    });
  }

  return {
    put,
    again,
    waiting: () => [...queue],
    // One message under way will arrive even if the page closes; more than one may not.
    unsaved: () => failed() && queue.length > 0 || queue.length > 1,
  };
}
