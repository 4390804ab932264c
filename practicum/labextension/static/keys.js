// In a lesson a stray key must not cut, insert or turn cells, nor a double click open their source.

const inEditor = (target) => Boolean(target.closest?.(".cm-editor"));
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

// Returns a function that undoes it.
export function quietKeys(panel, { app, CommandRegistry }) {
  // A shortcut that JupyterLab, another extension or the learner's settings tie to notebooks.
  const actsOnNotebook = (event) => {
    const stroke = CommandRegistry.keystrokeForKeydownEvent(event);
    return app.commands.keyBindings.some(
      (binding) => binding.keys[0] === stroke && /notebook|jp-Cell/i.test(binding.selector),
    );
  };
  const key = (event) => {
    if (inEditor(event.target)) return;
    if (plain(event) || actsOnNotebook(event)) event.stopPropagation();
  };
  const doubleClick = (event) => {
    if (inEditor(event.target)) return;
    const cell = panel.content.widgets.find((widget) => widget.node.contains(event.target));
    // The marker's cell, where it shows because somebody wrote there, stays open to writing.
    if (cell?.model.type === "markdown" && !cell.model.getMetadata("nbgrader")?.solution) event.stopPropagation();
  };
  // The browser's own menu (copy, look up, spelling) serves a reader better than "Cut cell".
  const menu = (event) => event.stopPropagation();

  const tied = [["keydown", key, false], ["dblclick", doubleClick, true], ["contextmenu", menu, false]];
  for (const [name, act, capture] of tied) panel.content.node.addEventListener(name, act, capture);
  return () => {
    for (const [name, act, capture] of tied) panel.content.node.removeEventListener(name, act, capture);
  };
}
