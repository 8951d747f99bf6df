#pragma once
// Words at places to blocks. Internal to importers.

#include <string>
#include <vector>

#include "importers/document_builder.h"

namespace almanac::importers {

struct PdfWord {
  std::string text;
  double left = 0, right = 0, top = 0, bottom = 0;  // in points, downwards
  double size = 0;                                  // of the font
  bool bold = false, space_after = false;
};

class PdfLayout {
 public:
  explicit PdfLayout(DocumentBuilder& builder) : builder_(builder) {}
  void add_page(std::vector<PdfWord> words, std::uint32_t page);
  // Makes blocks of all pages; lines that most pages repeat at their edge (running titles, page numbers) are left out.
  void finish();

 private:
  struct Cell {
    std::string text;
    double left = 0, right = 0;
  };
  struct Line {
    std::vector<Cell> cells;  // parts with wide gaps between them; one: running text
    double left = 0, right = 0, top = 0, bottom = 0, size = 0;
    bool bold = false;
    std::uint32_t page = 0;
    bool edge = false;  // first or last of its page
    std::string text() const;
  };

  std::vector<Line> lines_of(std::vector<PdfWord> words, std::uint32_t page) const;
  void drop_running_lines();
  std::size_t add_table(std::size_t from);
  std::size_t add_paragraph(std::size_t from, double body_size, double right_edge);

  DocumentBuilder& builder_;
  std::vector<Line> lines_;
  std::uint32_t pages_ = 0;
};

}  // namespace almanac::importers
