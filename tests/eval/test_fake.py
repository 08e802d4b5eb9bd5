def test_the_best_passage_is_quoted_and_cited_whole(system):
    answer = system.ask("白水镇门诊报销比例多少？")
    [citation] = answer.citations
    assert citation.quote == "白水镇门诊报销比例提高到70%。"
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert [hit.score for hit in answer.hits] == sorted(
        (h.score for h in answer.hits), reverse=True
    )


def test_a_question_unlike_every_passage_is_refused(system):
    answer = system.ask("今晚吃什么")
    assert answer.abstained
    assert answer.citations == ()
    assert answer.confidence < 0.3
