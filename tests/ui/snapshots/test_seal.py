"""Answers that a browser hands back."""

from itsdangerous import URLSafeSerializer

from ui.snapshots.seal import Seal
from ui.snapshots.shelf import Shelf


def test_a_sealed_snapshot_is_opened_unchanged(shelf, snapshot):
    assert Seal(shelf).open(Seal(shelf).close(snapshot)) == snapshot


def test_what_was_changed_or_sealed_elsewhere_is_not_opened(tmp_path, shelf, snapshot):
    sealed = Seal(shelf).close(snapshot)
    (tmp_path / "other").mkdir()
    elsewhere = Seal(Shelf(tmp_path / "other"))
    assert elsewhere.open(sealed) is None
    for wrong in (sealed[:-1], sealed.replace(".", "A.", 1), "", "x", "."):
        assert Seal(shelf).open(wrong) is None


def test_sealed_data_of_another_form_is_not_opened(shelf):
    sealed = URLSafeSerializer(shelf.secret, salt="snapshot").dumps({"question": "只有问题"})
    assert Seal(shelf).open(str(sealed)) is None


def test_without_a_store_nothing_is_sealed(tmp_path, snapshot):
    assert Seal(Shelf(tmp_path / "none")).close(snapshot) == ""
