"""A passkey made of software, for tests: it answers as a browser would, or wrongly where a test asks for that."""

import json
from hashlib import sha256
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class SoftPasskey:
    """One key; `host` and `origin` are what the browser says it is on."""

    def __init__(self, host="localhost", origin="http://localhost"):
        self.host, self.origin = host, origin
        self.id = token_bytes(32)
        self.count = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options, *, flags=PRESENT | VERIFIED):
        """Answer `navigator.credentials.create`."""
        point = self._key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        held = self._head(flags | WITH_KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": held})
        told = self._told("webauthn.create", options)
        return self._answer({"attestationObject": attestation, "clientDataJSON": told})

    def prove(self, options, *, flags=PRESENT | VERIFIED, kind="webauthn.get"):
        """Answer `navigator.credentials.get`."""
        self.count += 1
        head, told = self._head(flags), self._told(kind, options)
        signature = self._key.sign(head + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": head, "clientDataJSON": told, "signature": signature})

    def _head(self, flags):
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _told(self, kind, options):
        challenge = bytes_to_base64url(base64url_to_bytes(json.loads(options)["challenge"]))
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response):
        name = bytes_to_base64url(self.id)
        parts = {part: bytes_to_base64url(value) for part, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
