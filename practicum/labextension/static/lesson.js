// One opened lesson: runs it, runs it again when the kernel was lost, says what is going on.
import { isOurs, isUntouchedMarkersCell } from "./grammar.js";
import { keepSaved } from "./keep.js";
import { guard, isPython, kernelReady, settled } from "./kernel.js";
import { quietKeys } from "./keys.js";
import { Note } from "./note.js";
import { drawn, keepPlace, scrollerOf, watchEntries } from "./place.js";
import { frameTables } from "./tables.js";
import { words } from "./words.js";

const SECONDS_FOR_KERNEL = 60;
const SECONDS_TO_DRAW = 15;
const lessons = new WeakMap();

// The sentence for the first error among the cells' outputs, if there is one.
function troubleIn(cells) {
  const outputs = cells.flatMap((cell) => cell.model.outputs.toJSON());
  const error = outputs.find((output) => output.output_type === "error");
  if (!error) return undefined;
  if (error.ename === "ModuleNotFoundError") return words.not_installed;
  return words.failed(`${error.ename}: ${error.evalue}`);
}

export class Lesson {
  // The lesson that a panel shows now, if it does.
  static of(panel) {
    const lesson = panel ? lessons.get(panel) : undefined;
    return lesson?.left ? undefined : lesson;
  }

  constructor(panel, tools) {
    this.panel = panel;
    this.tools = tools;
    this.session = panel.sessionContext;
    this.note = new Note(panel);
    this.run = 0; // counts the attempts, so that a late one knows that it is no longer wanted
    lessons.set(panel, this);
  }

  async open({ keep }) {
    const { panel } = this;
    panel.addClass("practicum-lesson");
    panel.toolbar.hide();
    this.tools.tell();
    this.isFresh = watchEntries(panel.content);
    this.hideMarkersCells();
    panel.model.contentChanged.connect(this.hideMarkersCells, this);
    const untieKeys = quietKeys(panel, this.tools);
    const leaveTables = frameTables(panel.content);
    this.untie = () => { untieKeys(); leaveTables(); };
    panel.disposed.connect(this.untie);
    this.closeKernelWithTab();
    this.followKernel();
    if (keep) {
      this.keep = keepSaved(panel, this.tools, this.note, {
        isWhole: () => this.whole,
        settle: () => this.settle(),
      });
    }
    await panel.revealed;
    await this.bring(words.opening);
    this.startAtTop();
  }

  // Back to the bare notebook, for whoever wants to see or edit it.
  leave() {
    this.run += 1;
    this.left = true;
    this.untie();
    this.note.hide();
    this.panel.toolbar.show();
    this.panel.removeClass("practicum-lesson");
    this.tools.tell();
  }

  async bring(saying) {
    const mine = ++this.run;
    const current = () => mine === this.run && !this.panel.isDisposed;
    this.wait(saying);
    const trouble = await this.runCells(current).catch((error) => words.failed(error.message));
    if (!current()) return;
    const again = { label: words.try_again, act: () => void this.bring(words.opening) };
    if (trouble) this.note.say(trouble, again);
    else this.note.hide();
    this.backToPlace?.();
    this.backToPlace = undefined;
    this.whole = !trouble;
    if (trouble) this.panel.model.dirty = false;
    else this.keep?.();
  }

  // Exercises whose kernel is gone are out of sight until they have run again.
  wait(saying) {
    this.whole = false;
    if (this.ran) this.backToPlace ??= keepPlace(this.panel.content, this.isFresh);
    for (const cell of this.panel.content.widgets) cell.removeClass("practicum-ran");
    this.note.say(saying);
  }

