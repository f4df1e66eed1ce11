"""How the Markdown of authors becomes HTML that cannot do harm."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip

_parser = MarkdownIt("commonmark", {"html": False})
# Its rules and the tables for addresses are made now: at the first pages one thread might read what
# another has half made.
_parser.parse("[a](https://a.example/) <https://a.example/>")


def rendered(text: str, level: int = 2) -> Markup:
    """Render a text of paragraphs, lists and headings, where ``##`` becomes this level."""
    tokens = _parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(4, int(token.tag[1]) + level - 2)}"
    return _clean(_parser.renderer.render(tokens, _parser.options, {}))


def _clean(html: str) -> Markup:
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Markup(safe)  # noqa: S704  # it has just been cleaned
