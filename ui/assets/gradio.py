"""Load what the chat needs of Gradio's own page as a few files in place of sixty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ui.assets.modules import Modules
from ui.assets.site import Site

START = re.compile(r'<script type="module" crossorigin src="\./assets/([\w.-]+)"></script>')
STYLE = re.compile(r'<link rel="stylesheet" crossorigin href="\./assets/([\w.-]+)">')
LATER = r"import\(`\./({}-[\w-]+\.js)`\)"
COMPONENT = r"[{{,]{}:\{{[^{{}}]{{0,600}}?\bcomponent:\(\)=>\w+\(\(\)=>import\(`\./([\w.-]+\.js)`\)"
LANGUAGE = "zh-CN"
MANIFEST = '<link rel="manifest" href="/manifest.json" />'
# for a page within a page of Hugging Face's: the script that sets its height there
RESIZER = re.compile(r"<script>\s*\(\(\) => \{\s*const root = .*?</script>", re.DOTALL)


class Frontend:
    """What Gradio's page loads for some kinds of components ("chatbot", "html", …), as bundles.

    Raises:
        ValueError: Gradio's files are not of the form that its version 6 gives them.
    """

    def __init__(
        self, folder: Path, site: Site, components: Iterable[str], theme: str, theme_address: str
    ) -> None:
        page = (folder / "index.html").read_text(encoding="utf-8")
        modules = Modules(folder / "assets", [])
        start = _found(START, page)
        body = _found(LATER.format("Index"), modules.text(start))
        blocks = _found(LATER.format("Blocks"), modules.text(body))
        core = next(name for name in modules.imported(body) if name.startswith("core-"))
        kinds = modules.text(core)
        modules.roots = [start, body, blocks, _found(LATER.format(LANGUAGE), kinds)]
        modules.roots += [_found(COMPONENT.format(kind), kinds) for kind in sorted(set(components))]
        style = _found(STYLE, page)
        first = site.add(modules.text(style), "css")
        modules.elsewhere = {f"./assets/{style}": first}  # which the start loads a second time
        script = site.add(modules.script(start, [theme_address]), "js")
        self._script = f'<script src="{script}" defer></script>'
        self._first = f'<link rel="stylesheet" href="{first}">'
        styles = site.add(f"{modules.style}\n{theme}", "css")
        self.styles = f'<link rel="stylesheet" href="{styles}">\n'  # in the cascade after ours

    def changed(self, html: str) -> str:
        """Return a page of Gradio's that loads the bundles, save for the last of the `styles`."""
        html = START.sub(self._script, html, count=1)
        html = STYLE.sub(self._first, html, count=1)
        return RESIZER.sub("", html, count=1).replace(MANIFEST, "", 1)


def _found(pattern: str | re.Pattern[str], text: str) -> str:
    """Return what a pattern's group finds."""
    found = re.search(pattern, text)
    if not found:
        raise ValueError(f"Gradio's files hold nothing like {pattern}")
    return found[1]
