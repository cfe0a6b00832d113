#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "ja|minä|olen|minun|haluan|haluaisin|kiitos|voisitko|voitko|kanssa|mutta|tai|ilman|ei|mitä|"
     "miten|on|mulla|minulla|viikossa|että|vain|myös|tee|anna|sinä|mun|oon|en|ole|kun|jos"},
    {filler, 0,
     "ei vain|ei pelkästään|ei ongelmaa|ei hätää|en tiedä|ei aavistustakaan|en ole varma|"
     "lepopäiv*|rintapäivä|rintatreeni|rintaliike*|jalkaprässi*|lihaskipu treenistä|miksi ei|"
     "takaisin treenaamaan|sen sijaan|sijasta sitä|en voi hyvin|ei mene ohi|ei lopu|en kestä|"
     "ei helpota|ei ole normaalia"},
    {number, 1, "yksi|yhden|kerran|yhtenä"},
    {number, 2, "kaksi|kahden|kahtena|kahdesti"},
    {number, 3, "kolme|kolmen|kolmena|kolmesti"},
    {number, 4, "neljä|neljän|neljänä"},
    {number, 5, "viisi|viiden|viitenä"},
    {number, 6, "kuusi|kuuden|kuutena"},
    {number, 7, "seitsemän|seitsemänä"},
    {number, 8, "kahdeksan"},
    {number, 9, "yhdeksän"},
    {number, 10, "kymmenen"},
    {number, 11, "yksitoista"},
    {number, 12, "kaksitoista"},
    {number, 15, "viisitoista"},
    {number, 20, "kaksikymmentä"},
    {number, 30, "kolmekymmentä"},
    {number, 40, "neljäkymmentä"},
    {number, 45, "neljäkymmentäviisi"},
    {number, 60, "kuusikymmentä"},
    {number, 90, "yhdeksänkymmentä"},
    {day, 0, "päivä|päivää|päivänä|päivän|päiviä|päiväinen|päiväistä|pv"},
    {times, 0, "kertaa|kerta|kerran|x"},
    {session, 0, "treeniä|treenit|harjoitusta|harjoituskertaa|treenikertaa"},
    {week, 0, "viikko|viikossa|viikkoa|viikon|viikottain|vk"},
    {minute, 0, "minuutti*|minuutin|minuuttia|min"},
    {hour, 0, "tunti|tuntia|tunnin|h"},
    {month, 0, "kuukausi|kuukautta|kuukauden|kk"},
    {year, 0, "vuosi|vuotta|vuoden"},
    {days_phrase, 1, "kerran viikossa"},
    {days_phrase, 2, "kahdesti viikossa|kaksi kertaa viikossa|viikonloppuisin|viikonloppuna"},
    {days_phrase, 3, "joka toinen päivä|kolmesti viikossa"},
    {days_phrase, 7, "joka päivä|päivittäin"},
    {minutes_phrase, 30, "puoli tuntia|puolen tunnin|puolisen tuntia"},
    {minutes_phrase, 45, "kolme varttia"},
    {minutes_phrase, 60, "yksi tunti|tunnin ajan"},
    {minutes_phrase, 90, "puolitoista tuntia|puolentoista tunnin"},
    {weekday, 1, "maanantai*"},
    {weekday, 2, "tiistai*"},
    {weekday, 3, "keskiviikko*|keskiviikkoisin"},
    {weekday, 4, "torstai*"},
    {weekday, 5, "perjantai*"},
    {weekday, 6, "lauantai*"},
    {weekday, 7, "sunnuntai*"},
    {years_old, 0, "vuotias|vuotiaalle|vuotiaan|vuotta vanha|v vanha"},
    {i_am, 0, "olen|oon|ikä|ikäni"},
    {experience, 0, "kokemus*|treenannut|harjoitellut|salilla käynyt|sitten"},
    {level, v(Level::beginner),
     "aloittelija*|aloittelev*|vasta-alkaja*|aloittaja*|en ole koskaan|ei kokemusta|"
     "ilman kokemusta|ensimmäistä kertaa|aloitan|aloittamassa|alkeet"},
    {level, v(Level::intermediate),
     "keskitaso*|keskitasoinen|keskitasoa|jonkin verran kokemusta|vähän kokemusta"},
    {level, v(Level::advanced), "edistyn*|kokenut|kokenee*|ammattilai*|ekspertti"},
    {goal, v(Goal::health),
     "terveys|terveyttä|terve|kunto|kuntoon|kunnossa|yleiskunto*|hyvinvointi*|kuntoilu*"},
    {goal, v(Goal::strength),
     "voima|voimaa|voiman|vahvempi|vahvemmaksi|vahva|räjähtävyys|voimaharjoittelu*"},
    {goal, v(Goal::muscle),
     "lihas|lihasta|lihakset|lihaksia|lihasmassa*|massa|massaa|lihaskasvu*|hypertrofia"},
    {goal, v(Goal::weight),
     "laihtua|laihdutta*|laihdutus*|painonpudotus*|pudottaa painoa|polttaa rasvaa|rasvanpoltto*|"
     "painon pudotus"},
    {goal, v(Goal::toning), "kiinteytyä|kiinteyttä*|kiinteytyminen|muokata|kiinteämpi"},
    {goal, v(Goal::endurance), "kestävyys|kestävyyttä|kestävyyskunto*|peruskestävyys"},
    {gear, v(Gear::gym), "kuntosali|kuntosalilla|kuntosalille|sali|salilla|salille|kuntokeskus*"},
    {gear, v(Gear::barbell),
     "levytanko|levytangolla|levytangon|levytankoa|tanko|tangolla|kotisali|kotisalilla"},
    {gear, v(Gear::dumbbells), "käsipaino*"},
    {gear, v(Gear::bands), "kuminauha*|vastuskuminauha*|vastusnauha*"},
    {gear, v(Gear::bodyweight),
     "ilman välineitä|ei välineitä|ilman laitteita|kehonpaino*|oman kehon paino*|omalla painolla|"
     "oman kehon painolla|ilman painoja|ei painoja|hotellihuone*|puistossa|ei salia|ilman salia|"
     "ei mitään välineitä"},
    {gear, v(Gear::machines),
     "laite|laitteet|laitteilla|laitteita|kuntosalilaitte*|ei vapaita painoja"},
    {item, v(Item::bench), "penkki|penkkiä|penkin|penkillä|penkit|punttipenkki"},
    {item, v(Item::rack), "kyykkyteline|teline"},
    {item, v(Item::cable), "talja|taljaa|taljat|taljalla"},
    {item, v(Item::smith_machine), "smith laite|smith"},
    {item, v(Item::pull_up_bar), "leuanvetotanko|leuanvetotankoa|leuanvetotangon"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "mutkatanko|ez tanko"},
    {item, v(Item::dip_bars), "dippiteline|dippitanko|dippitangot"},
    {home, 0, "koti|kotona|kotiin|kotitreeni*|asunnossa|olohuone*"},
    {also, 0, "myös|lisäksi|lisää"},
    {only, 0, "vain|pelkästään|ainoastaan|pelkät|pelkillä"},
    {focus, v(Area::chest), "rinta|rintaa|rintalihakset|rintalihaksia|rinnan"},
    {focus, v(Area::back), "selkä|selkää|selän|selkälihakset"},
    {focus, v(Area::legs), "jalat|jalkoja|jalka|jalkojen|etureidet|takareidet|reidet|reisiä"},
    {focus, v(Area::shoulders), "hartiat|hartioita|olkapäät|olkapäitä|olkapää"},
    {focus, v(Area::arms), "kädet|käsiä|käsivarret|hauis*|hauikset|ojentaja*"},
    {focus, v(Area::abs), "vatsa|vatsalihakset|vatsaa|vatsalihaksia|keskivartalo*"},
    {focus, v(Area::glutes), "pakara*|pakarat|peppu|peppua|takapuoli"},
    {focus, v(Area::calves), "pohkeet|pohje|pohkeita"},
    {place, v(Joint::lower_back),
     "selkä|selkää|selän|selässä|selkäni|alaselkä*|alaselässä|alaselkää|ristiselk*|lanne*"},
    {place, v(Joint::knee),
     "polvi|polvea|polven|polvessa|polvet|polvia|polveni|polvissa|polveen|nivelkierukka*|polviini"},
    {place, v(Joint::shoulder),
     "olkapää|olkapäätä|olkapään|olkapäässä|olkapäät|olkapääni|olka|hartia|hartiaa"},
    {place, v(Joint::elbow),
     "kyynärpää|kyynärpäätä|kyynärpään|kyynärpääni|käsi|kättä|käsivarsi|käsivarteen|kyynärvarsi"},
    {place, v(Joint::wrist), "ranne|rannetta|ranteen|ranteessa|ranteet|ranteita|ranteeni|peukalo"},
    {place, v(Joint::neck), "niska|niskaa|niskan|niskassa|niskat|niskani|kaula"},
    {place, v(Joint::hip),
     "lonkka|lonkkaa|lonkan|lonkassa|lonkat|lonkkani|nivunen|nivuset|nivusissa|lantio|jalka|"
     "jalkaa|jalat|jalkoihin|jalkani|reisi|reittä|reidet"},
    {place, v(Joint::ankle),
     "nilkka|nilkkaa|nilkan|nilkassa|nilkat|nilkkani|jalkaterä*|kantapää*|sääri|säärtä|"
     "akillesjän*|varvas"},
    {pain, 0,
     "kipu|kipua|kipeä|kipeät|kipuja|kivut|sattuu|särkee|särky|vamma|vammoja|vamman|loukkaan*|"
     "loukannut|ongelma|ongelmia|vaiva|vaivaa|vihoittelee|nyrjäh*|tulehdus|nivelrikko|jäykkä|"
     "jomottaa|koskee"},
    {ache, v(Joint::lower_back),
     "selkäkipu*|selkäkivut|selkäsärky|noidannuoli|iskias|välilevyn pullistuma|selkävaiva*"},
    {ache, v(Joint::knee), "polvikipu*|polvivamma*|polvivaiva*"},
    {ache, v(Joint::shoulder), "olkapääkipu*|olkapäävamma*|olkapäävaiva*"},
    {ache, v(Joint::elbow), "tenniskyynärpää|golfkyynärpää"},
    {ache, v(Joint::neck), "niskakipu*|niskasärky|niskavaiva*"},
    {ache, v(Joint::hip), "lonkkakipu*|lonkkavaiva*"},
    {ache, v(Joint::ankle), "nilkkavamma*|penikkatauti|kantakalvo*|plantaarifaskiitti"},
    {no_pain, 0,
     "ei vammoja|ei kipuja|ei kipua|ilman kipua|ei vaivoja|ei loukkaantumisia|ei mitään vaivoja|"
     "mihinkään ei satu|ei satu mihinkään|ei rajoitteita"},
    {negation, 0, "ei|ilman|en|eikä|koskaan|älä"},
    {barrier, 0, "mutta|minun|vaan|paitsi|koska"},
    {another, 0,
     "toinen|toinen ohjelma|toista|uusi ohjelma|uusi suunnitelma|jotain muuta|vielä yksi|"
     "uudestaan|uudelleen|muita liikkeitä|eri liikkeitä|eri ohjelma|vaihtoehto*|erilainen|muita"},
    {restart, 0,
     "aloita alusta|aloitetaan alusta|alusta asti|unohda kaikki|unohda|nollaa|alusta uudelleen"},
    {shorter, 0,
     "lyhyempi|lyhyempää|lyhyemmät|vähemmän aikaa|nopeampi|liian pitkä|liian pitkät|lyhyt|lyhennä|"
     "lyhyempiä"},
    {longer, 0, "pidempi|pidempää|pidemmät|enemmän aikaa|liian lyhyt|pitempi"},
    {easier, 0,
     "helpompi|helpompaa|yksinkertaisempi|liian vaikea|liian raskas|liian rankka|kevyempi|"
     "kevyempää|liikaa"},
    {harder, 0, "vaikeampi|vaikeampaa|raskaampi|rankempi|liian helppo|haastavampi|kovempi"},
    {move, v(Move::squat), "kyykky*|kyykkyjä"},
    {move, v(Move::lunge), "askelkyykky*|askelkyykkyjä"},
    {move, v(Move::deadlift), "maastaveto*|maastavetoja"},
    {move, v(Move::push_up), "punnerrus*|punnerruksia"},
    {move, v(Move::pull_up), "leuanveto*|leuanvetoja"},
    {move, v(Move::plank), "lankku|lankkua"},
    {move, v(Move::bench_press), "penkkipunnerrus*"},
    {swap, 0, "vaihda|vaihtaa|vaihdetaan|korvaa|korvata|vaihdatko"},
    {instead_of_after, 0, "sijaan|sijasta|tilalle|asemesta"},
    {reject, 0, "poista|jätä pois|vihaan|vältä|ohita|inhoan|jätä"},
    {reject_after, 0, "pois"},
    {single, 0,
     "yksi treeni|yksi harjoitus|vain yksi treeni|yhden treenin|treeni tälle päivälle|"
     "päivän treeni|tämän päivän treeni|vain tänään|vain täksi päiväksi"},
    {today, 0, "tänään|tänä iltana|nyt heti"},
    {quick, 0, "nopea|pika|pikainen|lyhyt"},
    {one_session, 0, "treeni|harjoitus|rintatreeni|jalkatreeni|selkätreeni|workout"},
    {weekly, 0, "koko viikko|viikossa|viikoksi|viikko ohjelma|viikon ohjelma|koko viikoksi"},
    {move, v(Move::squat), "kyyky*"},
    {move, v(Move::lunge), "askelkyyky*"},
    {move, v(Move::deadlift), "maastaved*"},
    {move, v(Move::push_up), "punnerruk*"},
    {move, v(Move::pull_up), "leuanved*|leuanvetä*|leuat"},
    {move, v(Move::plank), "lanku*"},
    {move, v(Move::bench_press), "penkkipunnerruk*|penkkipunnerruk*|penkin"},
    {focus, v(Area::chest), "rintatreeni"},
    {focus, v(Area::legs), "jalkatreeni"},
    {filler, 0, "polttaa rasvaa|polttaa kaloreita"},
    {long_ago, 0, "vuotta sitten|vuosia sitten|viime vuonna|lapsena|parantunut"},
    {pregnant, 0, "raskaana|raskaus*|odotan vauvaa|raskauden"},
    {illness, 0,
     "sydänsairau*|sydänvika|sydänvaiva*|sydänongelm*|sydänkohtau*|sydäninfarkt*|"
     "sydämen vajaatoiminta|sydämentahdistin|tahdistin|aivohalvau*|aivoinfarkt*|verenpainetauti|"
     "korkea verenpaine|korkeaa verenpainetta|diabet*|insuliini*|munuaissairau*|epilep*|"
     "osteoporoos*|luukato|syöpä|syöpää|syövän|sytostaat*|rytmihäiriö*|synnytin|synnyttän*|"
     "synnytyksen jälkeen|keisarileikkau*|keisarinleikkau*"},
    {surgery, 0, "leikkaus|leikkauks*|leikattu|leikattiin|leikkauksen"},
    {doctor, 0, "lääkäri*|kätilö*|fysioterapeut*|fysio|kardiologi*|kirurgi*|gynekologi*|tohtori"},
    {approval, 0, "ok|okei|lupa|luvan|luvannut|salli*|hyväksy*|antoi luvan|vihreää valoa|saan|saa"},
    {yes, 0, "kyllä|joo|juu|totta kai|tottakai|jep"},
    {hello, 0, "hei|moi|terve|moikka|huomenta|hyvää päivää|iltaa|moro|heippa"},
    {thanks, 0, "kiitos*|kiitti|kiitoksia"},
    {bye, 0, "näkemiin|hei hei|moi moi|hyvää yötä|nähdään|heihei|heippa"},
    {small_talk, 0, "mitä kuuluu|miten menee|kuinka voit|mitä teet|miten voit"},
    {fine, 0,
     "hyvä|hienoa|loistava|loistavaa|mahtavaa|täydellinen|selvä|kiva|hyvin|okei|upeaa|mainiota"},
    {help, 0,
     "apua|auta|mitä osaat|mitä voit tehdä|kuka olet|mikä olet|oletko tekoäly|oletko robotti|"
     "oletko ihminen|miten tämä toimii|mikä sinun nimesi|mikä nimesi|mikä malli|miten aloitan"},
    {plan, 0,
     "suunnitelma*|ohjelma|ohjelman|ohjelmaa|treeniohjelma*|harjoitusohjelma*|saliohjelma*|treeni|"
     "treenata|treenaan|harjoitella|harjoitus*|liike|liikkeet|liikunta*"},
    {food, 0,
     "ruokavalio*|dieetti*|kalori*|proteiini*|syödä|syön|ruoka|ruokaa|ateria*|ravinto*|"
     "ravitsemus*|resepti*|lisäravin*|kreatiini*|vitamiini*|paasto*|hiilihydraat*|aamiai*"},
    {off_topic, 0,
     "sää|säätä|säätiedotus|python|koodi|koodaa|ohjelmoi*|javascript|vitsi*|vitsejä|runo*|"
     "politiikka*|uutiset|uutisia|bitcoin|osakkeet|läksyt|kotitehtäv*|elokuva*|laulu|käännä|"
     "pääkaupunki|presidentti|matematiikka*|essee*|lento|tyttöystävä|poikaystävä"},
    {sick, 0, "flunssa*|influenssa*|kuume|kuumetta|sairaana|kipeänä|korona|vatsatauti"},
    {question, 0,
     "kuinka monta|kuinka paljon|kuinka usein|kuinka kauan|miksi|onko|pitäisikö|mikä on|"
     "montako"},
    {request, 0,
     "haluan|anna|tee|kiitos|tarvitsen|voitko|minulla on"},
    {refusal, 0,
     "sanoi ei|ei antanut lupaa|kielsi|ei vielä|kielletty"},
    {no, 0,
     "ei"},
    {fracture, 0,
     "murtunut|murtui|murtuma|kipsi|kipsissä"},
    {wheelchair, 0,
     "pyörätuoli*"},
    {illness, 0,
     "tyrä|stentti|ohitusleikkau*"},
    {ache, v(Joint::lower_back),
     "skolioosi"},
    {include, 0,
     "lisää|haluan|sisällytä"},
    {upper_body, 0,
     "ylävartalo|ylävartaloa"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "rinta|rintaa|rinnassa|rintakehä*|rintaan|rintaani|rintalasta*|rinnan + kipu*|kipua|sattuu|"
     "puristaa|puristava*|puristus|paine*|painaa|ahdistaa|polttaa|polttava*|pistää|pistos*|pisto|"
     "kiristää|koskee"},
    {RedFlag::chest, "rintakipu*|rintakipua"},
    {RedFlag::emergency, "saan sydänkohtauksen|sydänkohtaus nyt"},
    {RedFlag::emergency,
     "käsi|käteen|kädessä|käsivar*|leuka|leuassa|leukaan + kipu*|kipua|sattuu|puutu*|"
     "säteilee + hiki|hikoil*|kylmänhiki|pahoinvoin*|huonovointi*|huimaa|huimaus|hengen*|hengästy*"},
    {RedFlag::emergency,
     "en saa henkeä|ei saa henkeä|en pysty hengittämään|vaikea hengittää|hengitysvaike*|"
     "en voi hengittää|tukehdun|henki ei kulje"},
    {RedFlag::emergency,
     "hengenahdistus*|hengästyn*|hengästynyt + levossa|istuessa|maatessa|makuulla|paikallaan"},
    {RedFlag::emergency,
     "kasvo*|naama|suupieli|suu|silmäluomi + roikku*|puutu*|halvaan*|vino*|vinossa"},
    {RedFlag::emergency,
     "äkillisesti|äkkiä|yhtäkkiä|yhtäkkinen|toispuolei*|toinen puoli + heikko*|heikkous|puutu*|"
     "halvaan*|liikuttaa|tunnoton* + käsi|käden|kättä|jalka|jalan|jalkaa|kasvot|kasvo*|puoli|keho"},
    {RedFlag::emergency,
     "en pysty puhumaan|en osaa puhua|puhe puuroutuu|puuroutuva puhe|en näe mitään|menetin näön|"
     "yhtäkkiä en näe"},
    {RedFlag::emergency, "pahin päänsärky|kovin päänsärky|pahin päänsärkyni"},
    {RedFlag::emergency,
     "pyörryin|pyörty*|lyyhistyin|menetin tajuntani|tajuttomaksi|taju meni|pökerryin + treeni*|"
     "treene*|treenatessa|harjoitu*|juost*|juoks*|salilla|sarja*|kyykky*|liikunta*|urheil*"},
    {RedFlag::emergency,
     "sydän|syke|pulssi + epäsäännölli*|hakkaa|tykyttää|muljahtelee|laukkaa|"
     "todella nopea + huimaa|huimaus|pyörry*|heikottaa|hengen*"},
    {RedFlag::emergency,
     "turpoaa|turvon*|turvota*|turvotus* + kurkku|kurkun|kieli|kielen|huulet|huuli|kasvot|kasvoni|"
     "naama"},
    {RedFlag::emergency, "anafyla*|allerginen sokki|kouristu*|kouristaa|tajuton|ei herää"},
    {RedFlag::spine,
     "puutu*|tunnoton*|tunnottom*|ei tunnu|en tunne|pistelee + jalkovälissä|haarov*|haaroissa|"
     "sukupuoliel*|nivusissa|genitaali*|välilihassa"},
    {RedFlag::spine,
     "en pysty pidättämään|ei pidäty|en hallitse|hallinta|menetin hallinnan|pidätyskyv*|"
     "inkontinens* + virtsa*|rakko|rakon|uloste*|suoli|suolen|pissa"},
    {RedFlag::spine,
     "heikko*|heikkous|puutu* + molemmat jalat|molemmissa jaloissa + selkä*|selässä"},
    {RedFlag::self_harm,
     "itsemurha*|tappaa itseni|tapan itseni|haluan kuolla|en halua elää|en jaksa elää|"
     "satuttaa itseäni|satutan itseäni|viillell*|viiltelen|vahingoittaa itseäni|päättää päiväni|"
     "lopettaa elämäni"},
    {RedFlag::heat,
     "kuumuu*|helle|helteessä|auringo*|auringossa|saunassa + sekava*|sekavuu*|pyörty*|pyörryin|"
     "lyyhistyin|kuuma iho|kouristu*|tajuton"},
    {RedFlag::heat, "lämpöhalvau*|auringonpistos"},
    {RedFlag::muscle, "virtsa*|pissa* + tumma*|ruske*|musta*|kola*|kokis*|tee*|punai*|veri|verta"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head,
     "pää|päähän|pääni|päätä|päätäni + löin|isku|osui|kaatu*|kolaut*|kopaut*|putosi|iskin"},
    {RedFlag::head, "aivotärähdy*"},
    {RedFlag::calf,
     "pohje|pohkeessa|pohkeeni|pohkeet + turvon*|turvoksissa|turpoaa|kuuma*|lämmin|punai*|"
     "punoittaa"},
    {RedFlag::calf, "veritulp*|laskimotukos*|verisuonitukos*"},
    {RedFlag::pregnancy,
     "raskaana|raskaus*|raskauden + vuoto*|verta|verenvuoto*|lapsivesi|lapsivettä|supistu*|huimaa|"
     "huimaus|pyörry*|päänsärky|päänsärkyä|vatsakipu*|vatsaan sattuu|rintakipu*|hengenahdistu*|"
     "liikkuu vähemmän"},
    {RedFlag::injury,
     "kuulin|kuului|tunsin|tuntui + naksah*|napsah*|rasahd*|pamah*|poksah*|repesi|paukahd*"},
    {RedFlag::injury,
     "en pysty kävelemään|en voi kävellä|en pysty astumaan|en voi astua|en pysty varaamaan|"
     "en voi varata|epämuodost*|sijoiltaan|luu poikki"},
    {RedFlag::injury, "kuume* + turvon*|kuuma*|punai* + polvi*|nivel*|kyynärpää*|lonkka*|nilkka*"},
    {RedFlag::doctor,
     "pyörryin|pyörty*|pyörtyilen|rytmihäiriötuntemu*|sydämentykyty*|sydän tykyttää|sydän hakkaa"},
    {RedFlag::physio,
     "puutu*|pistelee|pistely*|tunnoton*|kihelmöi* + käsi|käteen|kädet|kädessä|jalka|jalkaan|"
     "jalat|jalassa|sormet|sormissa|varpaat|varpaissa"},
    {RedFlag::doctor, "selkäkipu*|selkä kipeä|selkään sattuu + kuume*|syöpä|syöpää|yöllä|öisin"},
    {RedFlag::emergency, "näen kahtena|kaksoiskuvat"},
    {RedFlag::muscle,
     "lihakset|lihaskipu* + turvon*|turvoksissa|heikko* + kova|sietämätön|äärimmäinen"},
    {RedFlag::injury, "avohaava|syvä haava|vuotaa verta eikä|verenvuoto ei lopu"},
    {RedFlag::doctor,
     "hengästyn|hengästynyt|hengenahdistus* + muutaman askeleen|portaissa|portaat|"
     "kevyessä rasituksessa"},
    {RedFlag::doctor,
     "isä|äiti|veli|sisko|suvussa|perheessä + äkkikuolema|äkkikuolemia|kuoli äkillisesti|"
     "kuoli yllättäen"},
    {RedFlag::doctor, "selkäkipu*|selkä kipeä|selkään sattuu + kaatu*|osteoporoosi|kortisoni*"},
    {RedFlag::physio,
     "kipu*|kipua|kipeä|sattuu|särkee|särky* + viikkoja|kuukausia|viikkojen ajan|kuukauden|"
     "3 viikkoa|kolme viikkoa|2 kuukautta|kaksi kuukautta|pahenee|pahenee koko ajan|yhä pahempi|"
     "herättää"},
    {RedFlag::eating,
     "bulimia*|anoreksia*|syömishäiriö*|oksennan ruoan|oksennan syömisen|ansaita ruok*|"
     "näännytän itseni|kuukautiset loppuivat|kuukautiset jäivät|kuukautisia ei|pelkään syödä|"
     "vihaan kehoani"},
};
// clang-format on

}  // namespace

LanguageTable finnish_words() noexcept {
  return {Language::fi, kWords, kFlags};
}

}  // namespace spotter::trainer
