#include "fuzz/check.hpp"

#include <spotter/plan/draft.hpp>

// A plan that a model writes, whole or not: pieces make no difference, what was there stays, and
// what comes of it can be written and read again.
using namespace spotter;

namespace {

plan::DraftReader read_in_pieces(std::string_view text, std::size_t piece) {
  plan::DraftReader reader;
  std::size_t exercises = 0;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(text.substr(at, piece));
    fuzz::check(reader.whole_exercises() >= exercises, "an exercise stays");
    exercises = reader.whole_exercises();
  }
  return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const plan::DraftReader whole = read_in_pieces(text, text.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}}) {
    const plan::DraftReader again = read_in_pieces(text, piece);
    fuzz::check(again.state() == whole.state(), "pieces make no difference to its state");
    fuzz::check(again.plan() == whole.plan(), "pieces make no difference to the plan");
  }
  plan::DraftReader copy;
  const auto state = copy.feed(plan::draft_of(whole.plan()));
  fuzz::check(state == plan::DraftReader::State::complete, "what is written is whole");
  const plan::Plan once = copy.plan();
  plan::DraftReader twice;
  twice.feed(plan::draft_of(once));
  fuzz::check(twice.plan() == once, "what was written once is read back as it is");
  return 0;
}
