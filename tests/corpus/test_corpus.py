"""Every case of the corpus is read as its document says, and so is every other writing of it that means the same."""

from __future__ import annotations

import pytest

from tests.corpus.cases import Case, areas, cases, differences, read, wrong, wrong_twin
from tests.corpus.twins import NAMES, twins

_ALL = [case for area in areas() for case in cases(area)]
_KEYS = frozenset(read(b"From: a@b.example\r\n\r\n"))


@pytest.mark.parametrize("case", _ALL, ids=str)
def test_the_document_is_as_expected(case: Case) -> None:
    assert case.expected, "a case expects something"
    assert case.expected.keys() <= _KEYS, "a key the document has"
    assert not (found := wrong(case)), "\n".join(found)


@pytest.mark.parametrize("case", _ALL, ids=str)
def test_every_twin_means_the_same(case: Case) -> None:
    assert case.without <= set(NAMES), "a twin there is"
    found = [
        f"{twin.name}: {line}"
        for twin in twins(case.raw)
        if twin.name not in case.without
        for line in wrong_twin(case, twin.raw, moved=twin.moved, digests=twin.digests)
    ]
    assert not found, "\n".join(found)


def test_a_difference_names_its_place() -> None:
    actual = {"subject": "Rapat", "from": [{"name": None, "address": "a@b.example"}], "html": False}
    assert differences({"subject": "Rapat", "from": [{"address": "a@b.example"}]}, actual) == []
    assert differences({"html": 0}, actual) == ["html: expected 0, is False"]
    assert differences({"from": [{"address": "x@b.example"}]}, actual) == [
        "from[0].address: expected 'x@b.example', is 'a@b.example'"
    ]
    assert len(differences({"from": []}, actual)) == 1
    assert differences({"sender": None}, actual) == ["sender: expected None, is no such key"]
