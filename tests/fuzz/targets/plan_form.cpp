#include "api/plan_form.hpp"

#include "fuzz/check.hpp"

#include <spotter/base/text.hpp>

// The body of a request for a plan: the first byte says which form. What is bound is within the
// rules' bounds; what is not is told as JSON.
using namespace spotter;

namespace {

void check_brief(const plan::Brief& brief) {
  constexpr std::size_t kInfoCharactersMax = 2000;
  fuzz::check(count_code_points(brief.info) <= kInfoCharactersMax, "what is said is bounded");
  if (const auto* session = std::get_if<plan::SessionBrief>(&brief.wanted))
    fuzz::check(!session->areas.empty(), "a session is for something");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input = fuzz::text_of(data, size);
  if (input.empty()) return 0;
  const bool week = static_cast<unsigned char>(input.front()) % 2 == 0;
  codec::JsonParser parser(api::kFormDepthMax);
  const auto read = api::read_plan_form(week ? api::PlanForm::workout : api::PlanForm::session,
                                        input.substr(1), parser);
  if (const auto* brief = std::get_if<plan::Brief>(&read)) {
    fuzz::check(std::holds_alternative<plan::WeekBrief>(brief->wanted) == week,
                "a form is what was asked for");
    check_brief(*brief);
  } else if (const auto* broken = std::get_if<api::RulesBroken>(&read)) {
    codec::JsonParser own;
    const auto told = own.parse(broken->failures);
    fuzz::check(told && told->size() > 0, "failures are told as a list");
  } else {
    fuzz::check(!std::get<api::Unbindable>(read).errors.empty(), "somebody says why");
  }
  return 0;
}
