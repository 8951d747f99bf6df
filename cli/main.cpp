#include "cli/program.h"

int main(int argc, char** argv) { return almanac::cli::run(argc, argv); }
