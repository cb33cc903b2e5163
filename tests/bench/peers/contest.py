"""bench/peers/contest.py - what building and asking cost, whoever does it.

Each contestant is a program of its own, so that memory is not shared and every one is measured in the same way, from
outside: the processor's time of all its threads, and what the kernel says of its memory. One that asks,

    PROGRAM ... INDEX QUESTIONS        (a question a line)

reads commands from its standard input, and writes an empty line when it is ready and after each of them:

    ask     every question is asked, one after the other in one thread, and the ids of the ten best are read
    tell    a line a question: the nanoseconds that it took by the clock, a tab, the id of the best entry
"""

import pathlib
import statistics
import subprocess
import time

# As many passes as this takes, whichever is more; but not many of one that is slow.
PASSES_LEAST, SECONDS_LEAST = 5, 2.0
SECONDS_MOST = 6.0


class Failure(Exception):
    """A program did not do what it is there for; the sentence says which."""


def read_log(path):
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it says nothing"


def file_bytes(path):
    """Of a file, or of all in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


class Building:
    """What a command took that makes `made`, a file or a folder. `spent` is the program that tells."""

    def __init__(self, spent, command, made, log):
        words = [str(word) for word in (spent, log, *command)]
        done = subprocess.run(words, stdout=subprocess.PIPE, check=False)
        # 1: there are faults in the knowledge base, which is not this program's to tell.
        if done.returncode not in (0, 1) or not made.exists():
            raise Failure(f"{words[2]} cannot build {made.name}: {read_log(log)}")
        self.cpu_seconds, self.seconds, self.peak = map(float, done.stdout.split())  # peak: MiB
        self.bytes = file_bytes(made)


class Asking:
    """A process that asks, and what was measured of it. `count`: how many questions the file has."""

    def __init__(self, command, count, log):
        self.count = count
        self.log = log
        self.passes = []  # microseconds of CPU a question
        self.spent = 0.0
        self.best = [float("inf")] * count  # microseconds by the clock, by question
        self.found = []
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        self.answer()

    def answer(self):
        """The lines up to the next empty one."""
        lines = []
        while (line := self.process.stdout.readline()) != b"\n":
            if not line:
                raise Failure(f"{self.process.args[0]} does not answer: {read_log(self.log)}")
            lines.append(line.decode().rstrip("\n"))
        return lines

    def command(self, word):
        self.process.stdin.write(word + b"\n")
        self.process.stdin.flush()
        return self.answer()

    def cpu(self):
        """Seconds, of all threads: the clock that clock_getcpuclockid() names for a process."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def run_pass(self):
        before = self.cpu()
        self.command(b"ask")
        spent = self.cpu() - before
        told = [line.split("\t") for line in self.command(b"tell")]
        self.best = [min(best, int(taken) / 1e3) for best, (taken, _) in zip(self.best, told, strict=True)]
        self.found = [found for _, found in told]
        return spent

    def warm(self, seconds):
        """One pass, or as many as take so many seconds of CPU."""
        while seconds >= 0:
            seconds -= self.run_pass()

    def measure_pass(self):
        spent = self.run_pass()
        self.passes.append(spent / self.count * 1e6)
        self.spent += spent

    def is_done(self):
        is_enough = len(self.passes) >= PASSES_LEAST and self.spent >= SECONDS_LEAST
        return is_enough or (len(self.passes) > 1 and self.spent >= SECONDS_MOST)

    def close(self):
        """Reads what memory it has, and ends it."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in status)
        kibibytes = {name: int(fields[name].split()[0]) for name in ("VmHWM", "RssAnon", "RssFile")}
        self.peak, self.memory, self.file = (kibibytes[name] / 1024 for name in ("VmHWM", "RssAnon", "RssFile"))
        self.process.stdin.close()
        self.process.wait()

    def microseconds(self):
        """Of CPU, a question, in the best pass."""
        return min(self.passes)

    def clock(self):
        """Mean, median and 99th percentile of the questions' best times by the clock."""
        times = sorted(self.best)
        return statistics.fmean(times), times[len(times) // 2], times[len(times) - 1 - len(times) // 100]

    def success(self, expected):
        """The share of the questions with an answer, of which there is one, that found it in the first place."""
        asked = [(wanted, found) for wanted, found in zip(expected, self.found) if wanted]
        return sum(found in wanted for wanted, found in asked) / len(asked)


def ask_in_turns(askings):
    """Passes alternate between the contestants, so that a busy minute of the machine costs all of them."""
    while waiting := [asking for asking in askings if not asking.is_done()]:
        for asking in waiting:
            asking.measure_pass()
    for asking in askings:
        asking.close()


class Questions:
    """Those of a questions.tsv, the first `most`, in a file as contestants read them."""

    def __init__(self, source, path, most=None):
        lines = source.read_text(encoding="utf-8").splitlines()[:most]
        pairs = [line.split("\t") for line in lines]
        self.expected = [set() if pair[1].strip() == "-" else set(pair[1].split(",")) for pair in pairs]
        self.count = len(pairs)
        self.path = path
        path.write_text("".join(pair[0] + "\n" for pair in pairs), encoding="utf-8")
