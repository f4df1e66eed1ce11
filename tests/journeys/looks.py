"""Whether a page can be used by everybody: at any width, with a magnifier, with a screen reader."""

from typing import Any

from playwright.sync_api import Frame, ViewportSize

from lti_tool.app.building import HOME

AXE = (HOME / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {
    "small phone": ViewportSize(width=320, height=568),
    "phone": ViewportSize(width=375, height=667),
    "desktop": ViewportSize(width=1280, height=800),
    # A magnifier of 200 % leaves a page half of the window's pixels in each direction.
    "desktop at 200 %": ViewportSize(width=640, height=400),
}

# What sticks out on the right of a page, and what of the text is cut off.
_TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    return [...document.querySelectorAll("main *, header *, footer *")]
        .filter(one => one.getBoundingClientRect().right > page.clientWidth + 1)
        .map(one => one.outerHTML.slice(0, 100));
}"""
# Buttons, links and answers that lie under something else once they have been scrolled to.
_OUT_OF_REACH = """() => [...document.querySelectorAll("main a[href], main button, main input")]
    .filter(one => one.type !== "hidden" && one.checkVisibility())
    .filter(one => {
        one.scrollIntoView({block: "center"});
        const box = (one.getClientRects()[0]);
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return !(top && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top)));
    })
    .map(one => one.outerHTML.slice(0, 100))"""


def then_everybody_can_use_it(view: Frame) -> None:
    """Check one page at every size; the page stays as it is."""
    view.wait_for_load_state()  # a page that has half arrived has neither all its rules nor a title
    for name, size in SIZES.items():
        view.page.set_viewport_size(size)
        found = {
            "axe": _found_by_axe(view),
            "too wide": view.evaluate(_TOO_WIDE),
            "out of reach": view.evaluate(_OUT_OF_REACH),
        }
        assert not any(found.values()), f"{view.url} on a {name}: {found}"
    view.page.set_viewport_size(SIZES["desktop"])


def _found_by_axe(view: Frame) -> list[Any]:
    if not view.evaluate("'axe' in window"):
        view.evaluate(AXE)
    result = view.evaluate(
        "async tags => (await axe.run(document, {runOnly: tags})).violations", RULES
    )
    return [
        (rule["id"], rule["help"], [node["html"][:150] for node in rule["nodes"]][:3])
        for rule in result
    ]
