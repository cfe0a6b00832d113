#pragma once

#include <spotter/purchase/http/store_api.hpp>

#include <algorithm>

namespace spotter::purchase::http {

/// The judgement of a store that is not to be asked for a while. Clients hear of the same time.
inline Judgement rest(Reason reason, std::optional<Duration> advice, std::string_view alarm = {}) {
  Judgement judgement;
  judgement.kind = Judgement::Kind::failed;
  judgement.reason = reason;
  judgement.retry_after = std::max<Duration>(advice.value_or(kRestMin), kRestMin);
  judgement.rest = true;
  judgement.alarm = alarm;
  return judgement;
}

}  // namespace spotter::purchase::http
