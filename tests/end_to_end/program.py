"""Drives the real program from outside: the binary, its exit codes, its output, its server on a loopback port."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ["ALMANAC_BINARY"]


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)


class ProgramTest(unittest.TestCase):
    """A test with a data directory of its own."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="almanac-e2e-"))
        self.data = self.directory / "data"
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def file(self, name, content):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)

    def almanac(self, *arguments, language="en", timeout=300, data=None):
        environment = dict(os.environ, LC_ALL="zh_CN.UTF-8" if language == "zh" else "C.UTF-8")
        environment.pop("ALMANAC_DATA", None)
        done = subprocess.run([BINARY, "--data", str(data or self.data), *map(str, arguments)], capture_output=True, timeout=timeout, env=environment)
        self.assertGreaterEqual(done.returncode, 0, f"ended by signal {-done.returncode}: {done.stderr.decode()}")
        return Result(done)

    def imported(self, *arguments, code=0):
        result = self.almanac("--json", "import", *arguments)
        self.assertEqual(result.code, code, result.out + result.err)
        return result.json

    @contextlib.contextmanager
    def server(self, *arguments, data=None):
        process = subprocess.Popen([BINARY, "--data", str(data or self.data), "--json", "serve", "--listen", "127.0.0.1:0", *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            line = process.stdout.readline()
            self.assertTrue(line, "the server ended before it listened")
            server = Server(json.loads(line)["url"], process)
            server.wait_until_ready()
            yield server
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            process.stdout.close()


class Server:
    def __init__(self, url, process):
        self.url = url
        self.process = process

    def request(self, method, target, body=None, headers=None):
        """(status, headers, parsed JSON or bytes)"""
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode("utf-8")
        headers = dict(headers or {})
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + target, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return self._read(answer.status, answer)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error.code, error)

    @staticmethod
    def _read(status, answer):
        raw = answer.read()
        kind = answer.headers.get("Content-Type", "")
        return status, answer.headers, json.loads(raw) if "json" in kind and "jsonl" not in kind and raw else raw

    def get(self, target, **parameters):
        if parameters:
            target += "?" + urllib.parse.urlencode(parameters, doseq=True)
        status, _, body = self.request("GET", target)
        assert status == 200, f"{target}: {status} {body}"
        return body

    def wait_until_ready(self):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if self.request("GET", "/readyz")[0] == 200:
                return
            time.sleep(0.05)
        raise AssertionError("the server did not become ready in 30 s")
