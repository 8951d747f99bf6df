"""Queries through the program and through the port: the same answers, budgets, and clients that leave."""
import json
import os
import pathlib
import socket
import time
import unittest
import urllib.parse

from program import ROOT, ProgramTest

SLOW = "UNWIND range(1, 100000000) AS a UNWIND range(1, 100000000) AS b RETURN sum(a + b)"
QUESTIONS = [
    ("MATCH (c:Campaign)-[:USED]->(h:Channel) RETURN h.name AS channel, count(DISTINCT c) AS campaigns ORDER BY campaigns DESC, channel LIMIT 10", {}, None),
    ("MATCH (c:Campaign)-[:USED]->(h:Channel) RETURN h.name AS channel, count(DISTINCT c) AS campaigns ORDER BY campaigns DESC, channel LIMIT 10", {}, "2023-06-30"),
    ("MATCH (u:User)-[t:TOUCHED]->(c:Campaign) RETURN c.key, count(DISTINCT u) AS people, sum(t.count) AS times ORDER BY people DESC, c.key LIMIT 5", {}, None),
    ("MATCH (a:Campaign)-[:ON_OCCASION]->(t)<-[:ON_OCCASION]-(b:Campaign) WHERE a.key < b.key RETURN a.key, b.key, t.key ORDER BY a.key, b.key LIMIT 20", {}, None),
    ("MATCH (c:Campaign) WHERE c.start >= date($from) AND c.budget > $least RETURN c ORDER BY c.key LIMIT 3", {"from": "2023-01-01", "least": 1000}, None),
    ("MATCH p = (c:Campaign)-[:TAUGHT]->(:Lesson) RETURN p ORDER BY c.key LIMIT 3", {}, None),
    ("CALL search.query($q, {kind: 'campaign', limit: 10}) YIELD node, score, snippet RETURN node.key, score, snippet", {"q": "双十一"}, None),
    ("CALL search.query($q, {limit: 50}) YIELD node MATCH (node)-[:USED]->(h:Channel) RETURN h.name AS channel, count(*) AS n ORDER BY n DESC, channel", {"q": "会员 拉新"}, None),
    ("CALL search.query($q, {kind: ['campaign', 'lesson']}) YIELD node RETURN labels(node), count(*) ORDER BY labels(node)", {"q": "优惠券"}, "2024-01-31"),
    ("MATCH (c:Campaign) WITH c ORDER BY c.key LIMIT 1 CALL search.similar(c.key, {limit: 5}) YIELD node, score RETURN node.key, score", {}, None),
    ("CALL db.labels() YIELD label RETURN label ORDER BY label", {}, None),
]


