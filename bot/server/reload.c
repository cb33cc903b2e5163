/* reload.c - a new knowledge base for a server that goes on answering: noticing that there is one, reading
 * it, putting it into the place of the old one; and telling the service manager.
 *
 * A reload is asked for by SIGHUP, by a change in the watched folder or file, by a release of the database that
 * is followed, or because the present index could not be read. Reading takes from milliseconds to minutes, so a
 * thread of libuv's pool does it, with all checks, and the old one answers meanwhile. Then the two change places
 * between two events of the loop.
 * What the old one has said lies in the chats' own memory, so there is nothing to wait for; where asking takes
 * long, the new one comes with workers of its own, and the old ones do what they were given.
 *
 * If anything is wrong with the new one, the old one stays: an answer of yesterday is better than none. Only
 * an index that was damaged under the running server is different, since the old one cannot be read either;
 * then what needs it is refused, and the file is opened again every few seconds until it is whole.
 *
 * One reload runs at a time, and none while workers of an old knowledge base are left, or many of them could
 * add up. What changes meanwhile is read once more afterwards, however often it changed. */
#include "server/server_internal.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/un.h>

#define WATCH_DEPTH_MAX 16
#define WATCH_FOLDERS_MAX 1024 /* what lies deeper in a larger tree is not noticed */

/* From the last change of the knowledge base to the reload, and from the first one at the most. */
#define SETTLE_MILLISECONDS 300
#define SETTLE_MILLISECONDS_MAX 3000

/* From one attempt to open an index that could not be read to the next, and from one look at a stage to the next. */
#define RETRY_MILLISECONDS 5000
#define STAMP_MILLISECONDS 3000

/* -- The service manager: sd_notify(3) ------------------------------------------------------------------- */

/* A datagram of a few words to a socket is all there is to it, and its form is promised to stay. So it is
 * written here, and libsystemd, with all that it brings along, is not needed. */
void notify(const char *format, ...)
{
    char text[512];
    va_list arguments;
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path == NULL ? 0 : strlen(path);
    if (size < 2 || size >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) {
        return;
    }
    memcpy(address.sun_path, path, size);
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; /* an abstract name, which is in no folder */
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor != -1) {
        socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
        (void)sendto(descriptor, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address,
                     length);
        close(descriptor);
    }
}

/* By the time in it the manager tells this reload's READY from one that was under way
 * (Type=notify-reload). */
static void notify_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    notify("RELOADING=1\nMONOTONIC_USEC=%llu",
           (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
}

uint64_t notify_interval(void)
{
    const char *process = getenv("WATCHDOG_PID");
    const char *microseconds = getenv("WATCHDOG_USEC");
    if (microseconds == NULL || (process != NULL && strtoul(process, NULL, 10) != (unsigned long)getpid())) {
        return 0;
    }
    return strtoull(microseconds, NULL, 10) / 2000; /* half of its patience */
}

/* -- Noticing changes ------------------------------------------------------------------------------------ */

/* One of inotify's watches is one folder. So the tree is walked, and walked again after each change, since
 * there may be new folders. No file is looked into. */
struct watched_folder {
    uv_fs_event_t event;   /* first, so that its address is the folder's */
    struct reload *reload; /* NULL: not watching any more */
    struct watched_folder *next;
    char only[NAME_MAX + 1]; /* the one name that counts; empty: all do */
};

static void on_changed(struct reload *reload);

/* Names with a dot in front do not count: editors keep their own files there. */
static void on_event(uv_fs_event_t *event, const char *name, int events, int status)
{
    const struct watched_folder *folder = (const struct watched_folder *)event;
    bool counts =
        name == NULL || (folder->only[0] != '\0' ? strcmp(name, folder->only) == 0 : name[0] != '.');
    (void)events;
    (void)status;
    if (folder->reload != NULL && counts) {
        on_changed(folder->reload);
    }
}

static void on_folder_closed(uv_handle_t *handle)
{
    free(handle);
}

/* What cannot be watched is left out silently: SIGHUP is still there, and the limit on watches is the
 * system's and shared with other programs. */
static void watch_folder(struct reload *reload, const char *path, const char *only)
{
    struct watched_folder *folder =
        reload->folder_count < WATCH_FOLDERS_MAX ? calloc(1, sizeof *folder) : NULL;
    if (folder == NULL || uv_fs_event_init(&reload->server->loop, &folder->event) != 0) {
        free(folder);
        return;
    }
    folder->reload = reload;
    snprintf(folder->only, sizeof folder->only, "%s", only);
    if (uv_fs_event_start(&folder->event, on_event, path, 0) != 0) {
        uv_close((uv_handle_t *)&folder->event, on_folder_closed);
        return;
    }
    folder->next = reload->folders;
    reload->folders = folder;
    reload->folder_count++;
}

/* Symbolic links to folders are not followed, or a link to a folder above would never end. */
static void watch_tree(struct reload *reload, const char *folder, unsigned depth)
{
    const struct dirent *found;
    DIR *names = depth < WATCH_DEPTH_MAX ? opendir(folder) : NULL;
    if (names == NULL) {
        return;
    }
    watch_folder(reload, folder, "");
    while ((found = readdir(names)) != NULL) {
        char path[PATH_MAX];
        struct stat status;
        int size = snprintf(path, sizeof path, "%s/%s", folder, found->d_name);
        if (found->d_name[0] != '.' && size > 0 && (size_t)size < sizeof path && lstat(path, &status) == 0 &&
            S_ISDIR(status.st_mode)) {
            watch_tree(reload, path, depth + 1);
        }
    }
    closedir(names);
}

/* A file is often replaced by another of the same name, and a folder sometimes: that shows in the folder
 * above. */
static void watch_name(struct reload *reload, const char *path)
{
    char folder[PATH_MAX];
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/') {
        size--;
    }
    int written = snprintf(folder, sizeof folder, "%.*s", (int)size, path);
    if (written <= 0 || (size_t)written >= sizeof folder) {
        return;
    }
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        watch_folder(reload, ".", folder);
    } else if (slash[1] != '\0') {
        *slash = '\0';
        watch_folder(reload, slash == folder ? "/" : folder, slash + 1);
    }
}

