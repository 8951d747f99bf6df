#pragma once
// What the tables of migration 6 share. Internal to archive/.

#include <cstdint>
#include <string>

#include "archive/error.h"
#include "archive/sqlite.h"
#include "archive/store.h"

namespace almanac::archive {

// One that is only read may not have been migrated yet.
inline bool has_searching_tables(sqlite::Database& database) { return database.integer("PRAGMA user_version") >= 6; }

// What If-Match asked, of something whose version is the revision that wrote it (0: it does not exist).
inline void check_condition(const PutCondition& condition, std::uint64_t revision, const std::string& name) {
  if (!condition.if_version || *condition.if_version == static_cast<std::int64_t>(revision)) return;
  if (*condition.if_version == 0)
    throw Error(ErrorKind::conflict, "exists_already",
                filled({"{} exists already; read it and change it", "{} 已存在；请读取后修改"}, name));
  throw Error(ErrorKind::conflict, "version_mismatch",
              filled({"{} was changed or removed meanwhile; read it again and repeat your change",
                      "{} 已被他人修改或删除；请重新读取后再修改"},
                     name));
}

}  // namespace almanac::archive
