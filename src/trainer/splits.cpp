#include "trainer/splits.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

using enum Pattern;

constexpr Slot kFullBodyA[] = {{squat, "Barbell Squat"},
                               {horizontal_push, "Barbell Bench Press - Medium Grip"},
                               {horizontal_pull, "Seated Cable Rows"},
                               {hinge, "Romanian Deadlift", "Stiff-Legged Dumbbell Deadlift"},
                               {shoulder_abduction, "Side Lateral Raise"},
                               {anti_extension, "Plank"}};

constexpr Slot kFullBodyB[] = {{hinge, "Trap Bar Deadlift"},
                               {vertical_push, "Seated Dumbbell Press"},
                               {vertical_pull, "Wide-Grip Lat Pulldown"},
                               {lunge, "Dumbbell Lunges"},
                               {elbow_extension, "Triceps Pushdown"},
                               {elbow_flexion, "Dumbbell Bicep Curl"}};

constexpr Slot kFullBodyC[] = {{squat, "Leg Press"},
                               {incline_push, "Incline Dumbbell Press"},
                               {horizontal_pull, "One-Arm Dumbbell Row"},
                               {hip_extension, "Barbell Hip Thrust", "Barbell Glute Bridge"},
                               {ankle, "Standing Calf Raises"},
                               {anti_extension, "Dead Bug"}};

/// One day a week for those who train for some time: eight exercises.
constexpr Slot kFullBodyLong[] = {{squat, "Barbell Squat"},
                                  {horizontal_push, "Barbell Bench Press - Medium Grip"},
                                  {horizontal_pull, "Seated Cable Rows"},
                                  {hinge, "Romanian Deadlift"},
                                  {vertical_push, "Seated Dumbbell Press"},
                                  {vertical_pull, "Wide-Grip Lat Pulldown"},
                                  {elbow_flexion, "Dumbbell Bicep Curl"},
                                  {anti_extension, "Plank"}};

constexpr Slot kStrengthA[] = {{squat, "Barbell Squat"},
                               {horizontal_push, "Barbell Bench Press - Medium Grip"},
                               {horizontal_pull, "Bent Over Barbell Row"},
                               // Squats three times a week want more for the back of the legs than
                               // one deadlift.
                               {hip_extension, "Barbell Glute Bridge"},
                               {anti_extension, "Plank"}};

constexpr Slot kStrengthB[] = {{squat, "Barbell Squat"},
                               {vertical_push, "Standing Military Press"},
                               {hinge, "Barbell Deadlift", {}, true},
                               // No session without a pull.
                               {vertical_pull, "Wide-Grip Lat Pulldown"},
                               {anti_extension, "Dead Bug"}};

// For those of 65 and more: machines and seats where there are any, and nothing that may topple.
constexpr Slot kOlderA[] = {{squat, "Leg Press"},
                            {horizontal_push, "Machine Bench Press"},
                            {horizontal_pull, "Seated Cable Rows"},
                            {knee_flexion, "Seated Leg Curl"},
                            {ankle, "Standing Calf Raises"},
                            {anti_extension, "Dead Bug"}};
constexpr Slot kOlderB[] = {{squat, "Bodyweight Squat"},
                            {vertical_push, "Machine Shoulder (Military) Press"},
                            {vertical_pull, "Close-Grip Front Lat Pulldown"},
                            {hip_extension, "One-Legged Cable Kickback"},
                            {elbow_flexion, "Machine Bicep Curl"},
                            {anti_rotation, "Bird Dog"}};

constexpr Slot kUpperA[] = {{horizontal_push, "Barbell Bench Press - Medium Grip"},
                            {horizontal_pull, "Bent Over Barbell Row"},
                            {vertical_push, "Seated Dumbbell Press"},
                            {vertical_pull, "Wide-Grip Lat Pulldown"},
                            {shoulder_abduction, "Side Lateral Raise"},
                            {elbow_flexion, "Dumbbell Bicep Curl"},
                            {elbow_extension, "Triceps Pushdown"}};

constexpr Slot kLowerA[] = {{squat, "Barbell Squat"},        {hinge, "Romanian Deadlift"},
                            {lunge, "Dumbbell Lunges"},      {knee_flexion, "Seated Leg Curl"},
                            {ankle, "Standing Calf Raises"}, {anti_extension, "Plank"}};

