/* store/snapshot.c - the file of an index as it is when it is opened. Reads the header without SQLite; what else is in
 * the file it does not know. */
#include "store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "store/database.h"

#define HEADER_BYTES 100 /* https://www.sqlite.org/fileformat2.html, section 1.3 */

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum faqbot_status check_header(const char *path, const unsigned char *header, uint64_t file_bytes,
                                       struct faqbot_fault *fault)
{
    if (file_bytes < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0 ||
        big_endian(header + 68) != DATABASE_APPLICATION_ID) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is not an index; make one with: faqbot index --knowledge FOLDER -o FILE");
    }
    if (big_endian(header + 60) != DATABASE_SCHEMA_VERSION) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "this index has format %u and this program reads format %d; "
                         "make it anew with: faqbot index --knowledge FOLDER -o FILE",
                         (unsigned)big_endian(header + 60), DATABASE_SCHEMA_VERSION);
    }
    uint64_t page = (uint64_t)header[16] << 8 | header[17];
    page = page == 1 ? 65536 : page;
    if (page * big_endian(header + 28) != file_bytes) {
        return fault_set(fault, FAQBOT_CORRUPT, path, 0,
                         "this index is cut short or damaged; make it anew with: faqbot index");
    }
    return FAQBOT_OK;
}

static enum faqbot_status check_file(const char *path, int file, const struct stat *about,
                                     struct faqbot_fault *fault)
{
    unsigned char header[HEADER_BYTES] = {0};
    if (!S_ISREG(about->st_mode)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         S_ISDIR(about->st_mode)
                             ? "this is a folder and not an index; --knowledge takes a folder"
                             : "this is not a regular file, so no index");
    }
    if (pread(file, header, sizeof header, 0) < 0) {
        return fault_set(fault, FAQBOT_IO, path, 0, "cannot read the index: %s", strerror(errno));
    }
    return check_header(path, header, (uint64_t)about->st_size, fault);
}

static int64_t modified_nanoseconds(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

enum faqbot_status snapshot_open(const char *path, struct snapshot *snapshot, struct faqbot_fault *fault)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    if (file < 0 || fstat(file, &about) != 0) {
        enum faqbot_status status = errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO;
        fault_set(fault, status, path, 0, "cannot open the index: %s", strerror(errno));
        if (file >= 0) {
            close(file);
        }
        return status;
    }
    enum faqbot_status status = check_file(path, file, &about, fault);
    if (status != FAQBOT_OK) {
        close(file);
        return status;
    }
    *snapshot = (struct snapshot){
        .file = file, .size = about.st_size, .modified_nanoseconds = modified_nanoseconds(&about)};
    return FAQBOT_OK;
}

bool snapshot_read(const struct snapshot *snapshot, unsigned char *bytes)
{
    size_t size = (size_t)snapshot->size;
    for (size_t at = 0; at < size;) {
        ssize_t count = pread(snapshot->file, bytes + at, size - at, (off_t)at);
        if (count <= 0 && !(count < 0 && errno == EINTR)) {
            return false;
        }
        at += count > 0 ? (size_t)count : 0;
    }
    return snapshot_is_intact(snapshot);
}

/* Goes by the time of the last write, which is no finer than the kernel's tick: a write within the tick in which the
 * file was opened shows only if it changes the size. */
bool snapshot_is_intact(const struct snapshot *snapshot)
{
    struct stat about;
    return snapshot->file < 0 || (fstat(snapshot->file, &about) == 0 && about.st_size == snapshot->size &&
                                  modified_nanoseconds(&about) == snapshot->modified_nanoseconds);
}

bool snapshot_is_at(const struct snapshot *snapshot, const char *path)
{
    struct stat opened;
    struct stat named;
    return fstat(snapshot->file, &opened) == 0 && stat(path, &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

void snapshot_release(struct snapshot *snapshot)
{
    if (snapshot->file >= 0) {
        close(snapshot->file);
    }
    *snapshot = SNAPSHOT_NONE;
}
