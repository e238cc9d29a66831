"""Set up other people's tools, each sort in an environment of its own; whatever cannot be installed is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PLAYWRIGHT, REPLAYWEBPAGE = "playwright-core@1.64.1", "replaywebpage@2.5.3"


class Rejected(Exception):  # noqa: N818
    """Raised when a tool finds fault with what a crawl left, or cannot be set up."""


def run(*words: object, expect: int = 0, cwd: Path | None = None) -> str:
    """Run a tool and give all that it says; raises `Rejected` with its last lines for another exit code."""
    command = [str(word) for word in words]
    ended = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
    )
    if ended.returncode != expect:
        raise Rejected(f"{' '.join(command)}: exit code {ended.returncode}\n{ended.stdout[-3000:]}")
    return ended.stdout


@dataclass(frozen=True, slots=True)
class Workshop:
    """Hold the tools under one folder, which may be kept for the next time."""

    folder: Path

    def environment(self, name: str, requirements: str) -> Path:
        """Make a virtual environment from a list of pinned packages; gives its folder of programs."""
        folder, wanted = self.folder / name, (HERE / requirements).read_text("utf-8")
        done = folder / "installed.txt"
        if not done.exists() or done.read_text("utf-8") != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            run(sys.executable, "-m", "venv", folder)
            run(folder / "bin" / "pip", "install", "--quiet", "-r", HERE / requirements, cwd=HERE)
            done.write_text(wanted, "utf-8")
        return folder / "bin"

    def program(self, name: str) -> str:
        """Find a program, installing Debian's package of its name where there is none."""
        if shutil.which(name) is None:
            if os.geteuid():
                raise Rejected(f"installing {name}: there is none, and only root can install Debian's")
            run("apt-get", "update", "--quiet")
            run("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", name)
        found = shutil.which(name)
        if found is None:
            raise Rejected(f"installing {name}: apt-get installed none")
        return found

    def browser(self) -> str:
        """Find Chromium, installing Debian's where there is none."""
        return shutil.which("chromium-browser") or shutil.which("google-chrome") or self.program("chromium")

    def node_modules(self) -> Path:
        """Install what drives the browser, and unpack ReplayWeb.page, whose own dependencies are built in."""
        folder = self.folder / "node"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "node_modules" / "playwright-core").exists():
            (folder / "package.json").write_text('{"private": true}', "utf-8")
            run("npm", "install", "--no-audit", "--no-fund", PLAYWRIGHT, cwd=folder)
        if not (folder / "package" / "ui.js").exists():
            packed = run("npm", "pack", "--silent", REPLAYWEBPAGE, cwd=folder).split()[-1]
            run("tar", "xzf", packed, cwd=folder)
        return folder
