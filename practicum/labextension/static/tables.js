// A table wider than the page scrolls inside a frame of its own that the keyboard can reach.

const BARE = ".jp-MarkdownOutput table:not(.practicum-wide > table)";

function frame(table, fits) {
  const holder = document.createElement("div");
  holder.className = "practicum-wide";
  table.replaceWith(holder);
  holder.append(table);
  fits.observe(holder);
}

// Returns a function that stops watching.
export function frameTables(content) {
  const fits = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  const look = () => {
    for (const table of content.node.querySelectorAll(BARE)) frame(table, fits);
  };
  // Prose is drawn, and drawn again, whenever JupyterLab sees fit.
  const drawing = new MutationObserver(look);
  drawing.observe(content.node, { childList: true, subtree: true });
  look();
  return () => {
    drawing.disconnect();
    fits.disconnect();
  };
}