/* libuv may still have an event of a folder that is being closed; it finds no reload then. */
static void watch_stop(struct reload *reload)
{
    struct watched_folder *next;
    for (struct watched_folder *folder = reload->folders; folder != NULL; folder = next) {
        next = folder->next;
        folder->reload = NULL;
        uv_close((uv_handle_t *)&folder->event, on_folder_closed);
    }
    reload->folders = NULL;
    reload->folder_count = 0;
}

/* Starts over with the folders that there are now. What cannot be watched is left out. */
static void watch_look(struct reload *reload)
{
    const struct faqbot_options *options = &reload->options;
    const char *path = options->index != NULL ? options->index : options->knowledge;
    char site[PATH_MAX];
    watch_stop(reload);
    if (path == NULL) {
        return;
    }
    watch_name(reload, path);
    watch_tree(reload, path, 0);
    if (options->index == NULL && faqbot_site_file(path, site, sizeof site)) {
        watch_name(reload, site);
    }
}

/* -- Reading --------------------------------------------------------------------------------------------- */

static void on_fault(void *user, const struct faqbot_fault *fault)
{
    struct reload *reload = user;
    reload->errors += fault->severity == FAQBOT_ERROR;
    log_fault(&reload->server->log, fault);
}

/* The version is a hash of the content, so a file that was only touched is the same. */
static bool are_same(const struct faqbot *one, const struct faqbot *other)
{
    return view_equals(faqbot_about(one)->version, faqbot_about(other)->version);
}

/* The same knowledge base again, for one more worker. NULL: there is no memory for it; or the knowledge base
 * has changed meanwhile, and the watch or the next SIGHUP will bring the new one in. The faults have been
 * reported for the first one. */
static struct faqbot *open_again(const struct reload *reload, const struct faqbot *bot)
{
    struct faqbot_fault fault;
    struct faqbot *another = NULL;
    struct faqbot_options options = reload->options;
    options.report = NULL;
    options.again = bot;
    if (faqbot_open(&options, &another, &fault) == FAQBOT_OK && !are_same(bot, another)) {
        faqbot_close(another);
        another = NULL;
    }
    return another;
}

/* Where an ask takes long, as many workers as there are to be, or as there are bots to be had; elsewhere one, for what
 * is asked of a part of the knowledge base. NULL: none. */
