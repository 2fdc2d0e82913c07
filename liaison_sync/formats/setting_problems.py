"""What is wrong with a setting, in our own words and in both languages.

The reader's language stands in the very file that is wrong, so each problem is told in Indonesian and in English.
"""

from __future__ import annotations

from collections.abc import Mapping

from liaison_sync.domain.errors import UnfitSetting
from liaison_sync.formats.wording import LANGUAGES, say

# What pydantic calls an error (https://docs.pydantic.dev/latest/errors/validation_errors/) → our key; more below.
_KINDS = {
    "missing": "missing",
    "missing_argument": "missing",
    **dict.fromkeys(("extra_forbidden", "unexpected_keyword_argument", "no_such_attribute"), "unknown"),
    **dict.fromkeys(("literal_error", "enum"), "one_of"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "text"),
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "frozen_set_type", "iterable_type"), "list"),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), "table"),
    **dict.fromkeys(("dataclass_type", "dataclass_exact_type"), "table"),
    **dict.fromkeys(("greater_than_equal", "less_than_equal", "greater_than", "less_than")),
    **dict.fromkeys(("finite_number", "decimal_type", "decimal_parsing"), "number"),
    **dict.fromkeys(("string_too_short", "too_short", "string_pattern_mismatch")),
    "path_type": "text",
}
_BEGINNINGS = {
    "int_": "whole_number",
    "float_": "number",
    "bool_": "yes_no",
    "datetime_": "date",
    "date_": "date",
    "time_": "time",
}


def both(key: str, **params: object) -> str:
    """`config.problem.<key>` in Indonesian and in English."""
    return " / ".join(say(language, f"config.problem.{key}", **params) for language in LANGUAGES)


def setting_problem(kind: str, context: Mapping[str, object], said: str) -> str:
    """The error pydantic calls `kind`, with its `context`; what we have no words for keeps `said`, the library's."""
    error = context.get("error")
    if isinstance(error, UnfitSetting):
        return both(error.key, **error.params)
    params = {name: _plain(name, value) for name, value in context.items()}
    if kind == "string_too_short" and context.get("min_length") == 1:
        return both("empty")
    key = _KINDS.get(kind, next((own for start, own in _BEGINNINGS.items() if kind.startswith(start)), "other"))
    return both(key or kind, **{"detail": said, **params})


def _plain(name: str, value: object) -> object:
    """Pydantic lists choices in English: "'id' or 'en'"."""
    return str(value).replace(" or ", ", ") if name == "expected" else value
