"""Look into the HTML that the application renders."""

import re

# Elements and addresses that only an attack could have brought into a page
DANGEROUS = re.compile(
    r"<(script(?! src=\"/site/)|img|svg(?! class=\"glyph\")|form(?! class=\"(search|ask))|iframe)\b|href=\"javascript:",
    re.I,
)


def plain(html):
    """Return the text without its tags."""
    return re.sub(r"<[^>]+>", "", html)
