// Where the labels of a chart stand. How wide and high they are only the browser knows, whatever the reader's font, size
// and spacing; so they are measured, and until then, and on paper, they stand as a list beneath the lines.

const LEAST_HEIGHT = 11; // em
const LEAST_WIDTH = 6; // em; with less the lines can't be told apart
const GAP = 1.5; // em between a line's end and its label: room for the dot and for a leader

// The middles of labels that would like to stand at `wanted`, moved as little as possible so that none touches another
// and all stay between 0 and `height`. Those that want the same place share it evenly.
export function spread(wanted, heights, height, gap = 0) {
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b] || a - b);
  const below = []; // how far each stands below the first when all touch
  order.forEach((i, k) => below.push(k ? below[k - 1] + (heights[order[k - 1]] + heights[i]) / 2 + gap : 0));
  const groups = [];
  order.forEach((i, k) => {
    let one = { sum: wanted[i] - below[k], count: 1 };
    while (groups.length && groups.at(-1).sum / groups.at(-1).count > one.sum / one.count) {
      const last = groups.pop();
      one = { sum: last.sum + one.sum, count: last.count + one.count };
    }
    groups.push(one);
  });
  const least = heights[order[0]] / 2;
  const most = Math.max(least, height - heights[order.at(-1)] / 2 - below.at(-1));
  const firsts = groups.flatMap((one) => Array(one.count).fill(Math.min(most, Math.max(least, one.sum / one.count))));
  const placed = [];
  order.forEach((i, k) => { placed[i] = firsts[k] + below[k]; });
  return placed;
}

const widthOf = (node) => node.getBoundingClientRect().width;
const heightOf = (node) => node.getBoundingClientRect().height;

function setVars(node, vars) {
  for (const [name, value] of Object.entries(vars)) node.style.setProperty(`--${name}`, value);
}

function widest(box, labels, how) {
  box.setAttribute("data-measure", how);
  const found = Math.max(...labels.map(widthOf));
  box.removeAttribute("data-measure");
  return Math.ceil(found) + 1;
}

// Numbers under the line: as many as there is room for, at even steps.
function thinMarks(field, em) {
  const marks = [...field.querySelectorAll(".pr-axis-x")];
  if (!marks.length) return;
  const room = widthOf(field) * Number(marks[0].style.getPropertyValue("--x")) - 0.4 * em;
  const step = Math.max(1, Math.ceil(Math.max(...marks.map(widthOf)) / Math.max(1, room)));
  marks.forEach((mark, i) => mark.toggleAttribute("data-off", (i + 1) % step !== 0 && !(step > marks.length && i === marks.length - 1)));
}

function placeBeside(box, field, labels, em, wide) {
  const ends = labels.map((label) => ["--x", "--y"].map((name) => Number(label.style.getPropertyValue(name))));
  const from = field.getBoundingClientRect().left - box.getBoundingClientRect().left;
  const lines = widthOf(field);
  labels.forEach((label, i) => {
    const left = from + lines * ends[i][0] + GAP * em;
    setVars(label, { left: `${left}px`, room: `${wide - left}px` });
  });
  const heights = labels.map((label) => Math.ceil(heightOf(label)));
  const gap = 0.15 * em;
  const high = Math.max(LEAST_HEIGHT * em, heights.reduce((sum, one) => sum + one + gap, 0));
  setVars(box, { high: `${high}px` });
  const middles = spread(ends.map(([, y]) => y * high), heights, high, gap);
  const leaders = [...box.querySelectorAll(".pr-leader")];
  labels.forEach((label, i) => {
    setVars(label, { top: `${middles[i] - heights[i] / 2}px` });
    const [x, y] = ends[i].map((share) => 100 * share);
    const to = [x + 100 * (GAP - 0.25) * em / lines, 100 * middles[i] / high];
    const moved = Math.abs(middles[i] - y * high / 100) > 0.4 * em;
    leaders[i].setAttribute("d", moved ? `M${x.toFixed(2)} ${y.toFixed(2)}L${to.map((n) => n.toFixed(2)).join(" ")}` : "");
  });
}

// The lines keep their place from move to move: the room at their right depends on the words and the type alone.
// A label is wrapped only where neither that room nor the moves still to come leave it enough.
export function fitChart(page, sizes) {
  const box = page.querySelector(".pr-chart-box");
  if (!box) return;
  if (sizes && !box.prWatched) {
    box.prWatched = true;
    // They change with the page's width and with the type, and never by what is done here.
    for (const node of box.querySelectorAll(".pr-ruler, .pr-ruler > *")) sizes.observe(node);
  }
  const wide = widthOf(box);
  if (!wide) return;
  const em = parseFloat(getComputedStyle(box).fontSize);
  const field = box.querySelector(".pr-chart-field");
  const labels = [...box.querySelectorAll(".pr-line-label")];
  const axis = widthOf(box.querySelector(".pr-axis-y"));
  const whole = widest(box, labels, "whole") + GAP * em;
  const word = widest(box, labels, "word") + GAP * em;
  const right = Math.max(word, Math.min(whole, 0.45 * wide));
  const beside = wide - axis - right >= LEAST_WIDTH * em;
  box.toggleAttribute("data-beside", beside);
  setVars(box, { right: `${right}px` });
  if (beside) placeBeside(box, field, labels, em, wide);
  else for (const leader of box.querySelectorAll(".pr-leader")) leader.setAttribute("d", "");
  thinMarks(field, em);
}
