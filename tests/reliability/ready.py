"""Waiting for a server that has just started: it answers /readyz with 200 when index and graph have caught up."""

import time
import urllib.request


def is_ready(url, tries=200):
    """Whether the server at `url` becomes ready; asks every 50 ms."""
    for _ in range(tries):
        try:
            if urllib.request.urlopen(url + "/readyz", timeout=5).status == 200:
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False