static struct worker_set *open_workers(const struct reload *reload, struct faqbot *bot)
{
    const struct faqbot_server_limits *limits = &reload->server->limits;
    bool is_slow = reload->options.stage != NULL || latency_probe(bot) > limits->inline_microseconds;
    unsigned wanted = is_slow ? limits->workers : 1;
    struct worker_set *workers = worker_set_new(wanted);
    if (workers != NULL && !is_slow) {
        worker_set_keep_for_parts(workers);
    }
    while (workers != NULL && worker_set_count(workers) < wanted) {
        struct faqbot *another = open_again(reload, bot);
        if (another == NULL) {
            break;
        }
        worker_set_add(workers, another);
    }
    return workers;
}

/* NULL: no memory, and *fault says so. */
static struct assets *make_assets(const struct faqbot *bot, struct faqbot_fault *fault)
{
    struct assets *assets = assets_new(bot);
    if (assets == NULL) {
        (void)fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    return assets;
}

#define DAY_SECONDS 86400

/* Midnight in UTC, so that all servers of a site change at the same time, wherever they are. */
static void set_today(struct reload *reload)
{
    struct tm day;
    time_t now = time(NULL);
    bool is_known = gmtime_r(&now, &day) != NULL;
    if (is_known) {
        snprintf(reload->today, sizeof reload->today, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
                 day.tm_mday);
    }
    reload->options.today = is_known ? reload->today : NULL;
}

/* Comes before the reading, so that what changes meanwhile is seen the next time. */
static void read_stamp(const struct reload *reload, uint64_t *stamp)
{
    const struct faqbot_stage *stage = reload->options.stage;
    if (stage == NULL || stage->stamp(stage->user, stamp) != FAQBOT_OK) {
        *stamp = 0;
    }
}

/* Without the stage's entries the next look at it is to bring them in: a local index stands for them, or nothing. */
static void doubt_stamp(struct reload *reload, const struct faqbot *bot)
{
    bool is_missing = bot == NULL ? reload->status == FAQBOT_UNAVAILABLE : !faqbot_about(bot)->is_apart;
    reload->stamp = is_missing ? 0 : reload->stamp;
}

/* What the log is told of a database that is followed. From its thread, too. */
static void on_told(void *user, enum remote_follow_event event, const char *sentence)
{
    static const struct {
        enum log_level level;
        const char *name;
    } events[] = {[REMOTE_FOLLOW_LOST] = {LOG_ERROR, "follow_lost"},
                  [REMOTE_FOLLOW_BACK] = {LOG_INFO, "follow_back"},
                  [REMOTE_FOLLOW_REFUSED] = {LOG_ERROR, "release_refused"},
                  [REMOTE_FOLLOW_SERVED] = {LOG_INFO, "release"}};
    const struct reload *reload = user;
    log_write(&reload->server->log, events[event].level, events[event].name, NULL, "%s", sentence);
}

static void on_arrived(void *user)
{
    struct reload *reload = user;
    uv_async_send(&reload->released);
}

/* An index that was fetched once can be opened instead of one that cannot. */
static void open_first(struct reload *reload, struct faqbot_fault *fault)
{
    bool can_fall_back = reload->follower != NULL;
    do {
        if (reload->follower != NULL) {
            reload->options.index = remote_follower_next(reload->follower);
        }
        fault->status = faqbot_open(&reload->options, &reload->server->bot, fault);
        can_fall_back = can_fall_back && fault->status != FAQBOT_OK &&
                        remote_follower_fall_back(reload->follower, fault->sentence);
    } while (can_fall_back);
    if (reload->follower != NULL && fault->status == FAQBOT_OK) {
        remote_follower_keep(reload->follower);
        reload->options.index = remote_follower_settle(reload->follower, true);
    }
}

/* Seeds and the number of cached questions are the same for each knowledge base that the server opens. */
void reload_open(struct reload *reload, struct server *server, const struct faqbot_server_options *options,
                 struct faqbot_fault *fault)
{
    const struct remote_follow_options follow = {.url = options->follow,
                                                 .folder = options->follow_folder,
                                                 .arrived = on_arrived,
                                                 .told = on_told,
                                                 .user = reload};
    if (fault->status != FAQBOT_OK) {
        return;
    }
    reload->server = server;
    reload->options = options->bot;
    reload->options.cached_questions = server->limits.cached_questions;
    memcpy(reload->options.seed, server->seed, sizeof server->seed);
    reload->options.report = on_fault;
    reload->options.report_user = reload;
    set_today(reload);
    read_stamp(reload, &reload->stamp);
    if (options->follow != NULL) {
        fault->status = remote_follower_open(&follow, &reload->follower, fault);
    }
    if (fault->status == FAQBOT_OK) {
        open_first(reload, fault);
    }
    if (fault->status == FAQBOT_OK) {
        doubt_stamp(reload, server->bot);
        reload->workers = open_workers(reload, server->bot);
        server->assets = make_assets(server->bot, fault);
    }
}

/* In a thread of libuv's pool. Nothing else touches these fields while it runs. */
static void work(uv_work_t *request)
{
    struct reload *reload = request->data;
    reload->errors = 0;
    reload->bot = NULL;
    set_today(reload);
    read_stamp(reload, &reload->stamp);
    reload->options.verify = true; /* what answers now may be better than what is found damaged later */
    reload->status = faqbot_open(&reload->options, &reload->bot, &reload->fault);
    doubt_stamp(reload, reload->bot);
    if (reload->status == FAQBOT_OK && reload->errors == 0) {
        reload->workers = open_workers(reload, reload->bot);
        reload->assets = make_assets(reload->bot, &reload->fault);
        reload->status = reload->assets == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    if (reload->status == FAQBOT_OK && reload->errors == 0 && reload->follower != NULL) {
        remote_follower_keep(reload->follower);
    }
}

/* Again in a thread, since closing a large knowledge base takes its time too. */
static void close_old(uv_work_t *request)
{
    struct reload *reload = request->data;
    faqbot_close(reload->bot);
    worker_set_free(reload->workers);
    assets_free(reload->assets);
    reload->assets = NULL;
    reload->bot = NULL;
    reload->workers = NULL;
}

/* -- Changing places ------------------------------------------------------------------------------------- */

/* With errors there is more than one, and each has been logged already; without, the one fault says it. */
static void report_kept(const struct reload *reload)
{
    const struct log *log = &reload->server->log;
    const struct faqbot_fault *fault = &reload->fault;
    if (reload->status == FAQBOT_OK) {
        log_write(log, LOG_ERROR, "reload_failed", NULL,
                  "not reloaded: the new knowledge base has %u errors; the old one goes on answering",
                  reload->errors);
    } else {
        log_write(log, LOG_ERROR, "reload_failed", NULL,
                  "not reloaded: %s%s%s; the old knowledge base goes on answering", fault->path,
                  fault->path[0] != '\0' ? ": " : "", fault->sentence);
    }
}

/* Changes the places, unless the old one can be read and says the same in the same file. What is not needed any more is
 * left to close_old(). */
static void swap(struct reload *reload)
{
    struct server *server = reload->server;
    bool has_changed = !are_same(server->bot, reload->bot);
    bool is_another = (reload->follower != NULL && remote_follower_has_changed(reload->follower)) ||
                      faqbot_about(server->bot)->is_apart != faqbot_about(reload->bot)->is_apart;
    if (has_changed || is_another || reload->is_doubted) {
        struct faqbot *old = server->bot;
        struct assets *old_assets = server->assets;
        server->bot = reload->bot;
        server->assets = reload->assets;
        reload->bot = old;
        reload->assets = old_assets;
        worker_change(&server->workers, reload->workers);
        reload->workers = NULL;
        server->loaded_at = server_now(server);
    }
    if (has_changed) {
        server->notices++;
        ws_wake_all(server);
    }
    reload->is_doubted = false;
    server->stats.reloads++;
    const struct faqbot_about *about = faqbot_about(server->bot);
    const struct log_detail details[] = {{.name = "knowledge", .text = about->version},
                                         {.name = "entries", .number = about->entries},
                                         {.name = NULL}};
    log_write(&server->log, LOG_INFO, "reloaded", details, "reloaded: %s",
              has_changed ? "the new knowledge base answers" : "the knowledge base is the same");
}

static void start_work(struct reload *reload);

static void after_close(uv_work_t *request, int status)
{
    struct reload *reload = request->data;
    (void)status;
    reload->is_running = false;
    if (reload->is_wanted && !reload->server->is_finished) {
        start_work(reload);
    }
}

/* In the loop. A server that has ended meanwhile wants no new knowledge base, but what was opened must be
 * closed. */
static void after_work(uv_work_t *request, int status)
{
    struct reload *reload = request->data;
    struct server *server = reload->server;
    (void)status;
    if (reload->status == FAQBOT_OK && reload->errors == 0 && !server->is_finished) {
        swap(reload);
    } else if (!server->is_finished) {
        server->stats.reloads_failed++;
        report_kept(reload);
    }
    if (reload->follower != NULL) {
        reload->options.index =
            remote_follower_settle(reload->follower, reload->status == FAQBOT_OK && reload->errors == 0);
    }
    if (!server->is_draining) {
        notify("READY=1\nSTATUS=serving");
    }
    uv_queue_work(&server->loop, &reload->work, close_old, after_close);
}

static void on_settled(uv_timer_t *timer);

/* The folders are looked at before they are read, so that no change falls between. */
static void start_work(struct reload *reload)
{
    reload->is_wanted = reload->is_running;
    if (reload->is_running) {
        return;
    }
    if (worker_is_changing(&reload->server->workers)) {
        uv_timer_start(&reload->settle, on_settled, SETTLE_MILLISECONDS, 0);
        return;
    }
    reload->changed_at = 0;
    if (reload->follower != NULL) {
        reload->options.index = remote_follower_next(reload->follower);
    }
    if (reload->watches) {
        watch_look(reload);
    }
    reload->is_running = true;
    notify_reloading();
    uv_queue_work(&reload->server->loop, &reload->work, work, after_work);
}

/* -- Why it is read -------------------------------------------------------------------------------------- */

/* Four causes, each with its own patience: a signal and a release are obeyed at once, changes have to settle, and
 * a doubted index is tried again and again. */

/* SIGHUP. Certificates live for weeks, and are renewed by others. */
static void on_hangup(uv_signal_t *handle, int number)
{
    struct reload *reload = handle->data;
    struct server *server = reload->server;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    (void)number;
    certificate_load(&server->certificate, &fault);
    if (fault.status != FAQBOT_OK) {
        log_write(&server->log, LOG_ERROR, "certificate_failed", NULL,
                  "not renewed: %s; the old certificate stays in use", fault.sentence);
    }
    start_work(reload);
}

/* A release has arrived, and is whole. */
static void on_released(uv_async_t *async)
{
    struct reload *reload = async->data;
    start_work(reload);
}

/* Nothing has changed for a moment. */
static void on_settled(uv_timer_t *timer)
{
    start_work(timer->data);
}

/* A file is saved in several steps, and files are copied one by one: waits until nothing changes any more,
 * but not forever. */
static void on_changed(struct reload *reload)
{
    uint64_t now = uv_now(&reload->server->loop);
    reload->changed_at = reload->changed_at == 0 ? now : reload->changed_at;
    if (now - reload->changed_at < SETTLE_MILLISECONDS_MAX) {
        uv_timer_start(&reload->settle, on_settled, SETTLE_MILLISECONDS, 0);
    }
}

/* Until a reload succeeds; swap() takes the doubt away. */
static void on_retry(uv_timer_t *timer)
{
    struct reload *reload = timer->data;
    if (reload->is_doubted && !reload->server->is_finished) {
        start_work(reload);
        uv_timer_start(timer, on_retry, RETRY_MILLISECONDS, 0);
    }
}

/* A timer that ends a moment early would find the old day, so it is set to end a second late. An index was made on some
 * day, and stays as it is. */
static void on_midnight(uv_timer_t *timer)
{
    struct reload *reload = timer->data;
    uint64_t seconds = (uint64_t)(DAY_SECONDS - time(NULL) % DAY_SECONDS) + 1;
    if (uv_timer_get_repeat(timer) > 0 && !reload->server->is_finished) {
        start_work(reload);
    }
    uv_timer_start(timer, on_midnight, 1000 * seconds, 1000 * seconds);
}

/* In a thread, since a cluster may take its time. */
static void look_at_stamp(uv_work_t *request)
{
    struct reload *reload = request->data;
    read_stamp(reload, &reload->seen_stamp);
}

/* Where a local index stands for the stage nobody who asks is refused, so nobody else would tell. */
static void report_stage(struct reload *reload)
{
    const struct log *log = &reload->server->log;
    bool is_away = reload->seen_stamp == 0 || !faqbot_about(reload->server->bot)->is_apart;
    if (reload->options.index == NULL || is_away == reload->is_stage_away) {
        return;
    }
    reload->is_stage_away = is_away;
    if (is_away) {
        log_write(log, LOG_ERROR, "cluster_away", NULL,
                  "the search cluster does not answer; the local index answers until it does");
    } else {
        log_write(log, LOG_INFO, "cluster_back", NULL, "the search cluster answers again");
    }
}

/* A stage that cannot be had changes nothing: who asks it finds out. One that can, and could not when this was read,
 * is another one. */
static void after_stamp(uv_work_t *request, int status)
{
    struct reload *reload = request->data;
    (void)status;
    if (reload->server->is_finished || uv_is_closing((uv_handle_t *)&reload->stamping)) {
        return;
    }
    if (!reload->is_running && reload->seen_stamp != 0 && reload->seen_stamp != reload->stamp) {
        start_work(reload);
    }
    report_stage(reload);
    uv_timer_again(&reload->stamping);
}

static void on_stamping(uv_timer_t *timer)
{
    struct reload *reload = timer->data;
    uv_timer_stop(timer); /* until this look has ended */
    uv_queue_work(&reload->server->loop, &reload->stamp_work, look_at_stamp, after_stamp);
}

/* Many requests may fail before the file is whole again. One line is enough, and one timer. */
void reload_doubt(struct reload *reload)
{
    const char *path = reload->options.index;
    bool is_apart = reload->options.stage != NULL;
    if ((path == NULL && !is_apart) || uv_is_closing((uv_handle_t *)&reload->retry)) {
        return;
    }
    if (!reload->is_doubted && is_apart) {
        log_write(
            &reload->server->log, LOG_ERROR, "cluster_unreachable", NULL,
            "the search cluster does not answer, or not all of it; what needs it is refused until it does");
    } else if (!reload->is_doubted) {
        log_write(&reload->server->log, LOG_ERROR, "index_unreadable", NULL,
                  "%s: the index cannot be read: it was written to, or is damaged; "
                  "what needs it is refused until the file is whole again",
                  path);
    }
    reload->is_doubted = true;
    if (!uv_is_active((uv_handle_t *)&reload->retry)) {
        uv_timer_start(&reload->retry, on_retry, 0, 0);
    }
}

static void start_following(struct reload *reload, struct faqbot_fault *fault)
{
    if (reload->follower == NULL) {
        return;
    }
    uv_async_init(&reload->server->loop, &reload->released, on_released);
    reload->released.data = reload;
    if (remote_follower_start(reload->follower) != FAQBOT_OK) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0,
                  "the thread that waits for releases does not start: out of memory");
    }
}

