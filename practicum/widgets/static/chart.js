// The meters of a branching case as lines. The lines stretch with the page, the type does not:
// lines are SVG in a 100 by 100 box, labels are HTML, put at the lines' ends by chart_labels.js once they are measured.
import { h, svg, prose } from "./dom.js";

const STEP = 6; // room for so many moves; it doubles, so that a new move rarely shifts the old ones

function slotsFor(made) {
  return made <= STEP ? STEP : Math.ceil(made / STEP) * STEP;
}

function share(meter, value) {
  const span = meter.max - meter.min || 1;
  return Math.min(1, Math.max(0, (value - meter.min) / span));
}

// A meter that has not changed of late still stands where it stands now: all lines end at the present move.
function pointsOf(meter, slots, made) {
  const trace = meter.trace.at(-1)[0] < made ? [...meter.trace, [made, meter.trace.at(-1)[1]]] : meter.trace;
  return trace.map(([move, value]) => [100 * move / slots, 100 * (1 - share(meter, value)), move]);
}

function pathOf(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");
}

// Three inks, and for a fourth meter and those after it the same three with other dashes.
function inkOf(i) {
  return `pr-line-${i % 3 + 1} pr-dashes-${Math.floor(i / 3) + 1}`;
}

function drawLine(meter, i, slots, made) {
  const points = pointsOf(meter, slots, made);
  const old = points.filter((p) => p[2] < made);
  const piece = made && old.length ? points.slice(old.length - 1) : [];
  const last = points.at(-1);
  const dots = points.filter((p, k) => p[2] !== points[k + 1]?.[2]);
  const classes = (name) => `${name} ${inkOf(i)}`;
  return svg("g", { key: meter.id },
    svg("path", { key: "old", class: classes("pr-line"), d: pathOf(piece.length ? old : points) }),
    piece.length > 1 && svg("path", { key: `piece-${made}`, class: classes("pr-line pr-piece"), d: pathOf(piece) }),
    dots.map(([x, y]) => svg("path", { class: classes("pr-dot"), d: `M${x.toFixed(2)} ${y.toFixed(2)}h.01` })),
    svg("path", { class: classes("pr-dot pr-dot-now"), d: `M${last[0].toFixed(2)} ${last[1].toFixed(2)}h.01` }));
}

function drawBand(meter) {
  if (!meter.band) return null;
  const top = 100 * (1 - share(meter, meter.band.high));
  const foot = 100 * (1 - share(meter, meter.band.low));
  return svg("g", null,
    svg("rect", { class: "pr-band", x: 0, y: top, width: 100, height: foot - top }),
    svg("path", { class: "pr-band-edge", d: `M0 ${top}H100M0 ${foot}H100` }));
}

// Beneath the lines and not in the band: there it would lie over lines and labels as soon as they come that way.
function bandLabel(meter) {
  if (!meter.band?.label) return null;
  return h("p", { key: `band-${meter.id}`, class: "pr-band-label" },
    svg("svg", { class: "pr-swatch pr-band-swatch", viewBox: "0 0 24 10" }, svg("rect", { x: 0, y: 0, width: 24, height: 10 })),
    meter.band.label);
}

function drawLabels(meters, slots, made) {
  const digits = (meter) => Math.max(...[meter.min, meter.max, meter.value].map((n) => String(n).length));
  return meters.map((meter, i) => {
    const [x, y] = pointsOf(meter, slots, made).at(-1);
    return h("p", { key: `label-${meter.id}`, class: `pr-line-label pr-ink-${i % 3 + 1}`, vars: { x: x / 100, y: y / 100 } },
      svg("svg", { class: "pr-swatch", viewBox: "0 0 24 10" }, svg("path", { class: `pr-line ${inkOf(i)}`, d: "M0 5H24" })),
      h("b", { vars: { digits: digits(meter) } }, String(meter.value)), ` ${meter.label}`);
  });
}

function drawLeaders(meters) {
  return meters.map((meter) => svg("path", { key: `leader-${meter.id}`, class: "pr-leader", d: "" }));
}

function drawAxisY(meters) {
  const [one] = meters;
  const same = meters.every((meter) => meter.min === one.min && meter.max === one.max);
  return h("div", { key: "up", class: "pr-axis-y" },
    same && [h("span", { key: "top" }, String(one.max)), h("span", { key: "foot" }, String(one.min))]);
}

function drawAxisX(slots, made) {
  const marks = Array.from({ length: made }, (_, i) => i + 1);
  return marks.map((n) => h("span", { key: `x${n}`, class: "pr-axis-x", vars: { x: n / slots } }, String(n)));
}

export function drawChart(view) {
  if (!view.meters?.length) return null;
  const made = view.moves.length;
  const slots = slotsFor(made);
  return h("figure", { key: "chart", class: "pr-chart" },
    h("figcaption", { key: "caption", class: "pr-label" }, view.words?.chart || ""),
    // The picture is hidden from screen readers: the words beneath say the same.
    h("div", { key: "box", class: "pr-chart-box", "aria-hidden": "true" },
      h("div", { key: "ruler", class: "pr-ruler" }, h("i", { key: "type" })),
      h("div", { key: "plot", class: "pr-plot" },
        drawAxisY(view.meters),
        h("div", { key: "field", class: "pr-chart-field" },
          svg("svg", { key: "lines", viewBox: "0 0 100 100", preserveAspectRatio: "none", focusable: "false" },
            view.meters.map(drawBand),
            svg("path", { key: "ground", class: "pr-axis", d: "M0 0V100H100" }),
            drawLeaders(view.meters),
            view.meters.map((meter, i) => drawLine(meter, i, slots, made))),
          drawAxisX(slots, made))),
      drawLabels(view.meters, slots, made), view.meters.map(bandLabel)),
    h("div", { key: "words", class: "pr-chart-words" }, prose(view.chart_words)));
}

function lengthOnScreen(path, box) {
  const total = path.getAttribute("d").match(/-?[\d.]+/g).map(Number);
  let sum = 0;
  for (let i = 2; i < total.length; i += 2) {
    sum += Math.hypot((total[i] - total[i - 2]) * box.width / 100, (total[i + 1] - total[i - 1]) * box.height / 100);
  }
  return sum;
}

// Only the newest piece is drawn, in 150 ms, to show where it came from.
export function drawNewest(root) {
  const frame = root.querySelector(".pr-chart-field svg");
  if (!frame || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const box = frame.getBoundingClientRect();
  for (const path of frame.querySelectorAll(".pr-piece")) {
    const long = lengthOnScreen(path, box);
    path.animate?.([{ strokeDasharray: `0 ${long}px` }, { strokeDasharray: `${long}px 0` }], { duration: 150 });
  }
}
