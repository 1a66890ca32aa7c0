import sys

import pytest

from tests.support.programs import need, run


def test_a_missing_program_skips_with_the_reason() -> None:
    with pytest.raises(pytest.skip.Exception, match="nobody installed it: no `no-such-program`"):
        need("no-such-program", "nobody installed it")


def test_a_program_that_is_there_is_found() -> None:
    assert need(sys.executable, "no Python").samefile(sys.executable)


def test_a_bad_exit_fails_with_what_was_said() -> None:
    with pytest.raises(pytest.fail.Exception, match="exited with 3: oh dear"):
        run([sys.executable, "-c", "import sys; print('oh dear'); sys.exit(3)"])


def test_an_exit_may_be_called_good() -> None:
    code = "import sys; print('hm'); sys.exit(1)"
    assert run([sys.executable, "-c", code], good=(0, 1)) == "hm\n"
