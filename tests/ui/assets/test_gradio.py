from pathlib import Path

import gradio
import pytest

from ui.assets.gradio import Frontend
from ui.assets.site import Site

FOLDER = Path(gradio.__file__).parent / "templates" / "frontend"
PAGE = (FOLDER / "index.html").read_text(encoding="utf-8")


def test_gradios_page_loads_one_script_in_place_of_its_own(tmp_path):
    frontend = Frontend(FOLDER, Site(tmp_path), ["html", "chatbot"], "t {}", "/theme.css?v=1")
    page = frontend.changed(PAGE)
    assert 'type="module"' not in page and "manifest" not in page and "iframeResizer" not in page
    assert page.count('<script src="/site/bundle-') == 1
    assert page.count('<link rel="stylesheet"') == 1
    assert "window.gradio_config" in page and page.count("<script") == PAGE.count("<script") - 1


def test_a_kind_of_component_that_gradio_does_not_have_is_told(tmp_path):
    with pytest.raises(ValueError, match="nosuch"):
        Frontend(FOLDER, Site(tmp_path), ["nosuch"], "", "")


def test_files_of_another_form_are_told(tmp_path):
    (tmp_path / "index.html").write_text("<script src=x>")
    with pytest.raises(ValueError, match="nothing like"):
        Frontend(tmp_path, Site(tmp_path), [], "", "")
