from rag.english.words import base, forms, number, words


def test_words_lose_possessive_endings_and_hyphens_but_names_in_capitals_stay_whole() -> None:
    asked = "Jinan's volume-based list of CAR-T drugs in 2021"
    assert words(asked) == [
        "Jinan",
        "volume",
        "based",
        "list",
        "of",
        "CAR-T",
        "drugs",
        "in",
        "2021",
    ]


def test_plurals_and_british_spellings_have_the_same_base() -> None:
    assert [base(w) for w in ("Cities", "licences", "organisations", "status")] == [
        "city",
        "license",
        "organization",
        "status",
    ]


def test_a_past_form_may_have_several_bases() -> None:
    assert {"save", "stop"} <= {*forms("saved"), *forms("stopped")}


def test_numbers_and_ordinals_are_written_in_chinese() -> None:
    assert [number(w) for w in ("five", "Second", "twelfth", "7th", "many")] == [
        "五",
        "第二",
        "第十二",
        "第7",
        "",
    ]


def test_a_rank_is_a_word_in_chinese() -> None:
    assert words("Class III boats and level 2 schools") == [
        "三类",
        "boats",
        "and",
        "二级",
        "schools",
    ]
    assert "甲类" in words("Is it a class A licence?")
    assert "class" in words("Is there a class a pupil may miss?")
