#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "und|ich|mit|für|bitte|mein|meine|der|die|das|ein|eine|einen|kein|mir|mich|möchte|will|habe|"
     "hab|bin|ist|nicht|pro|wie|was|kannst|du|im|am|zu|auf|auch|gerne|von|den|aber|oder|es|zum|"
     "beim|wenn|ohne|noch"},
    {filler, 0,
     "nicht nur|keine ahnung|kein problem|keine sorge|nicht sicher|ruhetag*|pausentag*|brusttag|"
     "brusttraining|brustübung*|brustmuskel*|brustpresse|beinpresse|bin zurück|wieder zurück|"
     "muskelkater|ohne schmerz kein|stattdessen|statt dessen|vor 1 jahr|vor tagen|"
     "fühle mich nicht gut|geht mir nicht gut|nicht gut|geht nicht weg|gehen nicht weg|"
     "hört nicht auf|hören nicht auf|weiß nicht|nicht wohl|nicht normal|halte nicht aus|"
     "nicht aushalten|nicht mehr aushalten"},
    {number, 1, "eins|ein|eine|einen|einmal"},
    {number, 2, "zwei|zweimal"},
    {number, 3, "drei|dreimal"},
    {number, 4, "vier|viermal"},
    {number, 5, "fünf|fünfmal"},
    {number, 6, "sechs|sechsmal"},
    {number, 7, "sieben"},
    {number, 8, "acht"},
    {number, 9, "neun"},
    {number, 10, "zehn"},
    {number, 11, "elf"},
    {number, 12, "zwölf"},
    {number, 15, "fünfzehn"},
    {number, 20, "zwanzig"},
    {number, 30, "dreißig"},
    {number, 40, "vierzig"},
    {number, 45, "fünfundvierzig"},
    {number, 60, "sechzig"},
    {number, 90, "neunzig"},
    {day, 0, "tag|tage|tagen|trainingstag|trainingstage|trainingstagen"},
    {times, 0, "mal|x"},
    {session, 0, "einheit|einheiten|trainings|workouts|trainingseinheit*"},
    {week, 0, "woche|wochen|wöchentlich"},
    {minute, 0, "minute*|min"},
    {hour, 0, "stunde|stunden|std|h"},
    {month, 0, "monat*"},
    {year, 0, "jahr|jahre|jahren"},
    {days_phrase, 1, "einmal pro woche|einmal die woche|einmal in der woche"},
    {days_phrase, 2, "zweimal pro woche|zweimal die woche|zweimal in der woche|am wochenende"},
    {days_phrase, 3,
     "dreimal pro woche|dreimal die woche|dreimal in der woche|jeden zweiten tag|alle zwei tage"},
    {days_phrase, 4, "viermal pro woche|viermal die woche|viermal in der woche"},
    {days_phrase, 5, "fünfmal pro woche|fünfmal die woche"},
    {days_phrase, 7, "jeden tag|täglich"},
    {minutes_phrase, 30, "halbe stunde|halben stunde"},
    {minutes_phrase, 45, "dreiviertelstunde|dreiviertel stunde"},
    {minutes_phrase, 60, "eine stunde|einer stunde"},
    {minutes_phrase, 90, "anderthalb stunden|eineinhalb stunden"},
    {weekday, 1, "montag*"},
    {weekday, 2, "dienstag*"},
    {weekday, 3, "mittwoch*"},
    {weekday, 4, "donnerstag*"},
    {weekday, 5, "freitag*"},
    {weekday, 6, "samstag*"},
    {weekday, 7, "sonntag*"},
    {years_old, 0, "jahre alt|jahr alt|jährige*|jährig"},
    {i_am, 0, "ich bin|bin|alter"},
    {experience, 0, "erfahrung*|trainiere seit|seit|training seit|schon"},
    {level, v(Level::beginner),
     "anfänger*|einsteiger*|neuling*|neu dabei|noch nie trainiert|nie trainiert|keine erfahrung|"
     "untrainiert|blutiger anfänger|ungeübt|unsportlich"},
    {level, v(Level::intermediate),
     "mittel|mittelstufe|etwas erfahrung|mittleres niveau|leicht fortgeschritten"},
    {level, v(Level::advanced),
     "fortgeschritten*|sehr fortgeschritten|profi|experte|erfahren|weit fortgeschritten|"
     "sehr erfahren"},
    {goal, v(Goal::health),
     "gesund|gesundheit|allgemeine fitness|fit|fit bleiben|fitter|wohlfühlen"},
    {goal, v(Goal::strength), "kraft|stärker|stark|stärke|maximalkraft|kraftaufbau|schnellkraft"},
    {goal, v(Goal::muscle), "muskel*|muskelaufbau|muskelmasse|masse|hypertrophie|zunehmen"},
    {goal, v(Goal::weight),
     "abnehm*|abzunehmen|gewicht verlieren|gewicht reduzieren|fett verlieren|fett verbrennen|"
     "fettabbau|fettverbrennung|schlank*|abspecken"},
    {goal, v(Goal::toning), "straff*|definition|definiert|definieren|formen"},
    {goal, v(Goal::endurance), "ausdauer*|kondition"},
    {gear, v(Gear::gym), "fitnessstudio*|studio|fitnesscenter|kraftraum|ins gym|im gym"},
    {gear, v(Gear::barbell), "langhantel*|home gym|garagengym"},
    {gear, v(Gear::dumbbells), "kurzhantel*|hantel|hanteln"},
    {gear, v(Gear::bands),
     "band|bänder|bändern|widerstandsband|widerstandsbänder*|fitnessband|fitnessbänder*|gummiband|"
     "gummibänder*|theraband|therabänder*|tube*"},
    {gear, v(Gear::bodyweight),
     "ohne geräte|keine geräte|ohne equipment|kein equipment|eigengewicht|körpergewicht|"
     "eigenes körpergewicht|ohne ausrüstung|keine ausrüstung|ohne gewichte|keine gewichte|"
     "hotelzimmer|im park|kein studio|ohne studio|kein fitnessstudio|ohne fitnessstudio|"
     "ohne hilfsmittel"},
    {gear, v(Gear::machines),
     "maschine|maschinen|nur geräte|an geräten|keine freien gewichte|ohne freie gewichte|geräte"},
    {item, v(Item::bench), "bank|hantelbank|trainingsbank|flachbank"},
    {item, v(Item::rack), "rack|kniebeugenständer"},
    {item, v(Item::cable), "kabelzug|kabelturm|seilzug"},
    {item, v(Item::smith_machine), "multipresse|smith maschine"},
    {item, v(Item::pull_up_bar), "klimmzugstange|türreck|reckstange|klimmzug stange"},
    {item, v(Item::trap_bar), "trap bar|hexbar"},
    {item, v(Item::ez_bar), "sz stange|ez stange"},
    {item, v(Item::dip_bars), "dipstation|barren|dip station"},
    {home, 0, "zuhause|zu hause|daheim|wohnung|wohnzimmer"},
    {also, 0, "auch|zusätzlich|außerdem|dazu"},
    {only, 0, "nur|bloß"},
    {focus, v(Area::chest), "brust|brusttag"},
    {focus, v(Area::back), "rücken|rückenmuskeln|rückentraining|lat"},
    {focus, v(Area::legs), "bein|beine|oberschenkel|beintag|unterkörper"},
    {focus, v(Area::shoulders), "schultern|schulter"},
    {focus, v(Area::arms), "arm|arme|bizeps|trizeps|oberarme"},
    {focus, v(Area::abs), "bauch|bauchmuskeln|sixpack|rumpf"},
    {focus, v(Area::glutes), "po|hintern|gesäß|gluteus|popo"},
    {focus, v(Area::calves), "wade|waden"},
    {place, v(Joint::lower_back), "rücken|lendenwirbel*|lws|bandscheibe*|kreuz|wirbelsäule"},
    {place, v(Joint::knee), "knie|knien|knies|meniskus|kreuzband"},
    {place, v(Joint::shoulder), "schulter|schultern"},
    {place, v(Joint::elbow), "ellbogen|ellenbogen|arm|arme|unterarm*"},
    {place, v(Joint::wrist), "handgelenk*|hand|hände|daumen"},
    {place, v(Joint::neck), "nacken|hals|genick"},
    {place, v(Joint::hip), "hüfte|hüften|leiste|bein|beine|oberschenkel"},
    {place, v(Joint::ankle),
     "knöchel|sprunggelenk*|fuß|füße|ferse|schienbein*|achillessehne|zeh|zehe"},
    {pain, 0,
     "schmerz*|weh|tut weh|tun weh|verletz*|kaputt|probleme|problem|beschwerden|schmerzt|"
     "schmerzen|entzünd*|gezerrt|verstaucht|arthrose|steif|zwickt|zieht"},
    {ache, v(Joint::lower_back),
     "rückenschmerz*|kreuzschmerz*|hexenschuss|bandscheibenvorfall|ischias|rückenprobleme*|"
     "rückenbeschwerden"},
    {ache, v(Joint::knee), "knieschmerz*|knieprobleme*|kniebeschwerden|knieverletzung"},
    {ache, v(Joint::shoulder), "schulterschmerz*|schulterprobleme*|schulterverletzung"},
    {ache, v(Joint::elbow), "tennisarm|tennisellenbogen|armschmerz*|ellbogenschmerz*"},
    {ache, v(Joint::wrist), "handgelenkschmerz*|handgelenksschmerz*"},
    {ache, v(Joint::neck), "nackenschmerz*|nackenprobleme*|nackenverspannung*"},
    {ache, v(Joint::hip), "hüftschmerz*|hüftprobleme*|leistenschmerz*"},
    {ache, v(Joint::ankle), "fußschmerz*|knöchelschmerz*|fersensporn|fersenschmerz*"},
    {no_pain, 0,
     "keine verletzungen|keine verletzung|keine schmerzen|schmerzfrei|keine beschwerden|"
     "keine probleme|verletzungsfrei|nichts tut weh|keine einschränkungen"},
    {negation, 0,
     "kein|keine|keinen|keinem|keiner|keinerlei|nicht|ohne|nie|niemals|weder|noch nie"},
    {negation_after, 0, "habe ich nicht|habe ich keine|hab ich nicht|hab ich keine|habe ich nie"},
    {barrier, 0, "aber|sondern|jedoch|mein|meine|meinem|meiner|allerdings|weil"},
    {instead_of, 0, "statt|anstatt|anstelle von|anstelle"},
    {another, 0,
     "anderen plan|anderer plan|anderes|ein anderer|einen anderen|noch einen|noch eins|noch einer|"
     "noch einmal|nochmal|nochmals|etwas anderes|was anderes|neuen plan|neuer plan|andere übungen|"
     "alternative*|anders"},
    {restart, 0,
     "von vorne|von vorn|neu anfangen|neustart|vergiss alles|vergiss das|zurücksetzen|alles neu"},
    {shorter, 0, "kürzer|weniger zeit|schneller|zu lang|zu lange|kurz"},
    {longer, 0, "länger|mehr zeit|zu kurz"},
    {easier, 0, "leichter|einfacher|zu schwer|zu schwierig|zu viel|zu anstrengend|zu hart"},
    {harder, 0, "schwerer|schwieriger|zu leicht|zu einfach|härter|anspruchsvoller|intensiver"},
    {move, v(Move::squat), "kniebeuge*"},
    {move, v(Move::lunge), "ausfallschritt*"},
    {move, v(Move::deadlift), "kreuzheben"},
    {move, v(Move::push_up), "liegestütz*"},
    {move, v(Move::pull_up), "klimmzug|klimmzüge*"},
    {move, v(Move::plank), "unterarmstütz"},
    {move, v(Move::bench_press), "bankdrücken"},
    {swap, 0,
     "tausch|tausche|tauschen|tauscht|austauschen|tausch aus|ersetze|ersetz|ersetzen|wechsle|"
     "wechseln"},
    {swap_to, 0, "gegen|durch|mit|auf|zu"},
    {reject, 0, "hasse|streich|streiche|lass|lasse|vermeide|entferne|keine lust auf|überspring*"},
    {reject_after, 0,
     "weglassen|weg|streichen|raus|entfernen|vermeiden|auslassen|mag ich nicht|kann ich nicht|"
     "will ich nicht|geht nicht|bitte nicht"},
    {single, 0,
     "nur eine einheit|eine einzelne einheit|einzelne einheit|nur ein workout|einzelnes training|"
     "nur ein training|training für heute|einheit für heute|workout für heute|nur für heute|"
     "nur heute|einmaliges training"},
    {today, 0, "heute|heute abend|heute morgen|jetzt gleich"},
    {quick, 0, "schnelles|schnelle|kurzes|kurze|schnell"},
    {one_session, 0,
     "training|einheit|workout|brusttraining|beintraining|rückentraining|armtraining|"
     "schultertraining|bauchtraining|ganzkörpertraining"},
    {weekly, 0,
     "ganze woche|wochenplan|für die woche|pro woche|ganzen woche|für eine woche|"
     "eine woche daraus"},
    {focus, v(Area::chest), "brusttraining"},
    {focus, v(Area::legs), "beintraining"},
    {focus, v(Area::arms), "armtraining"},
    {focus, v(Area::shoulders), "schultertraining"},
    {focus, v(Area::abs), "bauchtraining"},
    {move, v(Move::deadlift), "deadlifts"},
    {easier, 0, "weniger hart|nicht so hart|nicht so schwer|weniger anstrengend"},
    {filler, 0,
     "blutdruck|unter druck|zeitdruck|fett verbrennen|enger griff|engem griff|warm machen"},
    {long_ago, 0,
     "vor jahren|vor vielen jahren|vor einigen jahren|letztes jahr|letzten jahr|als kind|"
     "verheilt|ausgeheilt"},
    {pregnant, 0, "schwanger*|trimester"},
    {illness, 0,
     "herzkrank*|herzproblem*|herzinfarkt|herzfehler|herzschwäche|herzleiden|herzrhythmus*|"
     "herzschrittmacher|schrittmacher|schlaganfall|bluthochdruck|hoher blutdruck|hohen blutdruck|"
     "diabet*|insulin|zuckerkrank|nierenkrank*|epilep*|osteoporose|krebs|chemo*|angina pectoris|"
     "entbunden|nach der geburt|kaiserschnitt|wochenbett"},
    {surgery, 0, "operation|operiert*|op|nach op"},
    {doctor, 0, "arzt|ärztin|doktor|hebamme|physio*|kardiologe*|hausarzt|frauenarzt|chirurg*"},
    {approval, 0,
     "ok|okay|erlaubt|einverstanden|grünes licht|sagt ja|sagte ja|ja gesagt|freigabe|freigegeben|"
     "in ordnung|zugestimmt|darf|passt|unbedenklich"},
    {yes, 0, "ja|jawohl|klar|na klar|sicher|jep|jo|hat er|hat sie"},
    {hello, 0, "hallo|guten tag|guten morgen|guten abend|servus|moin|grüß gott|grüß dich|grüezi"},
    {thanks, 0, "danke*|vielen dank|dankeschön|merci"},
    {bye, 0, "tschüss|tschüs|ciao|auf wiedersehen|bis bald|gute nacht|bis dann|bis morgen"},
    {small_talk, 0,
     "wie geht s|wie geht es dir|wie gehts|was geht|wie läuft s|wie geht s dir|was machst du"},
    {fine, 0,
     "super|toll|prima|gut|perfekt|klasse|alles klar|passt|cool|genial|sehr gut|schön|okay|spitze"},
    {help, 0,
     "hilfe|hilf mir|was kannst du|wer bist du|was bist du|bist du eine ki|bist du ein roboter|"
     "bist du ein mensch|bist du echt|wie funktioniert|wie heißt du|dein name|welches modell|"
     "wie fange ich an"},
    {plan, 0,
     "plan|pläne|trainingsplan*|programm|trainieren|trainiere|übung|übungen|fitnessplan|"
     "wochenplan|trainingsprogramm|sport"},
    {food, 0,
     "ernährung*|diät*|kalorien|eiweiß|protein|proteine|essen|mahlzeit*|rezept*|nahrungsergänz*|"
     "kreatin|vitamin*|fasten|kohlenhydrate|supplement*|abendessen|frühstück"},
    {off_topic, 0,
     "wetter|python|programmieren|code|javascript|witz|witze|gedicht*|politik|nachrichten|bitcoin|"
     "aktien|hausaufgaben|film|filme|lied|übersetze|übersetzen|hauptstadt|präsident|mathe|aufsatz|"
     "flug|freundin|fußballergebnis*"},
    {sick, 0, "grippe|fieber|krank|erkältet|erkältung|corona|covid|magen darm"},
    {strenuous, 0,
     "burpee*|beintag|beine|sprint*|cardio|hiit|crossfit|training|einheit|laufen|workout|"
     "übung*|bulgarian*|rudern"},
    {filler, 0,
     "auf die waage kotzen"},
    {question, 0,
     "wie viele|wie viel|wieviel|wieviele|wie oft|wie lange|wie schwer|warum|wieso|weshalb|"
     "ist es|ist das|was ist|was sind|was bringt|soll ich|sollte ich|sollten frauen|"
     "können frauen|muss ich|darf ich|welche muskeln|wann sollte|wann soll|bringt es"},
    {request, 0,
     "gib mir|mach mir|mach einen|erstell*|ich will|ich möchte|bitte|ich brauche|kannst du|"
     "plan für|einen plan|ich habe|hätte gern*|ich hab"},
    {complaint, 0,
     "scheiße|scheiss*|mist|blöd|doof|gefällt mir nicht|ist schlecht|müll|schrott"},
    {refusal, 0,
     "sagt nein|sagte nein|nein gesagt|nicht erlaubt|verboten|verbietet|hat abgeraten|"
     "noch nicht|nicht zugestimmt|nicht einverstanden|darf nicht|soll nicht|nicht ok"},
    {no, 0,
     "nein|nee|nö|noch nicht"},
    {fracture, 0,
     "handgelenk gebrochen|arm gebrochen|bein gebrochen|fuß gebrochen|knöchel gebrochen|"
     "rippe gebrochen|finger gebrochen|im gips|gipsarm|gipsbein|fraktur|knochenbruch"},
    {wheelchair, 0,
     "rollstuhl|querschnitt*"},
    {illness, 0,
     "leistenbruch|nabelbruch|hernie|stent|stents|bypass|herzklappe|herz op|multiple sklerose|"
     "vorhofflimmern"},
    {ache, v(Joint::lower_back),
     "skoliose|wirbelgleiten"},
    {i_am, 0,
     "er ist|sie ist"},
    {somebody, 0,
     "meine frau|mein hund|meine katze|meine freundin|mein freund|meine schwester|mein bruder|"
     "meine mutter|mein vater|mein mann|meine oma|mein opa|mein nachbar|mein kollege|"
     "mein sohn|meine tochter|mein partner|meine partnerin|meine mama|mein papa"},
    {somebody_is, 0,
     "mein sohn ist|meine tochter ist|mein kind ist|mein bruder ist|meine schwester ist|"
     "meine mutter ist|mein vater ist|meine oma ist|mein opa ist|meine frau ist|mein mann ist|"
     "mein enkel ist"},
    {for_somebody, 0,
     "für sie|für ihn|für meine frau|für meinen sohn|für meine tochter|für meine mutter|"
     "für meinen vater|sie will|er will|sie möchte|er möchte|will trainieren"},
    {myself, 0,
     "ich will|ich möchte|ich trainiere|ich brauche|für mich|ich bin"},
    {goal, v(Goal::muscle),
     "breit werden|breiter werden|breiter|massiv|muskelberg|groß werden|pumper"},
    {goal, v(Goal::toning),
     "sixpack|waschbrettbauch"},
    {goal, v(Goal::weight),
     "bauchfett|bauch weg|fett weg|kilo weniger"},
    {gear, v(Gear::bodyweight),
     "hotel|yogamatte|matte"},
    {include, 0,
     "mit|inklusive|inkl|füge|will|möchte|unbedingt|mehr|einbauen|dabei haben"},
    {upper_body, 0,
     "oberkörper"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "brust|brustkorb|brustbein|brustbereich + schmerz*|druck|drückt|enge|eng|engegefühl|stechen|sticht|brennen|weh|beklemmung"},
    {RedFlag::chest, "ziehen in der brust|zieht in der brust|brustschmerz*|brustenge|herzschmerz*|engegefühl in der brust"},
    {RedFlag::emergency, "herzinfarkt gerade|habe einen herzinfarkt|ein herzinfarkt sein"},
    {RedFlag::emergency,
     "arm|arme|kiefer|linker arm + schmerz*|weh|taub*|ausstrahl* + schweiß|atemnot|übel*|"
     "schwindel*|schwindlig|luft|kaltschweißig"},
    {RedFlag::emergency,
     "bekomme keine luft|kriege keine luft|krieg keine luft|bekomm keine luft|keine luft mehr|"
     "atemnot|kann nicht atmen|kann kaum atmen|schwer zu atmen|luftnot"},
    {RedFlag::emergency,
     "kurzatmig|außer atem|atemlos + in ruhe|im sitzen|im liegen|ohne anstrengung"},
    {RedFlag::emergency, "gesicht|mundwinkel|augenlid + hängt|hängen|taub*|gelähmt|schief"},
    {RedFlag::emergency,
     "plötzlich*|einseitig*|eine seite|auf einmal + schwäche|schwach|taub*|gelähmt|lähmung|"
     "nicht bewegen + arm|bein|gesicht|seite|körperhälfte"},
    {RedFlag::emergency,
     "kann nicht sprechen|nicht mehr sprechen|lalle|lallen|verwaschene sprache|"
     "undeutliche sprache|sehe nichts mehr|plötzlich blind|sehstörung*|nicht mehr richtig sprechen"},
    {RedFlag::emergency,
     "schlimmste kopfschmerzen|schlimmsten kopfschmerzen|vernichtungskopfschmerz|"
     "stärkste kopfschmerzen|stärksten kopfschmerzen"},
    {RedFlag::emergency,
     "ohnmächtig|umgekippt|bewusstlos|zusammengebrochen|kollabiert|zusammengeklappt|"
     "ohnmacht + training|trainieren|sport|laufen|übung|studio|workout|kniebeuge*|satz"},
    {RedFlag::emergency,
     "herz|puls + rast|rasen|unregelmäßig|stolpert|stolpern|hämmert + schwindel*|schwindlig|ohnmächtig"},
    {RedFlag::emergency,
     "schwillt|geschwollen*|schwellung|anschwellen|anschwillt + hals|zunge|lippen|gesicht|kehle|"
     "rachen"},
    {RedFlag::emergency,
     "anaphyla*|allergischer schock|krampfanfall|anfall mit zucken|nicht ansprechbar|"
     "wacht nicht auf|bewusstlos"},
    {RedFlag::spine,
     "taub*|kein gefühl|gefühllos|kribbel* + zwischen den beinen|schritt|genital*|intimbereich|"
     "leiste|reithose*"},
    {RedFlag::spine,
     "nicht mehr halten|keine kontrolle|nicht kontrollieren|kontrolle verloren|nicht halten|"
     "verliere die kontrolle + blase|urin|darm|stuhl|wasser"},
    {RedFlag::spine, "inkontinen*"},
    {RedFlag::spine, "schwäche|schwach|taub* + beiden beinen|beide beine + rücken"},
    {RedFlag::self_harm,
     "umbringen|suizid*|selbstmord*|mein leben beenden|"
     "nicht mehr leben|selbst verletzen|mich verletzen|ritze mich|ritzen|mir etwas antun|"
     "mir was antun|lieber tot|leben nehmen"},
    {RedFlag::heat,
     "hitze|sonne|sauna + verwirrt|zusammengebrochen|ohnmächtig|bewusstlos|heiße haut|kollabiert|"
     "krampfanfall"},
    {RedFlag::heat, "hitzschlag"},
    {RedFlag::muscle, "urin|pipi|harn|pinkel* + dunkel*|braun*|cola*|tee*|schwarz*|rot*|blut*"},
    {RedFlag::muscle, "rhabdo*"},
    {RedFlag::head,
     "kopf + gestoßen|geschlagen|gestürzt|gefallen|angestoßen|aufgeschlagen|angehauen|getroffen"},
    {RedFlag::head, "gehirnerschütterung"},
    {RedFlag::calf,
     "wade|waden|unterschenkel + geschwollen*|dick|warm|heiß|rot|gerötet|schwellung"},
    {RedFlag::calf, "thrombose*|blutgerinnsel"},
    {RedFlag::pregnancy,
     "schwanger* + blut*|fruchtwasser|wehen|schwindel*|schwindlig|ohnmächtig|kopfschmerz*|"
     "bauchschmerz*|brustschmerz*|wadenschmerz*|atemnot|kurzatmig|bewegt sich weniger"},
    {RedFlag::injury,
     "geknackt|gerissen|knall|knacks|schnalzen|peitschenhieb|gekracht + knie|schulter|fuß|knöchel|"
     "sehne|muskel|wade|ellbogen|arm|bein|rücken|gelenk"},
    {RedFlag::injury,
     "nicht belasten|nicht auftreten|kann nicht laufen|kann nicht gehen|nicht mehr gehen|"
     "nicht mehr auftreten|ausgekugelt|verformt|knochenbruch|gebrochen"},
    {RedFlag::injury, "fieber + geschwollen*|heiß|rot + knie|gelenk|ellbogen|hüfte|knöchel"},
    {RedFlag::doctor,
     "ohnmächtig|umgekippt|herzrasen|herzstolpern|ohnmacht|herz rast|herz stolpert"},
    {RedFlag::physio,
     "taub*|kribbel*|ameisenlaufen + arm|arme|bein|beine|hand|hände|fuß|füße|finger|zehen"},
    {RedFlag::doctor, "rückenschmerz* + fieber|krebs|nachts|ungewollt abgenommen"},
    {RedFlag::emergency, "doppelbilder|sehe doppelt|plötzlich nicht mehr sehen"},
    {RedFlag::emergency,
     "kopf + gestoßen|geschlagen|gestürzt|gefallen|aufgeschlagen + erbrechen|übergeben|kotzen|"
     "pupille*"},
    {RedFlag::muscle,
     "muskeln|muskelschmerz* + geschwollen*|schwach|schwäche + extrem*|heftig*|stark*|"
     "unerträglich*"},
    {RedFlag::injury, "tiefe wunde|offene wunde|tiefer schnitt|hört nicht auf zu bluten"},
    {RedFlag::doctor,
     "kurzatmig|außer atem|atemlos|keine puste + wenige schritte|ein paar schritte|"
     "leichter anstrengung|treppe|langsamem gehen"},
    {RedFlag::doctor,
     "vater|mutter|bruder|schwester|familie + plötzlich gestorben|plötzlicher herztod|"
     "plötzlich verstorben"},
    {RedFlag::doctor, "rückenschmerz* + sturz|osteoporose|kortison|cortison"},
    {RedFlag::physio,
     "schmerz*|weh|schmerzt + seit wochen|seit monaten|seit einem monat|seit 3 wochen|"
     "seit drei wochen|seit 4 wochen|seit 6 wochen|seit 2 monaten|wird schlimmer|immer schlimmer|"
     "werden schlimmer"},
    {RedFlag::physio, "schmerzt nachts|schmerzen in der nacht|nachts schmerzen|tut nachts weh"},
    {RedFlag::eating,
     "bulimi*|magersucht|magersüchtig*|anorexi*|essstörung*|erbreche nach dem essen|"
     "finger in den hals|mir essen verdienen|das essen verdienen|hungere|ausgehungert|"
     "periode bleibt aus|periode ist ausgeblieben|keine periode mehr|angst vor dem essen|"
     "hasse meinen körper"},
    {RedFlag::chest,
     "brust + sitzt jemand|jemand sitzt|jemand sitzen|jemand drauf|stein auf|zentner*"},
    {RedFlag::chest,
     "aber druck|aber ein druck|aber enge + beim laufen|beim sport|beim training|treppe*|"
     "anstrengung|wenn ich laufe|wenn ich renne"},
    {RedFlag::emergency,
     "blut erbrochen|erbreche blut|blut gespuckt|spucke blut|blut gekotzt|kotze blut|"
     "huste blut|blut gehustet"},
    {RedFlag::emergency,
     "herz + explodier*|platzt|zerspring* + schweiß*|schwitz*|kaltschweißig|schwindel*|luft"},
    {RedFlag::emergency,
     "zu viel|zu viele|überdosis + booster|koffein|energydrink*|preworkout|pre workout + "
     "herz*|zittere|schwindlig|brust*"},
    {RedFlag::emergency,
     "zu viele tabletten|zu viele pillen|überdosis genommen|überdosis tabletten|"
     "alle tabletten genommen|zu viele schlaftabletten"},
    {RedFlag::emergency,
     "plötzlich*|auf einmal + auge + blind|sehe nichts|nichts mehr|verschwommen|sehverlust"},
    {RedFlag::spine,
     "kann nicht pinkeln|kann nicht mehr pinkeln|kann kein wasser lassen|"
     "nicht mehr wasser lassen|spüre meine beine nicht|fühle meine beine nicht|"
     "spüre meine beine nicht mehr|fühle meine beine nicht mehr|kann meine beine nicht bewegen"},
    {RedFlag::spine,
     "taub*|kein gefühl|gefühllos + da unten|untenrum|unten rum"},
    {RedFlag::spine,
     "eingenässt|eingepinkelt|in die hose gemacht|eingepisst + schwach|schwäche|taub*|rücken*"},
    {RedFlag::self_harm,
     "will nicht mehr hier sein|mag nicht mehr leben|will nicht mehr da sein|"
     "möchte nicht mehr leben|möchte nicht mehr da sein|denke daran alles zu beenden|"
     "alles beenden|leben hat keinen sinn|leben ist nicht lebenswert|nicht mehr lebenswert|"
     "keinen sinn mehr im leben|lebensmüde|ritze mich|schneide mich wenn|umzubringen|"
     "bringe mich um|bring mich um|mich zu verletzen|mir etwas anzutun|tue mir etwas an|"
     "tu mir was an"},
    {RedFlag::self_harm,
     "will sterben|möchte sterben|wäre ich tot|ich wäre tot|wünschte ich wäre tot|am liebsten tot|will tot sein|"
     "wäre lieber tot", true},
    {RedFlag::muscle,
     "arme|beine|muskeln|oberarme|oberschenkel + geschwollen*|angeschwollen* + "
     "nicht mehr beugen|nicht beugen|nicht mehr strecken|nicht strecken|nicht mehr bewegen"},
    {RedFlag::muscle,
     "urin|pipi|pisse|harn + wie cola|wie tee|wie kaffee|colafarben|teefarben"},
    {RedFlag::calf,
     "ein bein|das bein|mein bein|linkes bein|rechtes bein|oberschenkel + geschwollen*|dick|"
     "schwillt + rot|heiß|warm|schmerz*|ein bein"},
    {RedFlag::pregnancy,
     "schwanger* + schmierblut*|bewegt sich nicht|nicht bewegt|verschwommen|"
     "spüre das baby nicht|keine kindsbewegung*"},
    {RedFlag::pregnancy,
     "fruchtblase ist|fruchtblase geplatzt|fruchtblase gerade"},
    {RedFlag::injury,
     "bizeps|brustmuskel|sehne|oberschenkel|wade + geknallt|gerissen|knall|geploppt|riss + "
     "beule|delle|bluterguss|geschwollen|dellen"},
    {RedFlag::injury,
     "fuß|zeh|zehen|hand|finger + gefallen|fallen gelassen|geknallt + blau|gebrochen|"
     "geschwollen|schwarz"},
    {RedFlag::doctor,
     "schwarz vor augen|schwarz vor den augen|schwarz vor meinen augen|sternchen gesehen|"
     "sterne gesehen|sehe sterne|sehe sternchen"},
    {RedFlag::doctor,
     "schwindlig|schwindelig|schwummrig + training|trainieren|kniebeuge*|kreuzheben|sport|"
     "satz|studio|übung*"},
    {RedFlag::doctor,
     "herz + setzt aus|aussetzer|spielt verrückt|schlägt komisch|schlägt unregelmäßig|"
     "dreht durch"},
    {RedFlag::doctor,
     "rückenschmerz*|rücken tut weh|rücken schmerzt + gefallen|gestürzt|unfall|leiter"},
    {RedFlag::eating,
     "nichts gegessen|nichts mehr gegessen|esse nichts|nichts mehr essen + tage*|woche|"
     "abnehmen|abzunehmen|dünn"},
    {RedFlag::eating,
     "gegessen|fressattacke*|keks + ekle mich|ekel*|hasse mich|schuldig|schlechtes gewissen|"
     "widerlich"},
};
// clang-format on

}  // namespace

LanguageTable german_words() noexcept {
  return {Language::de, kWords, kFlags};
}

}  // namespace spotter::trainer