/* The first knowledge base's workers, if it has any, begin: their threads inherit which signals are not for
 * them, as does the follower's. */
void reload_start(struct reload *reload, bool watches, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return;
    }
    uv_loop_t *loop = &reload->server->loop;
    worker_change(&reload->server->workers, reload->workers);
    reload->workers = NULL;
    uv_signal_init(loop, &reload->hangup);
    uv_timer_init(loop, &reload->settle);
    uv_timer_init(loop, &reload->retry);
    uv_timer_init(loop, &reload->midnight);
    uv_timer_init(loop, &reload->stamping);
    reload->work.data = reload->hangup.data = reload->settle.data = reload->retry.data =
        reload->midnight.data = reload->stamping.data = reload->stamp_work.data = reload;
    reload->watches = watches;
    if (reload->options.index == NULL && reload->options.stage == NULL) {
        on_midnight(&reload->midnight);
    }
    if (reload->options.stage != NULL) {
        uv_timer_start(&reload->stamping, on_stamping, STAMP_MILLISECONDS, STAMP_MILLISECONDS);
    }
    uv_signal_start(&reload->hangup, on_hangup, SIGHUP);
    start_following(reload, fault);
    if (watches) {
        watch_look(reload);
    }
}

/* A thread that is reading cannot be stopped; see run_loop() in server.c for what becomes of it. */
void reload_stop(struct reload *reload)
{
    if (reload->work.data == NULL || uv_is_closing((uv_handle_t *)&reload->hangup)) {
        return;
    }
    watch_stop(reload);
    remote_follower_stop(reload->follower);
    if (reload->follower != NULL) {
        uv_close((uv_handle_t *)&reload->released, NULL);
    }
    uv_close((uv_handle_t *)&reload->hangup, NULL);
    uv_close((uv_handle_t *)&reload->settle, NULL);
    uv_close((uv_handle_t *)&reload->midnight, NULL);
    uv_close((uv_handle_t *)&reload->retry, NULL);
    uv_close((uv_handle_t *)&reload->stamping, NULL);
}

/* Where it never started, the first workers are here still. */
void reload_close(struct reload *reload)
{
    worker_set_free(reload->workers);
    remote_follower_close(reload->follower);
}
