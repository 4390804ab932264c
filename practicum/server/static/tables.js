// A table of several columns is set as one block a row on a narrow screen: each cell then needs its column's name
// beside it, and the table its roles, which browsers drop with the table's own layout.

function labelTable(table) {
  const names = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  table.setAttribute("role", "table");
  for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
  for (const cell of table.querySelectorAll("thead th")) {
    cell.setAttribute("role", "columnheader");
    cell.setAttribute("scope", "col");
  }
  for (const row of table.querySelectorAll("tr")) row.setAttribute("role", "row");
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.cells].forEach((cell, i) => {
      cell.setAttribute("role", i ? "cell" : "rowheader");
      if (i && names[i]) cell.dataset.label = names[i];
    });
  }
}

// Only a table that is wider than its place needs to be reached by keyboard, to be moved sideways.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

export function labelTables() {
  for (const table of document.querySelectorAll(".prose table")) {
    labelTable(table);
    if (table.parentElement.matches(".pg-table")) sizes.observe(table.parentElement);
  }
}
