"""The life of one stage on AWS, as its operator and its readers meet it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import urllib3
from botocore.exceptions import ClientError

from billet.names import Names
from billet.operator.account import current_account
from billet.operator.deployment.deploy import BY_HAND

ARTICLE = "---\ntitle: Réglisse\ndate: 2026-01-01\n---\nUn mot que rien d'autre ne contient : zéphyrine.\n"
KEY = "articles/on-aws.md"
PAGE = "/articles/on-aws"

PATIENCE = 120.0
"""Seconds within which an upload is on its page: an event, a run, and the minute that an index is kept."""

LARGE = 5 * 2**20
"""Bytes of a form that Lambda does not take: base64 makes them 6.7 MB."""

EXPECTED = {"who receives mail", "runs at once"}
"""What the doctor may find on a new account: nobody has agreed to receive mails, and few runs are allowed."""


@dataclass
class Trial:
    """A stage that is tried. `billet` runs a command and returns its output; `cdn` is whether CloudFront is
    in front."""

    stage: str
    billet: Callable[..., str]
    content: Path
    cdn: bool = False
    address: str = ""
    _http: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)

    def __post_init__(self) -> None:
        self._account = current_account()
        self.names = Names(self.stage)
        self.bucket = self.names.bucket(self._account.id)

    @property
    def checks(self) -> list[tuple[str, Callable[[], str]]]:
        """Returns the checks in their order: each returns what it has seen, or raises `AssertionError`."""
        return [
            ("deploy", self.deploy),
            ("doctor", self.doctor),
            ("event of an upload", self.upload),
            ("search", self.search),
            ("304", self.revalidate),
            ("picture", self.picture),
            ("comment", self.comment),
            ("page that is not there", self.missing),
            ("form that is too large", self.too_large),
            ("mails and nightly run", self.clock),
            ("logs", self.logs),
            ("destroy", self.destroy),
            ("setup once more", self.set_up_again),
            ("destroy with data", self.destroy_data),
        ]

    def deploy(self) -> str:
        """One command makes the stack, the functions and the API, and a reader finds all well."""
        cdn = ["--cdn"] if self.cdn else []
        output = self.billet("deploy", "--content", str(self.content), "--yes", *cdn)
        match = re.search(r"The blog is at (\S+)", output)
        assert match, output
        self.address = match[1]
        assert self.cdn == (".cloudfront.net" in self.address), self.address
        return self.address

    def doctor(self) -> str:
        """Every promise is kept."""
        findings = json.loads(self.billet("doctor", "--json", fails=True))
        ill = {f["what"]: f["found"] for f in findings if not f["well"] and f["what"] not in EXPECTED}
        assert not ill, f"{ill}"
        return f"{sum(f['well'] for f in findings)} of {len(findings)} well"

    def upload(self) -> str:
        """S3's event reaches the function that publishes."""
        start = time.monotonic()
        boto3.client("s3").put_object(Bucket=self.bucket, Key=KEY, Body=ARTICLE.encode())
        self._wait_for(lambda: self._get(PAGE).status == 200, "the article is not there")
        return f"on its page after {time.monotonic() - start:.0f} s"

    def search(self) -> str:
        """The functions' SQLite has full-text search, and the article is in it."""
        self._wait_for(lambda: PAGE in self._text("/search?q=zephyrine"), "search does not find it")
        return "found"

    def revalidate(self) -> str:
        """A reader who has a page gets no second copy."""
        first = self._get(PAGE)
        assert first.status == 200, first.status
        again = self._request("GET", PAGE, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status == 304, again.status
        return "304"

    def picture(self) -> str:
        """API Gateway passes bytes as they are."""
        icon = self._get("/favicon.ico")
        assert icon.status == 200, icon.status
        assert icon.data[:4] in (b"\x00\x00\x01\x00", b"\x89PNG"), icon.data[:4]
        return f"{len(icon.data)} bytes"

    def comment(self) -> str:
        """A form is signed by the secret, counted, and stored."""
        token = re.search(r'name="token" value="([^"]+)"', self._text(PAGE))
        assert token, "the article has no form"
        fields = {"token": token[1], "name": "Léa", "text": "Bonjour !"}
        answer = self._request("POST", f"{PAGE}/comments", fields=fields, encode_multipart=False)
        assert answer.status == 303, answer.status
        return f"{self._comments()} pending"

    def missing(self) -> str:
        """The blog answers for every address, in HTML."""
        answer = self._get("/nowhere/at/all")
        assert answer.status == 404, answer.status
        assert "text/html" in answer.headers["Content-Type"]
        return "404"

    def too_large(self) -> str:
        """API Gateway answers by the page that was written for it."""
        answer = self._request("POST", "/contact", body=b"x" * LARGE)
        assert answer.status == 413, answer.status
        assert "text/html" in answer.headers["Content-Type"], answer.headers["Content-Type"]
        return "413, as a page"

    def clock(self) -> str:
        """The functions of the clock may do all that they do."""
        names = ("on_minute", "on_schedule")
        for name in names:
            function = f"billet-{self.stage}-{name}"
            answer = boto3.client("lambda").invoke(
                FunctionName=function, Payload=json.dumps(BY_HAND).encode()
            )
            failure = answer.get("FunctionError")
            assert not failure, f"{name}: {answer['Payload'].read().decode()}"
        return ", ".join(names)

    def logs(self) -> str:
        """No function was denied anything, and none failed."""
        output = self.billet("logs", "--errors", "--since", "1h")
        assert "AccessDenied" not in output, output
        assert "the run failed" not in output, output
        return "no failure"

    def destroy(self) -> str:
        """What was written stays."""
        self.billet("destroy", "--yes")
        boto3.client("s3").head_object(Bucket=self.bucket, Key=KEY)
        assert self._has_tables()
        return "article and tables stay"

    def set_up_again(self) -> str:
        """CloudFormation imports what was kept: comments are those from before."""
        self.billet("setup", "--yes")
        boto3.client("s3").head_object(Bucket=self.bucket, Key=KEY)
        return f"{self._comments()} pending"

    def destroy_data(self) -> str:
        """Nothing is left."""
        self.billet("destroy", "--data", "--bucket", self.bucket, "--yes")
        assert not self._has_tables()
        buckets = [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]
        assert self.bucket not in buckets
        return "nothing is left"

    def _comments(self) -> int:
        comments = json.loads(self.billet("comments", "list", "--json"))
        assert comments, "the comment is not there"
        return len(comments)

    def _has_tables(self) -> bool:
        names = [self.names.comments, self.names.messages]
        return all(map(_exists, names))

    def _text(self, path: str) -> str:
        return self._get(path).data.decode()

    def _get(self, path: str) -> urllib3.BaseHTTPResponse:
        return self._request("GET", path)

    def _request(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        url = self.address + path
        return self._http.request(method, url, redirect=False, retries=False, timeout=30, **more)

    def _wait_for(self, is_so: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, f"{otherwise} after {PATIENCE:.0f} s"
            time.sleep(1)


def _exists(table: str) -> bool:
    try:
        boto3.client("dynamodb").describe_table(TableName=table)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return False
    return True


def rows_of(trial: Trial) -> Iterator[tuple[bool, str, str, str]]:
    """Yields whether a check is passed, its name, what it has seen, and its seconds; ends at the first that
    fails, since each needs what those before it have made."""
    for name, check in trial.checks:
        start = time.monotonic()
        try:
            result, passed = check(), True
        except Exception as error:  # whatever it is, it is told
            result, passed = f"{type(error).__name__}: {error}", False
        yield passed, name, result, f"{time.monotonic() - start:.1f} s"
        if not passed:
            return
