from eval.metrics.marks import mark_numbers, remove_marks


def test_numbers_of_single_and_combined_marks_are_read_in_order():
    assert mark_numbers("甲[3]乙[1, 12]丙[5，6]丁") == (3, 1, 12, 5, 6)


def test_only_brackets_around_numbers_are_marks():
    assert remove_marks("甲[1]乙[2、3][注]") == "甲乙[注]"
    assert mark_numbers("[注][1a]") == ()
