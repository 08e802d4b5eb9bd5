"""Names of files that are sent to be saved."""

from urllib.parse import unquote

import pytest

from ui.web.attachment import disposition


@pytest.mark.parametrize(
    ("title", "suffix", "name"),
    [
        ("办法", "pdf", "办法.pdf"),
        ('a/b\\c:d*?"<>|\n\u202egpj', "docx", "a b c d gpj.docx"),
        ("...", "txt", "问策.txt"),
        ("甲" * 99, "md", "甲" * 40 + ".md"),
        ("甲", 'x"; y', "甲"),
    ],
)
def test_names_are_safe_on_every_system(title, suffix, name):
    found = disposition(title, suffix)
    assert unquote(found.partition("UTF-8''")[2]) == name
    assert found.startswith('attachment; filename="wence')
    assert "\n" not in found and found.count('"') == 2
