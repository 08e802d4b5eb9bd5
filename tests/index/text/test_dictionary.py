import subprocess
import sys
from pathlib import Path

import jieba
import jieba.posseg
import pytest

from index.paths import SAMPLE
from index.text.dictionary import LazyTokenizer, dictionary, entries, tag_of


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


def test_the_sample_is_cut_as_jieba_cuts_it(original: jieba.Tokenizer) -> None:
    lazy = LazyTokenizer()
    for path in sorted(SAMPLE.glob("*.txt")):
        text = path.read_text("utf-8")[:20_000]
        assert list(lazy.cut_for_search(text)) == list(original.cut_for_search(text))
        assert list(lazy.cut(text, cut_all=True)) == list(original.cut(text, cut_all=True))


def test_all_words_and_frequencies_are_there(original: jieba.Tokenizer) -> None:
    lazy = LazyTokenizer()
    lazy.get_DAG("".join(sorted({word[0] for word in original.FREQ})))
    assert original.FREQ == lazy.FREQ
    assert lazy.total == original.total


def test_only_the_words_of_the_characters_met_are_loaded() -> None:
    lazy = LazyTokenizer()
    list(lazy.cut("医院"))
    assert {word[0] for word in lazy.FREQ} == {"医", "院"}


def test_a_term_is_cut_whole_in_whatever_order_texts_come() -> None:
    terms = ["码上就医", "上就医院", "码上"]
    first, second = LazyTokenizer(terms), LazyTokenizer(reversed(terms))
    list(second.cut("上海的医院就在码头"))
    assert list(first.cut("推行码上就医服务")) == list(second.cut("推行码上就医服务"))
    assert "码上就医" in list(first.cut("推行码上就医服务"))
    assert "码上就医" not in dictionary().FREQ


def test_tags_are_the_dictionarys() -> None:
    assert (tag_of("上海"), tag_of("医院"), tag_of("不在词典里的词"), tag_of("")) == (
        "ns",
        "n",
        None,
        None,
    )


def test_the_tagger_of_jieba_takes_it(original: jieba.Tokenizer) -> None:
    text = "上海市人民政府印发了通知，张江科学城在列。"
    ours, theirs = (jieba.posseg.POSTokenizer(t) for t in (LazyTokenizer(), original))
    assert [tuple(p) for p in ours.cut(text)] == [tuple(p) for p in theirs.cut(text)]


def test_a_character_that_the_dictionary_lacks_has_no_entries() -> None:
    assert list(entries().beginning_with("☃")) == []


def test_nothing_is_printed_or_written(tmp_path: Path) -> None:
    code = "from index.text.tokenizer import Tokenizer; Tokenizer().words('医院')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
