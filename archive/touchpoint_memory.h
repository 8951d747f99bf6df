#pragma once
// Memory for large tables that are visited at random: zeroed, and on large pages where the system has them, because with
// small ones most of such a visit is spent on finding the page. Internal to archive/.

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace almanac::archive {

template <class T>
struct LargePageAllocator {
  using value_type = T;
  static constexpr std::size_t large_page = std::size_t{2} << 20;

  LargePageAllocator() = default;
  template <class U>
  LargePageAllocator(const LargePageAllocator<U>&) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < large_page) return static_cast<T*>(::operator new(bytes));
    // A large page needs an aligned place: one more is asked for, and what stands over is given back.
    const std::size_t wanted = rounded(bytes);
    void* const memory =
        ::mmap(nullptr, wanted + large_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(memory);
    const std::size_t before = rounded(reinterpret_cast<std::size_t>(begin)) - reinterpret_cast<std::size_t>(begin);
    if (before > 0) ::munmap(begin, before);
    if (before < large_page) ::munmap(begin + before + wanted, large_page - before);
    ::madvise(begin + before, wanted, MADV_HUGEPAGE);  // advice: without it the memory is only slower
    return static_cast<T*>(static_cast<void*>(begin + before));
  }
  void deallocate(T* memory, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < large_page)
      ::operator delete(memory);
    else
      ::munmap(memory, rounded(bytes));
  }
  static std::size_t rounded(std::size_t bytes) { return (bytes + large_page - 1) & ~(large_page - 1); }
  bool operator==(const LargePageAllocator&) const { return true; }
};

// Empties a vector and gives its memory back, which `= {}` and clear() do not.
template <class Vector>
void release(Vector& values) {
  Vector().swap(values);
}

template <class T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

}  // namespace almanac::archive
