#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "en|ik|met|voor|mijn|de|het|een|van|wil|graag|heb|ben|is|niet|per|hoe|wat|kun|kan|je|jij|mij|"
     "me|zonder|maar|of|in|op|te|om|aan|alsjeblieft|aub|week|maken|maak|geef|nog|ook|alleen|dat|"
     "die|er"},
    {filler, 0,
     "niet alleen|geen probleem|geen idee|niet zeker|weet niet|rustdag*|borstdag|borsttraining|"
     "borstoefening*|legpress|leg press|spierpijn|terug in|weer terug|waarom niet|"
     "in plaats daarvan|geleden begonnen|voel me niet goed|niet goed|niet lekker|gaat niet weg|"
     "gaat niet over|houdt niet op|niet normaal|hou het niet uit|niet uithouden"},
    {number, 1, "een|één|eenmaal"},
    {number, 2, "twee|tweemaal"},
    {number, 3, "drie|driemaal"},
    {number, 4, "vier"},
    {number, 5, "vijf"},
    {number, 6, "zes"},
    {number, 7, "zeven"},
    {number, 8, "acht"},
    {number, 9, "negen"},
    {number, 10, "tien"},
    {number, 11, "elf"},
    {number, 12, "twaalf"},
    {number, 15, "vijftien"},
    {number, 20, "twintig"},
    {number, 30, "dertig"},
    {number, 40, "veertig"},
    {number, 45, "vijfenveertig"},
    {number, 60, "zestig"},
    {number, 90, "negentig"},
    {day, 0, "dag|dagen|trainingsdag|trainingsdagen|daags"},
    {times, 0, "keer|maal|x"},
    {session, 0, "sessie|sessies|trainingen|workouts"},
    {week, 0, "week|weken|wekelijks"},
    {minute, 0, "minuut|minuten|min"},
    {hour, 0, "uur|uren|uurtje|u"},
    {month, 0, "maand|maanden"},
    {year, 0, "jaar|jaren"},
    {days_phrase, 1, "één keer per week|een keer per week|eenmaal per week"},
    {days_phrase, 2, "twee keer per week|tweemaal per week|in het weekend"},
    {days_phrase, 3, "om de dag|om de andere dag"},
    {days_phrase, 7, "elke dag|iedere dag|dagelijks"},
    {minutes_phrase, 30, "half uur|halfuur|halfuurtje"},
    {minutes_phrase, 45, "drie kwartier"},
    {minutes_phrase, 60, "een uur|een uurtje"},
    {minutes_phrase, 90, "anderhalf uur"},
    {weekday, 1, "maandag*"},
    {weekday, 2, "dinsdag*"},
    {weekday, 3, "woensdag*"},
    {weekday, 4, "donderdag*"},
    {weekday, 5, "vrijdag*"},
    {weekday, 6, "zaterdag*"},
    {weekday, 7, "zondag*"},
    {years_old, 0, "jaar oud|jarige*|jaar jong"},
    {i_am, 0, "ik ben|ben|leeftijd"},
    {experience, 0, "ervaring*|train al|train|al|sinds|geleden"},
    {level, v(Level::beginner),
     "beginner*|beginnend*|nieuweling|nooit getraind|net begonnen|geen ervaring|zonder ervaring|"
     "eerste keer|ongetraind"},
    {level, v(Level::intermediate),
     "gemiddeld*|halfgevorderd*|enige ervaring|gemiddeld niveau|licht gevorderd*"},
    {level, v(Level::advanced), "gevorderd*|expert|professional|ervaren|ver gevorderd"},
    {goal, v(Goal::health), "gezond*|gezondheid|fit|fitter|fit blijven|algemene fitheid|fitheid"},
    {goal, v(Goal::strength), "kracht|sterker|sterk|krachtiger|explosief|explosiviteit"},
    {goal, v(Goal::muscle), "spier|spieren|spiermassa|spieropbouw|massa|hypertrofie|aankomen"},
    {goal, v(Goal::weight),
     "afvallen|gewicht verliezen|vet verliezen|vet verbranden|vetverbranding|slanker|kilo s kwijt|"
     "gewichtsverlies"},
    {goal, v(Goal::toning), "getoned|strakker|strak|definitie|tonen"},
    {goal, v(Goal::endurance), "uithouding*|uithoudingsvermogen|conditie"},
    {gear, v(Gear::gym), "sportschool|fitnesscentrum|fitnesszaal|in de gym|naar de gym"},
    {gear, v(Gear::barbell), "halterstang|lange halter|barbell|thuisgym|home gym|halterset"},
    {gear, v(Gear::dumbbells), "dumbbell*|halter|halters|handhalters|losse gewichten"},
    {gear, v(Gear::bands), "weerstandsband*|band|banden|elastiek|elastieken|fitnessband*"},
    {gear, v(Gear::bodyweight),
     "geen apparatuur|zonder apparatuur|geen materiaal|zonder materiaal|eigen lichaamsgewicht|"
     "lichaamsgewicht|zonder apparaten|geen apparaten|zonder gewichten|geen gewichten|hotelkamer|"
     "in het park|geen sportschool|zonder sportschool|geen spullen|zonder spullen"},
    {gear, v(Gear::machines), "machine|machines|apparaten|toestellen|geen losse gewichten"},
    {item, v(Item::bench), "bank|bankje|halterbank|fitnessbank"},
    {item, v(Item::rack), "rek|rack|squatrek"},
    {item, v(Item::cable), "kabel|kabels|kabelstation"},
    {item, v(Item::smith_machine), "smith machine|smithmachine"},
    {item, v(Item::pull_up_bar), "optrekstang|pull up bar|pull up stang"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "ez stang|ez bar"},
    {item, v(Item::dip_bars), "dipstation|dip bars|dipstang*"},
    {home, 0, "thuis|huis|woonkamer|appartement"},
    {also, 0, "ook|bovendien|daarnaast|voeg"},
    {only, 0, "alleen|enkel|slechts"},
    {focus, v(Area::chest), "borst|borstspieren"},
    {focus, v(Area::back), "rug|rugspieren|mijn rug trainen"},
    {focus, v(Area::legs), "been|benen|bovenbenen|quadriceps|hamstrings|beendag"},
    {focus, v(Area::shoulders), "schouders|schouder"},
    {focus, v(Area::arms), "arm|armen|biceps|triceps"},
    {focus, v(Area::abs), "buik|buikspieren|sixpack"},
    {focus, v(Area::glutes), "billen|bil|kont|bilspieren"},
    {focus, v(Area::calves), "kuit|kuiten"},
    {place, v(Joint::lower_back), "rug|onderrug|ruggengraat|lage rug|wervel*"},
    {place, v(Joint::knee), "knie|knieën|meniscus|kruisband"},
    {place, v(Joint::shoulder), "schouder|schouders"},
    {place, v(Joint::elbow), "elleboog|ellebogen|arm|armen|onderarm"},
    {place, v(Joint::wrist), "pols|polsen|hand|handen|duim"},
    {place, v(Joint::neck), "nek|hals"},
    {place, v(Joint::hip), "heup|heupen|lies|been|benen|bovenbeen"},
    {place, v(Joint::ankle), "enkel|enkels|voet|voeten|hiel|scheenbe*|achillespees|teen"},
    {pain, 0,
     "pijn|pijnlijk|doet zeer|doet pijn|doen pijn|zeer|blessure*|geblesseerd*|last van|klachten|"
     "probleem|problemen|slechte|verstuikt|ontstoken|ontsteking|artrose|stijf|verrekt"},
    {ache, v(Joint::lower_back), "rugpijn|rugklachten|hernia|ischias|spit"},
    {ache, v(Joint::knee), "kniepijn|knieklachten|knieblessure*"},
    {ache, v(Joint::shoulder), "schouderpijn|schouderklachten|schouderblessure*"},
    {ache, v(Joint::elbow), "tennisarm|tenniselleboog"},
    {ache, v(Joint::neck), "nekpijn|nekklachten"},
    {ache, v(Joint::hip), "heuppijn|liesblessure|liespijn"},
    {ache, v(Joint::ankle), "enkelblessure|hielspoor|voetpijn|scheenbeenvliesontsteking"},
    {ache, v(Joint::wrist), "polspijn"},
    {no_pain, 0,
     "geen blessure*|geen pijn|pijnvrij|blessurevrij|geen klachten|geen problemen|nergens last|"
     "nergens pijn|zonder pijn|geen beperkingen"},
    {negation, 0, "geen|niet|zonder|nooit|noch"},
    {negation_after, 0, "heb ik niet|heb ik geen"},
    {barrier, 0, "maar|mijn|echter|behalve|want|omdat"},
    {instead_of, 0, "in plaats van"},
    {another, 0,
     "een ander|een andere|ander plan|andere|nog een|nog eens|nog een keer|opnieuw|nieuw plan|"
     "nieuw schema|iets anders|andere oefeningen|alternatie*|anders"},
    {restart, 0,
     "opnieuw beginnen|begin opnieuw|vanaf het begin|vergeet alles|vergeet dat|reset|"
     "van voren af aan|helemaal opnieuw"},
    {shorter, 0, "korter|kortere|minder tijd|sneller|te lang|kort"},
    {longer, 0, "langer|langere|meer tijd|te kort"},
    {easier, 0,
     "makkelijker|gemakkelijker|eenvoudiger|te zwaar|te moeilijk|lichter|te veel|te lastig"},
    {harder, 0, "moeilijker|zwaarder|te makkelijk|te licht|intensiever|pittiger"},
    {move, v(Move::push_up), "opdrukken|opdruk*"},
    {move, v(Move::pull_up), "optrekken"},
    {move, v(Move::lunge), "uitvalspas*"},
    {move, v(Move::bench_press), "bankdrukken"},
    {swap, 0, "vervang|vervangen|wissel|wissel om|ruil|ruilen|verwissel|omwisselen"},
    {swap_to, 0, "door|voor|met|tegen"},
    {reject, 0, "haat|schrap|schrappen|sla over|vermijd|vermijden|verwijder|verwijderen|laat"},
    {reject_after, 0, "weglaten|weg|schrappen|vermijden|overslaan|eruit|wil ik niet|kan ik niet"},
    {single, 0,
     "een enkele sessie|maar één training|slechts één training|maar één sessie|"
     "slechts één sessie|training voor vandaag|sessie voor vandaag|workout voor vandaag|"
     "alleen voor vandaag|alleen vandaag|één losse training"},
    {today, 0, "vandaag|vanavond|vanmorgen|nu meteen"},
    {quick, 0, "snelle|korte|snel"},
    {one_session, 0, "sessie|training|workout|borsttraining"},
    {weekly, 0, "hele week|per week|voor de week|voor een week|weekschema|weekplan"},
    {move, v(Move::squat), "kniebuiging*"},
    {move, v(Move::deadlift), "kruisheffen"},
    {focus, v(Area::chest), "borsttraining"},
    {filler, 0, "heb het druk|te druk|druk leven|warming up"},
    {long_ago, 0, "jaren geleden|jaar geleden|vorig jaar|als kind|genezen"},
    {pregnant, 0, "zwanger*|trimester"},
    {illness, 0,
     "hartziekte|hartaandoening|hartprobleem|hartproblemen|hartaanval|hartinfarct|hartpatiënt|"
     "hartfalen|hartkwaal|hartritme*|pacemaker|beroerte|hoge bloeddruk|diabet*|suikerziekte|"
     "insuline|nierziekte|epilep*|osteoporose|kanker|chemo*|angina pectoris|bevallen|"
     "na de bevalling|keizersnede"},
    {surgery, 0, "operatie|geopereerd|operaties"},
    {doctor, 0, "arts|dokter|huisarts|verloskundige|fysio*|cardioloog|chirurg|gynaecoloog"},
    {approval, 0,
     "ok|oké|okay|toestemming|akkoord|goedgekeurd|groen licht|zei ja|zegt ja|mag|goed gevonden|"
     "goedkeuring"},
    {yes, 0, "ja|jazeker|zeker|natuurlijk|klopt|jep"},
    {hello, 0, "hallo|hoi|goedemorgen|goedemiddag|goedenavond|goeiedag|hey|dag spotter"},
    {thanks, 0, "bedankt|dank je|dankjewel|dank u|dankuwel|thanks"},
    {bye, 0, "tot ziens|doei|doeg|tot later|welterusten|tot morgen|houdoe"},
    {small_talk, 0, "hoe gaat het|hoe is het|alles goed|hoe gaat ie|wat doe je|hoe is ie"},
    {fine, 0, "super|geweldig|perfect|prima|goed|mooi|top|leuk|oké|tof|uitstekend|fijn"},
    {help, 0,
     "help|hulp|wat kun je|wat kan je|wie ben je|wat ben je|ben je een ai|ben je een robot|"
     "ben je een mens|ben je echt|hoe werkt dit|hoe werkt het|hoe heet je|je naam|welk model|"
     "hoe begin ik"},
    {plan, 0,
     "plan|plannen|schema|schema s|trainingsschema*|trainingsplan|programma|trainen|oefening|"
     "oefeningen|sporten|weekschema"},
    {food, 0,
     "dieet|dieten|calorie*|calorieën|eiwit|eiwitten|eten|maaltijd*|voeding*|recept|recepten|"
     "supplement*|creatine|vitamine*|vasten|koolhydraten|ontbijt"},
    {off_topic, 0,
     "weer morgen|het weer|weerbericht|python|code|programmeren|javascript|mop|moppen|grap|"
     "gedicht*|politiek|nieuws|bitcoin|aandelen|huiswerk|film|films|liedje|vertaal|vertalen|"
     "hoofdstad|president|wiskunde|opstel|vlucht naar|vriendin"},
    {sick, 0, "griep|koorts|ziek|verkouden|verkoudheid|covid|corona|buikgriep"},
    {question, 0,
     "hoeveel|hoe vaak|hoe lang|waarom|is het|moet ik|wat is|kunnen vrouwen"},
    {request, 0,
     "ik wil|geef me|maak|alsjeblieft|ik heb nodig|kun je|kan je|graag|ik heb"},
    {refusal, 0,
     "zei nee|zegt nee|niet toegestaan|verboden|nog niet|niet akkoord|mag niet|afgeraden"},
    {no, 0,
     "nee|nog niet"},
    {fracture, 0,
     "pols gebroken|arm gebroken|been gebroken|enkel gebroken|in het gips|breuk|gipsbeen"},
    {wheelchair, 0,
     "rolstoel"},
    {illness, 0,
     "liesbreuk|hernia|stent|stents|bypass"},
    {ache, v(Joint::lower_back),
     "scoliose"},
    {include, 0,
     "voeg|met|wil|meer|inclusief"},
    {upper_body, 0,
     "bovenlichaam"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "borst|borstkas|borstbeen + pijn|druk op|druk in|drukt|beklemmend*|beklemming|benauwd*|strak gevoel|"
     "steken|steek|brandend*|knijp*|zwaar gevoel"},
    {RedFlag::chest, "pijn op de borst|pijn in de borst|druk op de borst|borstpijn"},
    {RedFlag::emergency, "heb een hartaanval|is een hartaanval|krijg een hartaanval"},
    {RedFlag::emergency,
     "arm|armen|kaak|linkerarm + pijn|doof|gevoelloos*|tintel*|uitstral* + zweet*|zweten|"
     "misselijk*|duizelig*|benauwd*|adem*"},
    {RedFlag::emergency,
     "kan niet ademen|kan niet ademhalen|krijg geen lucht|krijg geen adem|moeite met ademen|"
     "moeite met ademhalen|nauwelijks ademen|stik|naar adem happen"},
    {RedFlag::emergency,
     "kortademig*|buiten adem|benauwd + in rust|zittend|liggend|als ik zit|als ik lig"},
    {RedFlag::emergency,
     "gezicht|mond|mondhoek|ooglid + hangt|hangend*|scheef|verlamd|doof gevoel|gevoelloos*"},
    {RedFlag::emergency,
     "plotseling*|ineens|opeens|één kant|een kant + zwak|zwakte|krachteloos|gevoelloos*|verlamd|"
     "verlamming|doof|bewegen + arm|been|gezicht|kant|lichaam"},
    {RedFlag::emergency,
     "kan niet praten|kan niet meer praten|onduidelijk praten|praat onduidelijk|brabbel*|"
     "zie niets meer|plotseling blind|kan niet meer zien"},
    {RedFlag::emergency, "ergste hoofdpijn|hevigste hoofdpijn"},
    {RedFlag::emergency,
     "flauwgevallen|flauw gevallen|flauwviel|viel flauw|ingestort|bewusteloos|buiten bewustzijn|"
     "in elkaar gezakt + training|trainen|sporten|hardlopen|oefening*|sportschool|gym|set|workout"},
    {RedFlag::emergency,
     "hart|hartslag|pols + onregelmatig*|bonst|bonkt|slaat over|heel snel|te snel|"
     "op hol + duizelig*|flauw*"},
    {RedFlag::emergency, "zwelt|gezwollen|opgezwollen|zwelling|opgezet + keel|tong|lippen|gezicht"},
    {RedFlag::emergency, "anafyla*|allergische shock|stuip*|bewusteloos|niet wakker te krijgen"},
    {RedFlag::spine,
     "gevoelloos*|doof gevoel|geen gevoel|voel niets|tintel* + tussen mijn benen|tussen de benen|"
     "kruis|genital*|schaamstreek|liezen"},
    {RedFlag::spine,
     "geen controle|niet ophouden|controle verloren|niet beheersen|niet inhouden|"
     "incontinen* + blaas|plas|urine|ontlasting|darm*|poep"},
    {RedFlag::spine, "zwakte|zwak|gevoelloos* + beide benen + rug*"},
    {RedFlag::self_harm,
     "zelfmoord*|suïcid*|zelfdoding|mezelf van het leven|einde aan mijn leven|wil dood|"
     "wil sterven|niet meer leven|mezelf pijn doen|mezelf snijden|zelfbeschadig*|"
     "mezelf iets aandoen|beter af dood"},
    {RedFlag::heat,
     "hitte|zon|warmte|sauna + verward*|flauw*|ingestort|bewusteloos|hete huid|stuip*|"
     "gedesoriënteerd"},
    {RedFlag::heat, "hitteberoerte|zonnesteek"},
    {RedFlag::muscle, "urine|plas|plassen + donker*|bruin*|zwart*|cola|thee|rood|rode|bloed"},
    {RedFlag::muscle, "rabdo*|rhabdo*"},
    {RedFlag::head, "hoofd + gestoten|geslagen|gevallen|klap|geraakt|stootte|gebotst"},
    {RedFlag::head, "hersenschudding"},
    {RedFlag::calf, "kuit|kuiten + gezwollen|dik|dikke|opgezwollen|warm|warme|rood|rode"},
    {RedFlag::calf, "trombose*|bloedprop"},
    {RedFlag::pregnancy,
     "zwanger* + bloed*|bloeding|vruchtwater|vocht|weeën|duizelig*|flauw*|hoofdpijn|buikpijn|"
     "pijn op de borst|benauwd|kortademig*|beweegt minder"},
    {RedFlag::injury, "hoorde|voelde|gehoord|gevoeld + knap|knak|krak|plop|scheur*|knal"},
    {RedFlag::injury,
     "kan niet lopen|kan niet op mijn|kan er niet op staan|kan niet meer op|kan niet staan|"
     "niet op staan|niet belasten|kan niet meer lopen|niet steunen|vervormd|uit de kom|ontwricht|"
     "gebroken bot"},
    {RedFlag::injury,
     "koorts + gezwollen|warm|warme|rood|rode + knie|gewricht|elleboog|heup|enkel"},
    {RedFlag::doctor, "flauwgevallen|flauw gevallen|hartkloppingen|hart slaat over|hart bonst"},
    {RedFlag::physio,
     "gevoelloos*|tintel*|doof gevoel|slapend gevoel + arm|armen|been|benen|hand|handen|voet|"
     "voeten|vingers|tenen"},
    {RedFlag::doctor, "rugpijn + koorts|kanker|nachts"},
    {RedFlag::emergency, "zie dubbel|dubbel zien"},
    {RedFlag::muscle,
     "spieren|spierpijn + gezwollen|opgezwollen|zwak + extreem|extreme|heftige|ondraaglijk*"},
    {RedFlag::injury, "open wond|diepe wond|diepe snee|blijft bloeden"},
    {RedFlag::doctor,
     "buiten adem|kortademig*|benauwd + paar stappen|trap|trappen|lichte inspanning|"
     "rustig wandelen"},
    {RedFlag::doctor,
     "vader|moeder|broer|zus|familie + plotseling overleden|plotse dood|plotselinge hartdood"},
    {RedFlag::doctor, "rugpijn + val|gevallen|osteoporose|botontkalking|prednison"},
    {RedFlag::physio,
     "pijn + al weken|al maanden|sinds weken|al een maand|al 3 weken|al drie weken|al 2 maanden|"
     "al twee maanden|wordt erger|steeds erger|maakt me wakker"},
    {RedFlag::eating,
     "boulimi*|anorexi*|eetstoornis*|laat mezelf overgeven|overgeven na het eten|eten verdienen|"
     "hongeren|niet meer ongesteld|menstruatie blijft uit|bang om te eten|haat mijn lichaam"},
};
// clang-format on

}  // namespace

LanguageTable dutch_words() noexcept {
  return {Language::nl, kWords, kFlags};
}

}  // namespace spotter::trainer
