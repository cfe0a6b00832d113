// Counts what a program allocates: LD_PRELOAD=libspotter_bench_alloc_counter.so
// ALLOC_COUNTER_FILE=f program
//
// The file holds one 64-bit number, the calls of malloc, calloc, realloc, aligned_alloc, memalign
// and posix_memalign so far (operator new is malloc). It may be read while the program runs: what
// an event costs is the difference of two readings by the events between them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

std::int64_t unmapped = 0;
std::int64_t* counter = &unmapped;

[[gnu::constructor]] void begin() {
  const char* const name = std::getenv("ALLOC_COUNTER_FILE");
  if (name == nullptr) return;
  const int file = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(std::int64_t)) != 0) return;
  void* const page =
      mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (page != MAP_FAILED) counter = static_cast<std::int64_t*>(page);
}

void count() {
  __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

}  // namespace

// What glibc's own functions are called beside their public names: so nothing has to be looked up,
// which would allocate.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  count();
  return __libc_malloc(size);
}
void* calloc(std::size_t elements, std::size_t size) {
  count();
  return __libc_calloc(elements, size);
}
void* realloc(void* block, std::size_t size) {
  count();
  return __libc_realloc(block, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  count();
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? 12 : 0;  // ENOMEM
}
}
