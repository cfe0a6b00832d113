#include "support/red_flags.hpp"

#include <catch2/catch.hpp>

namespace spotter::trainer {
namespace {

using testing::check_all;
using testing::flag_of;
using Case = testing::FlagCase;

TEST_CASE("English warning signs are found", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{chest, "I have chest pain"},
                             {chest, "tight chest and my arm feels heavy"},
                             {chest, "there is a pressure on my chest"},
                             {chest, "pain in my knee and chest"},
                             {emergency, "my jaw hurts and I have a cold sweat"},
                             {emergency, "I can't breathe"},
                             {emergency, "short of breath when lying down"},
                             {emergency, "my face is drooping on one side"},
                             {emergency, "suddenly my right arm is weak"},
                             {emergency, "slurred speech"},
                             {emergency, "this is the worst headache of my life"},
                             {emergency, "I collapsed while running"},
                             {emergency, "my heart is racing and I feel dizzy"},
                             {emergency, "my throat is swelling up"},
                             {spine, "numb between my legs"},
                             {spine, "I lost control of my bladder"},
                             {self_harm, "I want to kill myself"},
                             {self_harm, "sometimes I think about suicide"},
                             {heat, "I was out in the heat and now I am confused"},
                             {muscle, "my pee is dark brown after training"},
                             {head, "I hit my head and feel dizzy"},
                             {calf, "my calf is swollen and red"},
                             {pregnancy, "I'm pregnant and bleeding"},
                             {injury, "heard a pop in my knee"},
                             {injury, "I can't put weight on my foot"},
                             {injury, "I have a fever and my knee is swollen and hot"},
                             {doctor, "I fainted yesterday"},
                             {physio, "my left arm is numb"}};
  check_all(kCases);
}

TEST_CASE("chest pain is found in every language", "[trainer]") {
  const char* const kTexts[] = {"Druck auf der Brust",
                                "Brustschmerzen",
                                "j'ai mal à la poitrine",
                                "dolor en el pecho",
                                "dolore al petto",
                                "dor no peito",
                                "ból w klatce piersiowej",
                                "bolest na hrudi",
                                "pijn op de borst",
                                "ont i bröstet",
                                "胸が痛い",
                                "胸口痛",
                                "rintaan sattuu",
                                "болит грудь",
                                "bol u grudima",
                                "бол у грудима"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::chest));
  }
}

TEST_CASE("signs of every kind are found in German, French, Spanish, Italian and Portuguese",
          "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{emergency, "mein Gesicht hängt auf einer Seite"},
                             {emergency, "ich bekomme keine Luft"},
                             {emergency, "plötzlich ist mein Arm taub"},
                             {emergency, "die schlimmsten Kopfschmerzen meines Lebens"},
                             {emergency, "ich bin beim Training ohnmächtig geworden"},
                             {spine, "ich kann den Urin nicht mehr halten"},
                             {self_harm, "ich will nicht mehr leben"},
                             {heat, "Hitze, bin verwirrt"},
                             {muscle, "mein Urin ist dunkel wie Cola"},
                             {head, "Kopf gestoßen, mir ist übel"},
                             {calf, "meine Wade ist dick und rot"},
                             {pregnancy, "schwanger und Blutung"},
                             {injury, "es hat im Knie geknackt"},
                             {emergency, "je n'arrive pas à respirer"},
                             {emergency, "soudain mon bras est engourdi"},
                             {spine, "engourdi entre les jambes"},
                             {self_harm, "j'ai envie de mourir"},
                             {heat, "coup de chaleur"},
                             {muscle, "mon urine est marron"},
                             {head, "je me suis cogné la tête"},
                             {calf, "mon mollet est gonflé et rouge"},
                             {pregnancy, "enceinte et je saigne"},
                             {injury, "j'ai entendu un craquement dans le genou"},
                             {emergency, "no puedo respirar"},
                             {emergency, "me desmayé entrenando"},
                             {spine, "adormecimiento entre las piernas"},
                             {self_harm, "quiero suicidarme"},
                             {heat, "golpe de calor"},
                             {muscle, "mi orina es oscura como cola"},
                             {head, "me di un golpe en la cabeza"},
                             {calf, "la pantorrilla está hinchada y roja"},
                             {pregnancy, "embarazada y con sangrado"},
                             {injury, "sentí un chasquido en la rodilla"},
                             {emergency, "non riesco a respirare"},
                             {emergency, "la faccia cade da un lato"},
                             {spine, "intorpidimento tra le gambe"},
                             {self_harm, "voglio morire"},
                             {heat, "colpo di calore"},
                             {muscle, "la mia urina è scura"},
                             {head, "ho preso una botta in testa"},
                             {calf, "il polpaccio è gonfio e rosso"},
                             {pregnancy, "incinta con perdite di sangue"},
                             {injury, "ho sentito uno schiocco nel ginocchio"},
                             {emergency, "não consigo respirar"},
                             {emergency, "desmaiei no treino"},
                             {spine, "dormência entre as pernas"},
                             {self_harm, "quero morrer"},
                             {heat, "insolação"},
                             {muscle, "minha urina está escura"},
                             {head, "bati a cabeça"},
                             {calf, "a panturrilha está inchada e vermelha"},
                             {pregnancy, "grávida com sangramento"},
                             {injury, "ouvi um estalo no joelho"}};
  check_all(kCases);
}