class Querying(ProgramTest):
    @staticmethod
    def cpu(process):
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def post(self, server, statement, parameters=None, as_of=None, **more):
        target = "/db/almanac/query/v2" + (f"?as_of={as_of}" if as_of else "")
        return server.request("POST", target, {"statement": statement, "parameters": parameters or {}, **more})

    def test_the_program_and_the_port_answer_the_same_on_the_samples(self):
        self.imported(ROOT / "samples" / "zh", code=0)
        with self.server() as server:
            for statement, parameters, as_of in QUESTIONS:
                with self.subTest(statement, as_of=as_of):
                    arguments = [a for name, value in parameters.items() for a in ("--parameter", f"{name}={json.dumps(value, ensure_ascii=False)}")]
                    arguments += ["--as-of", as_of] if as_of else []
                    printed = self.almanac("--json", "query", statement, *arguments)
                    self.assertEqual(printed.code, 0, printed.err)
                    status, headers, answered = self.post(server, statement, parameters, as_of)
                    self.assertEqual(status, 202, answered)
                    self.assertEqual(headers["Content-Type"], "application/json")
                    self.assertEqual(printed.json["data"], answered["data"])
                    self.assertTrue(answered["data"]["values"])
                    link = server.get("/api/v1/graph/query", statement=statement, parameter=[f"{n}={json.dumps(v, ensure_ascii=False)}" for n, v in parameters.items()],
                                      **({"as_of": as_of} if as_of else {}))
                    self.assertEqual([link["fields"], link["values"]], [answered["data"]["fields"], answered["data"]["values"]])
                    for language in ("en", "zh"):
                        self.assertEqual(self.almanac("query", statement, *arguments, language=language).code, 0)
                    plan = self.almanac("query", "--explain", statement, *arguments)
                    self.assertEqual(plan.out, self.almanac("query", "EXPLAIN " + statement, *arguments).out)
                    self.assertTrue(plan.out)
            schema = server.get("/api/v1/graph/schema")
            for label in schema["labels"]:
                counted = self.post(server, f"MATCH (n:{label['label']}) RETURN count(n)")[2]["data"]["values"]
                self.assertEqual(counted, [[label["count"]]], label)
            for relationship in schema["relationships"]:
                counted = self.post(server, f"MATCH ()-[r:{relationship['type']}]->() RETURN count(r)")[2]["data"]["values"]
                self.assertEqual(counted, [[relationship["count"]]], relationship)

    def test_wrong_queries_are_told_so_in_both_languages(self):
        self.imported(self.file("c.csv", "code,name,start\nA,Alpha,2024-01-01\n"))
        english = self.almanac("query", "MATCH (c:Campaign) RETURN d.name")
        chinese = self.almanac("query", "MATCH (c:Campaign) RETURN d.name", language="zh")
        self.assertEqual((english.code, chinese.code), (1, 1))
        self.assertNotEqual(english.err, chinese.err)
        self.assertIn("(line 1, column 27)", english.err)
        self.assertIn("（第 1 行，第 27 列）", chinese.err)
        self.assertIn('"Campaign"', self.almanac("query", "MATCH (c:Campagin) RETURN c").err)
        self.assertEqual(self.almanac("query", "RETURN 1", "--as-of", "yesterday").code, 1)
        self.assertEqual(self.almanac("query", "RETURN 1", "--parameter", "x").code, 1)
        with self.server() as server:
            for body in (b"", b"{", b'{"statement": "RETURN \xff"}', b"[" * 100_000, json.dumps({"statement": "RETURN " + "(" * 5000 + "1" + ")" * 5000}).encode(),
                         json.dumps({"statement": "RETURN " + "[" * 5000}).encode(), json.dumps({"statement": "MATCH (n) " * 3000}).encode()):
                status, _, answered = server.request("POST", "/db/almanac/query/v2", body, {"Content-Type": "application/json"})
                self.assertEqual(status, 400, answered)
                self.assertRegex(answered["errors"][0]["code"], r"^Neo\.ClientError\.")
            host, port = server.url.split("//")[1].split(":")
            with socket.create_connection((host, int(port))) as client:  # refused by its head alone
                client.sendall(f"POST /db/almanac/query/v2 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nContent-Length: {17 << 20}\r\n\r\n".encode())
                head, body = client.makefile("rb").read().split(b"\r\n\r\n", 1)
            self.assertIn(b" 413 ", head.splitlines()[0])
            self.assertEqual(list(json.loads(body)), ["errors"])
            status, _, answered = self.post(server, "UNWIND range(1, 1000000000000) AS n RETURN collect(n)", maxExecutionTime=5)
            self.assertEqual(status, 400, answered)
            self.assertEqual(self.post(server, "RETURN 1")[0], 202)

    def test_a_large_answer_is_whole_and_a_slow_query_ends_when_its_client_leaves(self):
        self.imported(self.file("c.csv", "code,name,start\nA,Alpha,2024-01-01\n"))
        with self.server() as server:
            statement = "UNWIND range(1, 300000) AS n RETURN n, 'some text that makes the row longer' AS text"
            status, headers, answered = self.post(server, statement)
            self.assertEqual((status, len(answered["data"]["values"]), answered["data"]["values"][-1][0]), (202, 300_000, 300_000))
            many = {f"k{i}": i for i in range(200_000)}
            began = time.monotonic()
            status, headers, answered = self.post(server, "RETURN $many AS many, size(keys($many)) AS n", {"many": many})
            self.assertEqual((status, answered["data"]["values"]), (202, [[many, 200_000]]))
            self.assertLess(time.monotonic() - began, 20)  # well below a second on a quiet machine
            status, headers, raw = server.request("POST", "/db/almanac/query/v2", {"statement": statement}, {"Accept": "application/jsonl"})
            lines = raw.splitlines()
            self.assertEqual((status, len(lines)), (202, 300_002))
            self.assertEqual(json.loads(lines[-1])["$event"], "Summary")

            host, port = server.url.split("//")[1].split(":")
            body = json.dumps({"statement": SLOW, "maxExecutionTime": 60}).encode()
            requests = [f"GET /api/v1/graph/query?timeout_ms=60000&{urllib.parse.urlencode({'statement': SLOW})} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()]
            for accept in ("application/json", "application/jsonl"):
                requests.append(f"POST /db/almanac/query/v2 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
                                f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            for request in requests:
                client = socket.create_connection((host, int(port)))
                client.sendall(request)
                before = self.cpu(server.process)
                until = time.monotonic() + 20
                while self.cpu(server.process) - before < 0.2 and time.monotonic() < until:
                    time.sleep(0.01)
                client.close()
                time.sleep(0.05)
                left = self.cpu(server.process)
                time.sleep(0.5)
                self.assertLessEqual(self.cpu(server.process) - left, 0.03, "the query went on after its client had left")
            self.assertEqual(self.post(server, "RETURN 1")[2]["data"]["values"], [[1]])

    def test_a_write_is_seen_by_the_query_that_has_its_bookmark(self):
        self.imported(self.file("c.csv", "code,name,start\nA,Alpha,2024-01-01\n"))
        with self.server() as server:
            for i in range(5):
                status, _, saved = server.request("POST", "/api/v1/campaigns", {"code": f"N{i}", "name": "new", "start": "2024-02-01"})
                self.assertEqual(status, 201, saved)
                answered = self.post(server, "MATCH (c:Campaign {key: $code}) RETURN c.name", {"code": f"N{i}"}, bookmarks=[f"almanac:{saved['revision']}"])[2]
                self.assertEqual(answered["data"]["values"], [["new"]])


if __name__ == "__main__":
    unittest.main()
