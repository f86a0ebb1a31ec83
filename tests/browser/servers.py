"""A JupyterLab and a live page of our own, each in a folder and on a port of its own, stopped when done."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
TOKEN = "only-for-this-test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(folder):
    """What the machine's user has set up for Jupyter has no say."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "CULTURE_DIAG"))}
    ways = {"IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "HOME": "home"}
    for key, name in ways.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        env[key] = str(folder / name)
    return env | {"PYTHONPATH": str(REPOSITORY), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "spaces")}


@contextlib.contextmanager
def jupyter_lab(folder, application="jupyterlab"):
    """Start JupyterLab in ``folder / "work"``; gives its address, to be followed by ``/lab/tree/<notebook>?...``."""
    port = free_port()
    (folder / "work").mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", application, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True", "--LabApp.check_for_updates_class="
        "jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder / "work", env=clean_environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api", server, folder / "lab.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            end(server)


@contextlib.contextmanager
def live_page(folder, *files, lang="nl"):
    """Start ``start_workshop`` in `folder` as the command line does; gives the address it tells."""
    code = (
        "import signal, sys; import culture_diag as cd; from culture_diag.workshop import start_workshop\n"
        # As on a console: who runs the tests in the background has this one ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"sys.exit(start_workshop(cd.open_study({[str(file) for file in files]!r}, lang={lang!r}), browser=False,"
        " say=lambda words: print(words, flush=True)))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env=clean_environment(folder / "own"),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = server.stdout.readline()
        yield re.search(r"http\S+", told)[0]
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


def wait_for(address, server, log, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def end(server):
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
