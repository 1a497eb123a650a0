"""LocalStack's API Gateway, as a process."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PYTHON = Path(sys.prefix) / "localstack" / "bin" / "python"
"""The interpreter of the environment that `make rehearsal` installs LocalStack in."""

START = Path(__file__).with_name("localstack_start.py")


@contextlib.contextmanager
def localstack(folder: Path, functions: str) -> Iterator[str]:
    """Runs LocalStack's API Gateway as a process and yields its address. `functions` is where Lambda is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
        "GATEWAY_SERVER": "hypercorn",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"localhost:{port}",
        "FILESYSTEM_ROOT": str(folder),
        "SERVICES": "apigateway,sts,iam",
        "FUNCTIONS": functions,
        "AWS_MAX_ATTEMPTS": "1",  # API Gateway asks Lambda once
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, "-P", START],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process, folder / "log")
        yield url
    finally:
        process.kill()  # there is nothing to save
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            urlopen(url, timeout=3).close()
        except HTTPError:
            return  # any status means that it listens
        except (URLError, OSError):
            threading.Event().wait(0.1)
        else:
            return
    raise AssertionError(f"LocalStack does not answer: {log.read_text(errors='replace')[-2000:]}")
