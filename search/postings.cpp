#include "search/postings.h"

#include <algorithm>
#include <numeric>

namespace almanac::search {
namespace {

constexpr std::size_t bytes_of_entry = 200;  // of a list besides its postings, about

std::size_t bytes_of(const std::string& key, const PostingList& list) {
  return bytes_of_entry + 2 * key.size() + list.ids.capacity() * sizeof(DocumentId) + list.counts.capacity();
}

constexpr char phrase_mark = '\x01';  // begins the key of a phrase, and no term

// Of a phrase: the mark, then each term and its offset, each ended by a zero byte.
std::string key_of(const std::vector<std::string>& terms, const std::vector<std::uint32_t>& offsets) {
  std::string key(1, phrase_mark);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    key += terms[i];
    key += '\0';
    key += std::to_string(offsets[i]);
    key += '\0';
  }
  return key;
}

bool names_any(const std::string& key, const std::unordered_set<std::string>& terms) {
  if (key.empty() || key[0] != phrase_mark) return terms.contains(key);
  for (std::size_t at = 1; at < key.size();) {
    const std::size_t end = std::min(key.find('\0', at), key.size());
    if (terms.contains(key.substr(at, end - at))) return true;
    at = std::min(key.find('\0', end + 1), key.size()) + 1;
  }
  return false;
}

}  // namespace

std::shared_ptr<const PostingList> PostingCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->list;
}

void PostingCache::put(const std::string& key, std::shared_ptr<const PostingList> list) {
  const std::size_t bytes = bytes_of(key, *list);
  if (bytes > most_bytes_ / 4) return;
  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return;  // another search was faster
  entries_.push_front({key, std::move(list)});
  by_key_.emplace(key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > most_bytes_) {
    const Entry& oldest = entries_.back();
    bytes_ -= bytes_of(oldest.key, *oldest.list);
    by_key_.erase(oldest.key);
    entries_.pop_back();
  }
}

std::unique_ptr<PostingCache> PostingCache::without(const std::unordered_set<std::string>& terms) {
  auto made = std::make_unique<PostingCache>(most_bytes_);
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
    if (!names_any(entry->key, terms)) made->put(entry->key, entry->list);
  return made;
}

std::size_t Postings::size(const std::string& term) {
  const auto kept = cache_.find(term);
  return kept ? kept->ids.size() : database_.get_termfreq(term);
}

std::shared_ptr<const PostingList> Postings::list(const std::string& term) {
  if (auto kept = cache_.find(term)) return kept;
  auto made = std::make_shared<PostingList>();
  const std::size_t length = database_.get_termfreq(term);
  made->ids.reserve(length);
  made->counts.reserve(length);
  const auto end = database_.postlist_end(term);
  for (auto posting = database_.postlist_begin(term); posting != end; ++posting) made->add(*posting, posting.get_wdf());
  cache_.put(term, made);
  return made;
}

bool Postings::stands(DocumentId id, const std::vector<std::size_t>& order, const std::vector<std::string>& terms,
                      const std::vector<std::uint32_t>& offsets) {
  places_.clear();
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t t = order[k];
    next_places_.clear();
    auto place = places_.begin();
    for (auto at = database_.positionlist_begin(id, terms[t]); at != database_.positionlist_end(id, terms[t]); ++at) {
      const std::int64_t origin = static_cast<std::int64_t>(*at) - offsets[t];
      if (k > 0) {
        while (place != places_.end() && *place < origin) ++place;
        if (place == places_.end()) break;
        if (*place != origin) continue;
      }
      next_places_.push_back(origin);
    }
    if (next_places_.empty()) return false;
    places_.swap(next_places_);
  }
  return true;
}

std::shared_ptr<const PostingList> Postings::phrase(const std::vector<std::string>& terms,
                                                    const std::vector<std::uint32_t>& offsets) {
  const std::string key = key_of(terms, offsets);
  if (auto kept = cache_.find(key)) return kept;
  std::vector<std::shared_ptr<const PostingList>> lists;
  for (const std::string& term : terms) lists.push_back(list(term));
  std::vector<std::size_t> order(terms.size());  // the rarest first
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lists[a]->ids.size() < lists[b]->ids.size(); });
  auto made = std::make_shared<PostingList>();
  std::vector<std::size_t> at(terms.size(), 0);
  const PostingList& rarest = *lists[order[0]];
  for (std::size_t i = 0; i < rarest.ids.size(); ++i) {
    const DocumentId id = rarest.ids[i];
    std::uint32_t count = rarest.counts[i];
    bool everywhere = true;
    for (std::size_t k = 1; k < order.size() && everywhere; ++k) {
      const PostingList& other = *lists[order[k]];
      at[k] = gallop(other.ids, at[k], id);
      everywhere = at[k] < other.ids.size() && other.ids[at[k]] == id;
      if (everywhere) count = std::min<std::uint32_t>(count, other.counts[at[k]]);
    }
    if (everywhere && stands(id, order, terms, offsets)) made->add(id, count);
  }
  cache_.put(key, made);
  return made;
}

std::vector<std::string> Postings::terms_from(const std::string& prefix, std::size_t most, bool& more) const {
  std::vector<std::string> terms;
  auto term = database_.allterms_begin(prefix);
  for (; term != database_.allterms_end(prefix) && terms.size() < most; ++term) terms.push_back(*term);
  more = term != database_.allterms_end(prefix);
  return terms;
}

std::size_t gallop(const std::vector<DocumentId>& ids, std::size_t from, DocumentId id) {
  std::size_t step = 1, low = from, high = from;
  while (high < ids.size() && ids[high] < id) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  const auto first = ids.begin() + static_cast<std::ptrdiff_t>(low);
  const auto last = ids.begin() + static_cast<std::ptrdiff_t>(std::min(high, ids.size()));
  return static_cast<std::size_t>(std::lower_bound(first, last, id) - ids.begin());
}

}  // namespace almanac::search
