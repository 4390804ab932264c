// Two versions of one answer, side by side where there is room: both can be read, copied and kept.
import { h, inline } from "./dom.js";

// The learner's own words stand as they were written.
function drawVersion(key, label, parts) {
  return h("div", { key, class: "pr-version" },
    h("h4", { key: "label", class: "pr-version-label" }, label),
    parts.map((one, i) => h("div", { key: `part-${i}`, class: "pr-version-part" },
      one.label && h("p", { key: "label", class: "pr-label" }, inline(one.label)),
      h("p", { key: "text", class: "pr-version-text" }, one.text))));
}

function drawKeep(other, action, desk, described) {
  return h("button", {
    key: action.keep, type: "button", class: "pr-button pr-keep", "aria-describedby": described,
    on: { click: () => desk.settle(other.id, action.keep) },
  }, action.label);
}

export function drawVersions(view, desk) {
  const { versions } = view;
  if (!versions) return null;
  const id = `${desk.uid}-versions`;
  return h("div", { key: "versions", class: "pr-versions", role: "group", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text` },
    h("h4", { key: "title", class: "pr-versions-title", id: `${id}-title`, tabindex: "-1" }, versions.title),
    h("p", { key: "text", class: "pr-versions-how", id: `${id}-text` }, versions.text),
    versions.others.map((other, i) => h("div", { key: other.id, class: "pr-versions-pair" },
      h("div", { key: "both", class: "pr-versions-both" },
        i === 0 && drawVersion("here", versions.here.label, versions.here.parts),
        drawVersion("there", other.label, other.parts)),
      h("div", { key: "ways", class: "pr-actions" }, other.actions.map((one) => drawKeep(other, one, desk, `${id}-title`))))));
}
