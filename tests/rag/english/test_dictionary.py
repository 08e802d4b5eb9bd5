from rag.english.dictionary import dictionary


def test_glosses_are_bare_words_without_explanations() -> None:
    assert ("fine",) in dictionary().glosses("罚款")
    assert dictionary().glosses("没有这个词") == []


def test_a_name_is_known_by_its_sound() -> None:
    assert "上海" in dictionary().names["shanghai"]


def test_words_are_found_by_an_exact_gloss() -> None:
    assert "天气" in dictionary().words_for("weather")
    assert dictionary().words_for("(weather") == []
