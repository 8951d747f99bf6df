#include "server/sites.h"

#include <sodium.h>

#include "archive/error.h"

namespace almanac::server {
namespace {

constexpr std::string_view shown_setting = "shown";  // of the home archive: "home" | "own"

bool equal_keys(std::string_view a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Sites::Sites(const std::filesystem::path& home, const archive::ArchiveOptions& options, Site::Log log)
    : options_(options), log_(std::move(log)), home_(std::make_unique<Site>(*this, home, options, log_)) {
  shown_ = home_.get();
  if (has_own() && home_->archive().read().setting(shown_setting) == "own") shown_ = &open_own();
}

Sites::~Sites() = default;

std::filesystem::path Sites::own_directory() const {
  auto directory = std::filesystem::absolute(home_->archive().directory()).lexically_normal();
  if (!directory.has_filename()) directory = directory.parent_path();
  directory += "-own";
  return directory;
}

bool Sites::has_own() const {
  return home_->archive().is_sample() && std::filesystem::exists(own_directory() / "archive.db");
}

// With mutex_ held, or before there are other threads.
Site& Sites::open_own() {
  if (own_ == nullptr) {
    auto options = options_;
    options.sample = false;
    options.zone = home_->archive().zone().name();
    options.currency = home_->archive().currency();
    own_ = std::make_unique<Site>(*this, own_directory(), options, log_);
    if (!address_.empty()) own_->archive().announce(address_, own_->local_key());
  }
  return *own_;
}

void Sites::remember_shown(std::string_view which) {
  home_->archive().write("web",
                         [&](archive::Transaction& transaction) { transaction.set_setting(shown_setting, which); });
  home_->changed();
}

Site& Sites::show_own() {
  const std::lock_guard lock(mutex_);
  if (!home_->archive().is_sample()) {
    throw archive::Error(
        archive::ErrorKind::conflict, "own_already",
        {"this archive is your own already; import your files into it", "当前已是您自己的档案，可直接导入文件"});
  }
  auto& own = open_own();
  remember_shown("own");
  shown_ = &own;
  return own;
}

Site& Sites::show_home() {
  const std::lock_guard lock(mutex_);
  remember_shown("home");
  shown_ = home_.get();
  return *home_;
}

Site* Sites::find_by_key(std::string_view local_key) const {
  const std::lock_guard lock(mutex_);
  if (equal_keys(local_key, home_->local_key())) return home_.get();
  if (own_ != nullptr && equal_keys(local_key, own_->local_key())) return own_.get();
  return nullptr;
}

void Sites::announce(const std::string& address) {
  const std::lock_guard lock(mutex_);
  address_ = address;
  home_->archive().announce(address, home_->local_key());
  if (own_ != nullptr) own_->archive().announce(address, own_->local_key());
}

}  // namespace almanac::server
