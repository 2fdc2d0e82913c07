"""What is wrong with a file about the directory, in words: line, field, reason."""

from __future__ import annotations

from liaison_sync.formats.directory_fields import Problem
from liaison_sync.formats.wording import MissingWording, say

_NOTICES = frozenset({"unknown_column", "no_address", "public_suffix"})  # worth telling, nothing to mend


def is_notice(problem: Problem) -> bool:
    return problem.reason in _NOTICES


def problem_text(problem: Problem, language: str) -> str:
    """`baris 3, Alamat surel: Bukan alamat surel: budi`."""
    reason = say(language, f"recognition.directory.{problem.reason}", value=problem.value)
    where = [say(language, "recognition.line", line=problem.line)] if problem.line else []
    where += [_field(problem, language)] if problem.path else []
    return f"{', '.join(where)}: {reason}" if where else reason


def _field(problem: Problem, language: str) -> str:
    try:
        return say(language, f"recognition.column.{problem.path}") if problem.line else problem.path
    except MissingWording:
        return problem.path
