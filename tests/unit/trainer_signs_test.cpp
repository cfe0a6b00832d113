#include "support/red_flags.hpp"

#include <catch2/catch.hpp>

namespace spotter::trainer {
namespace {

using testing::check_all;
using testing::flag_of;
using Case = testing::FlagCase;

TEST_CASE("signs are found in the words that people type", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {
      {chest, "my chest feels like someone is sitting on it"},
      {chest, "I don't have chest pain but pressure when i run"},
      {emergency, "cant breath"},
      {emergency, "took too much preworkout heart going crazy"},
      {emergency, "my heart keeps skipping beats and i feel woozy"},
      {emergency, "i feel like my heart is gonna explode and im sweating cold"},
      {emergency, "sudden vision loss in one eye"},
      {emergency, "i vomit blood"},
      {emergency, "i took too many pills"},
      {spine, "numb down there and can't pee since yesterday, back killing me"},
      {spine, "i peed myself and my legs are weak, back pain"},
      {spine, "i cant feel my legs"},
      {muscle, "my arms are so swollen i cant bend them after pullups"},
      {muscle, "pee looks like coca cola"},
      {calf, "one leg is really swollen and red"},
      {injury, "my bicep popped and now theres a big bulge"},
      {injury, "dropped a plate on my foot, its blue and i cant stand"},
      {doctor, "my back pain started after i fell off a ladder"},
      {doctor, "got super dizzy and saw stars while squatting"},
      {doctor, "short breath walking up stairs"},
      {pregnancy, "30 weeks pregnant and spotting"},
      {pregnancy, "pregnant, baby hasn't moved today"},
      {pregnancy, "im expecting and my waters just broke"},
      {eating, "i haven't eaten in 3 days to lose weight"},
      {eating, "ate a cookie and feel disgusting"},
      {drugs, "where to buy clen"},
      {drugs, "should i take trt"}};
  check_all(kCases);
}

TEST_CASE("thoughts of suicide are found in the words that people type", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{self_harm, "i dont wanna be here anymore"},
                             {self_harm, "i want to kms"},
                             {self_harm, "thinking about ending it"},
                             {self_harm, "life isnt worth living"},
                             {self_harm, "i wish i was dead"},
                             {self_harm, "im gonna hurt myself"},
                             {self_harm, "i cut myself when i miss workouts"},
                             {self_harm, "i want to die, even workouts do not help"},
                             {self_harm, "ich will nicht mehr hier sein"},
                             {self_harm, "ich wünschte ich wäre tot"},
                             {self_harm, "ya no quiero estar aquí"},
                             {self_harm, "ojalá estuviera muerto"},
                             {self_harm, "je ne veux plus être là"},
                             {self_harm, "je voudrais être morte"},
                             {self_harm, "vorrei essere morto"},
                             {self_harm, "mi taglio quando salto un allenamento"},
                             {self_harm, "queria estar morta"},
                             {self_harm, "não quero mais estar aqui"}};
  check_all(kCases);
}

TEST_CASE("the same signs are found in German, Spanish, French, Italian and Portuguese",
          "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{chest, "als ob jemand auf meiner Brust sitzt, jemand sitzt drauf"},
                             {emergency, "ich habe blut erbrochen"},
                             {emergency, "ich habe zu viele tabletten genommen"},
                             {spine, "taub untenrum"},
                             {spine, "ich kann nicht mehr pinkeln"},
                             {muscle, "meine Arme sind geschwollen, kann sie nicht mehr beugen"},
                             {calf, "ein bein ist geschwollen und rot"},
                             {pregnancy, "schwanger, baby bewegt sich nicht"},
                             {doctor, "mir is schwarz vor augen geworden beim training"},
                             {eating, "hab einen keks gegessen und ekle mich"},
                             {emergency, "vomité sangre"},
                             {emergency, "tomé demasiadas pastillas"},
                             {spine, "no puedo orinar desde ayer"},
                             {muscle, "pipi oscuro despues de entrenar"},
                             {calf, "una pierna está hinchada y roja"},
                             {doctor, "me mareé en las sentadillas, mareo"},
                             {pregnancy, "embarazada y el bebé no se mueve"},
                             {emergency, "je vomis du sang"},
                             {spine, "je sens plus mes jambes"},
                             {doctor, "voile noir pendant les squats"},
                             {pregnancy, "enceinte, le bébé ne bouge plus"},
                             {calf, "une jambe est gonflée et rouge"},
                             {emergency, "vomito sangue"},
                             {spine, "non sento più le gambe"},
                             {doctor, "ho visto nero durante lo squat"},
                             {pregnancy, "incinta, il bambino non si muove"},
                             {calf, "una gamba gonfia e rossa"},
                             {emergency, "vomitei sangue"},
                             {spine, "não sinto as pernas"},
                             {doctor, "vi tudo preto no agachamento"},
                             {pregnancy, "grávida e o bebê não mexe"},
                             {calf, "uma perna está inchada e vermelha"}};
  check_all(kCases);
}

TEST_CASE("numbers tell of high pressure, strong pain and too little food", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{doctor, "blood pressure 190/115 today"},
                             {doctor, "my BP was 150 over 112"},
                             {doctor, "mein blutdruck ist 190 zu 115"},
                             {doctor, "tensión 185/100"},
                             {none, "blood pressure 120/80, 3 days"},
                             {none, "I bench 190 for 5, blood pressure is fine"},
                             {none, "my max is 190/115 kg squat and bench"},
                             {doctor, "back pain 8/10"},
                             {doctor, "knee pain, it's 7 out of 10"},
                             {physio, "knee pain 5/10"},
                             {physio, "Knieschmerzen 5/10"},
                             {none, "knee pain 2/10"},
                             {none, "sets at RPE 8/10"},
                             {none, "no pain, effort 8/10"},
                             {eating, "500 calories a day and train 2x a day"},
                             {eating, "ich esse nur 600 kcal"},
                             {eating, "como 500 calorías al día"},
                             {none, "I want to burn 500 calories a day"},
                             {none, "500 calorie deficit a day"},
                             {none, "I eat 2500 calories a day"}};
  check_all(kCases);
}

TEST_CASE("what sounds like a sign and is none", "[trainer]") {
  const char* const kTexts[] = {"i want a tight chest and big arms",
                                "my grandma passed out candy at the gym",
                                "hit my head with new ideas",
                                "i want to die after burpees",
                                "i want to die after all those bulgarian split squats",
                                "I wish I was dead during leg day",
                                "ich will sterben nach den Burpees",
                                "leg day murdered me",
                                "I run 5 kms",
                                "my water bottle broke",
                                "afraid i'm going to hurt myself deadlifting",
                                "I haven't eaten breakfast, 3 days please",
                                "ate well today, feel great",
                                "my pecs are popping, nice pump",
                                "I cut myself some slack",
                                "can't stand burpees",
                                "swollen biceps pump is the goal",
                                "I'm on stairs and rowing machine 3 days",
                                "no dizziness in training",
                                "zu viel Training, zu wenig Zeit",
                                "quiero brazos grandes y piernas fuertes",
                                "je veux des jambes fortes"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::none));
  }
}

}  // namespace
}  // namespace spotter::trainer
