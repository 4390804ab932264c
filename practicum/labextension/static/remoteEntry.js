// A module-federation container written by hand: JupyterLab asks it for "./extension".
// Everything else is plain ES modules beside it, so nothing has to be built.
(() => {
  const here = document.currentScript.src;
  let scope;
  // JupyterLab's own copy of a package; undefined where an application does not share it.
  const shared = async (name) => {
    const versions = Object.values(scope[name] ?? {});
    return versions.length ? (await versions[0].get())() : undefined;
  };
  (window._JUPYTERLAB ??= {})["practicum-lab"] = {
    init: (s) => { scope = s; },
    get: async () => {
      const { plugin } = await import(new URL("plugin.js", here).href);
      const { launcher } = await import(new URL("launcher.js", here).href);
      const made = [await plugin(shared), await launcher(shared)].filter(Boolean);
      return () => ({ __esModule: true, default: made });
    },
  };
})();
