/* Preloaded into a child: records every change of one folder's files, and makes a chosen one fail. Knows no ledger.
   The child steers it through the faults_… functions below; nothing outside the folder is touched. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t length;
static int record = -1, number, lasting, slack;
static long calls, at, budget = -1;

void faults_watch(const char *path, const char *log) { /* record == "" records nothing */
  snprintf(folder, sizeof folder, "%s/", path), length = strlen(folder);
  record = *log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
}
void faults_arm(long call, int error, int on) { calls = 0, at = call, number = error, lasting = on, budget = -1; }
void faults_budget(long bytes, int error) { calls = 0, at = 0, number = error, budget = bytes; }
void faults_slack(int on) { slack = on; } /* syncing costs nothing: for looking at many rebuilt disks */
long faults_calls(void) { return calls; }

static int inside(const char *path) { return length && path && !strncmp(path, folder, length) && !strstr(path, " (deleted)"); }
static int of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t got = length ? readlink(link, path, PATH_MAX - 1) : -1;
  return got > 0 && (path[got] = 0, inside(path) || (!strncmp(path, folder, length - 1) && !path[length - 1]));
}
static void note(char what, const char *path, int64_t place, const void *data, uint32_t size) {
  struct __attribute__((packed)) { char what; uint16_t name; int64_t place; uint32_t size; } head = {what, strlen(path), place, size};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.name}, {(void *)data, size}};
  if (record >= 0) syscall(SYS_writev, record, parts, 3);
}
void faults_mark(const char *words) { note('!', words, 0, 0, 0); }

static int fails(int grows) { /* a full disk still lets go of files; a broken one does nothing any more */
  calls++;
  int full = number == ENOSPC && !grows;
  return !full && (budget == 0 || (at && (calls == at || (lasting && calls > at)))) && (errno = number, 1);
}

static ssize_t put(int fd, const void *data, size_t size, int64_t place, int placed) {
  char path[PATH_MAX];
  if (!of(fd, path)) return placed ? syscall(SYS_pwrite64, fd, data, size, place) : syscall(SYS_write, fd, data, size);
  if (fails(1)) return -1;
  size_t most = budget >= 0 && (size_t)budget < size ? (size_t)budget : size;
  if (!placed) place = syscall(SYS_lseek, fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  ssize_t done = placed ? syscall(SYS_pwrite64, fd, data, most, place) : syscall(SYS_write, fd, data, most);
  if (done > 0) note('w', path, place, data, done), budget = budget < 0 ? budget : budget - done;
  return most < size ? (errno = number, -1) : done;
}
ssize_t write(int fd, const void *data, size_t size) { return put(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t place) { return put(fd, data, size, place, 1); }
ssize_t pwrite64(int, const void *, size_t, off64_t) __attribute__((alias("pwrite")));
ssize_t sendfile(int to, int from, off_t *place, size_t size) { /* the caller falls back on write */
  char path[PATH_MAX];
  return of(to, path) ? (errno = ENOTSOCK, -1) : syscall(SYS_sendfile, to, from, place, size);
}
ssize_t sendfile64(int, int, off64_t *, size_t) __attribute__((alias("sendfile")));

int ftruncate(int fd, off_t size) {
  char path[PATH_MAX];
  int ours = of(fd, path);
  if (ours && fails(0)) return -1;
  int done = syscall(SYS_ftruncate, fd, size);
  if (ours && !done) note('t', path, size, 0, 0);
  return done;
}
int ftruncate64(int, off64_t) __attribute__((alias("ftruncate")));

static int sync_of(int fd, long call) {
  char path[PATH_MAX];
  int ours = of(fd, path);
  if (ours && fails(1)) return -1;
  int done = slack ? 0 : syscall(call, fd);
  if (ours && !done) note('s', path, 0, 0, 0);
  return done;
}
int fsync(int fd) { return sync_of(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_of(fd, SYS_fdatasync); }

int openat(int base, const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, int) : 0, fresh = 0, emptied = 0;
  va_end(more);
  if (inside(path) && flags & (O_CREAT | O_TRUNC)) {
    int there = !syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
    fresh = !there && flags & O_CREAT, emptied = there && flags & O_TRUNC;
    if ((fresh || emptied) && fails(fresh)) return -1;
  }
  int fd = syscall(SYS_openat, base, path, flags, mode);
  if (fd >= 0 && fresh) note('c', path, 0, 0, 0);
  if (fd >= 0 && emptied) note('t', path, 0, 0, 0);
  return fd;
}
int openat64(int, const char *, int, ...) __attribute__((alias("openat")));
#define MODE(flags) va_list more; va_start(more, flags); int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, int) : 0; va_end(more)
int open(const char *path, int flags, ...) { MODE(flags); return openat(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) __attribute__((alias("open")));

static int gone(int base, const char *path, int flags) {
  char whole[PATH_MAX * 2];
  if (*path != '/' && base != AT_FDCWD && of(base, whole)) strcat(strcat(whole, "/"), path), path = whole;
  int ours = inside(path);
  if (ours && fails(0)) return -1;
  int done = syscall(SYS_unlinkat, path == whole ? AT_FDCWD : base, path, flags);
  if (ours && !done) note('u', path, 0, 0, 0);
  return done;
}
int unlink(const char *path) { return gone(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return gone(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int base, const char *path, int flags) { return gone(base, path, flags); }

int rename(const char *from, const char *to) {
  int ours = inside(from) || inside(to);
  if (ours && fails(0)) return -1;
  int done = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (ours && !done) note('r', from, 0, to, strlen(to));
  return done;
}
int linkat(int from_base, const char *from, int to_base, const char *to, int flags) {
  int ours = inside(from) && inside(to);
  if (ours && fails(1)) return -1;
  int done = syscall(SYS_linkat, from_base, from, to_base, to, flags);
  if (ours && !done) note('l', from, 0, to, strlen(to));
  return done;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int mkdir(const char *path, mode_t mode) {
  int ours = inside(path);
  if (ours && fails(1)) return -1;
  int done = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (ours && !done) note('d', path, 0, 0, 0);
  return done;
}
