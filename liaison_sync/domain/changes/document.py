"""A JSON document: dicts, lists, text, numbers, booleans, None."""

from __future__ import annotations

from typing import Any

Json = Any
