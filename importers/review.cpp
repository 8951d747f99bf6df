// The order of reading: years, lines, tables, then what only the title and the file name say.

#include "importers/review.h"

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/review_series.h"
#include "importers/value_text.h"

namespace almanac::importers {

Extractor::Extractor(const TextDocument& document, std::string_view file_name, const ReviewContext& context,
                     std::string given)
    : document_(document),
      given_(std::move(given)),
      context_(context),
      keys_(*context.dictionary),
      file_name_(file_stem(file_name)),
      title_block_(given_.empty() ? title_block(document) : no_title),
      title_(title_block_ == no_title ? document.title : document.blocks[title_block_].text),
      lines_(lines_of(document, title_block_)),
      dates_(context, {}) {
  read_mail_header();
  cut_quoted_mail();
  dates_ = ReviewDates(context, find_years());
  join_cards();
  leave_out_other_years();
  leave_out_other_campaigns();
  find_own_metrics();
  for (std::size_t i = 0; i < lines_.size() && i < 2 && !lines_[i].heading; ++i) {
    const TitleName below = name_in_title(lines_[i].text);
    subtitle_reviews_ = subtitle_reviews_ || (below.reviewing && below.name.empty() && title_block_ != no_title);
  }
  in_review_ =
      !given_.empty() || subtitle_reviews_ || name_in_title(title_).reviewing || name_in_title(file_name_).reviewing;
}

void Extractor::find_own_metrics() {
  const auto note = [&](const std::string& cell) {
    std::string name(trimmed(split_header_unit(cell).name));
    const bool fits = name.size() >= 6 && display_width(name) <= 16 && std::ranges::none_of(name, is_digit) &&
                      meaning_of(name).kind == Meaning::Kind::none && !is_change(name) && !compares(name) &&
                      !is_planned(name) && !is_actual(name) && !context_.dictionary->find_channel(name);
    if (fits && own_metrics_.size() < 200) own_metrics_.push_back(std::move(name));
  };
  for (const Block& block : document_.blocks) {
    if (block.rows.empty()) continue;
    for (const std::string& cell : block.rows[0]) note(cell);
    for (const auto& row : block.rows)
      if (row.size() >= 3) note(row[0]);
  }
}

DocumentReview Extractor::run() {
  read_lines();
  put_told_periods();
  read_title();
  find_code();
  DocumentReview review = out_.finish(*context_.dictionary);
  if (code_) review.code = code_;
  review.document_date = written_;
  return review;
}

DocumentReview extract_review(const TextDocument& document, std::string_view file_name, const ReviewContext& context) {
  return Extractor(document, file_name, context).run();
}

std::vector<DocumentReview> extract_reviews(const TextDocument& document, std::string_view file_name,
                                            const ReviewContext& context) {
  const std::vector<std::size_t> waves = waves_of(document, context);
  std::vector<DocumentReview> reviews;
  const std::string series = waves.empty() ? std::string() : series_name(document, file_name);
  for (std::size_t i = 0; i < waves.size(); ++i) {
    const auto begin = document.blocks.begin() + static_cast<std::ptrdiff_t>(waves[i]);
    const auto end = i + 1 < waves.size() ? document.blocks.begin() + static_cast<std::ptrdiff_t>(waves[i + 1])
                                          : document.blocks.end();
    TextDocument part;
    part.date = document.date;
    part.blocks.assign(begin, end);
    const std::string name = series + std::string(without_number(trimmed(begin->text)));
    DocumentReview review = Extractor(part, file_name, context, name).run();
    for (ReviewValue& value : review.values)
      if (value.block != ReviewValue::no_block) value.block += waves[i];
    reviews.push_back(std::move(review));
  }
  if (reviews.empty())
    for (const SeriesPart& part : series_in_table(document, context)) {
      const bool bare = names_wave(part.name) && display_width(part.name) <= 6;
      const std::string name = bare ? series_name(document, file_name) + part.name : part.name;
      DocumentReview review = Extractor(part.document, file_name, context, name).run();
      for (ReviewValue& value : review.values)
        if (value.block < part.blocks.size()) value.block = part.blocks[value.block];
      reviews.push_back(std::move(review));
    }
  if (reviews.empty()) reviews.push_back(extract_review(document, file_name, context));
  return reviews;
}

}  // namespace almanac::importers
