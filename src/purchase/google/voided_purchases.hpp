#pragma once

#include "purchase/google/access_tokens.hpp"
#include "purchase/google/voided_list.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/google/verifier.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <string>

namespace spotter::purchase::google {

/// Looks at Google's list of voided purchases from time to time, and names what is new in it: so
/// refunds are heard of where Google pushes nothing. One look at a time. Lives on the shard of the
/// stores.
class VoidedPurchases {
 public:
  static constexpr int kPagesMax = 20;

  /// `tokens` and `settings` outlive this. `kept_for`: what was answered longer ago is not
  /// remembered by anybody, so the first look goes back no further.
  VoidedPurchases(const Services& services, AccessTokens& tokens, const Settings& settings,
                  Duration kept_for, OnVoided on_voided);

  /// Looks soon, and then again and again until stop().
  void begin();
  /// Looks now; how long to leave it alone then. Not while another look is under way.
  Task<Duration> look();

  [[nodiscard]] http::StoreApi::Standing standing() const { return api_.standing(); }
  /// What is under way ends soon.
  void cancel() noexcept;
  /// cancel(), and waits.
  Task<void> stop();

 private:
  /// What one look, or one page of it, came to.
  struct Look {
    Reason reason = Reason::ok;
    int status = 0;     ///< of the last response; 0 without one
    bool more = false;  ///< the list goes on behind what was read
  };
  Task<void> run();
  Task<Duration> look_and_report();
  Task<Look> read_list();
  Task<Look> read_page(std::optional<VoidedPage>& page);
  /// One attempt at a page.
  struct Try {
    const Secret& access;
    TimePoint deadline;
    bool second = false;
  };
  Task<Look> ask(Try attempt, std::optional<VoidedPage>& page);
  void start_over();
  void tell(const Look& look);

  Services services_;
  AccessTokens& tokens_;
  const Settings& settings_;
  OnVoided on_voided_;
  /// Apart from that of the questions: their calls shall not rest because these fail.
  http::StoreApi api_;
  codec::JsonParser parser_;
  VoidedWindow window_;
  VoidedPauses pauses_;
  /// Of a list that is read in parts.
  std::string page_;
  std::optional<WallTime> newest_;
  bool whole_ = true;
  VoidedCondition condition_ = VoidedCondition::well;
  int failures_ = 0;
  shard::TaskGroup tasks_;
  shard::Signal wake_;
  bool stopping_ = false;
};

}  // namespace spotter::purchase::google