TEST_CASE("signs of every kind are found in Polish, Czech, Dutch, Swedish and Finnish",
          "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{emergency, "nie mogę oddychać"},
                             {emergency, "nagle zdrętwiała mi ręka"},
                             {spine, "drętwienie w kroczu"},
                             {self_harm, "chcę umrzeć"},
                             {heat, "udar cieplny"},
                             {muscle, "mój mocz jest ciemny jak cola"},
                             {head, "uderzyłem się w głowę"},
                             {calf, "łydka jest spuchnięta i czerwona"},
                             {pregnancy, "jestem w ciąży i krwawię"},
                             {injury, "usłyszałem trzask w kolanie"},
                             {emergency, "nemůžu dýchat"},
                             {emergency, "najednou mám necitlivou ruku"},
                             {spine, "necitlivost mezi nohama"},
                             {self_harm, "chci se zabít"},
                             {heat, "mám úpal"},
                             {muscle, "mám tmavou moč"},
                             {head, "uhodil jsem se do hlavy"},
                             {calf, "lýtko je oteklé a červené"},
                             {pregnancy, "jsem těhotná a krvácím"},
                             {injury, "slyšel jsem prasknutí v koleni"},
                             {emergency, "ik krijg geen lucht"},
                             {emergency, "mijn mondhoek hangt"},
                             {spine, "gevoelloos tussen mijn benen"},
                             {self_harm, "ik wil dood"},
                             {heat, "hitteberoerte"},
                             {muscle, "mijn urine is donker als cola"},
                             {head, "ik heb mijn hoofd gestoten"},
                             {calf, "mijn kuit is dik en rood"},
                             {pregnancy, "zwanger en bloedverlies"},
                             {injury, "ik hoorde een knap in mijn knie"},
                             {emergency, "jag kan inte andas"},
                             {emergency, "plötsligt är armen domnad"},
                             {spine, "domningar i underlivet"},
                             {self_harm, "jag vill dö"},
                             {heat, "värmeslag"},
                             {muscle, "min urin är mörk som cola"},
                             {head, "jag slog i huvudet"},
                             {calf, "vaden är svullen och röd"},
                             {pregnancy, "gravid och blöder"},
                             {injury, "jag hörde en smäll i knät"},
                             {emergency, "en saa henkeä"},
                             {emergency, "suupieli roikkuu"},
                             {spine, "jalkovälissä ei tuntoa, puutunut"},
                             {self_harm, "haluan kuolla"},
                             {heat, "lämpöhalvaus"},
                             {muscle, "virtsani on tummaa kuin kola"},
                             {head, "löin pääni"},
                             {calf, "pohje on turvoksissa ja punainen"},
                             {pregnancy, "raskaana ja verenvuotoa"},
                             {injury, "kuulin napsahduksen polvessa"}};
  check_all(kCases);
}

