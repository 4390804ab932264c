// Every sentence that this part shows.
export const words = {
  home: "All lessons",
  home_caption: "The home page of your course: what is done, begun and due",
  opening: "Opening the lesson…",
  again: "Bringing the lesson back… Your answers are kept.",
  try_again: "Try again",
  reload: "Load the page again",
  show_lesson: "Show it as a lesson",
  show_notebook: "Show the notebook behind this lesson",
  author: "This is an author's copy of a lesson: edit it here as a notebook.",
  foreign:
    "This notebook holds code that the course did not put there, so nothing was run. " +
    "If you trust whoever gave it to you, Run > Run All Cells runs it: that is your own decision. " +
    "Otherwise fetch the lesson again.",
  no_kernel:
    "The lesson did not open: the Python that runs it did not start. " +
    "Answers saved earlier are safe. Try again; if it goes on, close other lessons or ask whoever runs the course.",
  wrong_language:
    "The lesson did not open: it needs a Python kernel, and this notebook is set to another. " +
    "Choose Python 3 in the Kernel menu under Change Kernel.",
  not_installed:
    "The lesson did not open: Practicum is not installed in the Python that this notebook uses. " +
    "Answers saved earlier are safe. Open it from the course that gave it to you, or ask whoever runs the course.",
  failed: (why) =>
    `The lesson did not open fully (${why}). Answers saved earlier are safe. ` +
    "Try again; if it goes on, tell whoever runs the course.",
  stopped: "The lesson's Python has stopped. What was marked as saved is safe. Start it again to go on.",
  start_again: "Start it again",
  elsewhere:
    "This lesson's file was changed somewhere else; perhaps it is open in a second window. " +
    "Answers are still saved as you give them. Load the page again to go on with the newer file.",
  server_away:
    "The notebook file could not be saved: Jupyter does not answer. " +
    "Keep this page open; it is tried again every few seconds.",
};
