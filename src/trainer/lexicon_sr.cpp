#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "i|ja|sam|imam|želim|hteo|htela|bih|molim|moj|moja|moje|me|mi|sa|za|šta|kako|možeš|ne|bez|"
     "ali|ili|u|na|do|se|je|nedeljno|to|samo|treba|napravi|daj|da|od|mogu|hoću|želeo"},
    {filler, 0,
     "ne samo|nema problema|ne znam|nisam siguran|nisam sigurna|nemam pojma|dan odmora|"
     "dana odmora|dan za grudi|trening grudi|vežbe za grudi|nožna presa|nožne prese|upala mišića|"
     "zašto da ne|umesto toga|umesto tog|ne osećam se dobro|ne prolazi|ne prestaje|nije mi dobro|"
     "ne mogu više|ne mogu da izdržim|nije normalno"},
    {number, 1, "jedan|jedna|jednom|jednu"},
    {number, 2, "dva|dve|dvaput"},
    {number, 3, "tri|triput"},
    {number, 4, "četiri"},
    {number, 5, "pet"},
    {number, 6, "šest"},
    {number, 7, "sedam"},
    {number, 8, "osam"},
    {number, 9, "devet"},
    {number, 10, "deset"},
    {number, 11, "jedanaest"},
    {number, 12, "dvanaest"},
    {number, 15, "petnaest"},
    {number, 20, "dvadeset"},
    {number, 30, "trideset"},
    {number, 40, "četrdeset"},
    {number, 45, "četrdeset pet"},
    {number, 60, "šezdeset"},
    {number, 90, "devedeset"},
    {day, 0, "dan|dana|dani|danima"},
    {times, 0, "put|puta|x"},
    {session, 0, "treninga|treninzi|trening"},
    {week, 0, "nedelja|nedelju|nedelje|nedeljno|sedmično|sedmica|sedmici|nedelji|tjedno"},
    {minute, 0, "minut*|min"},
    {hour, 0, "sat|sata|sati|čas|h"},
    {month, 0, "mesec|meseca|meseci"},
    {year, 0, "godina|godine|godinu|god"},
    {days_phrase, 1, "jednom nedeljno|jedanput nedeljno"},
    {days_phrase, 2, "dva puta nedeljno|dvaput nedeljno|vikendom|za vikend"},
    {days_phrase, 3, "svaki drugi dan|tri puta nedeljno|svakog drugog dana"},
    {days_phrase, 7, "svaki dan|svakog dana|svakodnevno"},
    {minutes_phrase, 30, "pola sata|po sata"},
    {minutes_phrase, 45, "tri četvrt sata"},
    {minutes_phrase, 60, "jedan sat|sat vremena"},
    {minutes_phrase, 90, "sat i po|sat ipo"},
    {weekday, 1, "ponedelj*"},
    {weekday, 2, "utorak|utork*"},
    {weekday, 3, "sreda|sredu|sredom"},
    {weekday, 4, "četvrt*"},
    {weekday, 5, "petak|petkom"},
    {weekday, 6, "subota|subotu|subotom"},
    {weekday, 7, "nedeljom"},
    {years_old, 0, "godina|godine"},
    {i_am, 0, "imam|uzrast"},
    {experience, 0, "iskustv*|treniram|vežbam|pre|već|staža"},
    {level, v(Level::beginner),
     "početnik*|početnic*|početni*|počinjem|nikad nisam|nikada nisam|bez iskustva|nemam iskustva|"
     "prvi put|od nule"},
    {level, v(Level::intermediate),
     "srednji nivo|srednje napred*|srednji|malo iskustva|srednjeg nivoa"},
    {level, v(Level::advanced), "napredn*|napredan|ekspert*|iskus*|profesional*"},
    {goal, v(Goal::health),
     "zdravlje|zdrav|zdrava|zdravlja|forma|formu|formi|u formi|kondicija opšta"},
    {goal, v(Goal::strength), "snaga|snagu|snage|jači|jača|jak|eksplozivn*"},
    {goal, v(Goal::muscle), "mišić|mišiće|mišića|mišićn*|masa|masu|mase|hipertrofij*|nabaciti"},
    {goal, v(Goal::weight),
     "smrša*|mršav*|gubitak težine|izgubiti kilograme|skinuti kilograme|sagorevanje masti|"
     "sagoreti mast|skinem kile|skinuti kile|skinem kilograme"},
    {goal, v(Goal::toning), "zategn*|zatezanje|toniranje|definicij*|oblikova*"},
    {goal, v(Goal::endurance), "izdržljivost*|kondicij*"},
    {gear, v(Gear::gym), "teretana|teretanu|teretani|teretane|fitnes centar"},
    {gear, v(Gear::barbell),
     "šipka|šipku|šipkom|šipke|tegovi i šipka|olimpijska šipka|kućna teretana"},
    {gear, v(Gear::dumbbells), "bučic*|tegovi|tegovima|tegove|tegić*"},
    {gear, v(Gear::bands),
     "traka|trake|trakama|trakom|gume|gumama|guma za vežbanje|elastične trake|elastična traka"},
    {gear, v(Gear::bodyweight),
     "bez opreme|nemam opremu|nikakva oprema|sopstvena težina|sopstvenom težinom|težina tela|"
     "težinom tela|kalistenik*|bez tegova|hotelska soba|u parku|bez teretane|nemam teretanu|"
     "bez sprava|bez rekvizita"},
    {gear, v(Gear::machines), "mašine|mašina|mašinama|sprave|spravama"},
    {item, v(Item::bench), "klupa|klupe|klupu|klupi"},
    {item, v(Item::rack), "stalak|rek"},
    {item, v(Item::cable), "sajla|sajle|sajlu|kabl"},
    {item, v(Item::smith_machine), "smit mašina|smit"},
    {item, v(Item::pull_up_bar), "vratilo|vratila|šipka za zgibove|vratilu"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "ez šipka|kriva šipka"},
    {item, v(Item::dip_bars), "razboj|razboja|razboju"},
    {home, 0, "kuća|kući|kod kuće|kuće|stan|stanu"},
    {also, 0, "takođe|i još|dodaj|isto imam"},
    {only, 0, "samo|jedino|isključivo"},
    {focus, v(Area::chest), "grudi|prsa|grudni"},
    {focus, v(Area::back), "leđa|leđni|ledja"},
    {focus, v(Area::legs), "noge|nogu|noga|butine|kvadriceps*|zadnja loža|zadnju ložu"},
    {focus, v(Area::shoulders), "ramena|rame"},
    {focus, v(Area::arms), "ruke|ruku|biceps*|triceps*"},
    {focus, v(Area::abs), "stomak|stomaka|trbuh|trbušnjac*|trbušnjake"},
    {focus, v(Area::glutes), "zadnjica|zadnjicu|guza|guzu|gluteus*"},
    {focus, v(Area::calves), "listovi|listove|list"},
    {place, v(Joint::lower_back),
     "leđa|ledja|leda|leđima|donja leđa|kičma|kičmu|kičme|krsta|krstima|slabina*"},
    {place, v(Joint::knee), "koleno|kolena|kolenu|kolenima|kolenom|meniskus*|ukršten*"},
    {place, v(Joint::shoulder), "rame|ramena|ramenu|ramenima|ramenom"},
    {place, v(Joint::elbow), "lakat|lakta|laktu|laktovi|ruka|ruku|ruci|podlaktic*"},
    {place, v(Joint::wrist), "zglob šake|ručni zglob|ručnom zglobu|šaka|šake|šaku|palac|zglob"},
    {place, v(Joint::neck), "vrat|vrata|vratu"},
    {place, v(Joint::hip),
     "kuk|kuka|kuku|kukovi|prepone|preponama|prepona|noga|noge|nogu|nozi|butina|butine"},
    {place, v(Joint::ankle),
     "skočni zglob|skočnog zgloba|skočnom zglobu|članak|članka|gležanj|stopalo|stopala|stopalu|"
     "peta|peti|petu|cevanic*|ahilov*"},
    {pain, 0,
     "bol|bolovi|bolova|boli|bole|bolelo|povred*|povređen*|problem|problemi|problema|smeta|upala|"
     "upale|uganu*|istegn*|artroz*|artritis|ukočen*"},
    {ache, v(Joint::lower_back), "išijas|lumbago|diskus hernija|diskus herniju|hernija"},
    {ache, v(Joint::elbow), "teniski lakat"},
    {no_pain, 0,
     "bez povreda|nemam povrede|nemam povreda|bez bolova|ništa me ne boli|ništa ne boli|"
     "nikakve povrede|bez ograničenja|nemam bolove"},
    {negation, 0, "ne|nije|bez|nema|nemam|nikad|nikada|nikakav|nikakve|ni|nemoj"},
    {negation_after, 0, "nemam"},
    {barrier, 0, "ali|moj|moja|moje|međutim|osim|jer"},
    {instead_of, 0, "umesto"},
    {another, 0,
     "drugi|druga|drugo|drugi plan|još jedan|još jednom|novi plan|nešto drugo|druge vežbe|"
     "alternativ*|ponovo|opet|drugačij*"},
    {restart, 0,
     "iz početka|ispočetka|od početka|kreni ispočetka|počni ispočetka|zaboravi sve|zaboravi|"
     "resetuj"},
    {shorter, 0, "kraće|kraći|kraća|manje vremena|brže|predugo|predugačko|previše dugo|skrati"},
    {longer, 0, "duže|duži|duža|više vremena|prekratko|produži"},
    {easier, 0, "lakše|lakši|jednostavnije|preteško|prejako|previše teško|previše|prenaporno"},
    {harder, 0, "teže|teži|prelako|intenzivnije|jače|zahtevnije|previše lako"},
    {move, v(Move::squat), "čučanj|čučnjev*|čučnja"},
    {move, v(Move::lunge), "iskorak*"},
    {move, v(Move::deadlift), "mrtvo dizanje|mrtvog dizanja"},
    {move, v(Move::push_up), "sklek|sklekov*|skleka"},
    {move, v(Move::pull_up), "zgib|zgibov*|zgiba"},
    {move, v(Move::plank), "plenk|izdržaj"},
    {move, v(Move::bench_press), "benč pres|potisak sa klupe|benč"},
    {swap, 0, "zameni|zamenite|zameniti|promeni|menjaj|zamenimo"},
    {swap_to, 0, "za|sa"},
    {reject, 0, "izbaci|ukloni|preskoči|izbegavaj|mrzim|ne volim|skloni"},
    {reject_after, 0, "izbaci|ne mogu|ne želim|neću"},
    {single, 0,
     "jedan trening|samo jedan trening|trening za danas|današnji trening|samo za danas|samo danas"},
    {today, 0, "danas|večeras|sada"},
    {quick, 0, "brz|brzi|kratak|kratki"},
    {one_session, 0, "trening"},
    {weekly, 0,
     "cela nedelja|cele nedelje|celu nedelju|nedeljno|nedeljni plan|za nedelju dana|"
     "za celu nedelju"},
    {move, v(Move::squat), "čučanj*|čučnj*"},
    {move, v(Move::lunge), "iskorac*"},
    {move, v(Move::deadlift), "mrtvim dizanjem|mrtva dizanja"},
    {focus, v(Area::chest), "trening grudi|dan za grudi"},
    {filler, 0, "visok pritisak|visok krvni pritisak|povišen pritisak|krvni pritisak"},
    {long_ago, 0, "pre mnogo godina|godina pre|prošle godine|kao dete|kad sam bio mali|zalečen*"},
    {pregnant, 0, "trudn*|trimest*"},
    {illness, 0,
     "bolest srca|bolesno srce|srčan*|problem sa srcem|problemi sa srcem|probleme sa srcem|"
     "infarkt*|pejsmejker|moždani udar|šlog|visok pritisak|visok krvni pritisak|povišen pritisak|"
     "hipertenzij*|dijabet*|šećern*|insulin*|bolest bubrega|epilepsij*|osteoporoz*|rak|raka|"
     "tumor*|hemoterapij*|aritmij*|posle porođaja|porodila|nakon porođaja|carski rez|carskog reza"},
    {surgery, 0, "operacij*|operisan*|operisao"},
    {doctor, 0, "lekar*|doktor*|babica|fizioterapeut*|kardiolog*|hirurg*|ginekolog*"},
    {approval, 0,
     "ok|okej|dozvoli*|dozvolu|dozvola|zeleno svetlo|odobri*|u redu|smem|mogu|saglasan|saglasna"},
    {yes, 0, "da|naravno|jeste|svakako|aha|tako je"},
    {hello, 0, "zdravo|ćao|dobar dan|dobro jutro|dobro veče|pozdrav|hej|cao"},
    {thanks, 0, "hvala*|hvala puno|zahvaljujem"},
    {bye, 0, "doviđenja|laku noć|vidimo se|prijatno|pozdrav za kraj|do sutra"},
    {small_talk, 0, "kako si|šta ima|kako ide|kako je|šta radiš|kako ste"},
    {fine, 0, "super|odlično|dobro|savršeno|sjajno|može|važi|u redu|okej|kul|fantastično|lepo"},
    {help, 0,
     "pomoć|pomozi|šta umeš|šta možeš|šta znaš|ko si|ko si ti|šta si ti|da li si robot|"
     "da li si ai|jesi li robot|jesi li ai|jesi li čovek|kako ovo radi|kako funkcioniše|"
     "kako se zoveš|koji model|kako da počnem"},
    {plan, 0,
     "plan|plana|planovi|program|programa|trening|treninga|treninge|trenirati|treniram|vežbati|"
     "vežbe|vežba|vežbanje|raspored"},
    {food, 0,
     "dijet*|ishran*|kalorij*|protein*|jesti|jedem|hrana|hranu|hrane|obrok*|recept*|suplement*|"
     "kreatin*|vitamin*|post|ugljeni hidrati|doručak"},
    {off_topic, 0,
     "vreme sutra|vremenska prognoza|prognoza|python|kod za|programiraj|programiranje|javascript|"
     "vic|viceve|šalu|pesm*|politik*|vesti|bitkoin*|bitcoin|akcije|domaći zadatak|domaći|film|"
     "filmove|prevedi|glavni grad|predsednik*|matematik*|sastav|let za|devojk*|dečko"},
    {drugs, 0, "klenbuterol|sarmov*"},
    {sick, 0, "grip|groznic*|temperatur*|bolestan|bolesna|prehlad*|prehlađen*|kovid|korona"},
    {question, 0,
     "koliko|zašto|da li treba|šta je|da li je|koliko često"},
    {request, 0,
     "hoću|daj mi|napravi|molim|treba mi|možeš|imam|želim"},
    {refusal, 0,
     "rekao ne|rekla ne|rekao je ne|rekla je ne|nije dozvolio|nije dozvolila|zabranio|"
     "zabranila|ne još|još ne"},
    {no, 0,
     "ne"},
    {fracture, 0,
     "slomio|slomila|slomljen*|prelom|gips|u gipsu"},
    {wheelchair, 0,
     "invalidskim kolicima|kolica"},
    {illness, 0,
     "kila|stent*|bajpas*"},
    {ache, v(Joint::lower_back),
     "skolioz*"},
    {include, 0,
     "dodaj|sa|hoću|ubaci"},
    {upper_body, 0,
     "gornji deo tela"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "grudi|grudima|grudni koš|grudnom košu|grudna kost|prsa|prsima|grudnoj kosti + bol|boli|"
     "bolovi|bolova|pritisak u|pritiska u|pritisak na|stezanje|steže|stiska|peče|pečenje|probada|probadanje|težina u|osećaj težine"},
    {RedFlag::emergency, "imam infarkt|to je infarkt|dobijam infarkt"},
    {RedFlag::emergency,
     "ruka|ruku|ruci|ruke|vilica|vilicu|vilici + bol|boli|bolovi|trne|trnu*|utrn* + znoj*|"
     "hladan znoj|mučnin*|vrtoglavic*|vrti mi se|gubim dah|dah|diš*"},
    {RedFlag::emergency,
     "ne mogu da dišem|ne mogu disati|teško dišem|otežano dišem|otežano disanje|gušim se|"
     "ne mogu da udahnem|nemam vazduha|ostajem bez vazduha"},
    {RedFlag::emergency,
     "bez daha|kratak dah|zadihan* + u mirovanju|dok sedim|dok ležim|sedeći|ležeći"},
    {RedFlag::emergency,
     "lice|lica|usta|ugao usana|kapak + visi|opušten*|utrn*|oduzet*|krivo|kriva|iskrivljen*|trne"},
    {RedFlag::emergency,
     "iznenada|odjednom|nagl*|jedna strana|jedne strane|pola tela + slab*|utrn*|trne|oduzet*|"
     "paraliz*|pomerim|pomeriti + ruka|ruku|ruke|noga|nogu|noge|lice|strana|strane|tela"},
    {RedFlag::emergency,
     "ne mogu da govorim|ne mogu da pričam|nejasan govor|otežan govor|pričam nerazgovetno|"
     "ne vidim ništa|izgubio vid|izgubila vid|odjednom ne vidim"},
    {RedFlag::emergency,
     "najgora glavobolja|najjača glavobolja|najgoru glavobolju|najjaču glavobolju"},
    {RedFlag::emergency,
     "onesvestio|onesvestila|onesvest*|kolabira*|izgubio svest|izgubila svest|srušio|"
     "srušila + trening*|vežb*|trčanj*|trčao|trčala|teretan*|serij*|čučanj*|čučnj*"},
    {RedFlag::emergency,
     "srce|puls|otkucaji + nepravil*|lupa|preskače|ubrzan*|jako brzo|divlja + vrtoglavic*|"
     "vrti mi se|onesvest*|dah|vazduha"},
    {RedFlag::emergency, "otiče|otekl*|oteko|otok|naduv* + grlo|jezik|usne|lice"},
    {RedFlag::emergency,
     "anafila*|alergijski šok|napad epilepsije sada|konvulzij*|grčevi celog tela|bez svesti|"
     "ne budi se"},
    {RedFlag::spine,
     "utrn*|trne|trnjenje|ne osećam|bez osećaja + između nogu|međunož*|prepone|preponama|genital*|"
     "intimn*"},
    {RedFlag::spine,
     "ne kontrolišem|ne mogu da zadržim|izgubio kontrolu|izgubila kontrolu|gubim kontrolu|"
     "inkontinencij*|ne zadržavam + mokrać*|bešik*|stolic*|urin*"},
    {RedFlag::spine, "slab*|utrn*|trnu + obe noge|obe noge mi + leđ*|leđa|ledja"},
    {RedFlag::self_harm,
     "samoubi*|ubiti se|da se ubijem|ubijem se|oduzeti sebi život|oduzmem sebi život|"
     "hoću da umrem|želim da umrem|ne želim da živim|neću da živim|ne živi mi se|povrediti sebe|"
     "povredim sebe|samopovređ*|sečem se|okončam život"},
    {RedFlag::heat,
     "vrućin*|suncu|sunce|sauni + zbunjen*|onesvest*|srušio|srušila|vrela koža|konvulzij*|"
     "dezorijent*"},
    {RedFlag::heat, "toplotni udar|sunčanic*"},
    {RedFlag::muscle, "mokraća|mokraću|urin|urina + tamn*|braon|crn*|kola|kole|čaj*|crven*|krv*"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "glav* + udari*|udarac|pao|pala|tresn*|lupi*"},
    {RedFlag::head, "potres mozga|potresa mozga"},
    {RedFlag::calf, "list|listu|lista|listovi + otečen*|otek*|topao|toplo|vruć*|crven*"},
    {RedFlag::calf, "tromb*|ugrušak"},
    {RedFlag::pregnancy,
     "trudn* + krvar*|krv|vodenjak|tečnost|kontrakcij*|vrtoglavic*|onesvest*|glavobolj*|"
     "bol u stomaku|boli stomak|bol u grudima|gubim dah|manje pomera|manje se pomera"},
    {RedFlag::injury, "čuo|čula|osetio|osetila|čulo + pucanj*|puklo|pukl*|krck*|prasak|kvrcn*|pop"},
    {RedFlag::injury,
     "ne mogu da hodam|ne mogu da stanem|ne mogu da se oslonim|deformisan*|iščaš*|dislocira*|"
     "slomljena kost|prelom"},
    {RedFlag::injury, "groznic*|temperatur* + otečen*|vruć*|crven* + koleno|zglob|lakat|kuk"},
    {RedFlag::doctor,
     "onesvest*|izgubio svest|izgubila svest|palpitacij*|lupanje srca|srce mi preskače|srce lupa"},
    {RedFlag::physio,
     "utrn*|trne|trnu|trnjenje|mravinj*|peckanj* + ruka|ruke|ruku|ruci|noga|noge|nogu|nozi|prsti|"
     "stopalo|stopala|šaka|šake"},
    {RedFlag::doctor, "bol u leđima|boluju leđa|bole me leđa + groznic*|temperatur*|rak|noću"},
    {RedFlag::emergency, "vidim duplo|duple slike"},
    {RedFlag::muscle, "mišići|mišića + otečen*|otek*|slab* + jak*|nepodnošljiv*|strašn*"},
    {RedFlag::injury, "otvorena rana|duboka rana|duboka posekotina|ne prestaje da krvari"},
    {RedFlag::doctor,
     "zadihan*|bez daha|gušim se + par koraka|nekoliko koraka|stepenic*|malom naporu"},
    {RedFlag::doctor,
     "otac|majka|brat|sestra|porodici + iznenadna smrt|iznenada umro|iznenada umrla|naprasna smrt"},
    {RedFlag::doctor, "bol u leđima|boluju leđa|bole me leđa + pad|pada|osteoporoz*|kortizon*"},
    {RedFlag::physio,
     "bol|boli|bolovi + nedeljama|mesecima|mesec dana|tri nedelje|3 nedelje|dva meseca|2 meseca|"
     "sve gore|pogoršava|budi me noću"},
    {RedFlag::eating,
     "bulimij*|anoreksij*|poremećaj ishrane|poremećaj u ishrani|izazivam povraćanje|"
     "povraćam posle jela|zaslužiti hranu|zaslužim hranu|izgladnjujem se|izostala menstruacija|"
     "nemam menstruaciju|plašim se da jedem|mrzim svoje telo"},
};
// clang-format on

}  // namespace

LanguageTable serbian_words() noexcept {
  return {Language::sr, kWords, kFlags};
}

}  // namespace spotter::trainer
