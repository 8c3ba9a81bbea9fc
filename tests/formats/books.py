"""Workbooks made part by part, so that a test can write what no program would."""

import zipfile
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = ("yyyy\\-mm\\-dd", "00000", "h:mm", "m/d/yy h:mm", '"No. "0', "0.00%")
"""Custom number formats; a cell with s="1" has the first of them."""


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def styles() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(FORMATS)
    )
    used = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(FORMATS)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{used}<xf numFmtId="14"/></cellXfs></styleSheet>'
    )


def texts(*items: str) -> str:
    """Shared texts; an item that begins with "<" stands as it is."""
    found = "".join(
        f"<si>{each if each.startswith('<') else f'<t>{each}</t>'}</si>" for each in items
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{MAIN}">{found}</sst>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def parts(*sheets: str | bytes, shared: str = "", **said: str) -> dict[str, str | bytes]:
    """The parts of a workbook; ``properties`` and ``states`` say more about it and its sheets."""
    states = said.get("states", "").split()
    listed = related = ""
    for number, _ in enumerate(sheets, start=1):
        state = f' state="{states[number - 1]}"' if states else ""
        listed += f'<sheet name="S{number}" sheetId="{number}"{state} r:id="rId{number}"/>'
        related += (
            f'<Relationship Id="rId{number}" Type="{RELATED}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" '
        f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">'
        f"{said.get('properties', '')}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/styles.xml": styles(),
    }
    if shared:
        found["xl/sharedStrings.xml"] = shared
    for number, content in enumerate(sheets, start=1):
        found[f"xl/worksheets/sheet{number}.xml"] = content
    return found


def book(*sheets: str | bytes, shared: str = "", **said: str) -> bytes:
    """A workbook of these worksheets."""
    return zipped(parts(*sheets, shared=shared, **said))


def one_cell(cell: str, shared: str = "", properties: str = "") -> bytes:
    """A workbook with this cell in A1, and the text "last" in B1."""
    last = '<c r="B1" t="inlineStr"><is><t>last</t></is></c>'
    return book(sheet(f'<row r="1">{cell}{last}</row>'), shared=shared, properties=properties)
