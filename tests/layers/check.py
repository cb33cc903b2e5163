#!/usr/bin/env python3
"""layers/check.py - holds the sources and a build of them against the house's rules that a machine can see: who
includes whom and who calls whom (layers.txt), that the files of a module do not call each other in a circle, that what
a file exports is declared, what the library may not call, that nothing but constants is global, that nothing asks the
locale, and how long files and functions are. Style is clang-format's job, defects are clang-tidy's and cppcheck's.

Includes alone would not do: three public headers declare the functions of ten modules, so a module that needs one of
their types could call anything. Hence the calls are read from the symbols of the objects. A function that is handed
over as a pointer counts where it is named, not where it is called: that is how a lower file may run an upper one.

Usage: check.py BUILD, from the root of the project; BUILD is the folder of a build (build/release)."""

import collections
import concurrent.futures
import pathlib
import re
import subprocess
import sys

LAYERS = pathlib.Path("tests/layers/layers.txt")
FILE_LINES_MAX = 900
LINE_COLUMNS_MAX = 120
FUNCTION_LINES = ((0.5, 15), (0.9, 45), (1.0, 100))  # this share of them is at most so long

# Programs that the build runs; no part of the library nor of its front ends.
BUILD_PROGRAMS = {pathlib.Path("bot/text/words/pack.c"), pathlib.Path("bot/phrases/pack/pack.c")}

# Files that are linked instead of others, in a program that is built without an engine.
STANDS_IN = "without_"

# What the library may not call: it never prints, never exits, opens no socket and reads neither clock nor environment.
FORBIDDEN = re.compile(
    r"exit|_exit|_Exit|quick_exit|abort|(__)?v?f?d?printf(_chk)?|puts|putchar|putc|fputs|fputc|perror|std(in|out|err)"
    r"|socket|bind|listen|accept4?|connect|send(to|msg)?|recv(from|msg)?|lws_\w+|uv_\w+"
    r"|time|clock(_gettime)?|gettimeofday|s?rand(om)?|getrandom|getenv|setlocale|signal|sigaction"
)

# What follows the locale of the calling program: in Turkish `I` is not the capital of `i`, and 0.5 is written 0,5.
# util/util.h has letters and numbers without a locale, and c_locale_enter() for libraries that ask it. strtol() and its
# kin are allowed: their digits are the same everywhere. A call that is meant is listed in layers.txt under [locale].
LOCALE = re.compile(
    r"__ctype_\w+|is(alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit)(_l)?"
    r"|to(upper|lower)(_l)?"
    r"|(__)?str(n?casecmp|casestr|coll|xfrm|ftime|ptime|fmon|tod|tof|told)(_l)?|atof|(__isoc\d+_)?v?[fs]?w?scanf"
    r"|(__)?wcs(n?casecmp|coll|xfrm|ftime|tod|tof|told|width)(_l)?|wcwidth|isw\w+|tow\w+|wctype|btowc|wctob"
    r"|mb(len|rlen|to|rto|sto|srto|snrto)\w*|wc(to|rto|sto|srto|snrto)mbs?|fnmatch|glob|reg(comp|exec)"
    r"|setlocale|localeconv|nl_langinfo|(new|use|dup|free)locale"
)
# A conversion of printf() that writes a double. `%%` is taken out before; a space is no flag of ours.
DOUBLE = re.compile(r"%[-+#0-9.*]*[lL]?[aAeEfFgG]")

faults = []


def fault(place, sentence):
    faults.append(f"{place}: {sentence}")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_tables():
    """The sections of layers.txt: section -> key -> the set of its words."""
    tables = collections.defaultdict(dict)
    section = None
    for number, line in enumerate(LAYERS.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = tables[line.strip("[]")]
            continue
        key, colon, words = line.partition(":")
        if not colon or section is None or key in section:
            fault(f"{LAYERS}:{number}", "a line is `key: words`, once, below a [section]")
        else:
            section[key] = set(words.split())
    return tables


def module_of(path):
    return path.parts[1].removesuffix(".c")


# -- Includes ---------------------------------------------------------------------------------------------------------


def allowed_words(path, modules):
    """What the line of the file's module, that of the file itself and that of `*` allow."""
    module = module_of(path)
    return {module} | modules[module] | modules.get("*", set()) | modules.get(f"{module}/{path.stem}", set())


def may_include(name, quoted, allowed):
    if quoted:
        return name.split("/")[0] in allowed or name in allowed
    return f"<{name}>" in allowed or (name.startswith("faqbot") and "public" in allowed)


def check_includes(path, modules):
    allowed = allowed_words(path, modules)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match is None:
            if re.match(r"\s*#\s*include\b", line):
                fault(f"{path}:{number}", "an include must name its header")
            continue
        quoted, name = match[1] == '"', match[2]
        if quoted and not (pathlib.Path("bot") / name).is_file():
            fault(f"{path}:{number}", f'"{name}" is not there: includes are written from the root of bot/')
        elif not may_include(name, quoted, allowed):
            fault(f"{path}:{number}", f"{path.parent.name} may not include {name} ({LAYERS})")


# -- Calls ------------------------------------------------------------------------------------------------------------


class Symbols:
    """What the objects define for others, what they want of others, and which headers name it."""

    def __init__(self, build, sources, headers):
        self.owner = {}  # exported symbol -> its source
        self.wanted = collections.defaultdict(set)  # source -> undefined symbols
        self.common = []  # (source, symbol)
        self.named = collections.defaultdict(set)  # identifier -> the headers with it, comments aside
        by_object = {str(build / path.with_suffix(".o")): path for path in sources}
        for line in run("nm", "-A", *by_object).splitlines() if by_object else []:
            place, _, rest = line.partition(":")
            *_, kind, name = rest.split()
            path = by_object[place]
            if kind in "Uw":
                self.wanted[path].add(name.split("@")[0])
            elif kind == "C":
                self.common.append((path, name))
            elif kind.isupper():
                self.owner[name] = path
        for path in headers:
            code = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"", " ", path.read_text(), flags=re.S)
            for name in set(re.findall(r"\b[A-Za-z_]\w*", code)):
                self.named[name].add(path)

    def calls(self):
        """(the source that names a symbol, the source that defines it, the symbol), in a fixed order."""
        return [(path, self.owner[name], name) for path in sorted(self.wanted) for name in sorted(self.wanted[path])
                if name in self.owner and self.owner[name] != path]


