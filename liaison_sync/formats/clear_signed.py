"""What somebody wrote in a clear-signed text (RFC 9580 §7), without the armour around it."""

from __future__ import annotations

BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"


def text_of(text: str) -> str:
    """Dash-escapes undone; what stands before and after stays. Never raises; an open end is one."""
    before, begin, rest = text.partition(BEGIN)
    if not begin or (before and not before.endswith("\n")):
        return text
    signed, _, armour = rest.partition("\n" + _SIGNATURE)
    _, _, after = armour.partition(_END)
    lines = signed.split("\n")[1:]
    body = next((at for at, line in enumerate(lines) if not line.strip()), -1) + 1  # Hash: headers end with a blank
    return "\n".join([before.rstrip("\n"), *(line.removeprefix("- ") for line in lines[body:])]).lstrip("\n") + after
