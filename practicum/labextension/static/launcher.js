// One click from JupyterLab's launcher, or its palette, to the learner's home page.
import { words } from "./words.js";

const HOME = "practicum:home";
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g class="jp-icon3" fill="none" stroke="#616161"
stroke-width="1.6" stroke-linejoin="round"><path d="M12 6.5C10 5 7 4.5 3.5 4.5v13c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-13C17 4.5 14 5 12 6.5z"/>
<path d="M12 6.5v13"/></g></svg>`;

// Nothing where the application has no launcher.
export async function launcher(shared) {
  const { ILauncher } = (await shared("@jupyterlab/launcher")) ?? {};
  const { ICommandPalette } = (await shared("@jupyterlab/apputils")) ?? {};
  const { LabIcon } = (await shared("@jupyterlab/ui-components")) ?? {};
  const { PageConfig } = (await shared("@jupyterlab/coreutils")) ?? {};
  if (!ILauncher || !ICommandPalette || !PageConfig) return null;
  return {
    id: "practicum-lab:home",
    autoStart: true,
    optional: [ILauncher, ICommandPalette],
    activate: (app, cards, palette) => {
      app.commands.addCommand(HOME, {
        label: words.home,
        caption: words.home_caption,
        icon: LabIcon && new LabIcon({ name: "practicum:home", svgstr: ICON }),
        execute: () => { window.open(`${PageConfig.getBaseUrl()}practicum/`, "_blank", "noopener"); },
      });
      cards?.add({ command: HOME, category: "Practicum", rank: 0 });
      palette?.addItem({ command: HOME, category: "Practicum" });
    },
  };
}