TEST_CASE("signs of every kind are found in Russian, Serbian, Japanese and Chinese", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{emergency, "не могу дышать"},
                             {emergency, "внезапно онемела рука"},
                             {spine, "онемение в промежности"},
                             {self_harm, "хочу умереть"},
                             {heat, "тепловой удар"},
                             {muscle, "моча темная как кола"},
                             {head, "ударился головой"},
                             {calf, "икра опухла и красная"},
                             {pregnancy, "беременна, кровотечение"},
                             {injury, "услышал хруст в колене"},
                             {emergency, "ne mogu da dišem"},
                             {emergency, "одједном ми је утрнула рука"},
                             {spine, "utrnulost između nogu"},
                             {self_harm, "hoću da umrem"},
                             {heat, "toplotni udar"},
                             {muscle, "mokraća mi je tamna kao kola"},
                             {head, "udario sam glavu"},
                             {calf, "list je otečen i crven"},
                             {pregnancy, "trudna sam i krvarim"},
                             {injury, "čuo sam pucanje u kolenu"},
                             {emergency, "息ができない"},
                             {emergency, "急に腕がしびれて動かない"},
                             {spine, "股間がしびれる"},
                             {self_harm, "死にたい"},
                             {heat, "熱中症みたい"},
                             {muscle, "尿がコーラみたいに黒い"},
                             {head, "頭を打ってめまいがする"},
                             {calf, "ふくらはぎが腫れて赤い"},
                             {pregnancy, "妊娠中で出血している"},
                             {injury, "膝でブチッと音がして歩けない"},
                             {emergency, "喘不过气"},
                             {emergency, "突然胳膊麻木"},
                             {spine, "两腿之间麻木"},
                             {self_harm, "我想死"},
                             {heat, "中暑了"},
                             {muscle, "尿是茶色的"},
                             {head, "头撞了一下，头晕"},
                             {calf, "小腿红肿发热"},
                             {pregnancy, "怀孕出血"},
                             {injury, "膝盖听到啪的一声"},
                             {calf, "小腿紅腫發熱"}};
  check_all(kCases);
}

TEST_CASE("plain negations are no warning signs", "[trainer]") {
  const char* const kTexts[] = {"no chest pain, just tired",
                                "I don't have chest pain but my knee hurts",
                                "I never had any chest pain",
                                "no dizziness, no chest pain, no shortness of breath",
                                "I did not hit my head",
                                "I am not suicidal",
                                "no swelling in my calf",
                                "Ich habe keine Brustschmerzen",
                                "Brustschmerzen habe ich keine",
                                "meine Wade ist nicht geschwollen",
                                "pas de douleur à la poitrine",
                                "je n'ai pas mal à la poitrine, juste fatigué",
                                "no tengo dolor de pecho",
                                "nessun dolore al petto",
                                "sem dor no peito, só cansado",
                                "nie mam bólu w klatce piersiowej",
                                "nemám bolest na hrudi",
                                "ik heb geen pijn op de borst",
                                "jag har inte ont i bröstet",
                                "胸の痛みはない、ただ疲れた",
                                "胸は痛くないです",
                                "没有胸痛，只是累",
                                "胸不痛",
                                "ei rintakipua, vain väsynyt",
                                "нет боли в груди, просто устал",
                                "nemam bol u grudima"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::none));
  }
}