constexpr Slot kUpperB[] = {{incline_push, "Incline Dumbbell Press"},
                            {vertical_pull, "Pullups"},
                            {horizontal_pull, "Seated Cable Rows"},
                            {chest_fly, "Cable Crossover"},
                            {rear_fly, "Face Pull"},
                            {elbow_flexion, "Hammer Curls"},
                            {elbow_extension, "Cable Rope Overhead Triceps Extension"}};

constexpr Slot kLowerB[] = {
    {hinge, "Barbell Deadlift"},           {squat, "Leg Press"},
    {hip_extension, "Barbell Hip Thrust"}, {knee_extension, "Leg Extensions"},
    {ankle, "Seated Calf Raise"},          {trunk_flexion, "Cable Crunch"}};

constexpr Slot kPush1[] = {{horizontal_push, "Barbell Bench Press - Medium Grip"},
                           {vertical_push, "Seated Dumbbell Press"},
                           {chest_fly, "Butterfly"},
                           {shoulder_abduction, "Side Lateral Raise"},
                           {elbow_extension, "Triceps Pushdown"}};

constexpr Slot kPush2[] = {{incline_push, "Incline Dumbbell Press"},
                           {vertical_push, "Standing Military Press"},
                           {chest_fly, "Cable Crossover"},
                           {shoulder_abduction, "Side Lateral Raise"},
                           {elbow_extension, "Cable Rope Overhead Triceps Extension"}};

constexpr Slot kPull1[] = {{vertical_pull, "Wide-Grip Lat Pulldown"},
                           {horizontal_pull, "Bent Over Barbell Row"},
                           {rear_fly, "Face Pull"},
                           {elbow_flexion, "Barbell Curl"},
                           {elbow_flexion, "Hammer Curls"}};

constexpr Slot kPull2[] = {{vertical_pull, "Pullups"},
                           {horizontal_pull, "Seated Cable Rows"},
                           {rear_fly, "Reverse Flyes"},
                           {elbow_flexion, "Incline Dumbbell Curl"},
                           {shrug, "Barbell Shrug"}};

constexpr Slot kLegs1[] = {{squat, "Barbell Squat"},        {hinge, "Romanian Deadlift"},
                           {squat, "Hack Squat"},           {knee_flexion, "Seated Leg Curl"},
                           {ankle, "Standing Calf Raises"}, {trunk_flexion, "Cable Crunch"}};

constexpr Slot kLegs2[] = {
    {hinge, "Barbell Deadlift"},           {squat, "Leg Press"},
    {hip_extension, "Barbell Hip Thrust"}, {knee_extension, "Leg Extensions"},
    {ankle, "Seated Calf Raise"},          {trunk_flexion, "Hanging Leg Raise"}};

constexpr Slot kLight[] = {{cardio, "Walking, Treadmill"},
                           {mobility, "Cat Stretch"},
                           {mobility, "World's Greatest Stretch"},
                           {mobility, "Kneeling Hip Flexor"}};

constexpr Slot kCardio[] = {{cardio, "Bicycling, Stationary"}};
constexpr Slot kRecovery[] = {{cardio, "Walking"}};

// The areas of a single session, in the order in which their slots are dealt.
constexpr Slot kChest[] = {{horizontal_push, "Barbell Bench Press - Medium Grip"},
                           {incline_push, "Incline Dumbbell Press"},
                           {chest_fly, "Butterfly"},
                           {horizontal_push, "Pushups"}};
constexpr Slot kBack[] = {{vertical_pull, "Wide-Grip Lat Pulldown"},
                          {horizontal_pull, "Seated Cable Rows"},
                          {horizontal_pull, "One-Arm Dumbbell Row"},
                          {shoulder_extension, "Straight-Arm Pulldown"},
                          {rear_fly, "Face Pull"},
                          {shrug, "Dumbbell Shrug"}};
constexpr Slot kLegs[] = {{squat, "Barbell Squat"},
                          {hinge, "Romanian Deadlift", "Stiff-Legged Dumbbell Deadlift"},
                          {lunge, "Dumbbell Lunges"},
                          {knee_flexion, "Seated Leg Curl"},
                          {knee_extension, "Leg Extensions"},
                          {hip_extension, "Barbell Hip Thrust", "Barbell Glute Bridge"},
                          {ankle, "Standing Calf Raises"}};
constexpr Slot kQuads[] = {{squat, "Barbell Squat"},
                           {lunge, "Dumbbell Lunges"},
                           {knee_extension, "Leg Extensions"},
                           {squat, "Leg Press"}};
