#include "simulation/faults.hpp"

namespace spotter::simulation {

std::string_view name_of(Fault fault) noexcept {
  switch (fault) {
    case Fault::none:
      return "none";
    case Fault::over_quota:
      return "over_quota";
    case Fault::refuses:
      return "refuses";
    case Fault::charges_always:
      return "charges_always";
    case Fault::charges_never:
      return "charges_never";
    case Fault::crosses_users:
      return "crosses_users";
    case Fault::shrinks:
      return "shrinks";
    case Fault::loses_end:
      return "loses_end";
    case Fault::ends_twice:
      return "ends_twice";
    case Fault::loses_words:
      return "loses_words";
    case Fault::keeps_call:
      return "keeps_call";
    case Fault::disturbs:
      return "disturbs";
    case Fault::forgets_seed:
      return "forgets_seed";
  }
  return "unknown";
}

std::string_view symptom_of(Fault fault) noexcept {
  switch (fault) {
    case Fault::none:
    case Fault::forgets_seed:
      break;
    case Fault::over_quota:
      return "generation ";
    case Fault::refuses:
      return "refused after";
    case Fault::charges_always:
      return "charged, and no model said a word";
    case Fault::charges_never:
      return "given back, and words were seen";
    case Fault::crosses_users:
      return "are shown to whoever asked";
    case Fault::shrinks:
      return "an answer does not grow";
    case Fault::loses_end:
      return "never ends";
    case Fault::ends_twice:
      return "completed twice";
    case Fault::loses_words:
      return "of them shown";
    case Fault::keeps_call:
      return "has neither ended nor been cancelled";
    case Fault::disturbs:
      return "wants to be left alone";
  }
  return {};
}

}  // namespace spotter::simulation
