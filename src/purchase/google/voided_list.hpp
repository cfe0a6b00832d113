#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::google {

/// Google's list of purchases that were canceled, refunded or charged back. Pure: times are
/// arguments.

/// What one page of it says.
struct VoidedPage {
  std::vector<std::string> tokens;  ///< of purchases, each once
  std::optional<WallTime> newest;   ///< when the last of them was voided
  std::string next;                 ///< the page after this one; empty: there is none
  bool whole = true;                ///< each entry could be read
};
/// Nothing: not such a list.
std::optional<VoidedPage> read_voided_page(codec::JsonParser& parser, std::string_view body);

/// Statuses other than 200. None of them is an answer to what was asked.
http::Judgement judge_voided_error(codec::JsonParser& parser, const http::Response& response,
                                   WallTime now);

/// From when on the list is looked at.
class VoidedWindow {
 public:
  /// Google goes by when it wrote an entry, which may be later than what the entry says.
  static constexpr Duration kOverlap = std::chrono::minutes(10);
  /// Google keeps entries for 30 days, and refuses to be asked about earlier ones.
  static constexpr Duration kMost = std::chrono::hours(24 * 30) - kOverlap;

  /// Of what was known `kept_for` before `now`, nothing is remembered any more.
  VoidedWindow(Duration kept_for, WallTime now);

  [[nodiscard]] WallTime from(WallTime now) const;
  /// The list was read to its end; `newest`: of its entries.
  void move(std::optional<WallTime> newest, WallTime now);

 private:
  WallTime from_;
};

/// How looking at the list goes, in words for people.
enum class VoidedCondition {
  well,
  permission_missing,  ///< the account may not see this list
  refused,             ///< our request, our account or our package
  unreadable,
  away
};
std::string_view name_of(VoidedCondition condition) noexcept;
/// `status`: of the last response; 0 without one.
VoidedCondition voided_condition(Reason reason, int status) noexcept;

/// When to look again, of a `share` above 0 and at most 1 that is drawn each time. Processes that
/// started together do not stay together.
class VoidedPauses {
 public:
  explicit VoidedPauses(Duration every) : every_(every) {}

  /// After the start: some seconds.
  [[nodiscard]] Duration first(double share) const;
  /// After the list was read to its end.
  [[nodiscard]] Duration after_success(double share) const;
  /// After so many failures in a row, 1 or more: ever longer, up to the ordinary pause.
  [[nodiscard]] Duration after_failure(int failures, double share) const;
  /// When there was more than is read at a time: whatever is ordinary, few enough calls a day.
  [[nodiscard]] static Duration before_more(double share);

 private:
  Duration every_;
};

}  // namespace spotter::purchase::google