def check_calls_between(symbols, modules):
    """The table of includes, on symbols. `public` allows what a public header declares, a module's name everything of
    it, a header's name what that header declares. A public header by its name gives its types, not its functions."""
    for path, owner, name in symbols.calls():
        allowed = allowed_words(path, modules)
        by_header = any(header.parts[0] == "include" and "public" in allowed
                        or str(header.relative_to(header.parts[0])) in allowed for header in symbols.named[name])
        if module_of(owner) not in allowed and not by_header:
            fault(f"{path}:1", f"{module_of(path)} may not call {name} of {owner} ({LAYERS})")


def circles(edges):
    """The strongly connected sets with more than one node, after Tarjan (1972). edges: node -> nodes."""
    order, low, stack, found = {}, {}, [], []

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in order:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in edges:
        if node not in order:
            visit(node)
    return found


def way_round(edges, circle):
    """A shortest way from a node of the circle back to itself, as a list of nodes whose last is the first."""
    best = None
    for start in circle:
        ways = collections.deque([[start]])
        seen = set()
        while ways:
            way = ways.popleft()
            if best is not None and len(way) + 1 >= len(best):
                break
            if start in edges[way[-1]]:
                best = way + [start]
                break
            for other in sorted(set(edges[way[-1]]) & set(circle) - seen):
                seen.add(other)
                ways.append(way + [other])
    return best


def check_circles(symbols, known):
    """The files of a module form no circle. `known` says for a module how many files its circle has until somebody
    takes it apart: it may become smaller, and a line that nothing needs has to go."""
    edges = collections.defaultdict(lambda: collections.defaultdict(dict))
    for path, owner, name in symbols.calls():
        if module_of(path) == module_of(owner):
            edges[module_of(path)][path].setdefault(owner, name)
    for module in sorted(edges):
        for circle in circles(edges[module]):
            if len(circle) <= max(map(int, known.get(module, ())), default=0):
                continue
            way = way_round(edges[module], circle)
            steps = [f"{a.name} needs {edges[module][a][b]} of {b.name}" for a, b in zip(way, way[1:])]
            fault(f"bot/{module}", f"{len(circle)} files call each other in a circle: {', '.join(steps)}")
    for module in known:
        if not circles(edges.get(module, {})):
            fault(LAYERS, f"{module} has no circle any more: take it out of [known cycles]")


def check_table(modules):
    """The table itself has no circle, and names nothing that is not there."""
    names = {key for key in modules if "/" not in key and key != "*"}
    for key in sorted(set(modules) - names - {"*"}):
        if not list(pathlib.Path("bot").glob(f"{key}.[ch]")):
            fault(LAYERS, f"{key} has a line and no file")
    for circle in circles({name: sorted(modules[name] & names - {name}) for name in sorted(names)}):
        fault(LAYERS, f"these modules may include each other in a circle: {' '.join(circle)}")


# -- Exports ----------------------------------------------------------------------------------------------------------


def check_exports(symbols):
    """What a file exports stands in a header of its module or in a public one; everything else is static."""
    for name, path in sorted(symbols.owner.items()):
        headers = symbols.named[name]
        if name != "main" and not any(h.parts[0] == "include" or h.parent == path.parent for h in headers):
            fault(f"{path}:1", f"{name} is exported and no header of {module_of(path)} declares it: make it static")


def check_installed(build, symbols):
    """What others link exports what the public headers declare, and all of that begins with faqbot_."""
    for line in run("nm", "-g", "--defined-only", str(build / "installed/libfaqbot.a")).splitlines():
        name = line.split()[-1] if len(line.split()) == 3 else ""
        if name and not name.startswith("faqbot_"):
            fault("installed/libfaqbot.a", f"{name} is exported; others see faqbot_* only")
        elif name and not any(header.parts[0] == "include" for header in symbols.named[name]):
            fault("installed/libfaqbot.a", f"{name} is exported and no public header declares it")


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
    for share, most in FUNCTION_LINES[:-1] if lengths else ():
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


