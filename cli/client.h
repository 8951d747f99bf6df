#pragma once
// Talking to the server that owns a data directory: its address and the key for local commands stand in DIR/LOCK.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "archive/json.h"
#include "archive/store.h"
#include "archive/text.h"

namespace almanac::cli {

class Client {
 public:
  // The running server of this directory; nullopt if nobody owns it. Throws Error unavailable "locked" if it is owned by a
  // process that does not serve (an import, say).
  static std::optional<Client> of(const std::filesystem::path& directory, archive::Language language);

  // Throw Error with the server's own message for a problem answer, unavailable "no_answer" if there is none.
  archive::Json get(const std::string& target) const;
  archive::Json post(const std::string& target, const archive::Json& body) const;
  // `method`: POST, PUT or DELETE; a null body is none.
  archive::Json send(const std::string& method, const std::string& target, const archive::Json& body) const;

  // A long command: the server answers a line of JSON per step, {"progress": …}, and at last {"report": …} or
  // {"problem": …}. Returns the report; `progress` is called for each step.
  archive::Json run(const std::string& target, const archive::Json& body,
                    const std::function<void(const archive::Json&)>& progress) const;

  const std::string& address() const { return owner_.address; }

 private:
  Client(archive::Archive::Owner owner, archive::Language language) : owner_(std::move(owner)), language_(language) {}
  archive::Archive::Owner owner_;
  archive::Language language_;
};

}  // namespace almanac::cli