constexpr Slot kHamstrings[] = {{hinge, "Romanian Deadlift", "Stiff-Legged Dumbbell Deadlift"},
                                {knee_flexion, "Seated Leg Curl"},
                                {knee_flexion, "Lying Leg Curls"}};
constexpr Slot kCalves[] = {{ankle, "Standing Calf Raises"}, {ankle, "Seated Calf Raise"}};
constexpr Slot kArms[] = {{elbow_flexion, "Dumbbell Bicep Curl"},
                          {elbow_extension, "Triceps Pushdown"},
                          {elbow_flexion, "Hammer Curls"},
                          {elbow_extension, "Cable Rope Overhead Triceps Extension"},
                          {wrist, "Palms-Up Dumbbell Wrist Curl Over A Bench"}};
constexpr Slot kBiceps[] = {{elbow_flexion, "Barbell Curl"},
                            {elbow_flexion, "Dumbbell Bicep Curl"},
                            {elbow_flexion, "Hammer Curls"}};
constexpr Slot kTriceps[] = {{elbow_extension, "Triceps Pushdown"},
                             {elbow_extension, "Cable Rope Overhead Triceps Extension"},
                             {horizontal_push, "Close-Grip Barbell Bench Press"},
                             {elbow_extension, "Dips - Triceps Version"}};
constexpr Slot kShoulders[] = {{vertical_push, "Seated Dumbbell Press"},
                               {shoulder_abduction, "Side Lateral Raise"},
                               {rear_fly, "Reverse Flyes"},
                               {rear_fly, "Face Pull"}};
constexpr Slot kAbs[] = {{anti_extension, "Plank"},
                         {trunk_flexion, "Cable Crunch"},
                         {anti_rotation, "Pallof Press"},
                         {trunk_flexion, "Reverse Crunch"}};
constexpr Slot kGlutes[] = {{hip_extension, "Barbell Hip Thrust", "Barbell Glute Bridge"},
                            {hip_extension, "One-Legged Cable Kickback"},
                            {hinge, "Pull Through"},
                            {hip_abduction, "Thigh Abductor"}};
constexpr Slot kWholeBody[] = {{squat, "Barbell Squat"},
                               {horizontal_push, "Barbell Bench Press - Medium Grip"},
                               {horizontal_pull, "Seated Cable Rows"},
                               {hinge, "Romanian Deadlift", "Stiff-Legged Dumbbell Deadlift"},
                               {shoulder_abduction, "Side Lateral Raise"},
                               {anti_extension, "Plank"},
                               {vertical_push, "Seated Dumbbell Press"},
                               {vertical_pull, "Wide-Grip Lat Pulldown"},
                               {lunge, "Dumbbell Lunges"},
                               {elbow_extension, "Triceps Pushdown"},
                               {elbow_flexion, "Dumbbell Bicep Curl"},
                               {ankle, "Standing Calf Raises"}};

using Week = std::vector<Outline>;

constexpr int kBeginnerHardDaysMax = 3;
constexpr int kWholeBodyHardDaysMax = 4;
constexpr int kHardDaysMax = 6;

Outline full_body(int letter) {
  constexpr std::span<const Slot> kTemplates[] = {kFullBodyA, kFullBodyB, kFullBodyC};
  return {SessionKind::full_body, letter, kTemplates[letter]};
}

Week whole_body_days(int count) {
  Week week;
  for (int i = 0; i < count; ++i)
    week.push_back(full_body(i % 3));
  if (count == 1) week.front().letter = -1;
  return week;
}

Week strength_days(int count) {
  Week week;
  for (int i = 0; i < count; ++i) {
    if (i % 2 == 0) week.push_back({SessionKind::strength, 0, kStrengthA});
    if (i % 2 == 1) week.push_back({SessionKind::strength, 1, kStrengthB});
  }
  if (count == 1) week.front().letter = -1;
  return week;
}

Week push_pull_legs_twice() {
  return {{SessionKind::push, 0, kPush1}, {SessionKind::pull, 0, kPull1},
          {SessionKind::legs, 0, kLegs1}, {SessionKind::push, 1, kPush2},
          {SessionKind::pull, 1, kPull2}, {SessionKind::legs, 1, kLegs2}};
}

