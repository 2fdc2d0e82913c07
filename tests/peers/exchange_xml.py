"""The XML of the fake Exchange Server, checked against Microsoft's own schemas in both directions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.house.tree import ROOT
from tests.peers.unprivileged import absent

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"
E = "http://schemas.microsoft.com/exchange/services/2006/errors"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NS = {"m": M, "t": T, "s": SOAP, "e": E}
HOLDS = {
    "GetItem": "Items",
    "CreateItem": "Items",
    "UpdateItem": "Items",
    "GetFolder": "Folders",
}  # empty where it failed, but there
SCHEMAS = Path(os.environ.get("LIAISON_EWS_SCHEMAS") or ROOT / "../shared/data/ews")


@cache
def schema() -> Any:
    """Skips where Microsoft's schemas are not on this machine."""
    file = SCHEMAS / "messages.xsd"
    if not file.is_file():
        absent(f"Microsoft's schemas of Exchange Web Services ({SCHEMAS}, or LIAISON_EWS_SCHEMAS)")
    return etree.XMLSchema(etree.parse(str(file)))


def faults_of(element: Any) -> list[str]:
    """What the schema says against an element that stands by itself."""
    alone = etree.fromstring(etree.tostring(element))
    return [] if schema().validate(alone) else [f"{one.line}: {one.message}" for one in schema().error_log]


def element(tag: str, *within: Any, **attributes: str) -> Any:
    """`m:Name` or `t:Name` with elements and text within."""
    prefix, _, name = tag.partition(":")
    made = etree.Element(f"{{{NS[prefix]}}}{name}", attributes, nsmap={"m": M, "t": T})
    for one in within:
        if isinstance(one, str):
            made.text = one
        else:
            made.append(one)
    return made


def parsed(body: bytes) -> Any:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def envelope(body: Any, *, minor: int = 2) -> bytes:
    """A SOAP answer; 15.`minor` is the server's build (2: Exchange Server, 20: Exchange Online)."""
    version = element(
        "t:ServerVersionInfo", MajorVersion="15", MinorVersion=str(minor), MajorBuildNumber="1544",
        MinorBuildNumber="11", Version="V2017_07_11",
    )  # fmt: skip
    found = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    etree.SubElement(found, f"{{{SOAP}}}Header").append(version)
    etree.SubElement(found, f"{{{SOAP}}}Body").append(body)
    return bytes(etree.tostring(found, xml_declaration=True, encoding="utf-8"))


def fault(code: str, said: str, wait_ms: int | None = None) -> bytes:
    """A SOAP fault, as it answers what cannot be read, or comes too often."""
    found = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    here = etree.SubElement(etree.SubElement(found, f"{{{SOAP}}}Body"), f"{{{SOAP}}}Fault")
    etree.SubElement(here, "faultcode").text = f"a:{code}"
    etree.SubElement(here, "faultstring").text = said
    detail = etree.SubElement(here, "detail")
    etree.SubElement(detail, f"{{{E}}}ResponseCode").text = code
    etree.SubElement(detail, f"{{{E}}}Message").text = said
    if wait_ms is not None:
        detail.append(element("t:MessageXml", element("t:Value", str(wait_ms), Name="BackOffMilliseconds")))
    return bytes(etree.tostring(found, xml_declaration=True, encoding="utf-8"))


def message(service: str, *within: Any) -> Any:
    return element(
        f"m:{service}ResponseMessage", element("m:ResponseCode", "NoError"), *within, ResponseClass="Success"
    )


def error(service: str, code: str, said: str = "", wait_ms: int | None = None) -> Any:
    told: list[Any] = [element("m:MessageText", said or code), element("m:ResponseCode", code)]
    told.append(element("m:DescriptiveLinkKey", "0"))
    if wait_ms is not None:
        told.append(element("m:MessageXml", element("t:Value", str(wait_ms), Name="BackOffMilliseconds")))
    told += [element(f"m:{HOLDS[service]}")] if service in HOLDS else []
    return element(f"m:{service}ResponseMessage", *told, ResponseClass="Error")


def response(service: str, *messages: Any) -> Any:
    return element(f"m:{service}Response", element("m:ResponseMessages", *messages))


def fields(request: Any) -> set[str]:
    """The properties asked for beyond the id."""
    uris = request.iterfind(".//t:AdditionalProperties/t:FieldURI", NS)
    return {one.get("FieldURI") for one in uris}


def tags(request: Any) -> Iterator[tuple[str, ...]]:
    """The extended properties asked for: (tag) or (set, name)."""
    for one in request.iterfind(".//t:AdditionalProperties/t:ExtendedFieldURI", NS):
        yield tuple(value for key, value in sorted(one.attrib.items()) if key != "PropertyType")
