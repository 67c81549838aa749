"""A flood of sign-ins from as many senders as there are tries, at a steady rate; prints how they were answered."""

import argparse
import http.client
import json
import random
import re
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

THREADS = 16


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    words = parser.parse_args()
    answers, lock = Counter(), threading.Lock()
    start = time.monotonic()

    def storm(number):
        cookie, fields = form(words.port)
        turn = number
        while (due := turn / words.rate) < words.seconds:
            time.sleep(max(0.0, start + due - time.monotonic()))
            status = attempt(words.port, cookie, fields)
            with lock:
                answers[status] += 1
            turn += THREADS

    threads = [threading.Thread(target=storm, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"answers": answers, "seconds": time.monotonic() - start}))


def form(port):
    """Return the cookie of a browser that opened the sign-in page, and the hidden fields of its form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/account/sign-in")
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    fields = dict(re.findall(r'name="(once|csrf_token|next)" type="hidden" value="([^"]*)"', page))
    return answer.headers["Set-Cookie"].split(";")[0], fields


def attempt(port, cookie, fields):
    sender = ".".join(str(random.randint(1, 254)) for _ in range(4))
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": sender,
    }
    typed = {"email": f"p{random.random()}@example.org", "password": "not the right one"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", "/account/sign-in", urlencode(fields | typed), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


if __name__ == "__main__":
    main()
