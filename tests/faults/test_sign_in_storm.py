"""L06: whoever looks for treatment is answered while a hundred sign-ins a second come in."""

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import serving

STORM = Path(__file__).with_name("sign_in_storm.py")
SECONDS, RATE, LOOKS = 5, 100, 3
LIMIT = 0.300  # seconds, 99 of 100 searches (L06)


@pytest.fixture
def port(tmp_path):
    """The port of `wayhome serve` behind a proxy that names each sender."""
    with serving(tmp_path, WORKERS="1", WAYHOME_PROXIES="1") as (_process, port):
        yield port


def search(port):
    """Return how long one search took, on a connection of its own."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/centers?near=02360")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    return time.perf_counter() - start


def searches_during_a_storm(port):
    command = [sys.executable, str(STORM), "--port", str(port), "--rate", str(RATE), "--seconds", str(SECONDS)]
    storm = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    took = []
    while storm.poll() is None:
        took.append(search(port))
        time.sleep(0.02)
    return sorted(took), json.loads(storm.communicate()[0])["answers"]


def test_a_storm_of_sign_ins_leaves_searches_answered(port):
    search(port)
    worst = []
    for _ in range(LOOKS):  # a machine busy with other things is looked at again; a storm that starves stays one
        took, answers = searches_during_a_storm(port)
        worst.append(took[int(len(took) * 0.99)])
        assert set(answers) <= {"422", "503"}, answers
        assert answers.get("503", 0) > answers["422"], "Most are turned away at once."
        if worst[-1] < LIMIT:
            break
    assert worst[-1] < LIMIT, f"99 of 100 searches took up to {worst} s"
