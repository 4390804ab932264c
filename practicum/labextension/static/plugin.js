// What JupyterLab starts: watches for notebooks and hands lessons on.
import { author, foreign, kindOf, lesson } from "./grammar.js";
import { Lesson } from "./lesson.js";
import { Note } from "./note.js";
import { words } from "./words.js";

const SHOW = "practicum:show-notebook";

function addStyle() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("lesson.css", import.meta.url).href;
  document.head.append(link);
}

// An author's copy (nothing locked yet) stays a notebook to edit, one button away from the lesson.
// It does not run by itself: that would leave an answer sheet in the course's source.
function offer(panel, tools) {
  const note = new Note(panel);
  note.say(words.author, {
    label: words.show_lesson,
    act: () => { note.hide(); new Lesson(panel, tools).open({ keep: false }); },
  });
}

async function opened(panel, tools) {
  await panel.context.ready;
  if (panel.isDisposed || !panel.model) return;
  const kind = kindOf(panel.model.sharedModel.toJSON());
  if (kind === foreign) new Note(panel).say(words.foreign);
  if (kind === author) offer(panel, tools);
  if (kind === lesson) await new Lesson(panel, tools).open({ keep: true });
}

export async function plugin(shared) {
  const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
  const { ICommandPalette } = await shared("@jupyterlab/apputils");
  const { MessageLoop } = await shared("@lumino/messaging");
  const { CommandRegistry } = await shared("@lumino/commands");
  return {
    id: "practicum-lab:lesson",
    autoStart: true,
    // Optional, not required: Voila has neither.
    optional: [INotebookTracker, ICommandPalette],
    activate: (app, tracker, palette) => {
      if (!tracker) return;
      addStyle();
      // Tells the page around whether a lesson is being read.
      const tell = () => {
        const here = tracker.currentWidget && tracker.currentWidget === app.shell.currentWidget;
        document.body.classList.toggle("practicum-reading", Boolean(here && Lesson.of(tracker.currentWidget)));
      };
      app.shell.currentChanged?.connect(tell);
      const tools = { app, NotebookActions, MessageLoop, CommandRegistry, tell };
      tracker.widgetAdded.connect((_, panel) => void opened(panel, tools));
      tracker.forEach((panel) => void opened(panel, tools));
      app.commands.addCommand(SHOW, {
        label: words.show_notebook,
        isEnabled: () => Boolean(Lesson.of(tracker.currentWidget)),
        execute: () => Lesson.of(tracker.currentWidget)?.leave(),
      });
      palette?.addItem({ command: SHOW, category: "Practicum" });
    },
  };
}
