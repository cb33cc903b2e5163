#!/usr/bin/env python3
"""layers/test_check.py - each rule of check.py can fail: tiny trees, built and checked, with the sentences they get.

A tree is the sound one below with some files put in place of its own, or added; each may break one rule only, so that
a rule that cries wolf is found as well as one that sleeps."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import check

LAYERS = """\
[modules]
*: <stddef.h>
low:
high: low <ctype.h> <stdio.h> <stdlib.h> <string.h>
front: public
"""

SOUND = {
    "tests/layers/layers.txt": LAYERS,
    "include/faqbot.h": "int faqbot_ask(int question);\n",
    "bot/low/low.h": "int low_add(int a, int b);\n",
    "bot/low/low.c": '#include "low/low.h"\nint low_add(int a, int b)\n{\n    return a + b;\n}\n',
    "bot/high/high.h": "int high_twice(int a);\nint high_more(int a);\n",
    "bot/high/high.c": '#include <faqbot.h>\n#include "high/high.h"\n#include "low/low.h"\n'
                       "int high_twice(int a)\n{\n    return low_add(a, a);\n}\n"
                       "int faqbot_ask(int question)\n{\n    return high_more(question);\n}\n",
    "bot/high/more.c": '#include "high/high.h"\nint high_more(int a)\n{\n    return a + 1;\n}\n',
    "bot/front/front.c": "#include <faqbot.h>\nint main(void)\n{\n    return faqbot_ask(1);\n}\n",
}
SOUND["tests/layers/layers.txt"] = LAYERS.replace("high: ", "high: <faqbot.h> ")

MORE = SOUND["bot/high/more.c"]
HIGH = SOUND["bot/high/high.c"]
LOW = SOUND["bot/low/low.c"]
TABLE = SOUND["tests/layers/layers.txt"]


def build_tree():
    """Objects, the library and the installed library, as the Makefile lays them out; front/ is no part of either."""
    objects = []
    for path in sorted(pathlib.Path("bot").glob("**/*.c")):
        target = "build" / path.with_suffix(".o")
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["gcc", "-std=c11", "-w", "-Ibot", "-Iinclude", "-c", "-o", target, path], check=True)
        if path.parts[1] != "front":
            objects.append(target)
    pathlib.Path("build/installed").mkdir()
    subprocess.run(["ar", "rcs", "build/libfaqbot.a", *objects], check=True)
    subprocess.run(["ld", "-r", "-o", "build/all.o", *objects], check=True)
    hide = ["--wildcard", "--keep-global-symbol=faqbot_*", "--keep-global-symbol=other_*"]
    subprocess.run(["objcopy", *hide, "build/all.o"], check=True)
    subprocess.run(["ar", "rcs", "build/installed/libfaqbot.a", "build/all.o"], check=True)


def faults_of(changes):
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for name, text in {**SOUND, **changes}.items():
                pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
                pathlib.Path(name).write_text(text)
            build_tree()
            check.check(pathlib.Path("build"))
            return list(check.faults)
        finally:
            os.chdir(home)


def function(name, lines):
    return f"static int {name}(void)\n{{\n" + "    ;\n" * (lines - 4) + "    return 0;\n}\n"


# What is broken -> the files that break it, and what the one fault says.
BROKEN = {
    "an include that the table does not name": (
        {"bot/low/low.c": '#include "high/high.h"\n' + LOW}, "low may not include high/high.h"),
    "a header from outside that the table does not name": (
        {"bot/low/low.c": "#include <math.h>\n" + LOW}, "low may not include math.h"),
    "a header that one file alone may include": (
        {"tests/layers/layers.txt": TABLE + "low/low: <math.h>\n", "bot/low/low.c": "#include <math.h>\n" + LOW,
         "bot/low/other.c": "#include <math.h>\n"}, "low may not include math.h"),
    "an include from beside the file": ({"bot/high/more.c": MORE.replace("high/high.h", "high.h")}, "is not there"),
    "an include without a name": (
        {"bot/high/more.c": '#define HEADER "high/high.h"\n#include HEADER\n' + MORE}, "must name its header"),
    "a module without a line": ({"bot/new/new.c": ""}, "new is not a module"),
    "a line twice": ({"tests/layers/layers.txt": TABLE + "low:\n"}, "a line is `key: words`, once"),
    "a line of a file that is gone": ({"tests/layers/layers.txt": TABLE + "low/gone:\n"}, "low/gone has a line"),
    "a table with a circle": (
        {"tests/layers/layers.txt": TABLE.replace("low:\n", "low: high\n")}, "in a circle: high low"),
    "a call upwards without its header": (
        {"bot/low/low.c": LOW.replace("a + b", "high_more(a) + b")}, "low may not call high_more of bot/high/more.c"),
    "a call of a function whose public header gives types alone": (
        {"bot/low/low.c": "#include <faqbot.h>\n" + LOW.replace("a + b", "faqbot_ask(a) + b"),
         "tests/layers/layers.txt": TABLE.replace("low:\n", "low: <faqbot.h>\n")},
        "low may not call faqbot_ask of bot/high/high.c"),
    "a front end that calls what is not public": (
        {"bot/front/front.c": "int high_more(int a);\nint main(void)\n{\n    return high_more(1);\n}\n"},
        "front may not call high_more"),
    "files that call each other in a circle": (
        {"bot/high/more.c": MORE.replace("a + 1", "high_twice(a)")},
        "2 files call each other in a circle: high.c needs high_more of more.c, more.c needs high_twice of high.c"),
    "a circle that has grown": (
        {"bot/high/more.c": MORE.replace("a + 1", "high_twice(a)"),
         "tests/layers/layers.txt": TABLE + "[known cycles]\nhigh: 1\n"}, "2 files call each other"),
    "a known circle that is gone": (
        {"tests/layers/layers.txt": TABLE + "[known cycles]\nhigh: 2\n"}, "high has no circle any more"),
    "an export that no header declares": (
        {"bot/high/more.c": MORE + "/* high_hidden */\nint high_hidden(void)\n{\n    return 0;\n}\n"},
        "high_hidden is exported and no header of high declares it"),
    "an export that another module's header declares": (
        {"bot/high/high.h": SOUND["bot/high/high.h"] + "int low_hidden(void);\n",
         "bot/low/low.c": LOW + "int low_hidden(void)\n{\n    return 0;\n}\n"}, "no header of low declares it"),
    "a name in the installed library that is not faqbot_": (
        {"bot/low/low.h": SOUND["bot/low/low.h"] + "int other_add(void);\n",
         "bot/low/low.c": LOW + "int other_add(void)\n{\n    return 0;\n}\n"}, "other_add is exported; others see"),
    "a faqbot_ function that no public header declares": (
        {"bot/low/low.h": SOUND["bot/low/low.h"] + "int faqbot_add(void);\n",
         "bot/low/low.c": LOW + "int faqbot_add(void)\n{\n    return 0;\n}\n"}, "no public header declares it"),
    "a long file": ({"bot/high/more.c": MORE + "\n" * check.FILE_LINES_MAX}, "the file has"),
    "a long line": ({"bot/high/more.c": MORE + "/*" + " " * check.LINE_COLUMNS_MAX + "*/\n"}, "the line has"),
    "a long function": (
        {"bot/high/more.c": MORE + function("longest", check.FUNCTION_LINES[-1][1] + 1)}, "longest has 101 lines"),
    "too many functions of middle length": (
        {"bot/high/more.c": MORE + "".join(function(f"middle_{i}", 16) for i in range(6))},
        "50% of the functions should have 15 lines at most"),
    "a header that does not compile alone": (
        {"bot/high/high.h": SOUND["bot/high/high.h"] + "size_t high_size(void);\n",
         "bot/high/high.c": "#include <stddef.h>\n" + HIGH, "bot/high/more.c": "#include <stddef.h>\n" + MORE},
        "the header does not compile alone"),
    "a public header too many": (
        {"include/faqbot_extra.h": "", "tests/layers/layers.txt": TABLE + "[headers]\npublic: faqbot.h\n*: 2\n"},
        "include/ holds faqbot.h and no other header"),
    "a header too many": (
        {"bot/high/extra.h": "", "tests/layers/layers.txt": TABLE + "[headers]\npublic: faqbot.h\n*: 1\nlow: 2\n"},
        "the module has 2 headers; 1 is the most"),
    "a variable": (
        {"bot/high/more.c": MORE + "int high_calls = 0;\n",
         "bot/high/high.h": SOUND["bot/high/high.h"] + "extern int high_calls;\n"},
        "a global variable (.bss) is not const"),
    "a variable that the linker lays out": (
        {"bot/front/front.c": SOUND["bot/front/front.c"] + "int front_calls __attribute__((common));\n",
         "bot/front/front.h": "extern int front_calls;\n"}, "front_calls is a global variable and not const"),
    "a variable of a thread": (
        {"bot/high/more.c": MORE + "static _Thread_local int *calls;\n"
         "int *high_calls(void)\n{\n    return calls;\n}\n",
         "bot/high/high.h": SOUND["bot/high/high.h"] + "int *high_calls(void);\n"},
        "a global variable (.tbss) is not const"),
    "a library that prints": (
        {"bot/high/more.c": "#include <stdio.h>\n" + MORE.replace("a + 1", 'printf("%d", a)')},
        "the library may not call printf"),
    "a library that asks the environment": (
        {"bot/high/more.c": "#include <stdlib.h>\n" + MORE.replace("a + 1", '*getenv("A")')},
        "the library may not call getenv"),
    "a function that follows the locale": (
        {"bot/high/more.c": "#include <string.h>\n" + MORE.replace("a + 1", 'strcoll("a", "b")')},
        "strcoll follows the locale"),
    "a format that follows the locale": (
        {"bot/high/more.c": "#include <stdio.h>\n"
         + MORE.replace("a + 1", 'snprintf(NULL, 0, "%.3f", a * 1.0)')}, "the decimal point of %f"),
    "an exception for a file that is gone": (
        {"tests/layers/layers.txt": TABLE + "[doubles]\nbot/low/gone.c:\n"}, "[doubles] names bot/low/gone.c"),
    "an exception that nothing needs": (
        {"tests/layers/layers.txt": TABLE + "[locale]\nbot/low/low.c: strcoll\n"}, "lets bot/low/low.c call strcoll"),
}

# What is allowed, and looks like one of the above.
ALLOWED = {
    "the sound tree": {},
    "a header of another module by its name, and what it declares": {
        "tests/layers/layers.txt": TABLE.replace("front: public", "front: public low/low.h"),
        "bot/front/front.c": '#include "low/low.h"\nint main(void)\n{\n    return low_add(1, 2);\n}\n'},
    "a function that is handed down as a pointer": {
        "bot/low/low.h": SOUND["bot/low/low.h"] + "int low_run(int (*run)(int), int a);\n",
        "bot/low/low.c": LOW + "int low_run(int (*run)(int), int a)\n{\n    return run(a);\n}\n",
        "bot/high/high.c": HIGH.replace("low_add(a, a)", "low_run(high_more, a)")},
    "a known circle": {
        "bot/high/more.c": MORE.replace("a + 1", "high_twice(a)"),
        "tests/layers/layers.txt": TABLE + "[known cycles]\nhigh: 2\n"},
    "as many headers as the table allows": {
        "tests/layers/layers.txt": TABLE + "[headers]\npublic: faqbot.h\n*: 1\n"},
    "exceptions that are needed": {
        "bot/high/more.c": "#include <stdio.h>\n#include <string.h>\nstatic _Thread_local int *calls;\n"
                           + MORE.replace("a + 1", 'strcoll("a", "b") + snprintf(NULL, 0, "%f", 1.0) + *calls'),
        "tests/layers/layers.txt": TABLE + "[locale]\nbot/high/more.c: strcoll\n[doubles]\nbot/high/more.c:\n"
                                           "[thread-local]\nbot/high/more.c:\n"},
}


class CheckTest(unittest.TestCase):
    def test_each_rule_can_fail(self):
        for name, (changes, sentence) in BROKEN.items():
            with self.subTest(name):
                faults = faults_of(changes)
                self.assertTrue(any(sentence in fault for fault in faults), faults)
                self.assertEqual(len(faults), 1, faults)

    def test_what_is_allowed_passes(self):
        for name, changes in ALLOWED.items():
            with self.subTest(name):
                self.assertEqual(faults_of(changes), [])


if __name__ == "__main__":
    unittest.main()
