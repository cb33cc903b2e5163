#!/usr/bin/env python3
"""layers/check.py - holds the sources and a build of them against the house's rules that a machine can see: who
includes whom (layers.txt), what a file exports, what the library may not call, that nothing but constants is global,
that nothing asks the locale, and how long files and functions are. Style is clang-format's, defects are clang-tidy's
and cppcheck's.

Usage: check.py BUILD, from the root of the project; BUILD is the folder of a build (build/release)."""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
FILE_LINES_MAX = 900
LINE_COLUMNS_MAX = 120
FUNCTION_LINES = ((0.5, 15), (0.9, 40), (1.0, 80))  # this share of them is at most so long

# What the library may not call: it never prints, never exits, opens no socket and reads neither clock nor environment.
FORBIDDEN = re.compile(
    r"exit|_exit|_Exit|quick_exit|abort|(__)?v?f?d?printf(_chk)?|puts|putchar|putc|fputs|fputc|perror|std(in|out|err)"
    r"|socket|bind|listen|accept4?|connect|send(to|msg)?|recv(from|msg)?|lws_\w+|uv_\w+"
    r"|time|clock(_gettime)?|gettimeofday|s?rand(om)?|getrandom|getenv|setlocale|signal|sigaction"
)

# The one variable that is not const: cmark's allocator has no argument that says for whom it works.
THREAD_LOCAL = pathlib.Path("bot/knowledge/commonmark.c")
# What follows the locale of whatever program calls: in Turkish `I` is no capital of `i`, and 0.5 is written 0,5. For
# letters there is base/ascii, for numbers base/number, for libraries that call these base/c_locale. strtol() and its
# kin stay: their digits are the same everywhere.
LOCALE = re.compile(
    r"__ctype_\w+|is(alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit)(_l)?"
    r"|to(upper|lower)(_l)?"
    r"|(__)?str(n?casecmp|casestr|coll|xfrm|ftime|ptime|fmon|tod|tof|told)(_l)?|atof|(__isoc\d+_)?v?[fs]?w?scanf"
    r"|(__)?wcs(n?casecmp|coll|xfrm|ftime|tod|tof|told|width)(_l)?|wcwidth|isw\w+|tow\w+|wctype|btowc|wctob"
    r"|mb(len|rlen|to|rto|sto|srto|snrto)\w*|wc(to|rto|sto|srto|snrto)mbs?|fnmatch|glob|reg(comp|exec)"
    r"|setlocale|localeconv|nl_langinfo|(new|use|dup|free)locale"
)
# Where it is meant, and why.
LOCALE_ALLOWED = {
    "bot/base/c_locale.c": {"newlocale", "uselocale", "freelocale"},  # sets it, for one thread
    "bot/base/number.c": {"strtod"},  # within base/c_locale
    "bot/cli/clean.c": {"wcwidth"},  # for the eye, of the locale that cli.c has set
    "bot/cli/cli.c": {"setlocale"},  # LC_CTYPE alone, to one that is always the same
    "bot/cli/verb_check.c": {"strftime"},  # digits alone
    "bot/server/log.c": {"strftime"},  # digits alone
}
# A conversion of printf() that writes a double. `%%` is taken out before; a space is no flag of ours.
DOUBLE = re.compile(r"%[-+#0-9.*]*[lL]?[aAeEfFgG]")
DOUBLE_ALLOWED = {"bot/base/number.c"}  # within base/c_locale

faults = []


def fault(place, sentence):
    faults.append(f"{place}: {sentence}")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# -- Includes ---------------------------------------------------------------------------------------------------------


