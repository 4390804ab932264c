// Which notebooks are lessons, and which code a lesson may hold.
// Only cells that the course itself writes are ever run without being asked.

export const lesson = "lesson";
export const author = "author";
export const foreign = "foreign";
export const other = "other";

const ID = '"[A-Za-z0-9_]+"';
const OURS = [
  /^answers = \{\}$/,
  new RegExp(`^from practicum import lesson\\nhere = lesson\\(${ID}(, answers)?\\)$`),
  // A method's name starts with a letter, so that no __dunder__ fits.
  new RegExp(`^here\\.[a-z][a-z0-9_]*\\(${ID}\\)$`),
  /^here\.progress\(\)$/,
];

const text = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);

export const isOurs = (source) => OURS.some((form) => form.test(source.trim()));

export function kindOf(notebook) {
  if (notebook.metadata?.practicum?.autorun !== true) return other;
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  if (!code.every((cell) => isOurs(text(cell)))) return foreign;
  // The release locks every code cell; a notebook without any locked one is still being written.
  return code.some((cell) => cell.metadata?.editable === false) ? lesson : author;
}

// The cell in which nbgrader keeps a written response for the marker. The lesson has a better place
// to write, so it stays out of sight as long as nobody typed there. The course's own text, then nbgrader's.
const STUBS = [
  '<span class="pr-response"></span>Your written answer. ' +
    "If there are boxes above, write there; text typed here is kept as well.",
  "YOUR ANSWER HERE",
  "",
];

export function isUntouchedMarkersCell(cell) {
  const { grade, solution } = cell.metadata?.nbgrader ?? {};
  return cell.cell_type === "markdown" && Boolean(grade && solution) && STUBS.includes(text(cell).trim());
}
