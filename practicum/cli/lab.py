"""Starting JupyterLab for a learner or an instructor: quiet, offline, opened where it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# No question about news and no look for updates: both ask the internet, and the first covers the lesson.
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
# The browser itself refuses every request to elsewhere. JupyterLab needs eval and blobs, nbgrader inline scripts;
# without this, formgrader's submission page would fetch MathJax from a public network of servers.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: data: blob:; "
    "worker-src 'self' blob:; frame-src 'self' blob: data:; frame-ancestors 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)
IDLE = 12 * 3600  # seconds; a kernel whose browser was closed without its tab ends after that


def offline() -> str:
    """The server's option by which no page of it asks anybody outside."""
    return "--ServerApp.tornado_settings=" + json.dumps({"headers": {"Content-Security-Policy": POLICY}})


def command(root: Path, url: str, browser: bool) -> list[str]:
    """JupyterLab below `root`, opening `url`; without `browser` it prints the address."""
    made = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", f"--LabApp.default_url={url}", offline(),
        f"--MappingKernelManager.cull_idle_timeout={IDLE}", "--LabApp.check_for_updates_class="
        "jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ]  # fmt: skip
    if not browser:
        made.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        made.append("--allow-root")  # in a container there is often nobody else
    return made


def environment(build: Path) -> dict[str, str]:
    """The environment of the server and its kernels; settings go to a folder below `build`."""
    folder = build / "jupyter"
    (folder / "labconfig").mkdir(parents=True, exist_ok=True)
    (folder / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(SETTINGS), "utf-8")
    bin_folder = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    return {
        **os.environ,
        # A kernel must not take modules from beside a notebook: what lies there may come from anybody.
        "PYTHONSAFEPATH": "1",
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(folder), *([before] if before else [])]),
        "PATH": path if bin_folder in path.split(os.pathsep) else os.pathsep.join([bin_folder, path]),
    }


def run(root: Path, url: str, browser: bool, build: Path, *more: str) -> int:
    """Start JupyterLab and wait for its end; interrupting it is the ordinary way to stop."""
    try:
        return subprocess.call([*command(root, url, browser), *more], cwd=root, env=environment(build))
    except KeyboardInterrupt:
        return 0
