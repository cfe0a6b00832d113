#pragma once

#include <spotter/exercises/catalogue.hpp>
#include <spotter/plan/plan.hpp>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace spotter::testing {

/// What a plan made by rules is judged by. Written from the rules of training and not from the
/// linter, so that neither judges itself.
struct Judged {
  int days = 3;
  bool single_session = false;
  exercises::Level level = exercises::Level::beginner;
  std::set<exercises::Equipment> equipment;
  std::set<exercises::Strain> barred;
  std::set<std::string> asked_for;  ///< exercises that the user named: whatever level and equipment
  std::set<std::string> taught;     ///< above the level, because the template teaches them
  std::chrono::minutes minutes{60};
  bool pounds = false;
  bool adult = true;
  /// A full choice of equipment, a healthy body, three days or more and time enough: then the
  /// week's volume has to be right, too.
  bool is_free = false;
};

/// Collects what is wrong instead of asserting a million times.
class Faults {
 public:
  void expect(bool holds, std::string_view fault, const std::string& example);
  [[nodiscard]] const std::map<std::string, std::string>& all() const { return faults_; }
  [[nodiscard]] std::string text() const;

 private:
  std::map<std::string, std::string> faults_;  ///< to the first example
  std::map<std::string, int> counts_;
};

void judge(const plan::Plan& plan, const Judged& judged, const exercises::Catalogue& catalogue,
           const std::string& example, Faults& faults);

/// Working sets of a session by muscle, fractional.
std::map<exercises::Muscle, double> sets_by_muscle(const plan::Session& session,
                                                   const exercises::Catalogue& catalogue);

}  // namespace spotter::testing
