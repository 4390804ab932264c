// The meters of a branching case as lines. The lines stretch with the page, the type does not:
// lines are SVG in a 100 by 100 box, labels are HTML set at the same places.
import { h, svg, prose } from "./dom.js";

const HEIGHT = 11; // em, as in practicum.css
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

// Labels at the lines' ends, pushed apart far enough to be read and kept inside the box.
export function spread(wanted, gap, height) {
  const order = wanted.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]);
  const placed = [];
  order.forEach(([y], k) => placed.push(k ? Math.max(y, placed[k - 1] + gap) : Math.max(y, gap / 2)));
  for (let k = placed.length - 1, limit = height - gap / 2; k >= 0; k -= 1, limit = placed[k + 1] - gap) {
    placed[k] = Math.min(placed[k], limit);
  }
  const out = [];
  order.forEach(([, i], k) => { out[i] = placed[k]; });
  return out;
}

function drawLine(meter, i, slots, made) {
  const points = pointsOf(meter, slots, made);
  const old = points.filter((p) => p[2] < made);
  const piece = made && old.length ? points.slice(old.length - 1) : [];
  const last = points.at(-1);
  const dots = points.filter((p, k) => p[2] !== points[k + 1]?.[2]);
  const inkOf = (name) => `${name} pr-line-${i + 1}`;
  return svg("g", { key: meter.id },
    svg("path", { key: "old", class: inkOf("pr-line"), d: pathOf(piece.length ? old : points) }),
    piece.length > 1 && svg("path", { key: `piece-${made}`, class: inkOf("pr-line pr-piece"), d: pathOf(piece) }),
    dots.map(([x, y]) => svg("path", { class: inkOf("pr-dot"), d: `M${x.toFixed(2)} ${y.toFixed(2)}h.01` })),
    svg("path", { class: inkOf("pr-dot pr-dot-now"), d: `M${last[0].toFixed(2)} ${last[1].toFixed(2)}h.01` }));
}

function drawBand(meter) {
  if (!meter.band) return null;
  const top = 100 * (1 - share(meter, meter.band.high));
  const foot = 100 * (1 - share(meter, meter.band.low));
  return svg("g", null,
    svg("rect", { class: "pr-band", x: 0, y: top, width: 100, height: foot - top }),
    svg("path", { class: "pr-band-edge", d: `M0 ${top}H100M0 ${foot}H100` }));
}

function bandLabel(meter) {
  if (!meter.band?.label) return null;
  return h("span", { class: "pr-band-label", vars: { y: 1 - share(meter, meter.band.low) } }, meter.band.label);
}

function drawLabels(meters, slots, made) {
  const ends = meters.map((meter) => pointsOf(meter, slots, made).at(-1));
  const long = meters.some((meter) => meter.label.length > 13);
  const tops = spread(ends.map(([, y]) => y / 100 * HEIGHT), long ? 2.5 : 1.3, HEIGHT);
  return meters.map((meter, i) => h("span", {
    key: `label-${meter.id}`, class: `pr-line-label pr-ink-${i + 1}`,
    vars: { x: ends[i][0] / 100, y: tops[i] / HEIGHT },
  }, h("b", null, String(meter.value)), ` ${meter.label}`));
}

function drawAxis(meters, slots, made) {
  const [one] = meters;
  const same = meters.every((meter) => meter.min === one.min && meter.max === one.max);
  const every = slots > STEP ? Math.ceil(slots / STEP) : 1;
  const marks = Array.from({ length: made }, (_, i) => i + 1).filter((n) => n % every === 0 || n === 1 && every === 1);
  return [
    same && h("span", { key: "top", class: "pr-axis-y", vars: { y: 0 } }, String(one.max)),
    same && h("span", { key: "foot", class: "pr-axis-y", vars: { y: 1 } }, String(one.min)),
    marks.map((n) => h("span", { key: `x${n}`, class: "pr-axis-x", vars: { x: n / slots } }, String(n))),
  ];
}

export function drawChart(view) {
  if (!view.meters?.length) return null;
  const made = view.moves.length;
  const slots = slotsFor(made);
  const digits = Math.max(...view.meters.flatMap((meter) => [meter.min, meter.max]).map((n) => String(n).length));
  return h("figure", { key: "chart", class: "pr-chart" },
    h("figcaption", { key: "caption", class: "pr-label" }, view.words?.chart || ""),
    // The picture is hidden from screen readers: the words beneath say the same.
    h("div", { key: "box", class: "pr-chart-box", "aria-hidden": "true", vars: { left: `${0.6 * digits + 0.5}em` } },
      svg("svg", { key: "lines", viewBox: "0 0 100 100", preserveAspectRatio: "none", focusable: "false" },
        view.meters.map(drawBand),
        svg("path", { key: "ground", class: "pr-axis", d: "M0 0V100H100" }),
        view.meters.map((meter, i) => drawLine(meter, i, slots, made))),
      drawAxis(view.meters, slots, made), view.meters.map(bandLabel), drawLabels(view.meters, slots, made)),
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
  const frame = root.querySelector(".pr-chart-box svg");
  if (!frame || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const box = frame.getBoundingClientRect();
  for (const path of frame.querySelectorAll(".pr-piece")) {
    const long = lengthOnScreen(path, box);
    path.animate?.([{ strokeDasharray: `0 ${long}px` }, { strokeDasharray: `${long}px 0` }], { duration: 150 });
  }
}
