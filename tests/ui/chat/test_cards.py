"""One card an article, with its numbers and quotes in order."""

from dataclasses import replace

from rag.answer import Citation
from tests.ui.markup import plain
from ui.chat.answer_view import answer_html
from ui.chat.cards import Source


def quote(pipeline, n, words, article_id="2022-03-14/1", page=None):
    article = pipeline.store.article(article_id)
    start = article.text.index(words)
    if page:
        article = replace(article, page_starts=((0, 8), (start, page)))
    passage = next(p for p in pipeline.store.passages_of(article_id) if p.end > start)
    return Citation(n, passage, article, words, start, start + len(words))


def cards(pipeline, *citations):
    answer = replace(pipeline.ask("到2025年社区医院达到多少家？"), citations=citations)
    return answer_html(answer).partition('<ol class="cards">')[2].split('<li class="card')[1:]


def test_quotes_of_one_article_stand_on_one_card_in_the_order_of_their_numbers(pipeline):
    other = quote(pipeline, 2, "疫苗冷链记录存五年", "2022-03-14/2")
    first, second = cards(
        pipeline, quote(pipeline, 1, "120家"), other, quote(pipeline, 3, "六比四")
    )
    assert first.count('class="title"') == 1 and first.count('class="source quote"') == 2
    assert first.index("120家</mark>") < first.index("六比四</mark>")
    assert '<span class="n">1</span>' in first and '<span class="n">3</span>' in first
    assert '<span class="n">2</span>' in second and "疫苗冷链记录存五年</mark>" in second


def test_each_quote_links_to_its_own_passage(pipeline):
    [card] = cards(pipeline, quote(pipeline, 1, "120家"), quote(pipeline, 2, "六比四"))
    start = pipeline.store.article("2022-03-14/1").text.index("六比四")
    assert 'class="source quote" href="/articles/2022-03-14/1?q=22-26#p2"' in card
    assert f'class="source quote" href="/articles/2022-03-14/1?q={start}-{start + 3}#p' in card


def test_pages_stand_with_the_quotes_where_they_differ(pipeline):
    one, nine = quote(pipeline, 1, "120家"), quote(pipeline, 2, "六比四", page=9)
    assert Source.of([one]).page == 8
    [same] = cards(pipeline, one, quote(pipeline, 2, "六比四"))
    assert plain(same).count("第 8 页") == 1 and 'class="page"' not in same
    [apart] = cards(pipeline, replace(one, article=nine.article), nine)
    assert apart.count('<span class="page">第 8 页</span>') == 1
    assert apart.count('<span class="page">第 9 页</span>') == 1
    assert "第 8 页" not in plain(apart.partition('<ol class="quotes">')[0])


def test_a_card_of_many_quotes_takes_the_whole_width(pipeline):
    words = ("120家", "75%", "六比四")
    many = [quote(pipeline, n, text) for n, text in enumerate(words, 1)]
    assert cards(pipeline, *many)[0].startswith(" long")
    assert not cards(pipeline, *many[:2])[0].startswith(" long")
