#include "archive/error.h"

namespace almanac::archive {

Error::Error(ErrorKind kind, std::string code, Text message, std::string where)
    : std::runtime_error(message.en),
      kind_(kind),
      code_(std::move(code)),
      message_(std::move(message)),
      where_(std::move(where)) {}

}  // namespace almanac::archive
