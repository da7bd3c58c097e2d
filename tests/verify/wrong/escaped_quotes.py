"""html.escape in place of the replacements."""

import html


def old(text: str) -> str:
    text = text.replace("&", "&amp;")
    text = text.replace("<", "&lt;")
    text = text.replace(">", "&gt;")
    text = text.replace('"', "&quot;")
    return text


def new(text: str) -> str:
    return html.escape(text)
