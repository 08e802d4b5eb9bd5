import pytest

from eval.bench.isolation import run_isolated

GROW = "{{'length': len(bytearray({} * 2**20))}}"
START_AND_GROW = """{{'status': __import__('subprocess').call(
    [__import__('sys').executable, '-c', 'bytearray({} * 2**20)'])}}"""


@pytest.mark.parametrize("step", [GROW, START_AND_GROW])
def test_an_isolated_step_reports_its_own_memory_and_not_its_parents(step):
    ours = bytearray(b"x") * (600 * 2**20)
    # a new process cannot import a function of a test, but knows the builtin eval
    small, large = (run_isolated(eval, step.format(size))["peak_mb"] for size in (1, 300))
    assert 200 < large - small < 330  # a child starts with the memory of its parent
    assert small < len(ours) / 2**20
