// Waiting for the kernel, and preparing it before any cell of a lesson runs.

// The kernel starts in the notebook's folder and looks for modules there first. Whoever can put a file
// beside the notebook could otherwise stand in for practicum, anywidget or json.
const GUARD = `
def _practicum_guard():
    import os, sys
    here = os.path.realpath(os.getcwd())
    sys.path[:] = [p for p in sys.path if os.path.realpath(p) != here]
_practicum_guard()
del _practicum_guard
`;

const ready = (kernel) => kernel?.connectionStatus === "connected" && kernel.status === "idle";

// Resolves with the kernel once it listens, or with null after the time given.
export function kernelReady(sessionContext, seconds) {
  return new Promise((resolve) => {
    const signals = [
      sessionContext.statusChanged, sessionContext.connectionStatusChanged, sessionContext.kernelChanged,
    ];
    const done = (kernel) => {
      clearTimeout(timer);
      for (const signal of signals) signal.disconnect(look);
      resolve(kernel);
    };
    const look = () => {
      const kernel = sessionContext.session?.kernel;
      if (sessionContext.isDisposed) done(null);
      else if (ready(kernel)) done(kernel);
    };
    const timer = setTimeout(() => done(null), seconds * 1000);
    for (const signal of signals) signal.connect(look);
    look();
  });
}

export async function isPython(kernel) {
  return (await kernel.info).language_info.name === "python";
}

// Silent, so that it leaves no trace in the notebook, its history or its numbering.
export async function guard(kernel) {
  const future = kernel.requestExecute({ code: GUARD, silent: true, store_history: false });
  const reply = await future.done;
  return reply.content.status === "ok";
}

// Resolves when everything sent so far has been dealt with: the kernel answers in order.
export function settled(kernel, milliseconds) {
  if (!kernel || kernel.connectionStatus !== "connected") return Promise.resolve();
  const answered = Promise.resolve(kernel.requestKernelInfo()).catch(() => undefined);
  return Promise.race([answered, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
}