def read_layers():
    """Module -> the set of what it may include."""
    layers = {}
    for line in (HERE / "layers.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            module, _, allowed = line.partition(":")
            layers[module] = set(allowed.split())
    return layers


def is_allowed(name, quoted, module, layers):
    allowed = layers[module] | layers["*"]
    if quoted:
        return name.split("/")[0] == module or name.split("/")[0] in allowed or name in allowed
    return f"<{name}>" in allowed or (name.startswith("faqbot/") and "<faqbot/>" in allowed)


def check_includes(path, module, layers):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match is None:
            if re.match(r"\s*#\s*include\b", line):
                fault(f"{path}:{number}", "an include must name its header")
            continue
        quoted, name = match[1] == '"', match[2]
        if quoted and not (pathlib.Path("bot") / name).is_file():
            fault(f"{path}:{number}", f'"{name}" is not there: includes are written from the root of bot/')
        elif not is_allowed(name, quoted, module, layers):
            fault(f"{path}:{number}", f"{module} may not include {name} (tests/layers/layers.txt)")


# -- Lengths ----------------------------------------------------------------------------------------------------------


def check_lengths(path):
    lines = path.read_text().splitlines()
    if len(lines) > FILE_LINES_MAX:
        fault(f"{path}:{FILE_LINES_MAX + 1}", f"the file has {len(lines)} lines; {FILE_LINES_MAX} is the most")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX:
            fault(f"{path}:{number}", f"the line has {len(line)} columns; {LINE_COLUMNS_MAX} is the most")


def check_functions(paths):
    lengths = []
    for tag in run("ctags", "--languages=C", "--kinds-C=f", "--fields=+ne", "-f", "-", *map(str, paths)).splitlines():
        name, path = tag.split("\t")[:2]
        length = int(re.search(r"\bend:(\d+)", tag)[1]) - int(re.search(r"\bline:(\d+)", tag)[1]) + 1
        lengths.append((length, f"{path}:{re.search(r'line:([0-9]+)', tag)[1]}", name))
    lengths.sort()
    for share, most in FUNCTION_LINES:
        length, place, name = lengths[max(0, round(share * len(lengths)) - 1)]
        if length > most:
            fault(place, f"{share:.0%} of the functions should have {most} lines at most, and {name} has {length}")
    for length, place, name in lengths:
        if length > FUNCTION_LINES[-1][1]:
            fault(place, f"{name} has {length} lines; {FUNCTION_LINES[-1][1]} is the most")


# -- Headers ----------------------------------------------------------------------------------------------------------


def check_header_alone(path):
    flags = ["-Iinclude"] if path.parts[0] == "include" else ["-Iinclude", "-Ibot", "-D_GNU_SOURCE"]
    result = subprocess.run(
        ["gcc", "-std=c11", "-fsyntax-only", "-Wall", "-Wextra", *flags, "-include", str(path), "-x", "c", "/dev/null"],
        capture_output=True,
        text=True,
    )
    if result.returncode != 0 or result.stderr:
        fault(f"{path}:1", "the header does not compile alone: " + result.stderr.strip().splitlines()[-1])


# -- Objects ----------------------------------------------------------------------------------------------------------


def check_exports(build, path):
    """foo.c exports foo, foo_* and faqbot_*."""
    for symbol in run("nm", "-g", "--defined-only", str(build / path.with_suffix(".o"))).splitlines():
        name = symbol.split()[-1]
        if name != path.stem and not name.startswith((path.stem + "_", "faqbot_")):
            fault(f"{path}:1", f"{name} is exported; a file exports {path.stem}, {path.stem}_* and faqbot_* only")


def check_constants(build, path):
    """No global that is not const. Constants with pointers lie in .data.rel.ro, which is read-only once linked."""
    for line in run("objdump", "-h", str(build / path.with_suffix(".o"))).splitlines():
        match = re.match(r"\s*\d+ (\.t?(?:data|bss)\S*)\s+([0-9a-f]+)", line)
        if match and match[1] == ".tbss" and path == THREAD_LOCAL:
            continue
        if match and int(match[2], 16) > 0 and not match[1].startswith(".data.rel.ro"):
            fault(f"{path}:1", f"a global variable ({match[1]}) is not const")
    for symbol in run("nm", str(build / path.with_suffix(".o"))).splitlines():
        if symbol.split()[-2] == "C":
            fault(f"{path}:1", f"{symbol.split()[-1]} is a global variable and not const")


def check_calls(build):
    """The library's undefined symbols, object by object."""
    member = ""
    for line in run("nm", "-u", str(build / "libfaqbot.a")).splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif line.strip() and FORBIDDEN.fullmatch(line.split()[-1].split("@")[0]):
            fault(member, f"the library may not call {line.split()[-1]}: it prints nothing, never exits, opens no "
                  "socket, and reads neither the clock nor the environment")


def check_locale(build, path):
    """Nothing asks the locale, neither by a function nor by a format."""
    allowed = LOCALE_ALLOWED.get(str(path), set())
    for symbol in run("nm", "-u", str(build / path.with_suffix(".o"))).splitlines():
        name = symbol.split()[-1].split("@")[0]
        if LOCALE.fullmatch(name) and name not in allowed:
            fault(f"{path}:1", f"{name} follows the locale; base/ascii, base/number and base/c_locale do not")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = "".join(re.findall(r'"(?:\\.|[^"\\])*"', line)).replace("%%", "")
        is_code = not line.lstrip().startswith(("*", "/*", "#include"))
        if is_code and DOUBLE.search(code) and str(path) not in DOUBLE_ALLOWED:
            fault(f"{path}:{number}", "the decimal point of %f is the locale's; write %s and number_text()")


def main():
    build = pathlib.Path(sys.argv[1])
    layers = read_layers()
    sources = sorted(pathlib.Path("bot").glob("**/*.[ch]"))
    public = sorted(pathlib.Path("include/faqbot").glob("*.h"))
    for path in sources:
        module = path.parts[1].removesuffix(".c")
        if module not in layers:
            fault(f"{path}:1", f"{module} is not a module of tests/layers/layers.txt")
            continue
        check_includes(path, module, layers)
    for path in sources + public:
        check_lengths(path)
        if path.suffix == ".h":
            check_header_alone(path)
    check_functions([path for path in sources if path.suffix == ".c"])
    for path in sources:
        if path.suffix == ".c":
            check_exports(build, path)
            check_constants(build, path)
            check_locale(build, path)
    check_calls(build)
    for sentence in faults:
        print(sentence, file=sys.stderr)
    print(f"layers: {len(sources) + len(public)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
