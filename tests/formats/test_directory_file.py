"""The directory file: read leniently, told precisely, written back the same."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.directory_file import read, write

FILE = {
    "own": {"domains": ["kami.id"], "addresses": ["Humas@Kami.id"], "authserv_id": ""},
    "partners": [
        {
            "id": "kemlu",
            "name": "Kemlu",
            "parent": None,
            "kind": "government",
            "domains": ["kemlu.go.id"],
            "clients": [],
        },
        {
            "id": "agensi",
            "name": "Agensi",
            "parent": None,
            "kind": "agency",
            "domains": [{"name": "agensi.co.id", "since": "2026-01-01", "until": None}],
            "clients": ["kemlu"],
            "owner": "ani@kami.id",
            "aliases": ["Agensi Maju", {"name": "Agensi Lama", "since": None, "until": "2025-12-31"}],
        },
    ],
    "contacts": [
        {
            "partner": "kemlu",
            "name": "Rina",
            "address": "rina@kemlu.go.id",
            "kind": "person",
            "since": None,
            "until": "2026-12-31",
            "language": "id",
            "note": "",
            "title": "Kepala Biro",
            "opted_out": True,
        }
    ],
    "threads": [{"message_id": "a@x.id", "partner": "kemlu"}],
}


def test_what_is_read_is_written_back_the_same() -> None:
    found = read(json.dumps(FILE))
    assert found.problems == ()
    assert found.own.authserv_id == ""
    assert found.own.addresses == ("humas@kami.id",)
    assert found.partners[1].domains[0].since == date(2026, 1, 1)
    assert found.contacts[0].opted_out
    written = write(*found[:4])
    assert read(written)[:4] == found[:4]
    assert write(*read(written)[:4]) == written
    expected = {**FILE, "own": {**FILE["own"], "addresses": ["humas@kami.id"]}}  # type: ignore[dict-item]
    assert json.loads(written) == expected


def test_every_problem_is_told_at_once_with_its_path() -> None:
    broken = {
        "own": {"domains": ["ini bukan domain"], "addresses": "humas@kami.id"},
        "partners": [
            {"id": "a", "name": "A", "parent": "nobody", "domains": ["gmail.com", "go.id", 5]},
            {"id": "a", "name": "again"},
            {"name": "no id"},
            {"id": "b", "parent": "c", "domains": ["x.co.id"]},
            {"id": "c", "parent": "b", "domains": ["x.co.id"], "color": "red"},
            "text",
        ],
        "contacts": [
            {"partner": "nobody", "address": "x@y.id"},
            {"partner": "a", "address": "nonsense", "kind": "robot", "since": "kemarin"},
            {"partner": "a", "address": "x@y.id", "since": "2026-02-01", "until": "2026-01-01"},
        ],
        "threads": [{"message_id": "m@x.id", "partner": "nobody"}, {"partner": "a"}],
        "extra": 1,
    }
    told = {(p.path, p.reason) for p in read(json.dumps(broken)).problems}
    assert told == {
        ("own.domains[0]", "not_a_domain"),
        ("own.addresses", "not_a_list"),
        ("partners[0].domains[2]", "not_a_domain"),
        ("partners[2].id", "missing"),
        ("partners[4].color", "unknown_key"),
        ("partners[5]", "not_an_object"),
        ("contacts[1].address", "not_an_address"),
        ("contacts[1].kind", "unknown_kind"),
        ("contacts[1].since", "not_a_date"),
        ("contacts[2].until", "ends_before_it_begins"),
        ("threads[1].message_id", "missing"),
        ("extra", "unknown_key"),
        ("partners[a]", "duplicate_partner"),
        ("partners[a].parent", "unknown_partner"),
        ("partners[a].domains", "freemail_domain"),
        ("partners[a].domains", "public_suffix"),
        ("partners[b].parent", "own_ancestor"),
        ("partners[c].parent", "own_ancestor"),
        ("partners[c].domains", "domain_of_two_partners"),
        ("contacts[0].partner", "unknown_partner"),
        ("threads[m@x.id].partner", "unknown_partner"),
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["own", "partners", "contacts", "threads", "id", "domains", "address", "partner", "parent"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(json_values)
def test_whatever_the_file_holds_reading_never_fails_and_what_stands_is_stable(value: object) -> None:
    found = read(json.dumps(value))
    again = read(write(*found[:4]))
    assert again[:4] == found[:4]


def test_what_is_no_json_is_told() -> None:
    for text in ("", "{", "[" * 100_000, "[]"):
        assert read(text).problems
