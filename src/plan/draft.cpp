#include "plan/draft_builder.hpp"
#include "plan/json_reader.hpp"

#include <spotter/plan/draft.hpp>

namespace spotter::plan {

struct DraftReader::Impl {
  JsonReader reader;
  DraftBuilder builder;
};

DraftReader::DraftReader() : impl_(std::make_unique<Impl>()) {}
DraftReader::DraftReader(DraftReader&&) noexcept = default;
DraftReader& DraftReader::operator=(DraftReader&&) noexcept = default;
DraftReader::~DraftReader() = default;

DraftReader::State DraftReader::feed(std::string_view fragment) {
  impl_->reader.feed(fragment, impl_->builder);
  return state();
}

DraftReader::State DraftReader::state() const noexcept {
  switch (impl_->reader.state()) {
    case JsonReader::State::complete:
      return State::complete;
    case JsonReader::State::broken:
      return State::broken;
    case JsonReader::State::open:
      break;
  }
  return State::open;
}

const Plan& DraftReader::plan() const noexcept {
  return impl_->builder.plan();
}

std::size_t DraftReader::revision() const noexcept {
  return impl_->builder.revision();
}

std::size_t DraftReader::whole_exercises() const noexcept {
  return impl_->builder.whole_exercises();
}

std::size_t DraftReader::skipped() const noexcept {
  return impl_->builder.skipped();
}

}  // namespace spotter::plan
