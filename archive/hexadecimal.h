#pragma once
// Bytes as hexadecimal digits, and hashes and random ids written so. Internal to archive/.

#include <sodium.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace almanac::archive {

std::string hexadecimal(std::string_view bytes);  // lower case, two digits a byte

// As many of the system's random bytes.
std::string random_hexadecimal(std::size_t bytes);

// SHA-256 of what was added.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string take();  // the 32 bytes; once, at the end
  std::string hex();   // the same in digits

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace almanac::archive
