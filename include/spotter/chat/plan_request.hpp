#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/plan/brief.hpp>
#include <spotter/plan/plan.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spotter::chat {

/// What came of a plan that was asked for with a form.
struct PlanResult {
  enum class Kind {
    made,              ///< `plan` is whole and has passed the rules
    warned,            ///< a warning sign in the form: `plan` has no sessions and says what to do;
                       ///< free of charge
    quota_used_up,     ///< again after `retry_after`
    too_many_running,  ///< of this payer
    unavailable,       ///< nobody can answer now; again after `retry_after`; free of charge
    failed,            ///< the model gave nothing usable, also not the second time; free of charge
    cancelled,         ///< by cancel()
    shut_down          ///< the server ended
  };
  Kind kind = Kind::failed;
  plan::Plan plan;
  Duration retry_after{};  ///< 0: not known
  bool charged = false;    ///< it counts against the quota
  /// Generations of the payer that are left after this one; nothing: there is no limit, or nobody
  /// has asked.
  std::optional<std::size_t> remaining;
  Duration next_free_in{};  ///< when none is left
};

/// One plan from a form, from the quota to the checked plan. Lives on its shard.
class PlanRequest {
 public:
  /// Shown the plan so far while it grows; paced like frames of a chat. May be empty.
  using OnGrowing = std::function<void(const plan::Plan&)>;

  /// `services` and what they refer to outlive it. `locale`: the language of sentences; that of the
  /// plan follows the form's words.
  PlanRequest(const Services& services, Speaker speaker, plan::Brief brief, std::string locale,
              OnGrowing on_growing);
  PlanRequest(Services&& temporary, Speaker speaker, plan::Brief brief, std::string locale,
              OnGrowing on_growing) = delete;
  PlanRequest(const PlanRequest&) = delete;
  PlanRequest& operator=(const PlanRequest&) = delete;
  ~PlanRequest();

  /// Once. Returns when nothing of it runs any more. A plan of a SessionBrief has one session.
  Task<PlanResult> run();
  /// The caller went away: the upstream call ends at once, and run() returns soon. Any time.
  void cancel();
  /// The server ends.
  void shut_down();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::chat
