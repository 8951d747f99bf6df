#pragma once
// The extractor of one campaign: years first, then line by line by the part a line lies in, then tables, then what only the title and
// the file name say. One class, in a file for each of these tasks. Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importers/review.h"
#include "importers/review_keys.h"
#include "importers/review_text.h"
#include "importers/review_values.h"

namespace almanac::importers {

class Extractor {
 public:
  // `given`: the name of the part that is the document here; empty if the document says its name itself. All but `given` must
  // outlive the extractor.
  Extractor(const TextDocument& document, std::string_view file_name, const ReviewContext& context,
            std::string given = {});
  // Once.
  DocumentReview run();

 private:
  const Meaning& meaning_of(const std::string& key) { return keys_.of(key); }
  bool is_key(const std::string& key) { return meaning_of(key).kind != Meaning::Kind::none; }

  void find_own_metrics();

  // --- years (review_years.cpp) ---
  YearSource find_years();
  // What one key says of the year: the campaign's name and dates, and when the review was written.
  void note_year(const KeyValue& pair, YearSource& years);
  void take_year(std::string_view text, YearSource& years) const;
  // "获客运营团队 2025年10月15日" at the beginning or the end: the day it was written.
  void note_byline(YearSource& years);
  std::optional<archive::Date> read_written(std::string_view text) const;
  // "附：2023年双十二数据" in a review of 2024: what stands under it is another campaign's.
  void leave_out_other_years();
  // "暑期营目标（草案）" in a review of the winter's.
  void leave_out_other_campaigns();

  // --- cards and mails (review_cards.cpp) ---
  bool is_bare_value(std::string_view text) const;
  // A value and its label on two lines become one, "销售额：2,310万", and a channel with the figures below it.
  void join_cards();
  // The name of the metric in "桂花系列累计销量", where the words before it mean the campaign; else the label.
  std::string_view metric_label(std::string_view label) const;
  void cut_quoted_mail();
  // The subject of a mail is its title.
  void read_mail_header();

  // --- lines by their part (review_sections.cpp) ---
  void read_lines();
  // "活动名称：…" as a heading of its own.
  void read_heading(const ReviewLine& line);
  bool read_keys(const ReviewLine& line);
  void read_in_section(const ReviewLine& line, const Place& place);
  // Figures and fields of running text; `part`: it stands under goals or results.
  bool read_statements(const std::string& text, Role role, bool part, const Place& place);
  // "总预算" with "120万元" in a sentence: only what reads whole.
  bool read_told_field(const std::string& key, std::string_view value, const Place& place);
  void read_named_figure(std::string_view text, const Place& place);
  void read_objective(std::string_view text, const Place& place);
  // "双十一目标2100万" in a review of 618.
  bool plans_another(std::string_view text) const;

  // --- keys with values (review_fields.cpp) ---
  bool read_pair(const Meaning& meaning, const KeyValue& pair, const ReviewLine& line, const Place& place);
  bool read_field(const Meaning& meaning, const KeyValue& pair, const Place& place);
  void read_names(std::string_view field, std::string_view value, const Place& place);
  void read_code(std::string_view value, bool loose, const Place& place);
  bool read_dates(std::string_view field, std::string_view value, const Place& place, bool loose);
  bool read_period(std::string_view value, const Place& place, bool loose);
  // "预热期10.20-10.31，爆发期11.1-11.11": phases; the campaign's own dates are theirs, to be confirmed.
  bool read_phases(std::string_view value, const Place& place);
  void put_date(std::string_view field, archive::Date date, const FoundRange& found, const Place& place, bool doubtful);

  // --- periods told in sentences (review_periods.cpp) ---
  struct ToldPeriod {
    FoundRange found;
    Place place;
    bool strong = false;  // the sentence speaks of the campaign, and of no other day
    bool early = false;   // it stands at the beginning
  };
  // The period that a text gives: a range, two days that words join, or one day with its hours.
  std::optional<FoundRange> told_period(std::string_view text) const;
  struct NamedPhase {
    std::string name;
    FoundRange found;
    Place place;
  };
  void note_told_period(std::string_view text, const Place& place);
  // One period that the sentences of a review give is the campaign's; of several none is for certain.
  void put_told_periods();

  // --- forms and records in tables (review_forms.cpp) ---
  void read_table(const Block& block, const ReviewLine& line);
  // A cell's lines, as lines of a part.
  void read_cell_in(Section section, std::string_view cell, std::size_t block);
  // Keys in the first column, or in every second one.
  bool read_key_table(const Block& block, const ReviewLine& line);
  // One campaign in one row below its fields: 活动名称 | 活动时间 | 预算.
  bool read_record_table(const Block& block, const ReviewLine& line);

  // --- title and file name (review_naming.cpp) ---
  void read_title();
  bool tells_results() const;
  // A known code in title or file name is the document's own; in running text it may be another's.
  void find_code();

  const TextDocument& document_;
  std::string given_;
  const ReviewContext& context_;
  KeyMeanings keys_;
  std::optional<archive::Date> written_;
  std::string file_name_;
  std::size_t title_block_;
  std::string title_;
  std::vector<ReviewLine> lines_;
  ReviewDates dates_;
  ReviewCollector out_;
  std::optional<std::string> code_;
  Unit table_unit_;
  std::string heading_;                    // the last one read
  std::vector<std::string> own_channels_;  // as the document names them
  std::vector<std::string> own_metrics_;   // heads of tables that no dictionary knows
  std::vector<ToldPeriod> told_periods_;
  std::vector<NamedPhase> named_phases_;
  bool is_mail_ = false;
  bool in_review_ = false;         // title or file name say so
  bool subtitle_reviews_ = false;  // a line right below the title says so
  bool one_day_ = false;
  std::size_t summary_blocks_ = 0, lines_read_ = 0, prose_ = 0;
};

}  // namespace almanac::importers
