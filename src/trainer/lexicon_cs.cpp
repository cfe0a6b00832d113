#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "a|s|na|pro|je|jsem|mám|chci|chtěl|chtěla|prosím|můj|moje|moji|mě|mi|co|jak|můžeš|ne|bez|ale|"
     "nebo|v|do|se|po|týdně|to|jen|bych|potřebuji|udělej|ahoj|mne"},
    {filler, 0,
     "nejen|žádný problém|nevím|nejsem si jistý|nejsem si jistá|den odpočinku|dny odpočinku|"
     "den volna|dny volna|trénink prsou|cviky na prsa|svalovka|proč ne|místo toho|namísto toho|"
     "není mi dobře|není mi|nepřechází|nepřestává|nemůžu vydržet|není normální"},
    {number, 1, "jeden|jedna|jednou"},
    {number, 2, "dva|dvě|dvakrát|dvou"},
    {number, 3, "tři|třikrát|tří"},
    {number, 4, "čtyři|čtyřikrát"},
    {number, 5, "pět|pětkrát"},
    {number, 6, "šest|šestkrát"},
    {number, 7, "sedm"},
    {number, 8, "osm"},
    {number, 9, "devět"},
    {number, 10, "deset"},
    {number, 11, "jedenáct"},
    {number, 12, "dvanáct"},
    {number, 15, "patnáct"},
    {number, 20, "dvacet"},
    {number, 30, "třicet"},
    {number, 40, "čtyřicet"},
    {number, 45, "čtyřicet pět"},
    {number, 60, "šedesát"},
    {number, 90, "devadesát"},
    {day, 0, "den|dny|dní|dnů|dni|denní|dnech"},
    {times, 0, "krát|x"},
    {session, 0, "tréninky|tréninků|trénink|lekce"},
    {week, 0, "týden|týdně|týdnu|týdny"},
    {minute, 0, "minut*|min"},
    {hour, 0, "hodina|hodiny|hodin|hodinu|hod|h"},
    {month, 0, "měsíc|měsíce|měsíců"},
    {year, 0, "rok|roky|roků|let|roku"},
    {days_phrase, 1, "jednou týdně|jednou za týden"},
    {days_phrase, 2, "dvakrát týdně|dvakrát za týden|o víkendu|víkend|víkendy"},
    {days_phrase, 3, "třikrát týdně|obden|každý druhý den"},
    {days_phrase, 4, "čtyřikrát týdně"},
    {days_phrase, 5, "pětkrát týdně"},
    {days_phrase, 7, "každý den|denně"},
    {minutes_phrase, 30, "půl hodiny|půlhodin*"},
    {minutes_phrase, 45, "tři čtvrtě hodiny"},
    {minutes_phrase, 60, "hodinu|jednu hodinu"},
    {minutes_phrase, 90, "hodinu a půl|půldruhé hodiny"},
    {weekday, 1, "pondělí|pondělky"},
    {weekday, 2, "úterý|úterky"},
    {weekday, 3, "středa|středu|středy"},
    {weekday, 4, "čtvrtek|čtvrtky"},
    {weekday, 5, "pátek|pátky"},
    {weekday, 6, "sobota|sobotu|soboty"},
    {weekday, 7, "neděle|neděli"},
    {years_old, 0, "let|roků"},
    {i_am, 0, "je mi|věk"},
    {experience, 0, "zkušenost*|cvičím|trénuji|posiluji|už"},
    {level, v(Level::beginner),
     "začátečn*|začínám|nováč*|nikdy jsem necvičil*|bez zkušeností|žádné zkušenosti|poprvé|"
     "úplný začátek"},
    {level, v(Level::intermediate),
     "středně pokročil*|mírně pokročil*|střední úroveň|trochu zkušeností"},
    {level, v(Level::advanced), "pokročil*|expert*|profesionál*|zkušen*"},
    {goal, v(Goal::health),
     "zdraví|zdravý|zdravě|kondici celkově|fit|celková kondice|cítit se lépe"},
    {goal, v(Goal::strength), "síla|sílu|síly|silnější|silný|výbušnost"},
    {goal, v(Goal::muscle),
     "svaly|svalů|sval|svalová|svalovou|hmota|hmotu|objem|hypertrofie|nabrat"},
    {goal, v(Goal::weight),
     "zhubnout|hubnutí|hubnout|spálit tuk|spalování tuku|shodit|redukce|snížit váhu"},
    {goal, v(Goal::toning), "zpevn*|vyrýsov*|tvarov*|definice"},
    {goal, v(Goal::endurance), "vytrvalost|vytrvalosti|výdrž|kondice|kondici"},
    {gear, v(Gear::gym),
     "posilovna|posilovny|posilovně|posilovnu|fitko|fitka|fitku|fitness centrum"},
    {gear, v(Gear::barbell),
     "činka velká|velká činka|velkou činku|velkou činkou|osa|osu|domácí posilovna|olympijská osa"},
    {gear, v(Gear::dumbbells), "jednoruč*|činky|činek|činkami|činka|činku"},
    {gear, v(Gear::bands), "guma|gumy|gumu|gumami|expander*|odporová guma|odporové gumy|pásy"},
    {gear, v(Gear::bodyweight),
     "bez vybavení|žádné vybavení|bez náčiní|vlastní váha|vlastní vahou|vlastní váhou|"
     "s vlastní vahou|kalistenika|bez závaží|hotelový pokoj|v parku|bez posilovny|bez fitka|"
     "nemám vybavení|bez pomůcek"},
    {gear, v(Gear::machines), "stroj|stroje|strojích|strojů"},
    {item, v(Item::bench), "lavice|lavici|lavička|lavičku|lavičky"},
    {item, v(Item::rack), "stojan|klec"},
    {item, v(Item::cable), "kladka|kladku|kladky|kladce"},
    {item, v(Item::smith_machine), "smithův stroj|multipress"},
    {item, v(Item::pull_up_bar), "hrazda|hrazdu|hrazdě|hrazdy"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "ez činka|ez osa"},
    {item, v(Item::dip_bars), "bradla|bradlech"},
    {home, 0, "doma|domů|byt|bytě|domácí"},
    {also, 0, "také|taky|navíc|přidej|k tomu"},
    {only, 0, "jen|pouze|jenom"},
    {focus, v(Area::chest), "prsa|hrudník|prsní svaly"},
    {focus, v(Area::back), "záda|zádové|zad"},
    {focus, v(Area::legs), "nohy|noha|nohou|stehna|stehno"},
    {focus, v(Area::shoulders), "ramena|rameno|ramen"},
    {focus, v(Area::arms), "paže|ruce|biceps*|triceps*|paží"},
    {focus, v(Area::abs), "břicho|břišní|břicha|břišáky"},
    {focus, v(Area::glutes), "zadek|hýždě|zadku"},
    {focus, v(Area::calves), "lýtko|lýtka|lýtek"},
    {place, v(Joint::lower_back), "záda|zad|zádech|zády|bedra|beder*|páteř*|kříž|kříži"},
    {place, v(Joint::knee), "koleno|kolena|koleni|kolenem|kolenou|meniskus|křížový vaz"},
    {place, v(Joint::shoulder), "rameno|ramena|rameni|ramenem|ramenou"},
    {place, v(Joint::elbow), "loket|lokte|lokti|ruka|ruce|předloktí"},
    {place, v(Joint::wrist), "zápěstí|dlaň|dlaně|palec"},
    {place, v(Joint::neck), "krk|krku|krkem|šíje|krční"},
    {place, v(Joint::hip), "kyčel|kyčle|kyčli|kyčlí|tříslo|tříslech|třísla|noha|nohy|stehno"},
    {place, v(Joint::ankle), "kotník|kotníku|kotníky|chodidlo|pata|patě|holeň|holeně|achillov*"},
    {pain, 0,
     "bolest*|bolí|bolel*|bolavé|bolavý|zraněn*|zranění|úraz|problém|problémy|potíže|zánět|výron|"
     "vyvrtnut*|artróz*|ztuhl*|natažen*"},
    {ache, v(Joint::lower_back), "houser|ústřel|ischias|vyhřezl*|výhřez*"},
    {ache, v(Joint::elbow), "tenisový loket"},
    {no_pain, 0,
     "žádné zranění|žádná zranění|bez zranění|žádné bolesti|bez bolesti|nic mě nebolí|nic nebolí|"
     "nemám zranění|žádné omezení"},
    {negation, 0, "ne|bez|není|nemám|nikdy|žádný|žádná|žádné|žádnou|ani|nebolí|nechci|nejsou"},
    {barrier, 0, "ale|můj|moje|však|kromě|protože"},
    {instead_of, 0, "místo|namísto"},
    {another, 0,
     "jiný|jiná|jiné|jiný plán|ještě jeden|ještě jednou|další plán|další|nový plán|něco jiného|"
     "jiné cviky|alternativ*|znovu"},
    {restart, 0,
     "od začátku|od nuly|začít znovu|začni znovu|zapomeň na všechno|zapomeň|resetovat|reset"},
    {shorter, 0,
     "kratší|méně času|rychlejší|kratčí|příliš dlouhé|příliš dlouhý|moc dlouhé|moc dlouhý|krátší|"
     "zkrátit|zkrať"},
    {longer, 0, "delší|více času|moc krátké|příliš krátké|moc krátký|prodlouž*"},
    {easier, 0, "lehčí|snazší|jednodušší|příliš těžk*|moc těžk*|moc náročn*"},
    {harder, 0, "těžší|náročnější|příliš lehk*|moc lehk*|obtížnější"},
    {move, v(Move::squat), "dřep|dřepy|dřepů"},
    {move, v(Move::lunge), "výpad|výpady|výpadů"},
    {move, v(Move::deadlift), "mrtvý tah|mrtvé tahy"},
    {move, v(Move::push_up), "klik|kliky|kliků"},
    {move, v(Move::pull_up), "shyb|shyby|shybů"},
    {move, v(Move::plank), "prkno"},
    {move, v(Move::bench_press), "benchpress"},
    {swap, 0, "vyměň|vyměnit|nahraď|nahradit|zaměň|zaměnit|prohoď|prohodit"},
    {swap_to, 0, "za|na"},
    {reject, 0,
     "vynech|vynechat|odstraň|odstranit|vyhoď|vyhodit|nesnáším|nemám rád|nemám ráda|vyhni se"},
    {single, 0,
     "jeden trénink|jen jeden trénink|jednu lekci|trénink na dnes|dnešní trénink|"
     "trénink na dnešek|jen na dnes|jen dnes"},
    {today, 0, "dnes|dneska|dnes večer"},
    {quick, 0, "rychlý|krátký|rychle"},
    {one_session, 0, "trénink|workout|lekci"},
    {weekly, 0, "celý týden|týdně|na týden|týdenní plán|týdenní"},
    {move, v(Move::squat), "dřep*"},
    {move, v(Move::lunge), "výpad*"},
    {move, v(Move::deadlift), "mrtvým tahem|mrtvého tahu|mrtvých tahů"},
    {move, v(Move::push_up), "klik*"},
    {move, v(Move::pull_up), "shyb*"},
    {focus, v(Area::chest), "trénink prsou"},
    {pregnant, 0, "těhoten*|těhotn*|trimestr*"},
    {illness, 0,
     "nemoc srdce|nemocné srdce|srdeční*|problémy se srdcem|problém se srdcem|infarkt*|"
     "kardiostimulátor|mrtvic*|vysoký tlak|vysoký krevní tlak|hypertenz*|cukrovk*|diabet*|"
     "inzulin*|inzulín*|nemoc ledvin|epileps*|osteoporóz*|rakovin*|nádor*|chemoterap*|"
     "angina pectoris|po porodu|porodila|šestineděl*|císařsk*"},
    {surgery, 0, "operac*|operovan*|po operaci"},
    {doctor, 0, "lékař*|doktor*|porodní asistentka|fyzio*|kardiolog*|chirurg*|gynekolog*"},
    {approval, 0,
     "ok|okay|souhlas*|povolil*|dovolil*|zelenou|řekl ano|řekla ano|schválil*|v pořádku|smím|může|"
     "můžu"},
    {yes, 0, "ano|jasně|jistě|samozřejmě|jo|určitě"},
    {hello, 0, "ahoj|dobrý den|dobré ráno|dobrý večer|čau|nazdar|zdravím|čus"},
    {thanks, 0, "díky|děkuji|děkuju|dík|moc děkuji"},
    {bye, 0, "na shledanou|nashle|sbohem|dobrou noc|zatím|měj se|tak zatím"},
    {small_talk, 0, "jak se máš|jak se vede|co je nového|jak to jde|jak je"},
    {fine, 0, "super|skvělé|výborně|dobře|dobrý|paráda|perfektní|v pohodě|fajn|bezva|výborné"},
    {help, 0,
     "pomoc|pomoz|co umíš|co dokážeš|co můžeš|kdo jsi|co jsi zač|jsi ai|jsi umělá inteligence|"
     "jsi robot|jsi člověk|jak to funguje|jak se jmenuješ|jaký model|jak začít"},
    {plan, 0,
     "plán|plánu|plány|program|programu|trénink*|trénovat|cvičit|cvičení|cvik|cviky|posilovat|"
     "rozpis"},
    {food, 0,
     "diet*|kalori*|bílkovin*|protein*|jíst|jídlo|jídla|jídel*|výživ*|strava|stravu|recept*|"
     "doplňk*|kreatin*|vitamin*|vitamín*|půst|sacharid*"},
    {off_topic, 0,
     "počasí|python|kód|programovat|programování|javascript|vtip|vtipy|básnič*|báseň|politik*|"
     "zprávy|bitcoin|akcie|domácí úkol|film|filmy|písnič*|přelož|přeložit|hlavní město|prezident*|"
     "matematik*|slohov*|letenk*|přítelkyně"},
    {sick, 0, "chřipk*|horečk*|nemocný|nemocná|nachlazen*|rýma|rýmu|covid|angínu"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "hrudi|hrudník*|hruď|hrudní*|prsou|prsní kost|na prsou + bolest*|bolí|tlak|tlačí|svírá|"
     "svírání|sevření|pálí|pálení|píchá|píchání|tíseň|tíha"},
    {RedFlag::emergency, "mám infarkt|je to infarkt|asi infarkt"},
    {RedFlag::emergency,
     "ruka|ruce|ruky|paže|čelist|čelisti + bolest*|bolí|brní|necitliv* + pot|potím|nevolnost|motá|"
     "závrať|závratě|dušn*|dech*|zle"},
    {RedFlag::emergency,
     "nemůžu dýchat|nemohu dýchat|nemůžu se nadechnout|nemohu se nadechnout|těžko se mi dýchá|"
     "špatně se mi dýchá|dusím se|potíže s dýcháním|problémy s dýcháním|lapám po dechu"},
    {RedFlag::emergency,
     "dušnost|dušný|dušná|bez dechu|zadýchan* + v klidu|vsedě|vleže|když sedím|když ležím"},
    {RedFlag::emergency,
     "obličej|tvář|koutek|ústa|víčko + kles*|pokles*|visí|znecitliv*|necitliv*|ochrnut*|křiv*"},
    {RedFlag::emergency,
     "náhle|náhl*|najednou|jedna strana|jedné straně|jednu stranu + slab*|brn*|necitliv*|ochrn*|"
     "pohnout|hýbat + ruka|ruku|ruce|noha|nohu|noze|obličej|strana|tělo"},
    {RedFlag::emergency,
     "nemůžu mluvit|nemohu mluvit|špatně mluvím|nezřetelně mluvím|nic nevidím|ztratil zrak|"
     "ztratila zrak|najednou nevidím"},
    {RedFlag::emergency, "nejhorší bolest hlavy|nejsilnější bolest hlavy"},
    {RedFlag::emergency,
     "omdlel*|omdlév*|zkolaboval*|ztratil vědomí|ztratila vědomí|zkolabov* + trénink*|tréninku|"
     "cvičen*|běh*|posilov*|sérii|dřep*|fitku"},
    {RedFlag::emergency,
     "srdce|tep|puls + nepravideln*|buší|rychle|bije|vynechává + motá|závra*|omdl*|dušn*|dech*"},
    {RedFlag::emergency, "otéka*|otekl*|otok* + krk|hrdlo|jazyk|rty|obličej|tvář"},
    {RedFlag::emergency,
     "anafyla*|alergický šok|křeče v celém těle|záchvat křečí|bezvědom*|nelze probudit"},
    {RedFlag::spine,
     "necitliv*|znecitliv*|necítím|brní|brnění + mezi nohama|rozkrok*|tříslech|genitál*|intimní*"},
    {RedFlag::spine,
     "neudržím|nekontroluji|nemůžu udržet|ztratil kontrolu|ztratila kontrolu|inkontinen*|"
     "neovládám + moč*|měchýř*|stolic*"},
    {RedFlag::spine, "slab*|necitliv* + obou nohou|obě nohy|obou nohách + zád*|záda"},
    {RedFlag::self_harm,
     "sebevražd*|zabít se|se zabít|vzít si život|ukončit život|chci umřít|chci zemřít|nechci žít|"
     "nechce se mi žít|sebepoškoz*|ublížit si|řezat se|skoncovat se životem"},
    {RedFlag::heat,
     "horko|horku|vedro|vedru|slunc*|saun* + zmaten*|omdlel*|zkolaboval*|horká kůže|křeče|"
     "dezorient*"},
    {RedFlag::heat, "úpal|úžeh"},
    {RedFlag::muscle,
     "moč|moči|močí|čůrám|čurám + tmav*|hněd*|černá|kola|koly|čaj*|červen*|krev|krví"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "hlav* + udeř*|uhodil*|praštil*|bouchl*|spadl*|narazil*|rána|ránu"},
    {RedFlag::head, "otřes mozku"},
    {RedFlag::calf, "lýtko|lýtka|lýtku + otekl*|otok|oteklé|teplé|horké|červen*"},
    {RedFlag::calf, "trombóz*|sraženin*"},
    {RedFlag::pregnancy,
     "těhoten*|těhotn* + krvác*|krev|plodov*|kontrakc*|motá|závra*|omdl*|bolest hlavy|bolí hlava|"
     "bolest břicha|bolí břicho|dušn*|méně hýbe"},
    {RedFlag::injury,
     "slyšel*|cítil*|ucítil* + prasknut*|lupnut*|křupnut*|ruplo|prasklo|luplo|křuplo|rupnut*"},
    {RedFlag::injury,
     "nemůžu chodit|nemohu chodit|nemůžu stoupnout|nemůžu došlápnout|nemohu došlápnout|"
     "nemůžu zatížit|deformovan*|vykloub*|zlomená kost"},
    {RedFlag::injury, "horečk* + otekl*|horké|červen* + koleno|kloub|loket|kyčel|kotník"},
    {RedFlag::doctor, "omdlel*|omdlév*|mdloby|bušení srdce|palpitac*|srdce mi buší"},
    {RedFlag::doctor,
     "brní|brnění|necitliv*|mravenč* + ruka|ruce|ruku|noha|nohy|nohu|noze|prsty|prstech|chodidl*"},
    {RedFlag::doctor, "bolest zad|bolesti zad|bolí záda + horečk*|rakovin*|v noci"},
};
// clang-format on

}  // namespace

LanguageTable czech_words() noexcept {
  return {Language::cs, kWords, kFlags};
}

}  // namespace spotter::trainer
