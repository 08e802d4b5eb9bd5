import pytest

from ui.assets.modules import Modules

START = """const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["./body-1.js","./body-2.css","./rare-3.css"])))=>i.map(i=>d[i]);
v(()=>import(`./body-1.js`),__vite__mapDeps([0,1]),import.meta.url);v(()=>import(`./rare-3.js`),__vite__mapDeps([2]),import.meta.url)"""


@pytest.fixture
def modules(tmp_path):
    texts = {
        "start-0.js": START,
        "body-1.js": 'import{a as b}from"./core-4.js";import"./side-5.js";export{b};',
        "core-4.js": 'import"./body-1.js";export{a};f(`./assets/start.css`)',  # they need each other
        "side-5.js": "",
        "rare-3.js": "",
        "body-2.css": "b {}",
        "rare-3.css": "r {}",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return Modules(tmp_path, ["start-0.js", "body-1.js"], {"./assets/start.css": "/site/x.css"})


def test_modules_that_others_import_and_their_styles_are_taken(modules):
    assert modules.names == ["body-1.js", "core-4.js", "side-5.js", "start-0.js"]
    assert modules.style == "b {}"


def test_modules_name_each_other_by_full_addresses(modules):
    script = modules.script("start-0.js")
    assert r"import{a as b}from\"@assets/core-4.js\"" in script
    assert "import.meta.url" not in script and "f(`/site/x.css`)" in script


def test_only_what_is_not_in_the_bundle_is_still_loaded(modules):
    script = modules.script("start-0.js")
    assert r"import(`@assets/body-1.js`),[],\"@assets/start-0.js\"" in script
    assert r"import(`@assets/rare-3.js`),__vite__mapDeps([2])" in script


def test_the_script_starts_a_module_and_names_the_styles_that_are_there(modules):
    assert modules.script("start-0.js", ["/theme.css"]).endswith(
        '"start-0.js",\n["/theme.css"]);\n'
    )
