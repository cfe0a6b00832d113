#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "och|jag|med|för|mitt|min|mina|en|ett|att|är|har|vill|skulle|kan|du|mig|inte|hur|vad|tack|"
     "snälla|utan|men|eller|i|på|till|av|om|som|det|den|också|bara|göra|gör|ge|veckan|vecka|"
     "behöver"},
    {filler, 0,
     "inte bara|inga problem|inget problem|ingen aning|inte säker|vet inte|vilodag*|bröstdag|"
     "bröstträning|bröstpass|bröstövning*|benpress|träningsvärk|tillbaka till|varför inte|"
     "i stället för det|istället|mår inte bra|inte bra|går inte över|slutar inte|inte normalt|"
     "står inte ut"},
    {number, 1, "en|ett|ena"},
    {number, 2, "två"},
    {number, 3, "tre"},
    {number, 4, "fyra"},
    {number, 5, "fem"},
    {number, 6, "sex"},
    {number, 7, "sju"},
    {number, 8, "åtta"},
    {number, 9, "nio"},
    {number, 10, "tio"},
    {number, 11, "elva"},
    {number, 12, "tolv"},
    {number, 15, "femton"},
    {number, 20, "tjugo"},
    {number, 30, "trettio"},
    {number, 40, "fyrtio"},
    {number, 45, "fyrtiofem"},
    {number, 60, "sextio"},
    {number, 90, "nittio"},
    {day, 0, "dag|dagar|träningsdag|träningsdagar|dagars"},
    {times, 0, "gång|gånger|ggr|x"},
    {session, 0, "pass|träningspass|träningar"},
    {week, 0, "vecka|veckan|veckor|veckovis"},
    {minute, 0, "minut|minuter|min|minuters"},
    {hour, 0, "timme|timmar|timma|tim|h"},
    {month, 0, "månad*"},
    {year, 0, "år|åren"},
    {days_phrase, 1, "en gång i veckan|en gång per vecka"},
    {days_phrase, 2, "två gånger i veckan|två gånger per vecka|på helgen|på helger|på helgerna"},
    {days_phrase, 3, "varannan dag|tre gånger i veckan"},
    {days_phrase, 7, "varje dag|dagligen|alla dagar"},
    {minutes_phrase, 30, "halvtimme|halvtimma|en halv timme"},
    {minutes_phrase, 45, "tre kvart|trekvart"},
    {minutes_phrase, 60, "en timme|en timma"},
    {minutes_phrase, 90, "en och en halv timme|halvannan timme"},
    {weekday, 1, "måndag*"},
    {weekday, 2, "tisdag*"},
    {weekday, 3, "onsdag*"},
    {weekday, 4, "torsdag*"},
    {weekday, 5, "fredag*"},
    {weekday, 6, "lördag*"},
    {weekday, 7, "söndag*"},
    {years_old, 0, "år gammal|åring|årig|år ung"},
    {i_am, 0, "jag är|är|ålder"},
    {experience, 0, "erfarenhet*|tränat|tränat i|sedan|i"},
    {level, v(Level::beginner),
     "nybörjar*|novis|ny på|aldrig tränat|precis börjat|ingen erfarenhet|utan erfarenhet|"
     "första gången|otränad"},
    {level, v(Level::intermediate), "medel|mellannivå|viss erfarenhet|medelnivå|mellan nivå"},
    {level, v(Level::advanced), "avancerad*|expert|proffs|erfaren|vältränad"},
    {goal, v(Goal::health), "hälsa|hälsosam*|frisk|må bra|i form|allmän kondition|må bättre"},
    {goal, v(Goal::strength), "styrka|starkare|stark|explosiv*"},
    {goal, v(Goal::muscle), "muskel*|muskler|muskelmassa|massa|bygga muskler|hypertrofi"},
    {goal, v(Goal::weight),
     "gå ner i vikt|gå ned i vikt|viktnedgång|tappa vikt|minska i vikt|bränna fett|"
     "fettförbränning|banta|smal*"},
    {goal, v(Goal::toning), "tona|fastare|definition|deffa"},
    {goal, v(Goal::endurance), "uthållighet|kondition|flås"},
    {gear, v(Gear::gym), "gymmet|gym|träningscenter|styrkelokal"},
    {gear, v(Gear::barbell), "skivstång*|hemmagym"},
    {gear, v(Gear::dumbbells), "hantel|hantlar|hantlarna"},
    {gear, v(Gear::bands), "gummiband|motståndsband*|band|träningsband|minibands"},
    {gear, v(Gear::bodyweight),
     "ingen utrustning|utan utrustning|kroppsvikt|egen kroppsvikt|egna kroppen|utan redskap|"
     "inga redskap|utan vikter|inga vikter|hotellrum*|i parken|inget gym|utan gym"},
    {gear, v(Gear::machines), "maskin|maskiner|gymmaskiner|inga fria vikter"},
    {item, v(Item::bench), "bänk|bänken|träningsbänk"},
    {item, v(Item::rack), "ställning|rack"},
    {item, v(Item::cable), "kabel|kabelmaskin|dragmaskin"},
    {item, v(Item::smith_machine), "smithmaskin|smith maskin"},
    {item, v(Item::pull_up_bar), "chinsstång*|räcke|räcket|pull up stång"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "ez stång"},
    {item, v(Item::dip_bars), "dipsställning|dipsräcke|barr"},
    {home, 0, "hemma|hem|lägenhet|vardagsrum*"},
    {also, 0, "också|dessutom|även|lägg till"},
    {only, 0, "bara|endast|enbart"},
    {focus, v(Area::chest), "bröst|bröstet|bröstmuskler"},
    {focus, v(Area::back), "rygg|ryggen|ryggmuskler"},
    {focus, v(Area::legs), "ben|benen|lår|låren|bendag|baksida lår"},
    {focus, v(Area::shoulders), "axlar|axlarna|axel"},
    {focus, v(Area::arms), "arm|armar|armarna|biceps|triceps"},
    {focus, v(Area::abs), "mage|magen|magmuskler|magrutor|bål"},
    {focus, v(Area::glutes), "rumpa|rumpan|sätet|säte"},
    {focus, v(Area::calves), "vader|vaderna"},
    {place, v(Joint::lower_back), "rygg|ryggen|ländrygg*|ryggrad*|korsrygg*|ryggslut*"},
    {place, v(Joint::knee), "knä|knäet|knät|knäna|knän|menisk*|korsband*"},
    {place, v(Joint::shoulder), "axel|axeln|axlar|axlarna|skuldra|skuldran"},
    {place, v(Joint::elbow), "armbåge|armbågen|armbågar|arm|armen|armarna|underarm*"},
    {place, v(Joint::wrist), "handled|handleden|handleder|handlederna|hand|handen|händer|tumme*"},
    {place, v(Joint::neck), "nacke|nacken|hals|halsen"},
    {place, v(Joint::hip),
     "höft|höften|höfter|höfterna|ljumske*|ljumskar*|ben|benet|benen|lår|låret|låren"},
    {place, v(Joint::ankle),
     "fotled|fotleden|vrist|vristen|fot|foten|fötter|fötterna|häl|hälen|smalben*|hälsena*|"
     "benhinn*|tå"},
    {pain, 0,
     "ont|gör ont|smärta*|smärtor|värk|värker|skada|skador|skadad|skadat|problem|besvär|dålig|"
     "dåligt|stukad|stukat|inflammation|artros|stel|krånglar"},
    {ache, v(Joint::lower_back),
     "ryggont|ryggskott|ischias|diskbråck|ryggvärk|ryggproblem|ryggsmärt*"},
    {ache, v(Joint::knee), "knäproblem|knäskada|knäsmärta*|löparknä"},
    {ache, v(Joint::shoulder), "axelproblem|axelskada|axelsmärta"},
    {ache, v(Joint::elbow), "tennisarmbåge|golfarmbåge"},
    {ache, v(Joint::neck), "nackvärk|nackont|nackproblem"},
    {ache, v(Joint::hip), "höftproblem|höftsmärta|ljumskskada"},
    {ache, v(Joint::ankle), "hälsporre|benhinneinflammation|fotskada"},
    {no_pain, 0,
     "inga skador|ingen skada|ingen smärta|smärtfri|skadefri|inte ont|inga besvär|"
     "inga problem med kroppen|ingenting gör ont|inget gör ont"},
    {negation, 0, "inte|ingen|inget|inga|utan|aldrig|ej"},
    {negation_after, 0, "har jag inte|har jag ingen"},
    {barrier, 0, "men|min|mitt|mina|dock|förutom|eftersom"},
    {instead_of, 0, "istället för|i stället för"},
    {another, 0,
     "en annan|ett annat|annan plan|annat program|något annat|nånting annat|en till|ett till|igen|"
     "en gång till|ny plan|nytt program|andra övningar|annorlunda|alternativ*"},
    {restart, 0,
     "börja om|börjar om|från början|från noll|glöm allt|glöm det|nollställ*|återställ*"},
    {shorter, 0, "kortare|mindre tid|snabbare|för lång|för långt|för långa|kort"},
    {longer, 0, "längre|mer tid|för kort"},
    {easier, 0, "lättare|enklare|för svårt|för tungt|för svår|för mycket|för jobbigt|för hårt"},
    {harder, 0, "svårare|tyngre|hårdare|för lätt|tuffare|för enkelt"},
    {move, v(Move::squat), "knäböj"},
    {move, v(Move::lunge), "utfall|utfallssteg"},
    {move, v(Move::deadlift), "marklyft"},
    {move, v(Move::push_up), "armhävning*"},
    {move, v(Move::bench_press), "bänkpress"},
    {move, v(Move::plank), "plankan"},
    {swap, 0, "byt|byt ut|byta|byta ut|ersätt|ersätta|växla"},
    {swap_to, 0, "mot|med|till"},
    {reject, 0, "hatar|ta bort|hoppa över|undvik|undvika|stryk|skippa|gillar inte"},
    {reject_after, 0, "vill jag inte|kan jag inte|ska bort|bort"},
    {single, 0,
     "ett enda pass|bara ett pass|pass för idag|pass för i dag|dagens pass|bara för idag|"
     "bara idag|träning för idag|ett enstaka pass"},
    {today, 0, "idag|i dag|ikväll|i kväll|just nu"},
    {quick, 0, "snabbt|snabb|kort"},
    {one_session, 0, "pass|träningspass|träning|workout|bröstpass|benpass|ryggpass|armpass"},
    {weekly, 0, "hela veckan|i veckan|för en vecka|per vecka|veckoplan|veckoschema"},
    {move, v(Move::pull_up), "räckhäv|räckhävning*|chins"},
    {focus, v(Area::chest), "bröstpass|bröstträning"},
    {focus, v(Area::legs), "benpass"},
    {focus, v(Area::back), "ryggpass"},
    {focus, v(Area::arms), "armpass"},
    {pregnant, 0, "gravid*|trimester"},
    {illness, 0,
     "hjärtsjuk*|hjärtproblem|hjärtattack*|hjärtinfarkt*|hjärtfel|hjärtsvikt|pacemaker|stroke|"
     "högt blodtryck|hypertoni|diabet*|insulin|njursjuk*|epilep*|osteoporos|benskörhet|cancer|"
     "cellgift*|kärlkramp|nyförlöst|efter förlossning*|kejsarsnitt|fött barn|precis fött"},
    {surgery, 0, "operation*|opererad*|opererat|opererade"},
    {doctor, 0, "läkare*|doktor*|barnmorska*|fysio*|sjukgymnast*|kardiolog*|kirurg*|gynekolog*"},
    {approval, 0,
     "ok|okej|okay|tillåtelse|klartecken|godkänt|godkänd|får|grönt ljus|sagt ja|sa ja"},
    {yes, 0, "ja|japp|absolut|visst|självklart|såklart|jo"},
    {hello, 0, "hej|hejsan|god morgon|god kväll|god dag|tjena|tjenare|hallå|tja"},
    {thanks, 0, "tack|tackar|tack så mycket|stort tack"},
    {bye, 0, "hej då|hejdå|adjö|vi ses|god natt|ha det bra|vi hörs"},
    {small_talk, 0, "hur mår du|hur är det|hur går det|läget|vad gör du|hur är läget"},
    {fine, 0, "bra|toppen|perfekt|jättebra|fint|härligt|okej|grymt|super|utmärkt|kanon|schysst"},
    {help, 0,
     "hjälp|vad kan du|vem är du|vad är du|är du en ai|är du en robot|är du människa|hur fungerar|"
     "vad heter du|ditt namn|vilken modell|hur börjar jag|är du äkta"},
    {plan, 0,
     "plan|planer|program|schema|träningsprogram*|träningsschema|träna|träning|träningen|övning|"
     "övningar|träningsplan|veckoschema"},
    {food, 0,
     "diet*|kalori*|protein*|äta|äter|mat|måltid*|kost*|näring*|recept|kosttillskott|kreatin|"
     "vitamin*|fasta|kolhydrat*|frukost"},
    {off_topic, 0,
     "väder|vädret|python|kod|koda|programmera|javascript|skämt|dikt|politik|nyheter|bitcoin|"
     "aktier|läxa|läxor|film|filmer|låt|översätt|huvudstad*|president*|matte|uppsats|flyg till|"
     "flickvän|pojkvän"},
    {sick, 0, "influensa|feber|sjuk|förkyld|förkylning|covid|magsjuk*"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "bröst|bröstet|bröstkorg*|bröstben* + ont|smärta*|smärtor|tryck|trycker|trycket|åtstram*|"
     "kramp*|bränn*|stick*|tyngd|spänn*"},
    {RedFlag::chest, "bröstsmärt*"},
    {RedFlag::emergency,
     "har en hjärtattack|är en hjärtattack|får en hjärtattack|är det hjärtinfarkt"},
    {RedFlag::emergency,
     "arm|armen|armar|käke|käken + ont|smärta*|domn*|strålar|utstrål* + svett*|kallsvett*|illamå*|"
     "yr|yrsel|andfådd|andas|andnöd"},
    {RedFlag::emergency,
     "kan inte andas|får ingen luft|får inte luft|svårt att andas|andnöd|kippar efter andan|"
     "andningssvårigheter"},
    {RedFlag::emergency, "andfådd|andfått + i vila|sitter|ligger|sittande|liggande|utan att göra"},
    {RedFlag::emergency,
     "ansikte|ansiktet|mungipa*|mun|ögonlock* + häng*|domn*|förlam*|snett|sned"},
    {RedFlag::emergency,
     "plötsl*|helt plötsligt|ena sidan|en sida + svag*|domn*|förlam*|röra + arm|armen|ben|benet|"
     "ansikt*|sida|sidan|kropp*"},
    {RedFlag::emergency,
     "kan inte prata|kan inte tala|sluddr*|otydligt tal|ser ingenting|förlorat synen|"
     "plötsligt blind"},
    {RedFlag::emergency, "värsta huvudvärken|värsta huvudvärk"},
    {RedFlag::emergency,
     "svimma*|svimning|kollapsa*|tuppade av|föll ihop|förlorade medvetandet|medvetslös + träning*|"
     "träna*|pass|passet|löp*|springa|sprang|gymmet|set|knäböj|övning*"},
    {RedFlag::emergency,
     "hjärta|hjärtat|puls|pulsen + oregelbund*|rusar|bultar|hoppar över|väldigt snabbt|"
     "rusande + yr|yrsel|svimma*|andfådd|andas"},
    {RedFlag::emergency, "sväll*|svull* + hals|halsen|svalg*|tunga|tungan|läpp*|ansikt*"},
    {RedFlag::emergency, "anafyla*|allergisk chock|krampanfall|medvetslös|går inte att väcka"},
    {RedFlag::spine,
     "domn*|ingen känsel|känner inte|sticknin* + mellan benen|underliv*|ljumsk*|genital*|skrev*"},
    {RedFlag::spine,
     "kan inte hålla|ingen kontroll|tappat kontrollen|kan inte kontrollera|inkontinen* + blåsa*|"
     "urin*|kiss*|avföring*|tarm*"},
    {RedFlag::spine, "svag*|domn* + båda benen + rygg*"},
    {RedFlag::self_harm,
     "självmord*|ta livet av mig|ta mitt liv|vill dö|vill inte leva|orkar inte leva|"
     "skada mig själv|skära mig|självskad*|göra mig illa|avsluta mitt liv"},
    {RedFlag::heat,
     "hetta|värme*|solen|bastu + förvirr*|svimma*|kollapsa*|het hud|kramp*|medvetslös"},
    {RedFlag::heat, "värmeslag|solsting"},
    {RedFlag::muscle, "urin|urinen|kiss|kissar|kisset + mörk*|brun*|svart*|cola|te|röd*|blod*"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "huvud|huvudet + slog|slagit|smäll*|föll|ramla*|träff*|stött"},
    {RedFlag::head, "hjärnskakning*"},
    {RedFlag::calf, "vaden|vader|vaderna + svull*|varm*|röd|rött|röda|svälld"},
    {RedFlag::calf, "blodpropp*|trombos*"},
    {RedFlag::pregnancy,
     "gravid* + blöd*|blod|fostervatten|vatten|värkar|sammandragning*|yr|yrsel|svimma*|huvudvärk|"
     "magont|ont i magen|bröstsmärta*|andfådd|rör sig mindre"},
    {RedFlag::injury, "hörde|kände|hört|känt + knäpp*|smäll*|knak*|small|poppade|brast|spricka"},
    {RedFlag::injury,
     "kan inte gå|kan inte stå|kan inte stödja|kan inte belasta|deformera*|ur led|bruten|"
     "brutet ben"},
    {RedFlag::injury, "feber + svull*|varm*|röd* + knä*|led|leden|armbåg*|höft*|fotled*"},
    {RedFlag::doctor, "svimma*|svimning*|hjärtklappning*|hjärtat rusar"},
    {RedFlag::doctor,
     "domn*|sticknin*|pirr*|myrkryp* + arm|armen|armar|ben|benet|benen|hand|handen|händer|fot|"
     "foten|fötter|fingrar|tår"},
    {RedFlag::doctor, "ont i ryggen|ryggont|ryggvärk + feber|cancer|på natten"},
};
// clang-format on

}  // namespace

LanguageTable swedish_words() noexcept {
  return {Language::sv, kWords, kFlags};
}

}  // namespace spotter::trainer