/// The hard days of those who train for some time and have something to train with.
Week split_days(int count) {
  if (count == 1) return {{SessionKind::full_body, -1, kFullBodyLong}};
  if (count <= 3) return whole_body_days(count);
  if (count == 4) {
    return {{SessionKind::upper, 0, kUpperA},
            {SessionKind::lower, 0, kLowerA},
            {SessionKind::upper, 1, kUpperB},
            {SessionKind::lower, 1, kLowerB}};
  }
  if (count == 5) {
    return {{SessionKind::upper, -1, kUpperA},
            {SessionKind::lower, -1, kLowerA},
            {SessionKind::push, -1, kPush2},
            {SessionKind::pull, -1, kPull2},
            {SessionKind::legs, -1, kLegs2}};
  }
  return push_pull_legs_twice();
}

/// Two sessions in turn.
Week alternating(int count, const Outline& first, const Outline& second) {
  Week week;
  for (int i = 0; i < count; ++i)
    week.push_back(i % 2 == 0 ? first : second);
  if (count == 1) week.front().letter = -1;
  return week;
}

/// What is left of the body when its other half is not wanted.
Week half_body_days(const SplitNeeds& needs, int count) {
  if (needs.no_upper) {
    return alternating(count, {SessionKind::lower, 0, kLowerA}, {SessionKind::lower, 1, kLowerB});
  }
  if (count == 4) {
    return {{SessionKind::push, 0, kPush1},
            {SessionKind::pull, 0, kPull1},
            {SessionKind::push, 1, kPush2},
            {SessionKind::pull, 1, kPull2}};
  }
  return alternating(count, {SessionKind::upper, 0, kUpperA}, {SessionKind::upper, 1, kUpperB});
}

Week hard_days(const SplitNeeds& needs, int count) {
  if (needs.no_lower || needs.no_upper) return half_body_days(needs, count);
  if (needs.older) {
    return alternating(count, {SessionKind::full_body, 0, kOlderA},
                       {SessionKind::full_body, 1, kOlderB});
  }
  if (needs.novice_barbell) return strength_days(count);
  if (needs.whole_body || needs.level == Level::beginner) return whole_body_days(count);
  return split_days(count);
}

/// A beginner's fourth day has a little floor work; the last easy day of a full week is a walk.
Outline easy_day(const SplitNeeds& needs, bool last) {
  if (needs.days == 7 && last) return {SessionKind::recovery, -1, kRecovery};
  if (needs.days == 4 && needs.level == Level::beginner) return {SessionKind::light, -1, kLight};
  return {SessionKind::cardio, -1, kCardio};
}

/// After how many hard days the easy day stands: one by one if there are enough, else spread
/// evenly.
int hard_days_before(int easy_day, int hard_days, int easy_days) {
  if (easy_days >= hard_days) return std::min(easy_day + 1, hard_days);
  const int parts = easy_days + 1;
  return ((easy_day + 1) * hard_days + parts - 1) / parts;
}

}  // namespace

bool is_hard(SessionKind kind) noexcept {
  return kind != SessionKind::light && kind != SessionKind::cardio && kind != SessionKind::recovery;
}

std::span<const Slot> slots_of(Area area) noexcept {
  switch (area) {
    case Area::chest:
      return kChest;
    case Area::back:
      return kBack;
    case Area::legs:
      return kLegs;
    case Area::shoulders:
      return kShoulders;
    case Area::arms:
      return kArms;
    case Area::abs:
      return kAbs;
    case Area::glutes:
      return kGlutes;
    case Area::calves:
      return kCalves;
    case Area::quads:
      return kQuads;
    case Area::hamstrings:
      return kHamstrings;
    case Area::biceps:
      return kBiceps;
    case Area::triceps:
      return kTriceps;
    case Area::full_body:
      break;
  }
  return kWholeBody;
}

std::vector<Outline> outline_week(const SplitNeeds& needs) {
  const bool half = needs.no_lower || needs.no_upper;
  const bool short_week =
      needs.level == Level::beginner || needs.no_upper || (half && needs.whole_body);
  const int hard_max = short_week                 ? kBeginnerHardDaysMax
                       : needs.whole_body || half ? kWholeBodyHardDaysMax
                                                  : kHardDaysMax;
  const Week hard = hard_days(needs, std::min(needs.days, hard_max));
  const int hard_count = static_cast<int>(hard.size());
  const int easy_count = needs.days - hard_count;
  std::vector<Outline> week;
  int easy = 0;
  for (int done = 0; done <= hard_count; ++done) {
    while (easy < easy_count && hard_days_before(easy, hard_count, easy_count) == done) {
      ++easy;
      week.push_back(easy_day(needs, easy == easy_count));
    }
    if (done < hard_count) week.push_back(hard[static_cast<std::size_t>(done)]);
  }
  return week;
}

}  // namespace spotter::trainer
