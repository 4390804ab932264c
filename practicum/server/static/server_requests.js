// Every request of a page to its server bears the page's token, also one that only reads: a Hub's server takes
// the cookie of a login without the token for navigations alone.

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What the browser holds now: a login renews it, in this tab or another.
const inCookies = () => [...document.cookie.matchAll(/(?:^|;\s*)_xsrf=([^;]*)/g)].map((found) => decoded(found[1]));

// Servers of one name that differ by path or port see each other's cookies, and not all take the same one of two.
// So each is tried, and after them the one that the page came with.
function tokens() {
  const came = document.querySelector('meta[name="csrf"]')?.content;
  return [...new Set([...inCookies(), came ?? ""])];
}

const refused = (response) => response.status === 403 || response.type === "opaqueredirect";

// As `fetch`; a redirect is never followed, since it can only lead to a login, which is a page and no answer.
export async function askServer(address, options = {}) {
  let response;
  for (const token of tokens()) {
    response = await fetch(address, {
      cache: "no-store", ...options, headers: { ...options.headers, "X-XSRFToken": token },
      credentials: "same-origin", redirect: "manual",
    });
    if (!refused(response)) break;
  }
  return response;
}

// A form was made with the token of its time; it takes the one that came since, if any.
const atFirst = new Set(inCookies());

export function renewToken(form) {
  const newer = inCookies().find((token) => !atFirst.has(token));
  if (newer && form.elements._xsrf) form.elements._xsrf.value = newer;
}
