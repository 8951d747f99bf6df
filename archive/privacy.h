#pragma once
// The secret behind pseudonyms and behind the list of erased people. Both lie outside the data directory, so that a copy of the
// directory, or a backup, tells neither who a pseudonym is nor who was erased.
//
// The privacy directory is that of ArchiveOptions::privacy, else $ALMANAC_PRIVACY, else DIR with ".privacy" behind its name. It is its
// owner's alone (0700) and holds
//   key      32 random bytes in hexadecimal; made when first needed
//   erased   a line for each erased person: the hash of the key, a space, the day. Appended to and synced before an erasure commits
// The archive keeps a check value of the key (setting "privacy_key"), so that a lost or exchanged key is found out instead of
// letting erased people in again.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace almanac::archive {

class Archive;
class Reads;
class Transaction;

std::filesystem::path default_privacy_directory(const std::filesystem::path& directory);

class PrivacyKey {
 public:
  // Reads DIR/key; nullopt if there is none. Errors: corrupt "damaged_privacy_key"; unavailable "cannot_open".
  static std::optional<PrivacyKey> find(const std::filesystem::path& privacy);
  // The same, and makes directory and key if there is none. Errors besides: unavailable "cannot_write".
  static PrivacyKey get_or_make(const std::filesystem::path& privacy);

  // "p-" and 26 characters (a keyed BLAKE2b of the normalised id). A pseudonym is its own pseudonym, so an export of
  // pseudonymous users goes in again unchanged.
  std::string pseudonym(std::string_view user) const;
  // What erased people are known by: the same for an id and for its pseudonym. 32 hexadecimal digits.
  std::string erased_hash(std::string_view user) const;
  // "e-" and 26 characters in place of an event id that might tell whose it is.
  std::string event_alias(std::string_view source, std::string_view event_id) const;
  std::string check() const;  // tells one key from another, and nothing more

 private:
  PrivacyKey() = default;
  std::string hash(std::string_view purpose, std::string_view text) const;
  unsigned char key_[32] = {};
};

// The key of an archive. Errors: unavailable "no_privacy_key" (the archive was used with one, and it is not there), conflict
// "other_privacy_key". The second makes one, and notes its check value, if the archive has none yet.
std::optional<PrivacyKey> find_privacy_key(const Reads& reads, const std::filesystem::path& privacy);
PrivacyKey get_privacy_key(Archive& archive);

// The list beside the key. A line that was cut off by a crash is left out (its erasure was not committed).
std::vector<std::string> read_erased_list(const std::filesystem::path& privacy);
// Appends what is not in it yet and syncs. Error unavailable "cannot_write".
void append_erased_list(const std::filesystem::path& privacy, const std::vector<std::string>& hashes);

// Takes key and list over into another privacy directory, which must have no key yet.
void copy_privacy(const std::filesystem::path& from, const std::filesystem::path& to);

// Hashes that the archive keeps.
std::unordered_set<std::string> erased_hashes(const Reads& reads);
bool has_erased_people(const Reads& reads);
// Gives up the key: pseudonyms made from now on are others, and nobody erased before is recognised. For a restore without it.
void forget_privacy_key(Transaction& transaction);
// Keeps hashes; true if one of them is new.
bool keep_erased_hashes(Transaction& transaction, const std::vector<std::string>& hashes);

}  // namespace almanac::archive
