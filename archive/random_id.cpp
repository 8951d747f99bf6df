#include "archive/random_id.h"

#include <sodium.h>

namespace almanac::archive {

std::string random_id() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  char text[33];
  sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
  return text;
}

}  // namespace almanac::archive
