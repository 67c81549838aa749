"""A real mail server on this machine that behaves as badly as a test asks."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP


class MailServer:
    """Takes letters; `answers` says what it replies instead of taking one, by the command it replies to.

    An answer is words (“550 no such person”), or a function that is called and may wait or cut the line.
    """

    def __init__(self):
        self.letters = []
        self.answers = {}
        self.recipients = []
        self.arrived = threading.Event()

    @property
    def message_ids(self):
        return [letter["Message-ID"] for letter in self.letters]

    async def handle_MAIL(self, server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if (answer := await self._answer("MAIL", server)) is not None:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802
        if (answer := await self._answer("RCPT", server)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        if "DATA" in self.answers and (answer := await self._answer("DATA", server)) is not None:
            return answer
        self._take(envelope)
        if (answer := await self._answer("after DATA", server)) is not None:
            return answer
        return "250 OK"

    def _take(self, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        self.arrived.set()

    async def _answer(self, command, server):
        answer = self.answers.get(command)
        return await answer(server) if callable(answer) else answer


async def hang(_server):
    await asyncio.sleep(60)
    return "451 too late"


async def cut(server):
    server.transport.abort()
    return "250 OK"


@contextmanager
def mail_server(*, port=0, ssl_at_once=None, **options):
    """Serve until the block ends; gives the server, its `url` and its `port`. `options` are aiosmtpd's."""
    server = MailServer()
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(server, loop=loop, hostname="mail.test", **options), "127.0.0.1", port, ssl=ssl_at_once
        )
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server.port = listening.sockets[0].getsockname()[1]
    server.url = f"smtp://127.0.0.1:{server.port}"
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(_stop, loop, listening)
        thread.join()
        loop.close()


def _stop(loop, listening):
    listening.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_soon(loop.stop)


@contextmanager
def raw_server(talk):
    """Accept connections, one after the other, and let `talk(connection)` deal with each; gives the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                with suppress(OSError), connection:
                    talk(connection)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def a_byte_a_second(connection):
    for byte in b"220 a very slow mail server that never comes to the end of its greeting\r\n" * 10:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def silence(connection):
    connection.settimeout(30)
    connection.recv(1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
