#pragma once
// The thinnest safe layer over SQLite's C interface, for the sources of this folder only (never included by a header
// that other folders see). Every failure becomes archive::Error: damaged → corrupt, full disk and locks → unavailable.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace almanac::archive::sqlite {

class Database;

// A prepared statement borrowed from its database's cache; reset when this goes out of scope. One user at a time per SQL
// text (a second, nested use of the same text prepares a statement of its own).
class Statement {
 public:
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binding, from 1. Text and blobs must live until the next reset (they are not copied).
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, std::span<const std::uint8_t> blob);
  Statement& bind_null(int index);
  template <class... Values>
  Statement& bind_all(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  bool step();   // true: a row is there
  void run();    // steps to the end, then resets: for statements without rows
  void reset();  // bindings stay

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;               // valid until the next step or reset
  std::span<const std::uint8_t> blob(int column) const;  // likewise
  bool is_null(int column) const;

 private:
  friend class Database;
  Statement(Database& database, std::string sql, sqlite3_stmt* handle);
  void bind_one(int index, std::string_view text) { bind(index, text); }
  void bind_one(int index, const char* text) { bind(index, std::string_view(text)); }
  void bind_one(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind_one(int index, std::nullptr_t) { bind_null(index); }
  void bind_one(int index, std::span<const std::uint8_t> blob) { bind(index, blob); }
  void bind_one(int index, const std::vector<std::uint8_t>& blob) { bind(index, std::span(blob)); }
  template <class Integer>
  requires std::is_integral_v<Integer> || std::is_enum_v<Integer>
  void bind_one(int index, Integer value) { bind(index, static_cast<std::int64_t>(value)); }
  template <class Integer>
  void bind_one(int index, const std::optional<Integer>& value) {
    value ? bind_one(index, *value) : (void)bind_null(index);
  }

  Database* database_;
  std::string sql_;
  sqlite3_stmt* handle_;
};

class Database {
 public:
  enum class Mode { read_only, read_write };
  // Opens the file with the product's settings (WAL, synchronous=FULL, defensive, limits; docs/storage.md).
  Database(const std::filesystem::path& file, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);     // from the cache
  void execute(std::string_view sql);          // one or more statements, no parameters, constants of ours only
  std::int64_t integer(std::string_view sql);  // the first column of the first row; 0 if none
  std::int64_t changes() const;
  // A compacted copy of this moment, in one step, into a new or empty file.
  void copy_into(const std::filesystem::path& file);
  // Rewrites the file without free pages and remains of moved rows, and empties the write-ahead log; false if readers keep it from that.
  bool compact();
  bool in_transaction() const;
  void release_pages();  // forgets the pages that it keeps for the next read: after reading much that is not read again
  sqlite3* handle() const { return handle_; }

  [[noreturn]] void fail(int code, std::string_view doing) const;

 private:
  friend class Statement;
  void give_back(const std::string& sql, sqlite3_stmt* statement);

  sqlite3* handle_ = nullptr;
  std::filesystem::path file_;
  std::unordered_map<std::string, sqlite3_stmt*> idle_;
};

}  // namespace almanac::archive::sqlite
