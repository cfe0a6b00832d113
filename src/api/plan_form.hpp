#pragma once

#include "api/problems.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/plan/brief.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spotter::api {

/// What somebody asks for with a form: a week's plan, or one session.
enum class PlanForm { workout, session };
/// "workout", "session".
std::string_view name_of(PlanForm form) noexcept;

/// The deepest nesting of a body.
inline constexpr std::size_t kFormDepthMax = 32;

/// A body that is not the form's JSON: what the problem lists.
struct Unbindable {
  std::vector<BindingError> errors;
};
/// A form whose values break rules: the failures as a JSON array.
struct RulesBroken {
  std::string failures;
};

/// Reads a filled-in form as the LiftLog app sends it. `parser` takes kFormDepthMax levels.
std::variant<plan::Brief, Unbindable, RulesBroken> read_plan_form(PlanForm form,
                                                                  std::string_view body,
                                                                  codec::JsonParser& parser);

}  // namespace spotter::api
