"""The interface for comparing: JSON, Word, refusals."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document

from ui.comparing.schemas import CompareResult

PAIR = {"a": "gzf-2018/1", "b": "gzf-2023/1"}


def test_two_articles_are_compared(client):
    response = client.get("/api/compare", params=PAIR)
    assert response.status_code == 200
    data = response.json()
    CompareResult.model_validate(data)
    assert data["kind"] == "versions" and data["a"]["id"] == "gzf-2018/1"
    assert {row["status"] for row in data["rows"]} == {"same", "changed", "added", "removed"}
    assert client.post("/api/compare", json=PAIR).json() == data


def test_quotes_are_the_words_at_their_places(client):
    data = client.get("/api/compare", params=PAIR).json()
    for side in "ab":
        text = client.get(f"/api/articles/{data[side]['id']}").json()["text"]
        for row in data["rows"]:
            for one in (row[side], *(pair[side] for pair in row["figures"])):
                assert not one or text[one["start"] : one["end"]] == one["quote"]


def test_a_title_names_an_article(client):
    asked = {"a": "东江市托育服务方案", "b": "西山市托育服务实施意见"}
    assert client.get("/api/compare", params=asked).json()["b"]["id"] == "ty-west/1"


def test_the_word_file_holds_figures_and_clauses_with_links(client):
    response = client.post("/api/compare", json=PAIR | {"format": "docx"})
    name = unquote(response.headers["content-disposition"].rpartition("''")[2])
    assert name == "对照 东江市公租房管理办法.docx"
    file = Document(BytesIO(response.content))
    assert file.paragraphs[0].text == "两个版本对照"
    assert file.sections[0].page_width > file.sections[0].page_height
    figures, clauses = file.tables
    assert [cell.text for cell in figures.rows[0].cells] == ["前一篇", "后一篇", "相差", "序号"]
    assert any("60%" in row.cells[0].text for row in figures.rows)
    row = next(row for row in clauses.rows if "可以收回住房" in row.cells[2].text)
    struck = [run.text for run in row.cells[2].paragraphs[0].runs if run.font.strike]
    underlined = [run.text for run in row.cells[3].paragraphs[0].runs if run.font.underline]
    assert (struck, underlined) == (["可以"], ["应当"])
    (link,) = row.cells[3].paragraphs[0].hyperlinks
    assert link.url.startswith("http://testserver/articles/gzf-2023/1?q=")
    assert "为了规范公租房管理" not in "".join(c.text for r in clauses.rows for c in r.cells)


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"a": "gzf-2018/1", "b": "没有"}, 400, "没有找到文章“没有”"),
        ({"a": "gzf-2018/1", "b": "gzf-2018/1"}, 400, "同一篇"),
        ({"a": "gzf-2018/1", "b": "东江市公租房管理办法"}, 400, "有 2 篇文章"),
        ({"a": "gzf-2018/1"}, 400, ""),
        ({"a": "", "b": ""}, 400, ""),
        ({"a": "x" * 300, "b": "gzf-2018/1"}, 400, ""),
        (PAIR | {"format": "exe"}, 400, ""),
    ],
)
def test_what_cannot_be_compared_is_refused_in_chinese(client, asked, status, words):
    response = client.post("/api/compare", json=asked)
    assert response.status_code == status and words in response.json()["error"]
    assert client.get("/api/compare", params=asked).status_code == status
