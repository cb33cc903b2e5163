#!/usr/bin/env python3
"""bench/peers/waiting.py - how long visitors wait at a server that others ask too: queues are simulated, with the times that
questions took within the bot (service.py), and how many servers so many visitors a day need is counted.

Usage: waiting.py HISTOGRAM ... Each line of a HISTOGRAM has the most microseconds of a bucket, a tab, and how many
questions were in it. Questions come at random, independently of each other (a Poisson process); a server answers them in
their order. The same figures come each time, since the random numbers have a fixed seed.

Fails where the mean wait at one server is not what the formula of Pollaczek and Khinchine says."""

import bisect
import collections
import heapq
import itertools
import math
import pathlib
import random
import sys

from service import BUCKET_RATIO

SEED = 1
ASKS = 300_000  # of each simulation
WARM = 20_000  # the first of these are not counted, while the queue fills
LOADS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
SERVERS, SERVERS_LOAD = 4, 0.8  # of the comparison
DEVIATION_MOST = 0.15  # of the mean wait from the formula's, up to a load of .8

# Microseconds of CPU. A question is read from a WebSocket and its answer written (`make bench-server FIGURES=ask`: an ask
# not kept, less that inside), and both go into the journal (bench/costs.mjs, as do suggestions).
SERVING, JOURNAL, SUGGESTION = 31.0, 30.0, 21.0
CONNECTING = 59.0  # `make bench-server FIGURES=idle`
# The busiest that a core should be in the busiest minute: room for a server that fails, and for what else it does.
LOAD_MOST = 0.6

# What visitors do: guesses, until your own journal says otherwise.
VISITORS = (10**3, 10**5, 10**6, 10**7, 10**8)  # a day
ASKS_A_VISITOR, SUGGESTIONS_AN_ASK = 3, 4
STAY_SECONDS = 300  # with an open connection
BUSIEST_HOUR = 0.1  # of a day's visitors
BURST = 2  # the busiest minute, beside the average of its hour
# What one process holds within its usual limit on open files (`make bench-server FIGURES=many`).
CONNECTIONS_MOST = 18_000


class Service:
    """The times of a histogram, with what the server adds, in seconds."""

    def __init__(self, path):
        rows = [line.split("\t") for line in path.read_text().splitlines()]
        self.bounds = [float(bound) for bound, _ in rows]
        self.totals = list(itertools.accumulate(int(count) for _, count in rows))
        generator = random.Random(SEED)
        self.times = [self.draw(generator) for _ in range(ASKS)]
        self.mean = sum(self.times) / ASKS
        self.mean_square = sum(time * time for time in self.times) / ASKS

    def draw(self, generator):
        """Any time of a bucket, as often as questions were in it."""
        bound = self.bounds[bisect.bisect_left(self.totals, generator.randint(1, self.totals[-1]))]
        return (SERVING + JOURNAL + generator.uniform(bound / BUCKET_RATIO, bound)) / 1e6


# Each takes (number of servers), and returns a function of (moment, time), which says when the answer is there.


def by_visitor(servers):
    """A WebSocket stays at the server that it came to, and so whose question is next is a matter of chance."""
    free = [0.0] * servers
    generator = random.Random(SEED + 2)

    def answer(moment, time):
        server = generator.randrange(servers)
        free[server] = max(free[server], moment) + time
        return free[server]

    return answer


def in_turn(servers):
    """A proxy that gives each server the next question."""
    free = [0.0] * servers
    turn = itertools.cycle(range(servers))

    def answer(moment, time):
        server = next(turn)
        free[server] = max(free[server], moment) + time
        return free[server]

    return answer


def to_least(servers):
    """A proxy that gives the server the question which has the fewest waiting."""
    queues = [collections.deque() for _ in range(servers)]

    def answer(moment, time):
        for queue in queues:
            while queue and queue[0] <= moment:
                queue.popleft()
        queue = min(queues, key=len)
        queue.append(max(queue[-1] if queue else 0.0, moment) + time)
        return queue[-1]

    return answer


def from_one_queue(servers):
    """One server with so many workers."""
    free = [0.0] * servers

    def answer(moment, time):
        done = max(free[0], moment) + time
        heapq.heapreplace(free, done)
        return done

    return answer


def simulate(service, servers, load, policy):
    """Seconds from each question to its answer, sorted, and the mean wait before its turn."""
    generator = random.Random(SEED + 1)
    rate = load * servers / service.mean
    answer = policy(servers)
    moment, taken, waited = 0.0, [], 0.0
    for number, time in enumerate(service.times):
        moment += generator.expovariate(rate)
        done = answer(moment, time)
        if number >= WARM:
            taken.append(done - moment)
            waited += done - moment - time
    return sorted(taken), waited / len(taken)


def milliseconds(taken):
    return " ".join(f"{1e3 * taken[int(share * len(taken))]:9.2f}" for share in (0.5, 0.95, 0.99, 0.999))


def print_loads(service):
    """One server, busier and busier. Returns whether it waits as the formula says."""
    agrees = True
    print("load   a second  mean wait by formula       p50       p95       p99     p99.9 ms")
    for load in LOADS:
        rate = load / service.mean
        taken, wait = simulate(service, 1, load, in_turn)
        formula = rate * service.mean_square / 2 / (1 - load)
        agrees = agrees and (load > 0.8 or abs(wait - formula) <= DEVIATION_MOST * formula)
        print(f"{load:4.2f} {rate:10.0f} {1e3 * wait:10.3f} {1e3 * formula:10.3f} {milliseconds(taken)}")
    return agrees


def print_policies(service):
    print(f"{SERVERS} servers, load {SERVERS_LOAD}" + " " * 16 + "p50       p95       p99     p99.9 ms")
    names = {
        by_visitor: "a visitor stays at one",
        in_turn: "each in turn",
        to_least: "to the least busy",
        from_one_queue: "one, with workers",
    }
    for policy, name in names.items():
        print(f"{name:31} {milliseconds(simulate(service, SERVERS, SERVERS_LOAD, policy)[0])}")


def print_visitors(service):
    print(" visitors a day  asks a second  cores  connections  processes")
    for visitors in VISITORS:
        coming = visitors * BUSIEST_HOUR / 3600 * BURST
        asks = coming * ASKS_A_VISITOR
        busy = asks * (service.mean + SUGGESTIONS_AN_ASK * SUGGESTION / 1e6) + coming * CONNECTING / 1e6
        cores = math.ceil(busy / LOAD_MOST)
        connections = math.ceil(coming * STAY_SECONDS)
        processes = max(cores, math.ceil(connections / CONNECTIONS_MOST))
        print(f"{visitors:15} {asks:14.1f} {cores:6} {connections:12} {processes:10}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in map(pathlib.Path, sys.argv[1:]):
        service = Service(path)
        print(f"\n{path.stem}: {1e6 * service.mean:.0f} us of CPU a question")
        if not print_loads(service):
            sys.exit("the mean wait is not the one of the formula")
        print_policies(service)
        print_visitors(service)


if __name__ == "__main__":
    main()
