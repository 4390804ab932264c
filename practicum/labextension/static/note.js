// A quiet line above the lesson: what is happening, what is safe, what to do.
export class Note {
  constructor(panel) {
    this.node = document.createElement("div");
    this.node.className = "practicum-note";
    this.node.setAttribute("role", "status");
    this.node.hidden = true;
    // Inside the scrolling part, so that long notes never squeeze the lesson.
    const notebook = panel.content.node;
    (notebook.querySelector(".jp-WindowedPanel-outer") ?? notebook).prepend(this.node);
  }

  say(text, button) {
    if (this.text === text && !this.node.hidden) return;
    this.text = text;
    const line = document.createElement("p");
    line.textContent = text;
    this.node.replaceChildren(line);
    if (button) {
      const press = document.createElement("button");
      press.type = "button";
      press.textContent = button.label;
      press.addEventListener("click", button.act);
      this.node.append(press);
    }
    this.node.hidden = false;
  }

  hide() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }
}
