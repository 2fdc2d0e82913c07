"""A DKIM key as a name server publishes it (RFC 6376 §3.6.1, RFC 8463 for Ed25519)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import Literal

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.tag_list import tags

State = Literal["good", "revoked", "unreadable"]


@dataclass(frozen=True, slots=True)
class DkimKey:
    """`bits` of an RSA key, 0 for any other; `testing` as its owner says (t=y)."""

    state: State
    kind: str = "rsa"
    bits: int = 0
    testing: bool = False


def read_key(text: str) -> DkimKey:
    """What a TXT record at `<selector>._domainkey.<domain>` holds; an empty p= was revoked."""
    said = tags(text)
    if said is None or "p" not in said or said.get("v", "DKIM1") != "DKIM1":
        return DkimKey("unreadable")
    kind = said.get("k", "rsa").lower()
    public = "".join(said["p"].split())
    if not public:
        return DkimKey("revoked", kind)
    try:
        octets = b64decode(public, validate=True)
    except (Error, ValueError):
        return DkimKey("unreadable", kind)
    bits = _modulus_bits(octets) if kind == "rsa" else 0
    fit = bits > 0 if kind == "rsa" else kind != "ed25519" or len(octets) == 32
    testing = "y" in [flag.strip().lower() for flag in said.get("t", "").split(":")]
    return DkimKey("good" if fit else "unreadable", kind, bits, testing)


def _modulus_bits(octets: bytes) -> int:
    """The size of an RSA modulus in a SubjectPublicKeyInfo (RFC 5280 §4.1) or a bare RSAPublicKey; 0 where none is."""
    outer = _value(octets, 0x30)
    if outer is None:
        return 0
    if outer[:1] == b"\x30":  # an AlgorithmIdentifier stands before the key
        algorithm = _value(outer, 0x30)
        key = _value(_after(outer), 0x03) if algorithm is not None else None
        outer = _value(key[1:], 0x30) if key else None
    modulus = _value(outer, 0x02) if outer else None
    return int.from_bytes(modulus, "big").bit_length() if modulus and len(modulus) <= 4096 else 0


def _head(octets: bytes) -> tuple[int, int] | None:
    """Where the value of the first DER element begins, and how long it is."""
    if len(octets) < 2:
        return None
    if octets[1] < 0x80:
        return 2, octets[1]
    many = octets[1] & 0x7F
    if not 1 <= many <= 4 or len(octets) < 2 + many:
        return None
    return 2 + many, int.from_bytes(octets[2 : 2 + many], "big")


def _value(octets: bytes, tag: int) -> bytes | None:
    head = _head(octets)
    if head is None or octets[0] != tag or len(octets) < sum(head):
        return None
    return octets[head[0] : sum(head)]


def _after(octets: bytes) -> bytes:
    head = _head(octets)
    return octets[sum(head) :] if head else b""
