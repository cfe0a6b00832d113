#include "trainer/gear_reader.hpp"

namespace spotter::trainer {
namespace {

class GearReader {
 public:
  GearReader(const Message& message, Wish& wish)
      : message_(message), reading_(message.reading), wish_(wish) {}

  bool read() {
    EnumSet<Gear> named;
    EnumSet<Gear> missing;
    message_.for_each_hit(Term::gear, [&](const Hit& hit) {
      if (message_.exercises.is_in_name(hit)) return;
      const bool denied = reading_.denied(hit) || reading_.is_replaced(hit);
      (denied ? missing : named).add(static_cast<Gear>(hit.value));
    });
    EnumSet<Item> items;
    EnumSet<Item> missing_items;
    message_.for_each_hit(Term::item, [&](const Hit& hit) {
      if (message_.exercises.is_in_name(hit)) return;
      const bool denied = reading_.denied(hit) || reading_.is_replaced(hit);
      (denied ? missing_items : items).add(static_cast<Item>(hit.value));
    });
    const bool said =
        !named.empty() || !missing.empty() || !items.empty() || !missing_items.empty();
    settle_gear(named, items);
    for_each(missing, Gear::machines, [&](Gear gear) { deny(gear); });
    wish_.without.add(missing_items);
    wish_.extra.remove(missing_items);
    return said;
  }

 private:
  void settle_gear(EnumSet<Gear> named, EnumSet<Item> items) {
    const bool more = reading_.has(Term::also) && !wish_.gear.empty();
    if (named.empty() && reading_.has(Term::home) && wish_.gear.empty())
      named.add(Gear::bodyweight);
    if (!named.empty()) {
      // "Only dumbbells at the gym": the narrower one counts.
      if (reading_.has(Term::only) && !(named == EnumSet<Gear>{Gear::gym})) named.remove(Gear::gym);
      if (!more) {
        wish_.gear.clear();
        wish_.without.clear();
        wish_.extra.clear();
      }
      wish_.gear.add(named);
      if (wish_.gear.has(Gear::gym)) wish_.gear = {Gear::gym};
    }
    // "I only have a pull-up bar": there is nothing else but one's own body.
    if (!items.empty() && wish_.gear.empty() && reading_.has(Term::only)) {
      wish_.gear.add(Gear::bodyweight);
    }
    wish_.without.remove(items);
    if (!wish_.gear.has(Gear::gym)) wish_.extra.add(items);
  }

  void deny(Gear gear) {
    wish_.gear.remove(gear);
    switch (gear) {
      case Gear::gym:
        if (wish_.gear.empty()) wish_.gear.add(Gear::bodyweight);
        break;
      case Gear::barbell:
        wish_.without.add({Item::barbell, Item::rack});
        break;
      case Gear::dumbbells:
        wish_.without.add(Item::dumbbell);
        break;
      case Gear::kettlebell:
        wish_.without.add(Item::kettlebell);
        break;
      case Gear::bands:
        wish_.without.add(Item::band);
        break;
      case Gear::machines:
        wish_.without.add({Item::machine, Item::cable, Item::smith_machine});
        break;
      case Gear::bodyweight:
        break;
    }
  }

  const Message& message_;
  const Reading& reading_;
  Wish& wish_;
};

}  // namespace

bool read_gear(const Message& message, Wish& wish) {
  return GearReader(message, wish).read();
}

}  // namespace spotter::trainer
