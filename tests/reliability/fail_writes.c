/* Lets the n-th write or sync of a file below $FAIL_ROOT fail with EIO, once or from then on (faults.py).
 *
 *   cc -O2 -shared -fPIC -o fail_writes.so fail_writes.c -ldl
 *   FAIL_ROOT=/data FAIL_WHAT=sync|write FAIL_AT=7 FAIL_FOR=once|ever LD_PRELOAD=./fail_writes.so almanac … */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long seen;

static int is_below(int descriptor) {
  const char* root = getenv("FAIL_ROOT");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (!root || length <= 0) return 0;
  path[length] = 0;
  return strncmp(path, root, strlen(root)) == 0;
}

static int fails(const char* what, int descriptor) {
  const char *wanted = getenv("FAIL_WHAT"), *at = getenv("FAIL_AT"), *how = getenv("FAIL_FOR");
  if (!wanted || !at || strcmp(wanted, what) != 0 || !is_below(descriptor)) return 0;
  const long number = atomic_fetch_add(&seen, 1) + 1, chosen = atol(at);
  if (number == chosen || (number > chosen && how && strcmp(how, "ever") == 0)) {
    errno = EIO;
    return 1;
  }
  return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int descriptor) { return fails("sync", descriptor) ? -1 : REAL(fsync)(descriptor); }
int fdatasync(int descriptor) { return fails("sync", descriptor) ? -1 : REAL(fdatasync)(descriptor); }
ssize_t write(int descriptor, const void* bytes, size_t count) {
  return fails("write", descriptor) ? -1 : REAL(write)(descriptor, bytes, count);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
  return fails("write", descriptor) ? -1 : REAL(pwrite)(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
  return fails("write", descriptor) ? -1 : REAL(pwrite64)(descriptor, bytes, count, offset);
}
