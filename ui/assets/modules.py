"""Put many ECMAScript modules of a Vite build, and their styles, into one script and one style.

The script holds the sources as texts and makes each a `blob:` module. The modules name each other
by their full addresses, which an import map leads to the blobs, so that modules outside the
bundle, which the browser may load later, share them. Without a bundler the browser itself links
the modules, as it would have linked the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

AT = "@assets/"  # in the sources: where the modules are served
NAME = re.compile(r"""(["'`])\./([\w.-]{1,80}\.(?:js|css))\1""")
STATIC = re.compile(r"""\b(?:from|import)\s?(["'`])\./([\w.-]{1,80}\.js)\1""")
STYLES = re.compile(r"\bm\.f=\[([^\]]*)\]")
# import(`./X.js`), up to the numbers of the styles and scripts that Vite loads before it
DYNAMIC = re.compile(
    r"import\(`\./([\w.-]{1,80}\.js)`\)([^`\[]{0,80}),__vite__mapDeps\(\[([\d,]*)\]\)"
)
LOADER = Path(__file__).parents[1] / "static" / "modules.js"


@dataclass
class Modules:
    """The modules that are loaded with those in `roots`, in a folder of a Vite build.

    What their sources call by a name in `elsewhere` is loaded from the address that belongs to it.
    """

    folder: Path
    roots: list[str]
    elsewhere: dict[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> list[str]:
        """The file names of the modules, sorted."""
        found: set[str] = set()
        new = set(self.roots)
        while new:
            found |= new
            new = {name for one in new for name in self.imported(one)} - found
        return sorted(found)

    def imported(self, name: str) -> list[str]:
        """Return the modules that a module cannot start without."""
        return [found[2] for found in STATIC.finditer(self.text(name))]

    def text(self, name: str) -> str:
        """Return the source of a module, or a style."""
        return (self.folder / name).read_text(encoding="utf-8")

    @cached_property
    def styles(self) -> list[str]:
        """The file names of the styles that belong to the modules, in the order of loading."""
        found: dict[str, None] = {}
        for name in self.names:
            text = self.text(name)
            listed = STYLES.search(text)
            files = [one[2] for one in NAME.finditer(listed[1])] if listed else []
            for target, _, numbers in DYNAMIC.findall(text):
                if target in self.names:
                    needed = [files[int(number)] for number in numbers.split(",") if number]
                    found |= dict.fromkeys(one for one in needed if one.endswith(".css"))
        return list(found)

    @property
    def style(self) -> str:
        """The styles, as one."""
        return "\n".join(map(self.text, self.styles))

    def script(self, start: str, stylesheets: Iterable[str] = ()) -> str:
        """Return a script that starts the module `start`.

        It tells the modules that the `stylesheets`, by their addresses, are loaded already.
        """
        sources = {name: self._source(name) for name in self.names}
        values = [sources, start, list(stylesheets)]
        given = ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)
        return f"({LOADER.read_text(encoding='utf-8').strip()})({given});\n"

    def _source(self, name: str) -> str:
        """Return a source with full addresses, which does not load what the bundle holds."""
        text = DYNAMIC.sub(self._import, self.text(name))
        text = NAME.sub(lambda found: f"{found[1]}{AT}{found[2]}{found[1]}", text)
        for called, address in self.elsewhere.items():
            text = text.replace(called, address)
        return text.replace("import.meta.url", json.dumps(AT + name))

    def _import(self, found: re.Match[str]) -> str:
        return f"import(`./{found[1]}`){found[2]},[]" if found[1] in self.names else found[0]
