// Building and patching the page. Text only ever enters through textContent, so no string can become markup.

const SVG_NS = "http://www.w3.org/2000/svg";

// key names a node among its siblings; on holds handlers; vars holds CSS custom properties;
// checked and value are set as properties; own marks a field whose text belongs to the person typing.
function setProps(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "key") node.prKey = String(value);
    else if (name === "own") node.prOwn = true;
    else if (name === "on") {
      node.prOn = value;
      for (const [type, handler] of Object.entries(value)) node[`on${type}`] = handler;
    } else if (name === "vars") {
      for (const [key, x] of Object.entries(value)) node.style.setProperty(`--${key}`, x);
    } else if (name === "checked" || name === "value") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
}

function fill(node, kids) {
  for (const kid of kids.flat(Infinity)) {
    if (kid === null || kid === undefined || kid === false || kid === "") continue;
    node.append(kid);
  }
  return node;
}

export function h(tag, props, ...kids) {
  const node = document.createElement(tag);
  setProps(node, props || {});
  return fill(node, kids);
}

export function svg(tag, props, ...kids) {
  const node = document.createElementNS(SVG_NS, tag);
  setProps(node, props || {});
  return fill(node, kids);
}

// *emphasis* and **strong**; a star beside a space or inside a word stays a star.
const STARS = /(?<![\w*])\*\*(?=\S)(.+?)(?<=\S)\*\*(?![\w*])|(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])/gs;

export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const hit of String(text ?? "").matchAll(STARS)) {
    nodes.push(text.slice(from, hit.index));
    nodes.push(hit[1] !== undefined ? h("strong", null, inline(hit[1])) : h("em", null, hit[2]));
    from = hit.index + hit[0].length;
  }
  nodes.push(String(text ?? "").slice(from));
  return nodes;
}

function paragraphs(text) {
  return String(text ?? "").split(/\n\s*\n/).filter((part) => part.trim());
}

export function prose(text) {
  return paragraphs(text).map((part) => h("p", null, inline(part.trim())));
}

// The same where only phrasing content may stand: in a label, a legend or a button.
export function phrases(text) {
  return paragraphs(text).map((part) => h("span", { class: "pr-p" }, inline(part.trim())));
}

// What a screen reader is told: the words without the stars.
export function plain(text) {
  return fill(document.createElement("span"), inline(text)).textContent.replace(/\s+/g, " ").trim();
}

// The language of the words; a name that is none would stop whatever is said in it.
export function langOf(view) {
  try {
    return Intl.getCanonicalLocales(view.words?.lang || "en")[0];
  } catch {
    return "en";
  }
}

// The words of that name for so many, in the form that the language has for it; see words.py, say_count.
export function counted(view, name, n) {
  const form = new Intl.PluralRules(langOf(view)).select(n);
  return words(view.words?.[`${name}_${form}`] ?? view.words?.[name], n);
}

// "{words} words" with its number in; the number alone where there is no template.
export function words(template, n) {
  return template ? template.replace(/\{\w+\}/, n) : String(n);
}

let serial = 0;
export function freshId() {
  serial += 1;
  return `pr-${serial}-${Math.random().toString(36).slice(2, 7)}`;
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.prKey === b.prKey;
}

function patchProps(old, fresh) {
  for (const { name } of [...old.attributes]) {
    // Whether a <details> stands open is the reader's doing; style goes by CSSOM, which a strict page allows.
    if (name !== "style" && name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
  for (const type of Object.keys(old.prOn || {})) old[`on${type}`] = null;
  for (const [type, handler] of Object.entries(fresh.prOn || {})) old[`on${type}`] = handler;
  old.prOn = fresh.prOn;
  if (old.nodeName === "INPUT" && old.checked !== fresh.checked) old.checked = fresh.checked;
}

// Make `old` look like `fresh` while keeping every node that still has its place: focus, caret, open
// details and live regions survive. A node is never moved, because moving one would take its focus.
export function patch(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  patchProps(old, fresh);
  if (fresh.prOwn) return;
  let at = old.firstChild;
  for (const kid of [...fresh.childNodes]) {
    let hit = at;
    if (kid.prKey !== undefined) while (hit && !alike(hit, kid)) hit = hit.nextSibling;
    if (!hit || !alike(hit, kid)) {
      old.insertBefore(kid, at);
      continue;
    }
    while (at !== hit) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    patch(hit, kid);
    at = hit.nextSibling;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}
