"""What the import of Gradio does not do."""

import os
import subprocess
import sys

PROGRAM = """
import os, sys
from pathlib import Path
from ui.chat.importing import STUBS, WRITE, prepare_gradio
prepare_gradio()
read = set()
sys.addaudithook(lambda event, args: event == "open" and read.add(str(args[0])))
import gradio
assert callable(getattr(sys.modules[STUBS], WRITE))
with gradio.Blocks() as blocks:
    gradio.Button("x").click(lambda: None)
    assert blocks._queue.ANALYTICS_MAX_EVENTS == 1
print([name for name in read if name.endswith(".pyi")])
"""


def test_gradio_writes_no_stubs_and_keeps_no_table_of_events():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_gradio_without_the_function_is_left_as_it_is():
    program = """
import ui.chat.importing as importing
importing.WRITE = "no_such_function"
importing.prepare_gradio()
import gradio
from gradio.component_meta import create_or_modify_pyi
print(create_or_modify_pyi.__module__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("gradio.component_meta\n", "")


def test_the_temporary_files_are_the_owners_alone_and_deleted_at_the_end(tmp_path):
    program = """
import os, stat
from ui.chat.importing import TEMPORARY, prepare_gradio
prepare_gradio()
prepare_gradio()
print(oct(stat.S_IMODE(os.stat(os.environ[TEMPORARY]).st_mode)))
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    environment.pop("GRADIO_TEMP_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    assert (done.stdout, done.stderr) == ("0o700\n", "")
    assert list(tmp_path.iterdir()) == []
