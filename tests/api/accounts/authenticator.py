"""An authenticator in software: it makes passkeys and signs with them, as a browser's answer in JSON.

What it does wrong on request is what a thief would try.
"""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "https://status.example.org"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One device with one passkey. `verifies`: it asks for a PIN or a finger; `counts`: it counts its uses."""

    origin: str = ORIGIN
    verifies: bool = True
    counts: bool = True
    sign_count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        client_data = self._client_data("webauthn.create", options["challenge"], forged)
        credential = struct.pack(">16sH", bytes(16), len(self.id)) + self.id + cbor2.dumps(self._cose_key())
        data = self._data(forged.get("rp_id", options["rp"]["id"]), ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"attestationObject": bytes_to_base64url(attestation), "transports": ["internal"]}
        return self._answer(client_data, response)

    def get(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        self.sign_count += self.counts
        client_data = self._client_data("webauthn.get", options["challenge"], forged)
        data = self._data(forged.get("rp_id", options["rpId"]), 0)
        signed = data + hashlib.sha256(client_data).digest()
        key = forged.get("key", self.key)
        signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {"authenticatorData": bytes_to_base64url(data), "signature": bytes_to_base64url(signature)}
        return self._answer(client_data, response)

    def _answer(self, client_data: bytes, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": bytes_to_base64url(self.id),
            "rawId": bytes_to_base64url(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": bytes_to_base64url(client_data), **response},
        }

    def _client_data(self, kind: str, challenge: str, forged: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**said, **{key: forged[key] for key in said.keys() & forged.keys()}}).encode()

    def _data(self, rp_id: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.sign_count)

    def _cose_key(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


def challenge_of(options: dict[str, Any]) -> bytes:
    return base64url_to_bytes(options["challenge"])
