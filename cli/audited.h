#pragma once
// Acts of the program that the audit log keeps though they change no record.

#include <string>

#include "cli/program.h"

namespace almanac::cli {

// Notes the act, through the server that owns the directory if one runs. Errors: those of opening the archive for writing.
void note_act(const Context& context, const std::string& action, const std::string& subject);

}  // namespace almanac::cli
