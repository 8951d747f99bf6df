/* Records what a process does to the files below $RECORD_ROOT, for simulated power cuts (power.py).
 *
 *   cc -O2 -shared -fPIC -o record_writes.so record_writes.c -ldl
 *   RECORD_ROOT=/data RECORD_LOG=/log LD_PRELOAD=./record_writes.so almanac …
 *
 * The log is a sequence of entries: op (1 byte), length of path (u16), path relative to the root, offset (u64), length of data (u64), data;
 * little endian. Ops: w write at offset, t truncate to offset, s fsync of the file or directory, c create, r rename to the path in data,
 * u unlink, m mkdir. Entries are appended before the call returns, so whoever sees an answer sees all that led to it in the log. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { most_files = 65536 };
static char* paths[most_files];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static const char* root;
static size_t root_length;

#define REAL(name) ((__typeof__(&name))real(#name))
static void* real(const char* name) { return dlsym(RTLD_NEXT, name); }

static void begin(void) {
  if (root) return;
  const char* where = getenv("RECORD_ROOT");
  const char* log = getenv("RECORD_LOG");
  root = where ? where : "";
  root_length = strlen(root);
  if (where && log) log_file = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The path below the root, or NULL. */
static const char* below(const char* path) {
  begin();
  if (log_file < 0 || !path || strncmp(path, root, root_length) != 0 || (path[root_length] != '/' && path[root_length])) return NULL;
  return path[root_length] ? path + root_length + 1 : ".";
}

static void record(char op, const char* path, uint64_t offset, const void* data, uint64_t length) {
  uint16_t path_length = (uint16_t)strlen(path);
  struct iovec parts[] = {{&op, 1}, {&path_length, 2}, {(void*)path, path_length}, {&offset, 8}, {&length, 8}, {(void*)data, length}};
  pthread_mutex_lock(&lock);
  ssize_t written = writev(log_file, parts, 6);
  (void)written;
  pthread_mutex_unlock(&lock);
}

static void remember(int fd, const char* path) {
  if (fd < 0 || fd >= most_files) return;
  free(paths[fd]);
  paths[fd] = path ? strdup(path) : NULL;
}
static const char* path_of(int fd) { return fd >= 0 && fd < most_files ? paths[fd] : NULL; }

static int opened(int fd, const char* path, int flags, int existed) {
  const char* inside = below(path);
  int error = errno;
  if (fd >= 0) {
    remember(fd, inside);
    if (inside && (flags & O_CREAT) && !existed) record('c', inside, 0, "", 0);
    if (inside && (flags & O_TRUNC) && existed) record('t', inside, 0, "", 0);
  }
  errno = error;
  return fd;
}

#define OPEN(name)                                                    \
  int name(const char* path, int flags, ...) {                        \
    va_list list;                                                     \
    va_start(list, flags);                                            \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list);                                                     \
    int existed = below(path) && access(path, F_OK) == 0;             \
    return opened(REAL(name)(path, flags, mode), path, flags, existed); \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  remember(fd, NULL);
  return REAL(close)(fd);
}

FILE* fopen64(const char* path, const char* mode) {
  int existed = below(path) && access(path, F_OK) == 0;
  FILE* file = REAL(fopen64)(path, mode);
  if (file) opened(fileno(file), path, (mode[0] == 'r' ? 0 : O_CREAT) | (mode[0] == 'w' ? O_TRUNC : 0), existed);
  return file;
}
FILE* fopen(const char* path, const char* mode) { return fopen64(path, mode); }

#define PWRITE(name, type)                                                 \
  ssize_t name(int fd, const void* data, size_t length, type offset) {     \
    ssize_t done = REAL(name)(fd, data, length, offset);                   \
    if (done > 0 && path_of(fd)) record('w', path_of(fd), (uint64_t)offset, data, (uint64_t)done); \
    return done;                                                           \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void* data, size_t length) {
  off_t offset = path_of(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
  if (path_of(fd) && (fcntl(fd, F_GETFL) & O_APPEND)) offset = lseek(fd, 0, SEEK_END);
  ssize_t done = REAL(write)(fd, data, length);
  if (done > 0 && path_of(fd)) record('w', path_of(fd), (uint64_t)offset, data, (uint64_t)done);
  return done;
}

/* std::ofstream writes larger pieces with writev. */
ssize_t writev(int fd, const struct iovec* parts, int count) {
  if (!path_of(fd)) return REAL(writev)(fd, parts, count);
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) {
    ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
    if (done < 0) return all ? all : done;
    all += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return all;
}

#define TRUNCATE(name, type)                                                      \
  int name(int fd, type length) {                                                 \
    int done = REAL(name)(fd, length);                                            \
    if (done == 0 && path_of(fd)) record('t', path_of(fd), (uint64_t)length, "", 0); \
    return done;                                                                  \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                 \
  int name(int fd) {                                               \
    int done = REAL(name)(fd);                                     \
    if (done == 0 && path_of(fd)) record('s', path_of(fd), 0, "", 0); \
    return done;                                                   \
  }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char* from, const char* to) {
  const char *inside_from = below(from), *inside_to = below(to);
  int done = REAL(rename)(from, to);
  if (done == 0 && inside_from && inside_to) record('r', inside_from, 0, inside_to, strlen(inside_to));
  return done;
}
int unlink(const char* path) {
  const char* inside = below(path);
  int done = REAL(unlink)(path);
  if (done == 0 && inside) record('u', inside, 0, "", 0);
  return done;
}
int remove(const char* path) {
  const char* inside = below(path);
  int done = REAL(remove)(path);
  if (done == 0 && inside) record('u', inside, 0, "", 0);
  return done;
}
int mkdir(const char* path, mode_t mode) {
  const char* inside = below(path);
  int done = REAL(mkdir)(path, mode);
  if (done == 0 && inside) record('m', inside, 0, "", 0);
  return done;
}
