// The exchange takes seconds to answer; the home page is shown at once and brought up to date when it has.
import { h, patch } from "./widgets/dom.js";
import "./forms.js";
import { askServer } from "./server_requests.js";

const looking = document.querySelector("[data-look]");

async function fetched(address) {
  const response = await askServer(address);
  return response.ok ? response : null;
}

// What is new comes in where it belongs, without a reload: whoever has begun to read, type or tab keeps their place.
async function renew() {
  const answer = await fetched(document.querySelector(".brand").href);
  const fresh = answer && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!fresh) return;
  patch(document.querySelector("main"), fresh);
  document.getElementById("said").textContent = document.getElementById("fetchable-title")?.textContent ?? "";
}

async function look() {
  try {
    const said = await (await fetched(looking.dataset.look))?.json();
    if (said?.changed) await renew();
  } catch { /* no exchange: the page stands as it is */ }
  looking.remove();
}

if (looking) look();

// A step through the exchange takes seconds too: it says so, and a second press does nothing.
document.addEventListener("submit", (e) => {
  const wait = e.target.dataset.wait;
  if (!wait) return;
  if (e.target.querySelector("[role=status]")) return e.preventDefault();
  e.target.append(h("p", { class: "small muted", role: "status" }, wait));
});
addEventListener("pageshow", () => {
  for (const said of document.querySelectorAll("form [role=status]")) said.remove();
});
