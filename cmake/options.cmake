# Warnings, sanitizers and code generation, through one interface target that every folder links.
add_library(almanac_options INTERFACE)
target_include_directories(almanac_options INTERFACE ${PROJECT_SOURCE_DIR})
# Third-party headers are looked up as system headers, so warnings are ours alone.
target_compile_options(almanac_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-align -Wimplicit-fallthrough -Wnull-dereference
  # The same input gives the same bytes on every machine: no fused multiply-add.
  -ffp-contract=off -fno-strict-aliasing)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside the standard library at -O2 (false positives, GCC bugs 105562 and 105329).
  target_compile_options(almanac_options INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(ALMANAC_WERROR)
  target_compile_options(almanac_options INTERFACE -Werror)
endif()
target_compile_definitions(almanac_options INTERFACE $<$<CONFIG:Release>:_GLIBCXX_ASSERTIONS>)
if(ALMANAC_SANITIZE)
  target_compile_options(almanac_options INTERFACE -fsanitize=${ALMANAC_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(almanac_options INTERFACE -fsanitize=${ALMANAC_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD AND NOT ALMANAC_SANITIZE)
  target_link_options(almanac_options INTERFACE -fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
target_link_libraries(almanac_options INTERFACE Threads::Threads)
