"""A folder to call commands in, as a user does: with `statusgen` on the path and little else.

Every call is a process of its own. Nothing of the machine's own settings reaches it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHOP = Path(__file__).parent / "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a process said and how it ended."""

    out: str
    err: str
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Call commands in `cwd`; `env` is all of their environment, `program` is statusgen."""

    cwd: Path
    env: Mapping[str, str]
    program: Path

    def __call__(self, command: str) -> Finished:
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return Finished(out=ran.stdout.decode(), err=ran.stderr.decode(), code=ran.returncode)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start statusgen, to do something to it while it runs."""
        return subprocess.Popen(
            [self.program, *arguments],
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def shell_in(folder: Path) -> Shell:
    """Make a shell in `folder`/here, with a home and a `statusgen` beside it."""
    here, home, programs = folder / "here", folder / "home", folder / "bin"
    for path in (here, home, programs):
        path.mkdir(parents=True, exist_ok=True)
    statusgen = programs / "statusgen"
    statusgen.write_text(f"#!{sys.executable}\nfrom statusgen.__main__ import main\nmain()\n")
    statusgen.chmod(0o755)
    env = {
        "COLUMNS": "80",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": os.pathsep.join([str(programs), "/usr/local/bin", "/usr/bin", "/bin"]),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "TZ": "Asia/Tokyo",
    }
    return Shell(cwd=here, env=env, program=statusgen)


def shell_in_the_shop(folder: Path) -> Shell:
    """Make a shell whose folder is a small site."""
    shell = shell_in(folder)
    shutil.copytree(SHOP, shell.cwd, dirs_exist_ok=True)
    return shell
