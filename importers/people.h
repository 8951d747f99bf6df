#pragma once
// Who the users of an import are: the one place where user ids enter. Rows of erased people (archive/erase.h) are dropped, and ids are
// replaced by pseudonyms where that is asked for, before anything of a row is stored. Internal to importers/.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "archive/imports.h"
#include "archive/privacy.h"
#include "archive/touchpoints.h"
#include "importers/row_source.h"
#include "importers/touchpoint_row.h"

namespace almanac::importers {

class People {
 public:
  // Errors: those of archive::get_privacy_key(), where there is something to do.
  explicit People(archive::Archive& archive);

  // Of the file that is read next: whether its users get pseudonyms.
  void begin_file(bool pseudonymise);
  bool pseudonymises() const { return pseudonymise_; }
  // Whether user ids are to be looked at, at all.
  bool is_needed() const { return key_.has_value(); }

  // False: the row is about an erased person. Otherwise the user, and the event id where it contains the id, are what is to be stored;
  // the views are valid until the next call.
  bool take(archive::TouchpointRow& row);
  // The same for the records of users and segments; of a segment, erased people go from its users.
  bool take(RowKind kind, archive::Json& record);

  // What may be kept of a rejected row. `user` is the id in it, empty if that could not be read. False: nothing, not even that it was
  // there, because it is about an erased person.
  bool may_keep(std::string_view user, archive::Reject& reject);
  // The row as it may be kept, with the pseudonym in place of the id; empty if the id does not stand in it as it was read (a composed
  // one, another form).
  std::string masked_row(std::string_view user, std::string_view raw);

 private:
  struct Person {
    bool erased = false;
    std::string stored;
  };
  const Person& person(std::string_view user);
  bool names_erased(std::string_view text);

  archive::Archive& archive_;
  bool pseudonymise_ = false;
  std::optional<archive::PrivacyKey> key_;
  std::unordered_set<std::string> erased_;
  ViewMap<Person> known_;
  std::string event_id_;
};

}  // namespace almanac::importers
