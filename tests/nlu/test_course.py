"""How a training stands is known to every process, also after one of them ended in the middle of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlu.course import BROKEN_OFF, BusyError, Course, course_of, note, training_in

STEP = Course(True, 3, 16, "phrases unseen")
WORK = "import sys; from pathlib import Path; from nlu.course import *; home = Path(sys.argv[1])\n"


def test_nothing_is_known_of_a_shop_that_never_trained(tmp_path: Path) -> None:
    assert course_of(tmp_path) == Course()


def test_while_one_trains_others_see_how_far_and_cannot(tmp_path: Path) -> None:
    with training_in(tmp_path):
        note(tmp_path, STEP)
        assert course_of(tmp_path) == STEP
        with pytest.raises(BusyError), training_in(tmp_path):
            pytest.fail("two train at once")
    note(tmp_path, Course())
    with training_in(tmp_path):
        assert course_of(tmp_path) == Course()


def test_a_process_that_ends_in_the_middle_has_broken_off(tmp_path: Path) -> None:
    code = WORK + "with training_in(home):\n note(home, Course(True, 3, 16, 'x'))\n print('on', flush=True)\n sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"on\n"
    assert course_of(tmp_path) == Course(True, 3, 16, "x")
    child.kill()
    child.communicate()
    assert course_of(tmp_path) == Course(failure=BROKEN_OFF)
    with training_in(tmp_path):
        note(tmp_path, Course())
    assert course_of(tmp_path) == Course()


def test_a_damaged_note_is_none(tmp_path: Path) -> None:
    note(tmp_path, STEP)
    (tmp_path / "var" / "training.json").write_text("{", encoding="utf-8")
    assert course_of(tmp_path) == Course()
