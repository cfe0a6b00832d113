#include <spotter/llm/failover/policy.hpp>

namespace spotter::llm::failover {

Meaning meaning_of(FailureClass cause) noexcept {
  using enum FailureClass;
  using enum resilience::Verdict;
  using Again = Meaning::Again;
  using Load = resilience::Bulkhead::Load;
  // clang-format off
  switch (cause) {
    //                                  its health      its load         the same provider again
    case overloaded:          return {faulty,         Load::too_much,  Again::yes};
    case rate_limit:          return {faulty,         Load::too_much,  Again::yes};
    case timeout:             return {faulty,         Load::too_much,  Again::yes};
    case server:              return {faulty,         Load::unknown,   Again::yes};
    case network:             return {faulty,         Load::unknown,   Again::yes};
    case protocol:            return {faulty,         Load::unknown,   Again::yes};
    case truncated:           return {faulty,         Load::unknown,   Again::yes};
    case empty:               return {faulty,         Load::borne,     Again::once};
    case malformed_tool_call: return {unknown,        Load::borne,     Again::once};
    case auth:                return {misconfigured,  Load::unknown,   Again::no};
    case permission:          return {misconfigured,  Load::unknown,   Again::no};
    case billing:             return {misconfigured,  Load::unknown,   Again::no};
    case not_found:           return {misconfigured,  Load::unknown,   Again::no};
    case invalid_request:     return {unknown,        Load::unknown,   Again::no};
    case context_length:      return {unknown,        Load::unknown,   Again::no};
    case request_too_large:   return {unknown,        Load::unknown,   Again::no};
    case blocked:             return {unknown,        Load::borne,     Again::no};
    case cancelled:           return {unknown,        Load::unknown,   Again::no};
  }
  // clang-format on
  return {};
}

}  // namespace spotter::llm::failover
