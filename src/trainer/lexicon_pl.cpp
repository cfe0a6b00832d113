#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "i|z|na|dla|jest|jestem|mam|chcę|chciałbym|chciałabym|proszę|mój|moja|moje|mnie|mi|co|jak|"
     "czy|możesz|nie|bez|ale|lub|albo|w|do|się|o|po|tygodniu|to|od|tylko|poproszę|potrzebuję|zrób"},
    {filler, 0,
     "nie tylko|nie ma problemu|nie wiem|nie jestem pewien|nie jestem pewna|dzień odpoczynku|"
     "dni odpoczynku|dzień klatki|trening klatki|ćwiczeni* na klatkę|zakwasy|wracam do|"
     "dlaczego nie|czemu nie|zamiast tego|nie czuję się dobrze|nie mija|nie przechodzi|"
     "nie wytrzymam|nie wytrzymuję|nie ustaje|niezbyt dobrze|nie najlepiej"},
    {number, 1, "jeden|jedna|raz"},
    {number, 2, "dwa|dwie|dwóch|dwoma"},
    {number, 3, "trzy|trzech|trzema"},
    {number, 4, "cztery|czterech"},
    {number, 5, "pięć|pięciu"},
    {number, 6, "sześć|sześciu"},
    {number, 7, "siedem|siedmiu"},
    {number, 8, "osiem"},
    {number, 9, "dziewięć"},
    {number, 10, "dziesięć"},
    {number, 11, "jedenaście"},
    {number, 12, "dwanaście"},
    {number, 15, "piętnaście"},
    {number, 20, "dwadzieścia"},
    {number, 30, "trzydzieści"},
    {number, 40, "czterdzieści"},
    {number, 45, "czterdzieści pięć"},
    {number, 60, "sześćdziesiąt"},
    {number, 90, "dziewięćdziesiąt"},
    {day, 0, "dzień|dni|dniowy|dniowego|dnia|dniach"},
    {times, 0, "raz|razy|x"},
    {session, 0, "trening|treningi|treningów|sesje|sesji"},
    {week, 0, "tydzień|tygodniu|tygodnia|tygodniowo|tygodni"},
    {minute, 0, "minut*|min"},
    {hour, 0, "godzina|godziny|godzin|godzinę|godz|h"},
    {month, 0, "miesiąc|miesiące|miesięcy|miesiąca"},
    {year, 0, "rok|roku|lat|lata"},
    {days_phrase, 1, "raz w tygodniu|raz na tydzień"},
    {days_phrase, 2, "dwa razy w tygodniu|w weekendy|w weekend"},
    {days_phrase, 3, "co drugi dzień|trzy razy w tygodniu"},
    {days_phrase, 7, "codziennie|każdego dnia|co dzień"},
    {minutes_phrase, 30, "pół godziny|pół godzinki"},
    {minutes_phrase, 45, "trzy kwadranse"},
    {minutes_phrase, 60, "godzinę|jedną godzinę"},
    {minutes_phrase, 90, "półtorej godziny"},
    {weekday, 1, "poniedział*"},
    {weekday, 2, "wtor*"},
    {weekday, 3, "środa|środę|środy"},
    {weekday, 4, "czwart*"},
    {weekday, 5, "piątek|piątk*"},
    {weekday, 6, "sobot*"},
    {weekday, 7, "niedziel*"},
    {years_old, 0, "lat|lata"},
    {i_am, 0, "mam|wiek"},
    {experience, 0, "doświadczen*|trenuję od|ćwiczę od|od|temu|staż*"},
    {level, v(Level::beginner),
     "początkując*|nowicjusz*|zaczynam|nigdy nie ćwiczył*|nigdy nie trenował*|bez doświadczenia|"
     "brak doświadczenia|pierwszy raz|od zera"},
    {level, v(Level::intermediate),
     "średnio zaawansowan*|średniozaawansowan*|średni poziom|trochę doświadczenia"},
    {level, v(Level::advanced), "zaawansowan*|ekspert*|profesjonalist*|doświadczon*"},
    {goal, v(Goal::health),
     "zdrowie|zdrowia|zdrowy|zdrowa|forma|formę|formie|kondycja ogólna|dobre samopoczucie"},
    {goal, v(Goal::strength), "siła|siłę|siły|silniejszy|silniejsza|moc"},
    {goal, v(Goal::muscle), "mięśnie|mięśni|mięśniow*|masa|masę|masy|hipertrofia|przytyć"},
    {goal, v(Goal::weight),
     "schudnąć|schudnięcie|odchudza*|zrzucić|utrata wagi|spalić tłuszcz|spalanie tłuszczu|"
     "redukcja|redukcję|stracić na wadze"},
    {goal, v(Goal::toning), "ujędrni*|rzeźba|rzeźbę|wyrzeźbi*|definicja"},
    {goal, v(Goal::endurance), "wytrzymałość|wytrzymałości|kondycja|kondycję"},
    {gear, v(Gear::gym), "siłownia|siłowni|siłownię|klub fitness"},
    {gear, v(Gear::barbell),
     "sztanga|sztangę|sztangą|sztangi|domowa siłownia|domowej siłowni|gryf"},
    {gear, v(Gear::dumbbells), "hantle|hantli|hantlami|hantel|hantelki|hantlach"},
    {gear, v(Gear::bands), "guma|gumy|gumami|gum|taśma|taśmy|taśmami"},
    {gear, v(Gear::bodyweight),
     "bez sprzętu|brak sprzętu|żadnego sprzętu|nie mam sprzętu|masa ciała|masą ciała|ciężar ciała|"
     "ciężarem ciała|kalistenika|bez ciężarów|pokój hotelowy|w parku|bez siłowni"},
    {gear, v(Gear::machines), "maszyna|maszyny|maszyn|maszynach"},
    {item, v(Item::bench), "ławka|ławki|ławkę|ławeczka|ławeczki|ławeczkę"},
    {item, v(Item::rack), "stojak|stojaki|klatka do przysiadów"},
    {item, v(Item::cable), "wyciąg|wyciągu|wyciągi"},
    {item, v(Item::smith_machine), "suwnica smitha|maszyna smitha|suwnica"},
    {item, v(Item::pull_up_bar), "drążek|drążka|drążku|drążkiem"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "gryf łamany|sztanga łamana"},
    {item, v(Item::dip_bars), "poręcze|poręczy|poręczach"},
    {home, 0, "dom|domu|w domu|mieszkanie|mieszkaniu"},
    {also, 0, "też|także|również|dodaj|oraz też"},
    {only, 0, "tylko|wyłącznie|jedynie"},
    {focus, v(Area::chest), "klatka|klatkę|klatki|klatka piersiowa|klatkę piersiową|piersiowe"},
    {focus, v(Area::back), "plecy|pleców|najszersze"},
    {focus, v(Area::legs), "nogi|nóg|noga|uda|czworogłowe|dwugłowe uda"},
    {focus, v(Area::shoulders), "barki|barków|ramiona barki|naramienne"},
    {focus, v(Area::arms), "ręce|rąk|ramiona|biceps*|triceps*"},
    {focus, v(Area::abs), "brzuch|brzucha|mięśnie brzucha"},
    {focus, v(Area::glutes), "pośladki|pośladków|tyłek|pupa|pupę"},
    {focus, v(Area::calves), "łydka|łydki|łydek"},
    {place, v(Joint::lower_back),
     "plecy|pleców|plecach|kręgosłup*|lędźwi*|krzyż|krzyżu|dół pleców"},
    {place, v(Joint::knee), "kolano|kolana|kolanie|kolan|łąkotka|więzadło krzyżowe"},
    {place, v(Joint::shoulder), "bark|barku|barki|barkach|ramię"},
    {place, v(Joint::elbow), "łokieć|łokcia|łokciu|łokcie|ręka|ręce|przedramię"},
    {place, v(Joint::wrist), "nadgarst*|dłoń|dłoni|kciuk"},
    {place, v(Joint::neck), "szyja|szyję|szyi|kark|karku"},
    {place, v(Joint::hip), "biodro|biodra|biodrze|biodrach|pachwin*|noga|nogi|udo"},
    {place, v(Joint::ankle),
     "kostka|kostki|kostkę|kostce|stopa|stopy|stopę|stopie|pięta|piszczel*|achilles*"},
    {pain, 0,
     "ból|bólu|bóle|boli|bolą|bolało|kontuzj*|uraz|urazy|problem|problemy|chore|chory|chora|"
     "skręcon*|zapalenie|dokucza|naciągnięt*|sztywn*"},
    {ache, v(Joint::lower_back), "lumbago|rwa kulszowa|rwę kulszową|dyskopati*|przepuklina dysku"},
    {ache, v(Joint::elbow), "łokieć tenisisty|łokieć golfisty"},
    {no_pain, 0,
     "bez kontuzji|brak kontuzji|żadnych kontuzji|nic mnie nie boli|nic nie boli|bez bólu|"
     "żadnego bólu|nie mam kontuzji"},
    {negation, 0, "nie|bez|brak|nigdy|żaden|żadna|żadnych|żadnego|ani"},
    {barrier, 0, "ale|mój|moja|moje|jednak|oprócz|bo"},
    {instead_of, 0, "zamiast"},
    {another, 0,
     "inny|inna|inne|inny plan|jeszcze raz|jeszcze jeden|drugi plan|nowy plan|coś innego|"
     "inne ćwiczenia|alternatyw*|ponownie|znowu|znów"},
    {restart, 0, "od nowa|od początku|zacznij od nowa|zapomnij wszystko|zapomnij|zresetuj|reset"},
    {shorter, 0, "krócej|krótszy|krótsza|krótsze|mniej czasu|szybciej|za długi|za długie|za długo"},
    {longer, 0, "dłużej|dłuższy|dłuższa|dłuższe|więcej czasu|za krótki|za krótko|za krótkie"},
    {easier, 0,
     "łatwiej|łatwiejszy|łatwiejsze|prościej|prostszy|za trudn*|za ciężki|za ciężkie|za ciężko|"
     "lżej|lżejszy|za dużo"},
    {harder, 0,
     "trudniej|trudniejszy|trudniejsze|ciężej|ciężejsze|za łatw*|intensywniej|bardziej intensywn*"},
    {move, v(Move::squat), "przysiad|przysiady|przysiadów"},
    {move, v(Move::lunge), "wykrok|wykroki|wykroków|zakroki"},
    {move, v(Move::deadlift), "martwy ciąg|martwego ciągu"},
    {move, v(Move::push_up), "pompka|pompki|pompek"},
    {move, v(Move::pull_up), "podciąganie|podciągania|podciągnięć"},
    {move, v(Move::plank), "deska|deski"},
    {move, v(Move::bench_press), "wyciskanie na ławce|wyciskania na ławce|wyciskanie leżąc"},
    {swap, 0, "zamień|zamienić|zamien|wymień|wymienić|zastąp|zastąpić|podmień|podmienić"},
    {swap_to, 0, "na|przez"},
    {reject, 0, "usuń|usunąć|pomiń|pominąć|unikaj|nienawidzę|nie lubię|wyrzuć|wywal"},
    {single, 0,
     "jeden trening|tylko jeden trening|jedna sesja|jedną sesję|pojedynczy trening|"
     "trening na dziś|trening na dzisiaj|dzisiejszy trening|tylko na dziś|tylko dzisiaj|"
     "tylko dziś"},
    {today, 0, "dziś|dzisiaj|dziś wieczorem"},
    {quick, 0, "szybki|krótki|szybką"},
    {one_session, 0, "trening|sesja|sesję|workout"},
    {weekly, 0, "cały tydzień|w tygodniu|na tydzień|tygodniowy|plan tygodniowy|na cały tydzień"},
    {move, v(Move::squat), "przysiad*"},
    {move, v(Move::lunge), "wykrok*"},
    {move, v(Move::deadlift), "martwym ciągiem|martwe ciągi"},
    {move, v(Move::push_up), "pompk*"},
    {move, v(Move::pull_up), "podciągani*"},
    {focus, v(Area::chest), "trening klatki|dzień klatki"},
    {filler, 0, "spalanie tłuszczu"},
    {long_ago, 0, "lat temu|lata temu|w zeszłym roku|w dzieciństwie|jako dziecko|wyleczon*"},
    {pregnant, 0, "ciąża|ciąży|ciążę|ciężarna|trymestr*"},
    {illness, 0,
     "choroba serca|chorobę serca|choroby serca|choroba wieńcowa|wada serca|wadę serca|"
     "problemy z sercem|problem z sercem|chore serce|zawał*|rozrusznik*|udar*|nadciśnieni*|"
     "wysokie ciśnienie|cukrzyc*|insulin*|choroba nerek|padaczk*|epilep*|osteoporoz*|rak|raka|"
     "nowotw*|chemio*|dusznica|po porodzie|urodziłam|połog*|cesarsk*|cesarce"},
    {surgery, 0, "operacj*|operowan*|zabieg chirurgiczny"},
    {doctor, 0, "lekarz*|doktor*|położn*|fizjo*|kardiolog*|chirurg*|ginekolog*"},
    {approval, 0,
     "ok|okay|zgod*|pozwol*|zielone światło|powiedział tak|powiedziała tak|zezwol*|dopuści*|"
     "w porządku|mogę"},
    {yes, 0, "tak|jasne|oczywiście|pewnie|zgadza się"},
    {hello, 0, "cześć|dzień dobry|dobry wieczór|siema|witaj|witam|hejka|hej"},
    {thanks, 0, "dzięki|dziękuję|dzieki wielkie|wielkie dzięki"},
    {bye, 0, "do widzenia|na razie|pa|dobranoc|do zobaczenia|do jutra|trzymaj się"},
    {small_talk, 0, "jak się masz|co słychać|co u ciebie|jak leci|jak tam"},
    {fine, 0,
     "super|świetnie|dobrze|ekstra|doskonale|fajnie|spoko|idealnie|dobra|w porządku|pięknie"},
    {help, 0,
     "pomoc|pomóż|co potrafisz|co umiesz|co możesz zrobić|kim jesteś|czym jesteś|jesteś ai|"
     "jesteś sztuczną inteligencją|jesteś robotem|jesteś człowiekiem|jak to działa|"
     "jak masz na imię|jak się nazywasz|jaki model|jak zacząć|od czego zacząć"},
    {plan, 0,
     "plan|planu|plany|program|programu|trening*|trenować|ćwiczyć|ćwiczenia|ćwiczenie|ćwiczeń|"
     "rozpiska|rozpiskę"},
    {food, 0,
     "dieta|dietę|diety|kalori*|białko|białka|jeść|jedzeni*|posiłek|posiłk*|odżywiani*|przepis|"
     "przepisy|suplement*|kreatyn*|witamin*|post|węglowodan*"},
    {off_topic, 0,
     "pogoda|pogodę|python|kod|programować|programowanie|javascript|żart|żarty|dowcip*|wiersz*|"
     "polityk*|wiadomości|bitcoin|giełd*|praca domowa|zadanie domowe|film|filmy|piosenk*|"
     "przetłumacz|stolica|stolicą|prezydent*|matematyk*|wypracowani*|lot do|dziewczyn*|chłopak"},
    {sick, 0,
     "grypa|grypę|gorączka|gorączkę|przeziębion*|przeziębienie|covid|jestem chory|jestem chora|"
     "choroba przeziębieniowa"},
    {question, 0,
     "ile|dlaczego|czy powinienem|czy powinnam|czy można|czy kobiety|co to jest|jak często"},
    {request, 0,
     "chcę|daj mi|zrób|proszę|potrzebuję|możesz|mam"},
    {refusal, 0,
     "powiedział nie|powiedziała nie|nie pozwol*|nie zgodził*|zabronił*|jeszcze nie|odradził*"},
    {no, 0,
     "nie"},
    {fracture, 0,
     "złamałem|złamałam|złaman*|gips|w gipsie"},
    {wheelchair, 0,
     "wózku inwalidzkim|wózek inwalidzki"},
    {illness, 0,
     "przepuklin*|stent*|bajpas*|bypass*"},
    {ache, v(Joint::lower_back),
     "skolioz*"},
    {include, 0,
     "dodaj|chcę|uwzględnij|z"},
    {upper_body, 0,
     "góra ciała|górę ciała|górne partie"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "klatce piersiowej|klatka piersiowa|klatkę piersiową|klatce|klatka|mostek|mostku|mostkiem|"
     "piersi + ból|bólu|boli|bóle|ucisk*|uciska|ściska|ściskanie|piecze|pieczenie|kłuje|kłucie|"
     "gniecenie|gniecie"},
    {RedFlag::emergency, "mam zawał|to zawał|chyba zawał"},
    {RedFlag::emergency,
     "ręka|ręce|ręki|ramię|ramienia|szczęka|szczęki|szczęce + ból|bólu|boli|drętwi*|"
     "zdrętwi* + pot|poty|pocę|nudności|mdłości|zawroty|kręci mi się|duszn*|oddech*"},
    {RedFlag::emergency,
     "nie mogę oddychać|nie mogę złapać oddechu|trudno mi oddychać|trudności z oddychaniem|"
     "problemy z oddychaniem|duszę się|brak powietrza|nie mogę złapać tchu"},
    {RedFlag::emergency,
     "duszność|duszności|bez tchu|zadyszka|zadyszkę + w spoczynku|siedząc|leżąc|na siedząco|"
     "na leżąco"},
    {RedFlag::emergency,
     "twarz|twarzy|kącik ust|usta|powieka + opad*|opadł*|drętwi*|zdrętwi*|krzywe|krzywa|wykrzywi*|"
     "paraliż*"},
    {RedFlag::emergency,
     "nagle|nagł*|jedna strona|jednej strony|jednej stronie + słab*|osłabi*|drętwi*|zdrętwi*|"
     "paraliż*|niedowład*|ruszać|ruszyć + ręka|ręki|ręką|ręce|noga|nogi|nogą|twarz|twarzy|strona|"
     "strony|ciała"},
    {RedFlag::emergency,
     "nie mogę mówić|bełkocz*|niewyraźna mowa|niewyraźnie mówię|nic nie widzę|straciłem wzrok|"
     "straciłam wzrok|nagle nie widzę"},
    {RedFlag::emergency, "najgorszy ból głowy|najsilniejszy ból głowy"},
    {RedFlag::emergency,
     "zemdl*|omdla*|omdle*|straciłem przytomność|straciłam przytomność|upadłem bez|"
     "zasłabł* + trening*|ćwicz*|bieg*|siłowni*|seri*|przysiad*|wysił*"},
    {RedFlag::emergency,
     "serce|tętno|puls + nierówno|nieregularn*|wali|kołacze|bardzo szybko|przyspieszon* + zawroty|"
     "kręci mi się|zemdl*|duszn*|słabo"},
    {RedFlag::emergency, "spuch*|puchn*|obrzęk* + gardło|gardła|język*|usta|wargi|twarz|twarzy"},
    {RedFlag::emergency,
     "anafila*|wstrząs alergiczny|drgawki|drgawek|nieprzytomn*|nie można dobudzić"},
    {RedFlag::spine,
     "drętwi*|zdrętwi*|nie czuję|brak czucia|mrowienie + między nogami|krocz*|pachwin*|genital*|"
     "miejsc intymnych"},
    {RedFlag::spine,
     "nie kontroluję|nie mogę utrzymać|straciłem kontrolę|straciłam kontrolę|nietrzymani*|"
     "utrata kontroli|nie trzymam + mocz*|pęcherz*|stolec|stolca|kał*"},
    {RedFlag::spine,
     "słab*|osłabi*|drętwi*|zdrętwi* + obu nogach|obie nogi|obydwie nogi|obu nóg + plec*|"
     "kręgosłup*|krzyż*"},
    {RedFlag::self_harm,
     "samobój*|zabić się|się zabić|odebrać sobie życie|skończyć ze sobą|chcę umrzeć|nie chcę żyć|"
     "nie chce mi się żyć|samookalecz*|zrobić sobie krzywdę|ciąć się|tnę się|zakończyć życie"},
    {RedFlag::heat,
     "upał*|słońc*|gorąc*|saun* + dezorient*|splątan*|zemdl*|omdla*|gorąca skóra|drgawki|zasłabł*"},
    {RedFlag::heat, "udar cieplny|udar słoneczny|udaru cieplnego"},
    {RedFlag::muscle,
     "mocz*|siku|sik* + ciemn*|brązow*|czarn*|cola|coli|herbat*|czerwon*|krew|krwi"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "głow* + uderz*|uderzył*|walnął*|walnęł*|spadł*|upadł*|stłukł*"},
    {RedFlag::head, "wstrząśnieni*|wstrząs mózgu"},
    {RedFlag::calf, "łydka|łydki|łydkę|łydce + spuch*|opuch*|obrzęk*|ciepł*|gorąc*|czerwon*"},
    {RedFlag::calf, "zakrzep*"},
    {RedFlag::pregnancy,
     "ciąża|ciąży|ciążę|ciężarna + krwaw*|krew|krwi|wody|płyn|skurcz*|zawroty|zemdl*|ból głowy|"
     "ból brzucha|ból w klatce|duszn*|mniej się rusza|odeszły"},
    {RedFlag::injury, "usłyszał*|poczuł*|usłyszeć + trzask*|chrup*|strzel*|pęk*|rwn*|zerw*"},
    {RedFlag::injury,
     "nie mogę stanąć|nie mogę chodzić|nie mogę obciążyć|nie mogę stawać|zniekształc*|zwichnięt*|"
     "złamana kość|wybity bark"},
    {RedFlag::injury,
     "gorączk* + spuch*|opuch*|gorąc*|czerwon* + kolano|staw*|łokieć|biodro|kostka"},
    {RedFlag::doctor, "zemdlał*|omdlenie|omdlenia|kołatani*|palpitacj*|serce mi wali"},
    {RedFlag::physio,
     "drętwi*|zdrętwi*|mrowi*|mrówki + ręka|ręki|ręce|ręką|noga|nogi|nodze|dłoń|dłoni*|stopa|"
     "stopy|stopie|palce|palcach"},
    {RedFlag::doctor, "ból pleców|bóle pleców|plecy bolą + gorączk*|rak|raka|nowotw*|w nocy"},
    {RedFlag::emergency, "widzę podwójnie|podwójne widzenie"},
    {RedFlag::muscle,
     "mięśni* + spuch*|opuch*|słab*|osłabi* + silny|silne|potworn*|nie do wytrzymania"},
    {RedFlag::injury, "otwarta rana|głęboka rana|głębokie rozcięcie|nie przestaje krwawić"},
    {RedFlag::doctor,
     "zadyszk*|bez tchu|duszności + parę kroków|kilka kroków|po schodach|schody|małym wysiłku"},
    {RedFlag::doctor,
     "ojciec|matka|brat|siostra|rodzinie + nagła śmierć|nagłej śmierci|zmarł nagle|zmarła nagle"},
    {RedFlag::doctor, "ból pleców|plecy bolą + upadk*|osteoporoz*|steryd*"},
    {RedFlag::physio,
     "ból|boli|bolą|bóle + od tygodni|od miesięcy|od miesiąca|od 3 tygodni|od trzech tygodni|"
     "od dwóch miesięcy|od 2 miesięcy|coraz gorzej|coraz bardziej|nasila się|budzi mnie"},
    {RedFlag::eating,
     "bulimi*|anoreksj*|zaburzenia odżywiania|zaburzeń odżywiania|wymuszam wymioty|"
     "wywołuję wymioty|zasłużyć na jedzenie|głodzę się|zanik miesiączki|nie mam okresu|"
     "brak miesiączki|boję się jeść|nienawidzę swojego ciała"},
};
// clang-format on

}  // namespace

LanguageTable polish_words() noexcept {
  return {Language::pl, kWords, kFlags};
}

}  // namespace spotter::trainer
