"""bench/peers/engines.py - the contestants: how each is found, built and called.

Nothing here is needed to build or test faqbot. An engine that cannot be had raises LeftOut with the reason."""

import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).parent
JAVA_LEAST = 21  # of Lucene 10
OLD_JAVA_LEAST = 17
OLD_LUCENE = "9.12.3"
RUST_LEAST = (1, 88)  # of tantivy 0.27


class LeftOut(Exception):
    pass


def output(*command):
    """What a command prints; nothing where it fails or is not there."""
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def run(log, *command, **options):
    """Runs a step of building an engine; leaves the engine out where the step fails."""
    with open(log, "wb") as file:
        words = [str(word) for word in command]
        if subprocess.run(words, stdout=file, stderr=file, check=False, **options).returncode != 0:
            raise LeftOut(f"{words[0]} fails, see {log}")


def is_newer(made, *sources):
    return made.exists() and all(made.stat().st_mtime > source.stat().st_mtime for source in sources)


class Engine:
    """`command` takes: build KNOWLEDGE INDEX, and: ask INDEX QUESTIONS (contest.py says how it goes on)."""

    note = None  # what has to be said of it
    warm_seconds = 0  # of CPU, at least, before it is measured

    def build(self, knowledge, index):
        return [*self.command, "build", knowledge, index]

    def ask(self, index, questions):
        return [*self.command, "ask", index, questions]


class Faqbot(Engine):
    def __init__(self, program, asker):
        self.program, self.command = program, [asker]
        self.name = output(program, "--version").strip()

    def build(self, knowledge, index):
        return [self.program, "index", "--knowledge", knowledge, "--output", index]


class Fts5(Engine):
    """SQLite's full-text search, used plainly."""

    def __init__(self, asker):
        self.command = [asker, "plain"]
        self.name = f"FTS5 {output('pkg-config', '--modversion', 'sqlite3').strip()}, plain"


def find_java():
    """The newest there is: the path of its folder, and its version; 0: there is none."""
    on_path = shutil.which("java")
    folders = [os.environ.get("JAVA_HOME"), on_path and pathlib.Path(on_path).resolve().parents[1]]
    folders += sorted(pathlib.Path("/usr/lib/jvm").glob("*"))
    found = (None, 0)
    for folder in (pathlib.Path(folder) for folder in folders if folder):
        if (folder / "bin/javac").exists():
            said = re.search(r"javac (\d+)", output(folder / "bin/javac", "-version"))
            found = max(found, (folder, int(said[1]) if said else 0), key=lambda java: java[1])
    return found


class Lucene(Engine):
    warm_seconds = 8  # Java compiles what is called often, in threads of its own, the better the longer
    # It asks for vectors itself, "for optimal performance", and for native access; one thread asks, so one collects
    # garbage.
    OPTIONS = ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"]

    def __init__(self, out):
        java, version = find_java()
        if version < OLD_JAVA_LEAST:
            raise LeftOut(f"no JDK of version {JAVA_LEAST} or newer (JAVA_HOME, PATH, /usr/lib/jvm)")
        if not shutil.which("mvn"):
            raise LeftOut("no mvn (Debian's package maven)")
        folder = out / f"lucene-java-{version}"
        folder.mkdir(parents=True, exist_ok=True)
        source, project, made = HERE / "lucene/Lucene.java", HERE / "lucene/pom.xml", folder / "Lucene.class"
        if not is_newer(made, source, project):
            old = [f"-Dlucene.version={OLD_LUCENE}"] if version < JAVA_LEAST else []
            shutil.rmtree(folder / "lib", ignore_errors=True)
            run(folder / "mvn.log", "mvn", "-q", "-B", "-f", project, "dependency:copy-dependencies",
                f"-DoutputDirectory={folder.absolute() / 'lib'}", *old, env={**os.environ, "JAVA_HOME": str(java)})
            run(folder / "javac.log", java / "bin/javac", "-d", folder, "-cp", f"{folder}/lib/*", source)
        self.command = [java / "bin/java", *self.OPTIONS, "-cp", f"{folder}/lib/*:{folder}", "Lucene"]
        jar = next((folder / "lib").glob("lucene-core-*.jar"))
        self.name = f"Lucene {jar.stem.removeprefix('lucene-core-')}, Java {version}"
        if version < JAVA_LEAST:
            self.note = f"{self.name} stands in for Lucene 10, which needs Java {JAVA_LEAST}"


class Tantivy(Engine):
    def __init__(self, out):
        said = re.search(r"rustc (\d+)\.(\d+)", output("rustc", "--version"))
        if not said or not shutil.which("cargo"):
            raise LeftOut("no rustc or no cargo")
        if (int(said[1]), int(said[2])) < RUST_LEAST:
            raise LeftOut(f"rustc {said[1]}.{said[2]} is older than {RUST_LEAST[0]}.{RUST_LEAST[1]}")
        folder = out / "tantivy"
        program = folder / "target/release/tantivy-peer"
        sources = [HERE / "tantivy/main.rs", HERE / "tantivy/Cargo.toml"]
        if not is_newer(program, *sources):
            # In a copy, because cargo writes its lock file beside the sources.
            folder.mkdir(parents=True, exist_ok=True)
            for source in sources:
                shutil.copy(source, folder)
            run(folder / "cargo.log", "cargo", "build", "--release", "--manifest-path", folder / "Cargo.toml")
        self.command = [program]
        self.name = f"tantivy {re.search(r'tantivy = .=(.*).$', sources[1].read_text(), re.M)[1]}"


class Xapian(Engine):
    def __init__(self, out):
        version = output("pkg-config", "--modversion", "xapian-core").strip()
        if not version or not shutil.which("g++"):
            raise LeftOut("no g++, or no headers of Xapian (Debian's packages g++ and libxapian-dev)")
        folder = out / "xapian"
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / "xapian"
        source = HERE / "xapian/xapian.cc"
        if not is_newer(program, source):
            flags = output("pkg-config", "--cflags", "--libs", "xapian-core", "libcjson").split()
            run(folder / "g++.log", "g++", "-std=c++17", "-O2", "-Wall", "-o", program, source, *flags)
        self.command = [program]
        self.name = f"Xapian {version}"
