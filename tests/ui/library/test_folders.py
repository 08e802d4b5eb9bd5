"""The folders of the corpus with who may read each."""

from ui.library.folders import Collection, collections, unmatched

FILES = ["a.txt", "医保/b.txt", "医保/天津/c.txt", "医保/资料.zip/d.txt"]


def test_every_folder_is_listed_with_all_that_is_in_it():
    found = {one.name: one.articles for one in collections(FILES, {})}
    assert found == {"/": 4, "医保": 3, "医保/天津": 1, "医保/资料.zip": 1}


def test_a_folder_tells_its_rule_or_the_one_around_it():
    rules = {"医保": ["医保处"], "a.txt": [], "财务": ["财务处"]}
    found = {one.name: one for one in collections(FILES, rules)}
    assert found["医保/天津"] == Collection("医保/天津", 1, None, "医保")
    assert found["医保"] == Collection("医保", 3, ["医保处"], None)
    assert found["/"].ruled_by is None
    assert found["a.txt"] == Collection("a.txt", 1, [], None)
    assert unmatched(list(found.values())) == ["财务"]
