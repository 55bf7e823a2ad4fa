"""Runs one script of Python after another, so that pandas and its like are imported once: see _python.ts.

A question is a line of JSON on standard input, the script and its arguments; the answer is one on standard output: what
the script printed, and the traceback of its failure, if it failed.
"""

import contextlib
import io
import json
import runpy
import sys
import traceback

for line in sys.stdin:
    script, *arguments = json.loads(line)
    sys.argv = [script, *arguments]
    printed, failure = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(script, run_name="__main__")
        except (Exception, SystemExit):
            failure = traceback.format_exc()
    print(json.dumps({"printed": printed.getvalue(), "failure": failure}), flush=True)
