"""Builds a wheel that contains nothing and depends on the binary.

pip would download setuptools to do the same, which takes longer than everything else.
"""

import os
import zipfile

NAME = "progress_pre_commit_hooks-@VERSION@"
METADATA = """\
Metadata-Version: 2.1
Name: progress-pre-commit-hooks
Version: @VERSION@
Requires-Dist: progress-lint==@VERSION@
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: backend
Root-Is-Purelib: true
Tag: py3-none-any
"""


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel, and returns its file name (PEP 517)."""
    file_name = f"{NAME}-py3-none-any.whl"
    folder = f"{NAME}.dist-info"
    record = "".join(f"{folder}/{name},,\n" for name in ("METADATA", "WHEEL", "RECORD"))
    with zipfile.ZipFile(os.path.join(wheel_directory, file_name), "w") as wheel:
        wheel.writestr(f"{folder}/METADATA", METADATA)
        wheel.writestr(f"{folder}/WHEEL", WHEEL)
        wheel.writestr(f"{folder}/RECORD", record)
    return file_name
