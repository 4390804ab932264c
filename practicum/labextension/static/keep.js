// Saves the notebook file by itself, a moment after its content changed, and without dialogues.
// Answers are on disk by then (the answer sheet); the notebook carries a copy of them.
import { words } from "./words.js";

const QUIET = 1500; // milliseconds without a change
const AGAIN = 5000; // before a failed save is tried again

// isWhole() says whether the notebook's outputs may be kept: not while the lesson is being opened,
// and not if that failed, for then the copy of the answers is missing from them.
// settle() resolves when what was typed a moment ago has arrived in the notebook.
export function keepSaved(panel, { app, MessageLoop }, note, { isWhole, settle }) {
  const { context } = panel;
  const { model } = context;
  const contents = app.serviceManager.contents;
  let timer;
  let saving = Promise.resolve();

  const wanted = () =>
    !panel.isDisposed && model.dirty && isWhole() && !model.collaborative && context.contentsModel?.writable;

  // Another window, or a new release, may have written the file since; JupyterLab would ask what to do.
  const changedElsewhere = async () => {
    const known = context.contentsModel;
    const onDisk = await contents.get(context.path, { content: false, hash: true });
    return Boolean(known?.hash && onDisk.hash && known.hash !== onDisk.hash);
  };

  const saveOnce = async () => {
    if (!wanted()) return;
    try {
      if (await changedElsewhere()) {
        model.dirty = false;
        note.say(words.elsewhere, { label: words.reload, act: () => window.location.reload() });
        return;
      }
    } catch {
      note.say(words.server_away);
      later(AGAIN);
      return;
    }
    await context.save();
    if (note.text === words.server_away) note.hide();
  };

  const save = () => (saving = saving.then(saveOnce).catch((error) => console.warn("practicum:", error)));

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), milliseconds);
  };

  const onClose = (_, message) => {
    if (message.type !== "close-request") return true;
    // Once only: should saving fail, the next attempt to close is JupyterLab's to answer.
    MessageLoop.removeMessageHook(panel, onClose);
    void settle().then(save).then(() => {
      if (!isWhole()) model.dirty = false;
      if (!panel.isDisposed) panel.close();
    });
    return false;
  };

  const onHide = () => {
    if (document.visibilityState === "hidden") void save();
  };

  // The browser would ask whether to leave although every answer is on disk. JupyterLab's own listener
  // has spoken by now; what it said is taken back if nothing but lessons was unsaved.
  const onUnload = (event) => {
    if (!model.dirty) return;
    if (wanted()) {
      const file = { type: "notebook", format: "json", content: model.toJSON() };
      void contents.save(context.path, file).catch(() => undefined);
    }
    model.dirty = false;
    if (!app.status.isDirty) event.returnValue = "";
  };

  model.contentChanged.connect(() => later(QUIET));
  MessageLoop.installMessageHook(panel, onClose);
  document.addEventListener("visibilitychange", onHide);
  window.addEventListener("beforeunload", onUnload);
  panel.disposed.connect(() => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onHide);
    window.removeEventListener("beforeunload", onUnload);
  });
  return later.bind(null, QUIET);
}