TEST_CASE("denials that are not plain do not hide a sign", "[trainer]") {
  const char* const kTexts[] = {"not feeling well chest pain",
                                "I'm not sure if it is chest pain",
                                "not only my knee, my chest hurts too",
                                "no knee pain but chest pain",
                                "the chest pain does not go away",
                                "fühle mich nicht gut Brustschmerzen",
                                "je ne me sens pas bien, douleur à la poitrine",
                                "no aguanto el dolor de pecho"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::chest));
  }
}

TEST_CASE("the way people talk about training is no warning sign", "[trainer]") {
  const char* const kTexts[] = {"chest day was heavy, arms are dead",
                                "I'm dead after leg day",
                                "this workout kills me",
                                "can't walk after leg day lol",
                                "I killed it today, new squat record",
                                "sore chest from bench press",
                                "I train chest and have knee pain",
                                "3 days chest and back, knee pain",
                                "my heart rate was 150 during cardio, is that ok",
                                "I was out of breath after the run",
                                "I'd die for a good burger",
                                "I can't control my eating",
                                "Muskelkater in der Brust",
                                "Brust und Rücken trainieren, meine Schulter tut weh",
                                "je suis mort après la séance jambes",
                                "estoy muerto después de piernas",
                                "sono morto dopo le gambe",
                                "estou morto depois do treino de perna",
                                "klatka, plecy, boli kolano",
                                "prsa a triceps dnes, bolí mě nohy",
                                "borst en triceps vandaag, spierpijn in mijn benen",
                                "bröst och triceps idag, ont i benen",
                                "rinta ja ojentajat tänään, jalat kipeät",
                                "тренирую грудь и спину, болит колено",
                                "grudi i triceps danas, bole me noge",
                                "胸と背中を鍛えたい、膝が痛い",
                                "想练胸，膝盖有点疼"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::none));
  }
}

TEST_CASE("the rarer signs are found in English", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {
      {chest, "it feels like an elephant on my chest"},
      {chest, "my heart hurts when I climb stairs"},
      {emergency, "pain spreading to my left arm and I sweat"},
      {emergency, "my back hurts and I have a cold sweat"},
      {emergency, "I have double vision since this morning"},
      {emergency, "my calf is swollen and I'm suddenly short of breath"},
      {emergency, "I hit my head and keep throwing up"},
      {emergency, "I took DNP yesterday and feel hot"},
      {muscle, "my muscles are swollen and weak and I can't straighten them"},
      {muscle, "my urine looks like cola"},
      {pregnancy, "I'm pregnant and the baby moves less"},
      {injury, "I have a deep cut on my hand"},
      {doctor, "my heart is racing when I lie in bed"},
      {doctor, "I get breathless after a few steps"},
      {doctor, "my father died suddenly at 45, sudden cardiac death"},
      {doctor, "back pain since a fall"},
      {doctor, "my back hurts and I have osteoporosis"},
      {physio, "my knee has been hurting for weeks"},
      {physio, "shoulder pain for 3 months"},
      {physio, "my elbow pain is getting worse"},
      {physio, "tingling in my fingers"},
      {eating, "I have an eating disorder"},
      {eating, "I have to earn my food with cardio"},
      {eating, "I lost my period since I train so much"},
      {drugs, "how much trenbolone should I take"},
      {drugs, "can I use laxatives to lose weight"},
      {drugs, "how do I dehydrate to make weight"}};
  check_all(kCases);
}