def check_header_count(sources, public, rules):
    """One header for others and one for its own files; util and its like have a line of their own. The public headers
    are named."""
    if not rules:
        return
    for path in public:
        if path.name not in rules["public"]:
            fault(f"{path}:1", f"include/ holds {' '.join(sorted(rules['public']))} and no other header")
    counts = collections.Counter(module_of(path) for path in sources if path.suffix == ".h")
    for module, count in sorted(counts.items()):
        most = int(next(iter(rules.get(module, rules["*"]))))
        if count > most:
            fault(f"bot/{module}", f"the module has {count} headers; {most} is the most")


# -- Objects ----------------------------------------------------------------------------------------------------------


def check_constants(build, sources, symbols, thread_local):
    """No global that is not const. Constants with pointers lie in .data.rel.ro, which is read-only once linked."""
    by_object = {str(build / path.with_suffix(".o")): path for path in sources}
    path = None
    for line in run("objdump", "-h", *by_object).splitlines() if by_object else []:
        if ":" in line and line.split(":")[0] in by_object:
            path = by_object[line.split(":")[0]]
        match = re.match(r"\s*\d+ (\.t?(?:data|bss)\S*)\s+([0-9a-f]+)", line)
        if match is None or int(match[2], 16) == 0 or match[1].startswith(".data.rel.ro"):
            continue
        if match[1] != ".tbss" or str(path) not in thread_local:
            fault(f"{path}:1", f"a global variable ({match[1]}) is not const")
    for path, name in symbols.common:
        fault(f"{path}:1", f"{name} is a global variable and not const")


def check_calls_out(build):
    """The library's undefined symbols, object by object."""
    member = ""
    for line in run("nm", "-u", str(build / "libfaqbot.a")).splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif line.strip() and FORBIDDEN.fullmatch(line.split()[-1].split("@")[0]):
            fault(member, f"the library may not call {line.split()[-1]}: it prints nothing, never exits, opens no "
                  "socket, and reads neither the clock nor the environment")


def check_locale(path, symbols, allowed, doubles):
    """Nothing asks the locale, neither by a function nor by a format."""
    for name in sorted(symbols.wanted[path]):
        if LOCALE.fullmatch(name) and name not in allowed.get(str(path), ()):
            fault(f"{path}:1", f"{name} follows the locale; ascii.h, number.h and c_locale.h do not")
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = "".join(re.findall(r'"(?:\\.|[^"\\])*"', line)).replace("%%", "")
        is_code = not line.lstrip().startswith(("*", "/*", "#include"))
        if is_code and DOUBLE.search(code) and str(path) not in doubles:
            fault(f"{path}:{number}", "the decimal point of %f is the locale's; write %s and number_text()")


def check_exceptions(symbols, tables):
    """An exception that nothing needs any more would hide the next fault."""
    for section in ("locale", "doubles", "thread-local"):
        for name, words in tables[section].items():
            if not pathlib.Path(name).is_file():
                fault(LAYERS, f"[{section}] names {name}, which is not there")
            for word in sorted(words - symbols.wanted[pathlib.Path(name)]):
                fault(LAYERS, f"[{section}] lets {name} call {word}, which it does not")


def check(build):
    """Fills `faults`; returns how many files were looked at."""
    faults.clear()
    tables = read_tables()
    modules = tables["modules"]
    sources = sorted(pathlib.Path("bot").glob("**/*.[ch]"))
    public = sorted(pathlib.Path("include").glob("**/*.h"))
    for path in sources:
        if module_of(path) not in modules:
            fault(f"{path}:1", f"{module_of(path)} is not a module of {LAYERS}")
    if faults:
        return len(sources)
    compiled = [path for path in sources if path.suffix == ".c" and path not in BUILD_PROGRAMS
                and not path.name.startswith(STANDS_IN)]
    headers = [path for path in sources if path.suffix == ".h"] + public
    symbols = Symbols(build, compiled, headers)
    check_table(modules)
    for path in sources:
        check_includes(path, modules)
    check_calls_between(symbols, modules)
    check_circles(symbols, tables["known cycles"])
    check_exports(symbols)
    check_installed(build, symbols)
    for path in sources + public:
        check_lengths(path)
    check_functions(compiled)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(check_header_alone, headers))
    check_header_count(sources, public, tables["headers"])
    check_constants(build, compiled, symbols, tables["thread-local"])
    check_calls_out(build)
    for path in compiled:
        check_locale(path, symbols, tables["locale"], tables["doubles"])
    check_exceptions(symbols, tables)
    return len(sources) + len(public)


def main():
    count = check(pathlib.Path(sys.argv[1]))
    for sentence in faults:
        print(sentence, file=sys.stderr)
    print(f"layers: {count} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
