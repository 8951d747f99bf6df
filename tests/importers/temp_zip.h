#pragma once
// Files of a test that live as long as the object: a ZIP made of given members, or given bytes.

#include <unistd.h>
#include <zip.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

#include "archive/error.h"

struct Packed {
  std::string name, bytes;
};

class TempFile {
 public:
  explicit TempFile(const std::string& bytes, const std::string& extension = ".bin") {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("almanac_workbook_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count) + extension);
    replace(bytes);
  }
  ~TempFile() { std::filesystem::remove(path_); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

 private:
  std::filesystem::path path_;
};

class TempZip : public TempFile {
 public:
  explicit TempZip(std::initializer_list<Packed> members) : TempFile("", ".zip") {
    std::filesystem::remove(path());
    int error = 0;
    zip_t* zip = zip_open(path().c_str(), ZIP_CREATE, &error);
    REQUIRE(zip != nullptr);
    for (const auto& [name, bytes] : members) {
      zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
      REQUIRE(zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_RAW) >= 0);
    }
    REQUIRE(zip_close(zip) == 0);
  }
};

// The code of the Error that `action` throws, its message checked to be whole; "none" if it throws none.
template <class Action>
std::string code_of(Action action) {
  try {
    action();
  } catch (const almanac::archive::Error& error) {
    for (const std::string* message : {&error.message().en, &error.message().zh}) {
      CHECK_FALSE(message->empty());
      CHECK(message->find("{}") == std::string::npos);
    }
    return error.code();
  }
  return "none";
}
