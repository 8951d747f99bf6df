"""Asking the graph through the real program: the command, budgets, clients that leave, and a start while the files are checked."""
import os
import pathlib
import random
import socket
import time
import unittest
import urllib.parse

from program import ProgramTest

SLOW = {"node": "user:U0", "hops": 4, "edge": "device!=x", "limit": 1}


def touchpoints(count, users, campaigns):
    """Every campaign has touchpoints of many users through every channel for many products, so that a condition on a word that the graph's
    sums do not keep apart has to look at many rows."""
    dice = random.Random(5)
    rows = ["user,campaign,type,time,channel,product,device"]
    for i in range(count):
        rows.append(f"U{dice.randrange(users)},C{dice.randrange(campaigns)},{dice.choice(['send', 'click', 'purchase'])},2024-01-{dice.randrange(1, 29):02}T10:00,"
                    f"channel{dice.randrange(8)},P{dice.randrange(200)},{dice.choice(['phone', 'tablet'])}")
    return "\n".join(rows) + "\n"


class Exploring(ProgramTest):
    def import_world(self, count=200_000, users=4_000, campaigns=1_000):
        self.imported(self.file("campaigns.csv", "code,name,start\n" + "".join(f"C{i},活动{i},2024-01-01\n" for i in range(campaigns))))
        self.imported("--kind", "touchpoints", self.file("touchpoints.csv", touchpoints(count, users, campaigns)))

    @staticmethod
    def cpu(process):
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_a_slow_question_runs_out_of_time_and_one_whose_client_left_ends_within_50_ms(self):
        self.import_world()
        with self.server() as server:
            began = time.monotonic()
            status, _, problem = server.request("GET", "/api/v1/graph/neighbors?" + urllib.parse.urlencode({**SLOW, "timeout_ms": 200}))
            took = time.monotonic() - began
            self.assertEqual((status, problem["code"]), (400, "out_of_time"), problem)
            self.assertIn("narrow it", problem["detail"])
            self.assertLess(took, 2)  # on a busy machine; 0.2 s otherwise

            host, port = server.url.split("//")[1].split(":")
            for worked in (0.1, 0.3):
                client = socket.create_connection((host, int(port)))
                client.sendall(f"GET /api/v1/graph/neighbors?{urllib.parse.urlencode(SLOW)} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
                before = self.cpu(server.process)
                client.setblocking(False)
                until = time.monotonic() + 20
                while self.cpu(server.process) - before < worked and time.monotonic() < until:
                    with self.assertRaises(BlockingIOError, msg="the question is not slow enough to show anything"):
                        client.recv(1)
                    time.sleep(0.01)
                client.close()
                time.sleep(0.05)
                left = self.cpu(server.process)
                time.sleep(0.5)
                self.assertLessEqual(self.cpu(server.process) - left, 0.03, "the question went on after its client had left")
            metrics = server.request("GET", "/metrics")[2].decode()
            counted = [line for line in metrics.splitlines() if "graph/neighbors" in line and 'status="503"' in line]
            self.assertTrue(counted, metrics)
            self.assertEqual(server.get("/api/v1/graph/node", id="campaign:C1")["id"], "campaign:C1")

    def test_the_command_asks_the_same_as_the_server(self):
        self.import_world(2_000, 50, 20)
        with self.server() as server:
            questions = [
                (["node", "campaign:C1"], "node", {"id": "campaign:C1"}),
                (["neighbors", "campaign:C1", "--kind", "user", "--edge", "type=purchase", "--limit", "3"], "neighbors",
                 {"node": "campaign:C1", "kind": "user", "edge": "type=purchase", "limit": 3}),
                (["neighbors", "user:U1", "user:U2", "--hops", "2", "--from", "2024-01-05", "--to", "2024-01-06", "-r", "TOUCHED"], "neighbors",
                 {"node": ["user:U1", "user:U2"], "hops": 2, "from": "2024-01-05", "to": "2024-01-06", "relationship": "TOUCHED"}),
                (["paths", "user:U1", "user:U2", "-k", "4", "--avoid", "campaign:C3"], "paths",
                 {"from": "user:U1", "to": "user:U2", "k": 4, "avoid": "campaign:C3"}),
                (["common", "campaign:C1", "campaign:C2", "campaign:C3", "--at-least", "2"], "common",
                 {"node": ["campaign:C1", "campaign:C2", "campaign:C3"], "at_least": 2}),
                (["subgraph", "campaign:C1", "campaign:C2", "--around", "user"], "subgraph",
                 {"node": ["campaign:C1", "campaign:C2"], "around": "user"}),
            ]
            for arguments, route, parameters in questions:
                with self.subTest(arguments):
                    printed = self.almanac("--json", "graph", *arguments)
                    self.assertEqual(printed.code, 0, printed.err)
                    status, _, answered = server.request("GET", f"/api/v1/graph/{route}?" + urllib.parse.urlencode(parameters, doseq=True))
                    self.assertEqual(status, 200, answered)
                    del answered["revision"]
                    self.assertEqual(printed.json, answered)
                    for language in ("en", "zh"):
                        self.assertEqual(self.almanac("graph", *arguments, language=language).code, 0)
                    table = self.almanac("graph", arguments[0], "--csv", *arguments[1:])
                    self.assertTrue(table.out.startswith("\ufeff"), table.out[:20])
        many = self.almanac("graph", "neighbors", "campaign:C1", "--kind", "user", "--limit", "2")
        self.assertRegex(many.out, r"and \d+ more")
        self.assertIn("另有", self.almanac("graph", "neighbors", "campaign:C1", "--kind", "user", "--limit", "2", language="zh").out)
        central = self.almanac("graph", "central", "--measure", "betweenness", "--among", "user", "--among", "campaign")
        self.assertIn("campaign:C", central.out)
        self.assertNotRegex(central.out, r"\d{7}")
        misspelt = self.almanac("graph", "neighbors", "campaign:C1", "--edge", "type=purchse")
        self.assertEqual(misspelt.code, 1)
        self.assertIn('did you mean "purchase"?', misspelt.err)
        unknown = self.almanac("graph", "neighbors", "campaign:C1", "--edge", "typ=purchase")
        self.assertEqual(unknown.code, 1)
        self.assertIn('did you mean "type"?', unknown.err)
        self.assertEqual(self.almanac("graph", "nodes", "campaign:C1").code, 2)
        self.assertIn("--relationship", self.almanac("graph", "paths", "user:U1", "user:U2", "--relationshp", "TOUCHED").err)
        for verb in ("node", "neighbors", "paths", "common", "subgraph"):
            self.assertIn("--csv", self.almanac("graph", verb, "--help").out)

    def test_a_server_over_damaged_graph_files_listens_and_answers_from_files_made_anew(self):
        self.import_world(2_000, 50, 20)
        with self.server() as server:
            good = server.get("/api/v1/graph/neighbors", node="campaign:C1", limit=100)
        for name in ("records.graph", "touchpoints.graph"):
            path = self.data / "graph" / name
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        with self.server() as server:
            again = server.get("/api/v1/graph/neighbors", node="campaign:C1", limit=100, wait=1)
            self.assertEqual(again, good)
        self.assertEqual(self.almanac("verify").code, 0)


if __name__ == "__main__":
    unittest.main()
