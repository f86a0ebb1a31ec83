"""The live page: the explorer through Voilà, for this computer alone; no code, no traceback, nothing left running."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.errors import CultureDiagError, Problem, require_packages
from culture_diag.i18n import text
from culture_diag.paths import is_file

if TYPE_CHECKING:
    from culture_diag.study.study import Study

ADDRESS = "127.0.0.1"
TEMPLATE, KERNEL = "culture-diag", "culture-diag"

IDLE = 300
"""Seconds after which a kernel ends whose page was closed."""

LONGEST = 4 * 2**20
"""Bytes of the largest message a page may send; files come in smaller pieces (see ``explorer/files.js``)."""

PATIENCE = 60
"""Seconds the server may take to start."""


def start_workshop(study: Study, *, port: int = 0, browser: bool = True, say: Callable[[str], object] = print) -> int:
    """Serve the explorer as a page on this computer, and wait until it is stopped (Ctrl-C).

    The server listens on 127.0.0.1 only and wants the token that is in the address it opens. A visitor gets a kernel of
    their own, which ends a few minutes after the page is closed. The page shows no code and no traceback; what goes
    wrong is said in words. Buttons that save write in the folder the workshop was started from.

    Parameters
    ----------
    study : Study
        Shown at first. A visitor may choose other files, of 20 MB together at most; the choices of the study hold.
    port : int
        0 is any that is free.
    browser : bool
        Open the page.
    say : callable
        Is told where the page is.

    Returns
    -------
    int
        Exit code of the server; 0 when it was stopped.

    Raises
    ------
    CultureDiagError
        If Voilà is not installed, or a file is not there.
    """
    lang = study.lang
    require_packages("voila", key="no_voila", lang=lang)
    require_packages("ipywidgets", "anywidget", key="no_explorer", lang=lang)
    missing = [path for path in study.inputs if not is_file(path)]
    if missing:
        raise CultureDiagError([Problem("workshop_file", {"file": str(path)}) for path in missing], lang=lang)
    _ = study.instrument  # a mistake in it is told here, not in the page
    with tempfile.TemporaryDirectory(prefix="culture-diag-", ignore_cleanup_errors=True) as folder:
        return _serve(Path(folder), study, port or _free_port(), browser=browser, say=say)


def _serve(folder: Path, study: Study, port: int, *, browser: bool, say: Callable[[str], object]) -> int:
    token, lang = secrets.token_urlsafe(24), study.lang
    notebook = _prepare(folder, study, token, port)
    # Only the notebook's own folder is configured: what someone has set for their other notebooks has no say here.
    ways = {"JUPYTER_CONFIG_DIR": folder, "JUPYTER_PATH": folder / "share", "IPYTHONDIR": folder / "ipython"}
    env = {**os.environ, **{key: str(way) for key, way in ways.items()}}
    command = [sys.executable, "-m", "voila", str(notebook)]
    with _ended_kindly(), (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not _wait(port, server):
                say(text("explore.page.failed", lang))
                return server.poll() or 1
            address = f"http://{ADDRESS}:{port}/?token={token}"
            say(text("explore.page.running", lang, address=address))
            if browser:
                webbrowser.open(address)
            return server.wait()
        except KeyboardInterrupt:
            # Ctrl-C is how one leaves.
            return 0
        finally:
            _stop(server)


def _prepare(folder: Path, study: Study, token: str, port: int) -> Path:
    """Write the app's notebook, its kernel, its template and the server's settings; give the notebook's path."""
    lang = study.lang
    source = f"import culture_diag as cd\ncd.explore(cd.open_study(**{study.settings!r}), folder={str(Path.cwd())!r})"
    spec = {"display_name": KERNEL, "language": "python", "name": KERNEL}
    notebook = {
        "cells": [
            {"cell_type": "code", "id": "app", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        ],
        "metadata": {
            "kernelspec": spec,
            "title": text("explore.page.title", lang),
            "waiting": text("explore.page.waiting", lang),
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    # The same Python and the same package as here, whatever kernels are installed.
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
    python = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    # What a visitor chooses is kept in this folder, which goes when the server ends.
    room = folder / "uploads"
    room.mkdir()
    env = {"PYTHONPATH": python, "TMPDIR": str(room), "TEMP": str(room), "TMP": str(room)}
    kernel = {"argv": command, "display_name": KERNEL, "language": "python", "env": env}
    template = resources("culture_diag").joinpath("explorer", "page.html.j2").read_text(encoding="utf-8")
    share = folder / "share"
    written = {
        folder / "app.ipynb": json.dumps(notebook),
        folder / "voila.json": json.dumps(settings(token, port, lang)),
        share / "kernels" / KERNEL / "kernel.json": json.dumps(kernel),
        share / "voila" / "templates" / TEMPLATE / "index.html.j2": template,
        share / "voila" / "templates" / TEMPLATE / "conf.json": json.dumps({"base_template": "lab"}),
    }
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "app.ipynb"


def settings(token: str, port: int, lang: str) -> dict[str, Any]:
    """Return Voilà's settings: this computer alone, no code, no traceback, kernels that end.

    Examples
    --------
    >>> made = settings("secret", 8866, "nl")
    >>> made["Voila"]["ip"], made["VoilaConfiguration"]["show_tracebacks"]
    ('127.0.0.1', False)
    """
    return {
        "Voila": {
            "ip": ADDRESS,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "token": token,
            "tornado_settings": {"websocket_max_message_size": LONGEST},
        },
        "VoilaConfiguration": {
            "template": TEMPLATE,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "strip_sources": True,
            "show_tracebacks": False,
            "file_allowlist": [],
            "extension_allowlist": [
                "@jupyter-widgets/jupyterlab-manager",
                "@voila-dashboards/widgets-manager8",
                "anywidget",
            ],
        },
        "HTMLExporter": {"language_code": lang},
        "MappingKernelManager": {"cull_idle_timeout": IDLE, "cull_interval": 60, "cull_connected": False},
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False if it ends or never does."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}:{port}/login", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
    return False


@contextmanager
def _ended_kindly() -> Iterator[None]:
    """Take a request to end as Ctrl-C, so that neither server nor kernels are left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server kindly, so that it ends its kernels; else by force."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
