#include "trainer/area_reader.hpp"

#include "trainer/labels.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {
namespace {

class AreaReader {
 public:
  AreaReader(const Message& message, ScheduleReading schedule,
             const std::set<std::uint32_t>& aching, Wish& wish)
      : message_(message),
        reading_(message.reading),
        schedule_(schedule),
        aching_(aching),
        wish_(wish) {}

  bool read() {
    read_focus();
    read_single_session();
    return said_;
  }

 private:
  void read_focus() {
    message_.for_each_hit(Term::focus, [&](const Hit& hit) {
      const auto aching = aching_.lower_bound(hit.begin);
      if (aching != aching_.end() && *aching < hit.end) return;
      read_area(hit, area_of(hit));
    });
    message_.for_each_hit(Term::upper_body, [&](const Hit& hit) {
      for (const Area area : {Area::chest, Area::back, Area::shoulders, Area::arms})
        read_area(hit, area);
    });
  }

  void read_area(const Hit& hit, Area area) {
    if (is_left_out(hit)) {
      left_out_.push_back(area);
      unwanted_.push_back(area);
      said_ = true;
    } else if (reading_.denied(hit)) {
      unwanted_.push_back(area);
    } else {
      wanted_.push_back(area);
      only_these_ = only_these_ || reading_.before(hit, Term::only, 2) != nullptr ||
                    reading_.after(hit, Term::only, 0) != nullptr;
      said_ = true;
    }
  }

  /// "No legs", "don't want to train arms", "skip abs"; but not "no chest pain", "not enough
  /// chest".
  bool is_left_out(const Hit& hit) const {
    if (reading_.after(hit, Term::pain, 2) != nullptr) return false;
    const Hit* reject = reading_.before(hit, Term::reject, 3);
    if (reject != nullptr && !reading_.denied(*reject)) return true;
    if (reading_.after(hit, Term::reject_after, 1) != nullptr) return true;
    if (reading_.denied(hit, 0)) return true;
    constexpr std::string_view kBetween[] = {"any",  "more", "train", "training", "to",  "want",
                                             "work", "do",   "de",    "d",        "mas", "mehr",
                                             "las",  "los",  "le",    "les",      "la"};
    const auto& tokens = reading_.tokens();
    for (std::uint32_t back = 1; back <= 3 && back <= hit.begin; ++back) {
      const auto& word = tokens[hit.begin - back].text;
      if (std::find(std::begin(kBetween), std::end(kBetween), word) == std::end(kBetween)) break;
      if (reading_.denied(hit, back)) return true;
    }
    return false;
  }

  /// A label of the app tells more closely what a word means: "biceps" are arms to a week.
  Area area_of(const Hit& hit) const {
    std::string words;
    for (auto i = hit.begin; i < hit.end; ++i)
      words += reading_.tokens()[i].text + " ";
    for (const Label* label : labels_like(words)) {
      if (label->area) return *label->area;
    }
    return static_cast<Area>(hit.value);
  }

  /// One session for today, or a week; and what of the body is for which.
  void read_single_session() {
    if (wish_.single_session && (schedule_.days || reading_.affirms(Term::weekly))) {
      wish_.single_session = false;
      wish_.areas.clear();
      said_ = true;
    } else if (asks_for_one_session()) {
      if (!wish_.single_session) wish_.areas.clear();
      wish_.single_session = true;
      said_ = true;
    }
    if (!wish_.single_session) {
      for (const Area area : wanted_)
        wish_.focus.add(wide(area));
      for (const Area area : unwanted_)
        wish_.focus.remove(wide(area));
      settle_areas();
      return;
    }
    if (!wanted_.empty() && !reading_.has(Term::also)) wish_.areas.clear();
    for (const Area area : wanted_) {
      if (std::find(wish_.areas.begin(), wish_.areas.end(), area) == wish_.areas.end())
        wish_.areas.push_back(area);
    }
    for (const Area area : unwanted_)
      std::erase(wish_.areas, area);
  }

  bool asks_for_one_session() const {
    if (schedule_.days || reading_.affirms(Term::weekly)) return false;
    if (reading_.affirms(Term::single)) return true;
    if (reading_.affirms(Term::today)) {
      if (reading_.affirms(Term::one_session) || reading_.affirms(Term::plan)) return true;
      return !reading_.has(Term::pain) && (schedule_.minutes || !wanted_.empty());
    }
    const auto& hits = reading_.hits();
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      if (hit.term != Term::one_session) return false;
      const Hit* next = reading_.after(hit, Term::plan, 0);  // "a quick workout plan"
      if (next != nullptr && next->begin == hit.end) return false;
      return reading_.before(hit, Term::quick, 3) != nullptr ||
             reading_.after(hit, Term::quick, 2) != nullptr || is_of_area(hit);
    });
  }

  /// "Arms workout", "a workout for chest and back", by somebody who has no week yet.
  bool is_of_area(const Hit& session) const {
    if (wish_.days || wanted_.empty()) return false;
    return reading_.before(session, Term::focus, 1) != nullptr ||
           reading_.after(session, Term::focus, 2) != nullptr;
  }

  /// What a week leaves out, and what it has again.
  void settle_areas() {
    for (const Area area : wanted_) {
      wish_.unwanted.remove({area, wide(area)});
      if (area == Area::legs || area == Area::full_body) wish_.unwanted = {};
    }
    for (const Area area : left_out_)
      leave_out(area, wish_);
    if (!only_these_ || wanted_.empty()) return;
    EnumSet<Area> kept;
    for (const Area area : wanted_)
      kept.add({area, wide(area)});
    if (kept.has(Area::full_body)) return;
    for (const Area area : {Area::chest, Area::back, Area::shoulders, Area::arms, Area::legs}) {
      if (!kept.has(area)) leave_out(area, wish_);
    }
    const bool upper = kept.has_all({Area::chest, Area::back});
    if (!upper && !kept.has(Area::abs)) leave_out(Area::abs, wish_);
    wish_.unwanted.remove(kept);
  }

  /// What a week can give more of.
  static Area wide(Area area) {
    switch (area) {
      case Area::quads:
      case Area::hamstrings:
        return Area::legs;
      case Area::biceps:
      case Area::triceps:
        return Area::arms;
      default:
        return area;
    }
  }

  const Message& message_;
  const Reading& reading_;
  ScheduleReading schedule_;
  const std::set<std::uint32_t>& aching_;
  Wish& wish_;
  std::vector<Area> wanted_;
  std::vector<Area> unwanted_;
  std::vector<Area> left_out_;  ///< plainly, for good
  bool only_these_ = false;     ///< the wanted areas and no others
  bool said_ = false;
};

}  // namespace

bool read_areas(const Message& message, ScheduleReading schedule,
                const std::set<std::uint32_t>& aching, Wish& wish) {
  return AreaReader(message, schedule, aching, wish).read();
}

void leave_out(Area area, Wish& wish) {
  wish.unwanted.add(area);
  if (area == Area::legs) {
    wish.unwanted.add({Area::quads, Area::hamstrings, Area::glutes, Area::calves});
  } else if (area == Area::arms) {
    wish.unwanted.add({Area::biceps, Area::triceps});
  }
}

}  // namespace spotter::trainer
