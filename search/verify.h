#pragma once
// Whether the search index says what the archive says: every document that a rebuild would make, compared with the stored one.

#include <cstdint>
#include <filesystem>

#include "archive/store.h"
#include "archive/verify.h"

namespace almanac::search {

// Compares the index in `directory` (the `index/` of a data directory), opened for reading only, with `archive`:
//   - archive id, schema and revision; an index that is behind is a difference that says how far (let it catch up before);
//   - each document by its graph id: that it is there once, its stored data, values, terms with their counts and
//     positions, its length; documents that should not be there;
//   - that the posting lists, which searches read, lead to each document as its own terms say, and that the stored
//     statistics (documents, lengths, frequencies, bounds of values) are those counted.
// All differences have the part "index"; the subject is a graph id where there is one, else what of the index it is.
//
// Damage is a difference, never an exception. An index that its owner keeps writing is compared again from the start, at most
// a few times. Linear in the size of archive and index; keeps 16 bytes per document and one document at a time.
// `*compared` becomes the number of documents that were found in the index and compared.
archive::Differences verify(const std::filesystem::path& directory, const archive::Archive& archive,
                            std::uint64_t* compared = nullptr);

}  // namespace almanac::search