  // Returns the sentence to show if something is in the way, else undefined.
  async runCells(current) {
    const { panel, session, tools } = this;
    const kernel = await kernelReady(session, SECONDS_FOR_KERNEL);
    if (!current()) return undefined;
    if (!kernel) return words.no_kernel;
    if (!(await isPython(kernel))) return words.wrong_language;
    if (!(await guard(kernel))) return words.no_kernel;
    const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
    // Looked at again at the last moment: the notebook may have been edited since it was opened.
    if (!cells.every((cell) => isOurs(cell.model.sharedModel.getSource()))) return words.foreign;
    if (!current()) return undefined;
    for (const cell of cells) cell.model.clearExecution();
    await tools.NotebookActions.runCells(panel.content, cells, session);
    panel.content.deselectAll();
    if (!current()) return undefined;
    for (const cell of cells) cell.addClass("practicum-ran");
    this.ran = true;
    await drawn(cells, SECONDS_TO_DRAW * 1000);
    return troubleIn(cells);
  }

  followKernel() {
    const { panel, session } = this;
    // The lesson says itself, more calmly, that the kernel died and comes back.
    session.statusChanged.disconnect(panel._onSessionStatusChanged, panel);
    session.statusChanged.connect((_, status) => {
      if (this.left) return;
      if (status === "restarting" || status === "autorestarting") this.comeBack();
      else if (status === "dead" || status === "terminating") this.offerStart();
    });
    session.kernelChanged.connect((_, { oldValue, newValue }) => {
      if (this.left) return;
      if (newValue && oldValue && newValue !== oldValue) this.comeBack();
      // Lab may learn only from its list of sessions that the kernel is gone; then no status says so.
      if (oldValue && !newValue) setTimeout(() => this.offerIfGone(), 1000);
    });
  }

  comeBack() {
    // A restart announces itself more than once.
    if (this.coming) return;
    this.coming = setTimeout(() => {
      this.coming = undefined;
      void this.bring(words.again);
    }, 100);
    this.wait(words.again);
  }

  offerIfGone() {
    if (!this.left && !this.panel.isDisposed && !this.session.session?.kernel) this.offerStart();
  }

  // Somebody shut the kernel down, or it died too often for the server to go on.
  offerStart() {
    this.run += 1;
    const start = async () => {
      const name = this.panel.model.defaultKernelName || this.session.prevKernelName || "python3";
      if (this.session.session?.kernel?.status === "dead") await this.session.restartKernel();
      else await this.session.changeKernel({ name });
      await this.bring(words.again);
    };
    this.note.say(words.stopped, { label: words.start_again, act: () => void start() });
  }

  closeKernelWithTab() {
    const { session } = this;
    const ask = () => {
      if (!session.kernelPreference.shutdownOnDispose) {
        session.kernelPreference = { ...session.kernelPreference, shutdownOnDispose: true };
      }
    };
    ask();
    session.kernelPreferenceChanged.connect(ask);
  }

  // What was typed a moment ago reaches the answer sheet before anything is closed.
  async settle() {
    const focused = document.activeElement;
    if (this.panel.node.contains(focused)) focused.blur();
    await settled(this.session.session?.kernel, 2000);
  }

  hideMarkersCells() {
    for (const cell of this.panel.content.widgets) {
      cell.toggleClass("practicum-markers-cell", isUntouchedMarkersCell(cell.model.sharedModel.toJSON()));
    }
  }

  startAtTop() {
    const { content, isDisposed } = this.panel;
    if (isDisposed) return;
    const first = content.widgets.findIndex((cell) => cell.model.type === "markdown");
    content.activeCellIndex = Math.max(first, 0);
    content.mode = "command";
    scrollerOf(content).scrollTop = 0;
    const focused = document.activeElement;
    const elsewhere = focused && focused !== document.body && !this.panel.node.contains(focused);
    if (elsewhere) return;
    this.panel.addClass("practicum-unmoved");
    const moved = () => this.panel.removeClass("practicum-unmoved");
    for (const event of ["keydown", "pointerdown"]) {
      content.node.addEventListener(event, moved, { once: true, capture: true });
    }
    content.activeCell?.node.focus({ preventScroll: true });
  }
}