TEST_CASE("signs of an eating disorder and old pain are found in every language", "[trainer]") {
  using enum RedFlag;
  constexpr Case kCases[] = {{eating, "ich habe Bulimie"},
                             {physio, "mein Knie schmerzt seit Wochen"},
                             {eating, "je suis anorexique"},
                             {physio, "mal au genou depuis des mois"},
                             {eating, "tengo bulimia"},
                             {physio, "me duele la rodilla desde hace meses"},
                             {eating, "soffro di anoressia"},
                             {physio, "dolore al ginocchio da settimane"},
                             {eating, "tenho um transtorno alimentar"},
                             {physio, "dor no joelho há semanas"},
                             {eating, "mam zaburzenia odżywiania"},
                             {physio, "kolano boli coraz bardziej"},
                             {eating, "mám anorexii"},
                             {physio, "koleno bolí čím dál horší"},
                             {eating, "ik heb een eetstoornis"},
                             {physio, "mijn knie doet al weken pijn"},
                             {eating, "jag har en ätstörning"},
                             {physio, "jag har ont i knät i månader"},
                             {eating, "摂食障害です"},
                             {physio, "膝の痛みが悪化している"},
                             {eating, "我有厌食症"},
                             {physio, "膝盖疼了几个月"},
                             {eating, "minulla on syömishäiriö"},
                             {physio, "polvi kipeä viikkoja"},
                             {eating, "у меня булимия"},
                             {physio, "колено болит уже месяц"},
                             {eating, "imam bulimiju"},
                             {physio, "koleno me boli nedeljama"},
                             {physio, "колено ме боли недељама"}};
  check_all(kCases);
}

TEST_CASE("everyday words near the names of muscles are no warning sign", "[trainer]") {
  const char* const kTexts[] = {"I crushed chest today",
                                "chest day crushed me, give me 4 days",
                                "squeeze the chest at the top, right?",
                                "bigger chest, I have high blood pressure",
                                "chest and burning fat, 3 days",
                                "tight schedule, want more chest",
                                "can I use the suicide grip on bench?",
                                "running suicides for conditioning",
                                "leg day makes me want to die lol",
                                "this is insane",
                                "killing me softly with those lunges",
                                "my heart was racing after sprints",
                                "heart pounding and out of breath after sprints",
                                "I drink tea and pee a lot",
                                "black coffee makes me pee",
                                "warm up my calves first",
                                "how to warm up calves and red light therapy",
                                "I hit the gym and head home",
                                "new PR over head press, hit it twice",
                                "I passed out on the couch after training",
                                "my knees collapsed inward on squats",
                                "I have a sitting job and I'm out of breath on hard sets",
                                "I dislocated my shoulder years ago",
                                "hit my head as a kid, all fine",
                                "knee pain, training for 3 months",
                                "I have knee pain and have been training for 3 months",
                                "I don't take steroids",
                                "what about the anabolic window",
                                "I want to burn off fat",
                                "quiero trabajar pecho y bajar de peso",
                                "press de pecho con peso libre",
                                "pecho, tengo la presión alta",
                                "voglio petto e perdere peso",
                                "panca presa stretta per il petto",
                                "quero treinar peito e perder peso",
                                "poitrine et perdre du poids",
                                "développé couché prise serrée pour la poitrine",
                                "Brust drücken und Rücken ziehen",
                                "ik wil borst trainen en ik heb het druk",
                                "hoću grudi, imam visok pritisak",
                                "koja težina za grudi?",
                                "chci trénovat na prsou, mám vysoký tlak",
                                "värm upp vaderna först",
                                "haluan rintaa ja polttaa rasvaa",
                                "хочу грудь, у меня высокое давление"};
  for (const char* const text : kTexts) {
    CAPTURE(text);
    CHECK(static_cast<int>(flag_of(text)) == static_cast<int>(RedFlag::none));
  }
}

TEST_CASE("a sign counts whatever the locale says", "[trainer]") {
  CHECK(flag_of("dolor en el pecho", Language::ja) == RedFlag::chest);
  CHECK(flag_of("胸が痛い", Language::en) == RedFlag::chest);
}

TEST_CASE("the most urgent of several signs wins", "[trainer]") {
  CHECK(flag_of("my calf is swollen and I can't breathe") == RedFlag::emergency);
}

TEST_CASE("parts of a sign in different sentences do not add up", "[trainer]") {
  CHECK(flag_of("I want a bigger chest. No, nothing. Yesterday there was some pressure at work") ==
        RedFlag::none);
}

}  // namespace
}  // namespace spotter::trainer
