#include "trainer/health_reader.hpp"

#include "trainer/area_reader.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace spotter::trainer {
namespace {

/// How far a pain may stand from its place, in tokens.
constexpr std::uint32_t kPainReachMax = 6;

class PainReader {
 public:
  PainReader(const Message& message, Wish& wish)
      : message_(message), reading_(message.reading), wish_(wish) {}

  PainReading read() {
    message_.for_each_hit(Term::no_pain, [&](const Hit& hit) {
      // "No pain in my knee" is about the knee only.
      if (reading_.after(hit, Term::place, 4) != nullptr) return;
      wish_.healthy = true;
      wish_.hurts.clear();
      found_.said = true;
    });
    message_.for_each_hit(Term::ache, [&](const Hit& hit) {
      set_pain(static_cast<Joint>(hit.value), !reading_.denied(hit));
    });
    message_.for_each_hit(Term::pain, [&](const Hit& pain) {
      // "Chest and back, my knee hurts": a place in the same clause comes first.
      if (!bind_pain(pain, Gap::none)) bind_pain(pain, Gap::clause);
    });
    return std::move(found_);
  }

 private:
  /// Notes the places that the pain is in, across `gap` at most. False: there is none.
  bool bind_pain(const Hit& pain, Gap gap) {
    bool bound = false;
    for (const Hit& place : Reading::around(reading_.hits(), pain, kPainReachMax)) {
      if (place.term != Term::place || !belongs_together(pain, place, gap)) continue;
      bound = true;
      for (auto i = place.begin; i < place.end; ++i)
        found_.places.insert(i);
      const bool denied = reading_.denied(pain) || reading_.denied(place);
      set_pain(static_cast<Joint>(place.value), !denied);
    }
    return bound;
  }

  bool belongs_together(const Hit& pain, const Hit& place, Gap gap) const {
    const std::uint32_t reach = gap == Gap::clause                 ? 1
                                : is_unspaced(reading_.language()) ? kPainReachMax
                                                                   : 4;
    if (Reading::distance(pain, place) > reach) return false;
    const auto between =
        reading_.gap_between(std::min(pain.end, place.end) - 1, std::max(pain.begin, place.begin));
    return between == gap;
  }

  void set_pain(Joint joint, bool hurts) {
    found_.said = true;
    if (hurts) {
      wish_.hurts.add(joint);
    } else {
      wish_.hurts.remove(joint);
    }
  }

  const Message& message_;
  const Reading& reading_;
  Wish& wish_;
  PainReading found_;
};

class ConditionReader {
 public:
  ConditionReader(const Reading& reading, Wish& wish) : reading_(reading), wish_(wish) {}

  bool read() {
    bool said = false;
    const auto note = [&](Term term, Condition condition) {
      if (!has_own(term)) return;
      if (!wish_.conditions.has(condition)) wish_.cleared = false;
      wish_.conditions.add(condition);
      said = true;
    };
    note(Term::pregnant, Condition::pregnancy);
    note(Term::illness, Condition::illness);
    note(Term::surgery, Condition::surgery);
    // Bones that healed long ago are like others.
    if (!reading_.affirms(Term::long_ago)) note(Term::fracture, Condition::illness);
    note(Term::wheelchair, Condition::illness);
    if (has_own(Term::wheelchair)) leave_out(Area::legs, wish_);
    return said;
  }

 private:
  /// Like Reading::affirms, but not of somebody else: "my wife is pregnant".
  bool has_own(Term term) const {
    const auto& hits = reading_.hits();
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      if (hit.term != term || reading_.denied(hit)) return false;
      if (reading_.has(Term::for_somebody)) return true;
      const Hit* whose = reading_.before(hit, Term::somebody, 4);
      return whose == nullptr || says_i(whose->end, hit.begin);
    });
  }

  /// "My wife says that *I* have ..."
  bool says_i(std::uint32_t begin, std::uint32_t end) const {
    constexpr std::string_view kI[] = {"i", "ich", "yo", "tengo", "je", "j", "io", "ho", "eu"};
    for (auto i = begin; i < end; ++i) {
      if (std::find(std::begin(kI), std::end(kI), reading_.tokens()[i].text) != std::end(kI))
        return true;
    }
    return false;
  }

  const Reading& reading_;
  Wish& wish_;
};

}  // namespace

PainReading read_pain(const Message& message, Wish& wish) {
  return PainReader(message, wish).read();
}

bool read_conditions(const Message& message, Wish& wish) {
  return ConditionReader(message.reading, wish).read();
}

}  // namespace spotter::trainer
