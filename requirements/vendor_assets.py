"""Copies what the pages need from the npm packages into static/vendor, without any outside address.

Run after ``npm ci``. The NHS style sheet asks an NHS host for the Frutiger fonts, which neither
privacy nor their licence lets us do: those rules are cut out. Its icons are asked for at the root
of the site: they are copied and found beside the style sheet instead.
"""

import hashlib
import re
import shutil
from pathlib import Path

HOME = Path(__file__).parent.parent
MODULES = HOME / "node_modules"
NHSUK = MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
VENDOR = HOME / "static" / "vendor"

FONTS_CUT = 2
ADDRESSES_KEPT = {"http://www.w3.org/2000/svg"}


def style_sheet() -> str:
    """The NHS style sheet with its fonts cut and its icons found beside it."""
    text = (NHSUK / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    text, cut = re.subn(r"@font-face\{[^}]*Frutiger[^}]*\}", "", text)
    if cut != FONTS_CUT:
        raise SystemExit(f"The style sheet has {cut} Frutiger rules, not {FONTS_CUT}: look at it.")
    text = text.replace("url(/assets/images/", "url(images/")
    return without_source_map(text)


def without_source_map(text: str) -> str:
    """The text without the line that names its source map, which is not copied."""
    return re.sub(r"(/\*|//)# sourceMappingURL=[^\s*]+(\s*\*/)?", "", text)


def outside_addresses(text: str) -> set[str]:
    """The addresses in a style sheet that a browser might ask for."""
    return set(re.findall(r"\w+://[^\s\"')]+", text)) - ADDRESSES_KEPT


def main() -> None:
    """Build static/vendor anew."""
    css = style_sheet()
    if outside := {url for url in outside_addresses(css) if "w3.org" not in url}:
        raise SystemExit(f"The style sheet asks for {sorted(outside)}: cut that too.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "images").mkdir(parents=True)
    written = {
        "nhsuk-frontend.min.css": css,
        "nhsuk-frontend.min.js": without_source_map(
            (NHSUK / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
        ),
        "htmx.min.js": without_source_map(
            (MODULES / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")
        ),
    }
    for name, text in written.items():
        (VENDOR / name).write_text(text, encoding="utf-8")
    for name in sorted(set(re.findall(r"url\(images/([^)]+)\)", css))):
        shutil.copyfile(NHSUK / "assets" / "images" / name, VENDOR / "images" / name)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR)}"
        for path in sorted(VENDOR.rglob("*"))
        if path.is_file()
    ]
    (VENDOR / "VERSIONS").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
