#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "il|lo|gli|un|una|con|per|mio|mia|miei|voglio|vorrei|ho|sono|è|non|e|che|come|puoi|mi|senza|"
     "più|ma|o|in|di|del|alla|al|favore|settimana|fare|tu|io|solo|dammi|fammi|della|nel|anche|la|a"},
    {filler, 0,
     "non solo|nessun problema|non sono sicuro|non sono sicura|nessuna idea|giorno di riposo|"
     "giorni di riposo|giorno petto|allenamento petto|esercizi* petto|pressa per le gambe|"
     "leg press|doms|perché no|di ritorno|invece|tornat* ad|non mi sento bene|non sto bene|"
     "non passa|non so|non sopporto|non smette|non ce la faccio|non va via"},
    {number, 1, "uno|un|una"},
    {number, 2, "due"},
    {number, 3, "tre"},
    {number, 4, "quattro"},
    {number, 5, "cinque"},
    {number, 6, "sei"},
    {number, 7, "sette"},
    {number, 8, "otto"},
    {number, 9, "nove"},
    {number, 10, "dieci"},
    {number, 11, "undici"},
    {number, 12, "dodici"},
    {number, 15, "quindici"},
    {number, 20, "venti"},
    {number, 30, "trenta"},
    {number, 40, "quaranta"},
    {number, 45, "quarantacinque"},
    {number, 60, "sessanta"},
    {number, 90, "novanta"},
    {day, 0, "giorno|giorni|gg"},
    {times, 0, "volta|volte|x"},
    {session, 0, "sessione|sessioni|allenamenti|sedute"},
    {week, 0, "settimana|settimane|settimanale|settimanali"},
    {minute, 0, "minuto|minuti|min"},
    {hour, 0, "ora|ore|h"},
    {month, 0, "mese|mesi"},
    {year, 0, "anno|anni"},
    {days_phrase, 1, "una volta a settimana|una volta alla settimana"},
    {days_phrase, 2, "due volte a settimana|due volte alla settimana|nel weekend|fine settimana"},
    {days_phrase, 3, "un giorno sì e uno no|a giorni alterni|ogni due giorni"},
    {days_phrase, 7, "tutti i giorni|ogni giorno|giornaliero|quotidian*"},
    {minutes_phrase, 30, "mezz ora|mezzora|mezza ora"},
    {minutes_phrase, 45, "tre quarti d ora"},
    {minutes_phrase, 60, "un ora|una ora"},
    {minutes_phrase, 90, "un ora e mezza|ora e mezza"},
    {weekday, 1, "lunedì"},
    {weekday, 2, "martedì"},
    {weekday, 3, "mercoledì"},
    {weekday, 4, "giovedì"},
    {weekday, 5, "venerdì"},
    {weekday, 6, "sabato"},
    {weekday, 7, "domenica"},
    {years_old, 0, "anni|anni di età"},
    {i_am, 0, "ho|età"},
    {experience, 0, "esperienza|mi alleno da|alleno da|da circa|fa"},
    {level, v(Level::beginner),
     "principiante*|principianti|novizi*|mai allenat*|inizio|inizio ora|sto iniziando|"
     "nessuna esperienza|senza esperienza|prima volta|alle prime armi|neofita"},
    {level, v(Level::intermediate), "intermedio|intermedia|livello medio|un po di esperienza"},
    {level, v(Level::advanced), "avanzato|avanzata|esperto|esperta|professionista"},
    {goal, v(Goal::health), "salute|sano|sana|forma|in forma|benessere|forma fisica"},
    {goal, v(Goal::strength), "forza|più forte|forte|potenza|esplosiv*"},
    {goal, v(Goal::muscle),
     "muscolo|muscoli|muscolare|massa|massa muscolare|ipertrofia|mettere massa|volume"},
    {goal, v(Goal::weight),
     "perdere peso|perdita di peso|dimagrire|dimagrimento|bruciare grassi|perdere grasso|"
     "perdere chili|calare di peso"},
    {goal, v(Goal::toning), "tonific*|definizione|definirmi|scolpire|rassodare"},
    {goal, v(Goal::endurance), "resistenza|fiato"},
    {gear, v(Gear::gym), "palestra|palestre"},
    {gear, v(Gear::barbell), "bilanciere|bilancieri|home gym"},
    {gear, v(Gear::dumbbells), "manubri|manubrio|pesetti"},
    {gear, v(Gear::bands), "elastico|elastici|banda|bande|bande elastiche|fasce elastiche"},
    {gear, v(Gear::bodyweight),
     "senza attrezzi|nessun attrezzo|senza attrezzatura|nessuna attrezzatura|corpo libero|"
     "a corpo libero|peso corporeo|calistenia|calisthenics|senza pesi|camera d albergo|al parco|"
     "senza palestra|niente palestra"},
    {gear, v(Gear::machines), "macchina|macchine|macchinari"},
    {item, v(Item::bench), "panca|panchetta"},
    {item, v(Item::rack), "rack|gabbia"},
    {item, v(Item::cable), "cavo|cavi|ercolina"},
    {item, v(Item::smith_machine), "multipower|smith machine"},
    {item, v(Item::pull_up_bar), "sbarra|sbarra per trazioni|barra per trazioni"},
    {item, v(Item::trap_bar), "trap bar"},
    {item, v(Item::ez_bar), "bilanciere ez|barra ez"},
    {item, v(Item::dip_bars), "parallele"},
    {home, 0, "casa|a casa|appartamento|salotto"},
    {also, 0, "anche|inoltre|aggiungi|in più"},
    {only, 0, "solo|soltanto|solamente"},
    {focus, v(Area::chest), "petto|pettorali"},
    {focus, v(Area::back), "schiena|dorsali|dorso"},
    {focus, v(Area::legs), "gamba|gambe|quadricipiti|femorali|cosce"},
    {focus, v(Area::shoulders), "spalle|deltoidi|spalla"},
    {focus, v(Area::arms), "braccio|braccia|bicipite|bicipiti|tricipite|tricipiti"},
    {focus, v(Area::abs), "addominali|addome|pancia"},
    {focus, v(Area::glutes), "glutei|gluteo|sedere"},
    {focus, v(Area::calves), "polpaccio|polpacci"},
    {place, v(Joint::lower_back), "schiena|lombare|lombari|zona lombare|bassa schiena|colonna"},
    {place, v(Joint::knee), "ginocchio|ginocchia|menisco|crociato"},
    {place, v(Joint::shoulder), "spalla|spalle|cuffia dei rotatori"},
    {place, v(Joint::elbow), "gomito|gomiti|braccio|braccia|avambraccio"},
    {place, v(Joint::wrist), "polso|polsi|mano|mani|pollice"},
    {place, v(Joint::neck), "collo|cervicale|cervicali"},
    {place, v(Joint::hip), "anca|inguine|gamba|gambe|coscia"},
    {place, v(Joint::ankle), "caviglia|caviglie|piede|piedi|tallone|tibia|tendine d achille"},
    {pain, 0,
     "dolore|dolori|male|fa male|fanno male|dolorante|infortun*|problema|problemi|tendinite|"
     "distorsione|artrosi|artrite|fastidio|rigid*"},
    {ache, v(Joint::lower_back),
     "lombalgia|sciatica|sciatalgia|mal di schiena|ernia|ernia del disco|colpo della strega"},
    {ache, v(Joint::neck), "mal di collo|cervicalgia"},
    {ache, v(Joint::elbow), "gomito del tennista|epicondilite"},
    {no_pain, 0,
     "nessun infortunio|nessun dolore|senza dolori|senza infortuni|nessun problema fisico|"
     "nessun fastidio|non ho dolori|non ho infortuni"},
    {negation, 0, "non|senza|nessun|nessuna|nessuno|mai|né|niente"},
    {barrier, 0, "ma|mio|mia|però|tranne|perché"},
    {instead_of, 0, "invece di|al posto di|anziché"},
    {another, 0,
     "un altro|un altra|altro piano|altra scheda|qualcos altro|ancora uno|ancora una|di nuovo|"
     "nuovo piano|nuova scheda|altri esercizi|diverso|diversa|alternativ*|ancora"},
    {restart, 0, "ricominci*|da capo|da zero|dimentica tutto|dimentica|resetta|ripart*"},
    {shorter, 0,
     "più corto|più corta|più corti|più corte|più breve|più brevi|meno tempo|troppo lungo|"
     "troppo lunga|più veloce"},
    {longer, 0, "più lungo|più lunga|più tempo|troppo corto|troppo corta|troppo breve"},
    {easier, 0,
     "più facile|più semplice|troppo difficile|troppo duro|troppo pesante|più leggero|troppo"},
    {harder, 0, "più difficile|più duro|troppo facile|più intenso|troppo leggero"},
    {move, v(Move::squat), "accosciata"},
    {move, v(Move::lunge), "affondi|affondo"},
    {move, v(Move::deadlift), "stacco|stacchi|stacco da terra"},
    {move, v(Move::push_up), "flessioni|piegamenti"},
    {move, v(Move::pull_up), "trazioni|trazione"},
    {move, v(Move::plank), "plank"},
    {move, v(Move::bench_press), "panca piana|distensioni su panca"},
    {swap, 0, "sostituisci|sostituire|sostituisca|cambia|cambiare|scambia|scambiare|rimpiazza"},
    {swap_to, 0, "con|per|a|con i|con le|con gli"},
    {reject, 0, "odio|togli|togliere|elimina|eliminare|evita|evitare|rimuovi|salta|non mi piac*"},
    {single, 0,
     "una sola sessione|solo una sessione|un solo allenamento|solo un allenamento|"
     "allenamento di oggi|allenamento per oggi|sessione per oggi|sessione di oggi|solo per oggi|"
     "solo oggi"},
    {today, 0, "oggi|stasera|stamattina|adesso"},
    {quick, 0, "veloce|rapido|rapida|breve"},
    {one_session, 0, "sessione|allenamento|workout|seduta"},
    {weekly, 0,
     "tutta la settimana|a settimana|per la settimana|per una settimana|settimana intera|"
     "piano settimanale|scheda settimanale"},
    {focus, v(Area::chest), "allenamento petto|giorno petto"},
    {filler, 0, "pressione alta|pressione arteriosa|pressione sanguigna|presa stretta"},
    {long_ago, 0, "anni fa|tanti anni fa|l anno scorso|da bambino|da bambina|guarito|guarita"},
    {pregnant, 0, "incinta|gravidanza|trimestre"},
    {illness, 0,
     "cardiac*|cardiopat*|problema al cuore|problemi al cuore|problemi di cuore|"
     "malattia del cuore|infarto|pacemaker|ictus|ipertension*|ipertes*|pressione alta|diabet*|"
     "insulina|malattia renale|epiless*|osteoporosi|cancro|tumore|chemio*|angina pectoris|"
     "ho partorito|post parto|postparto|cesareo"},
    {surgery, 0, "operazione|operato|operata|intervento chirurgico|chirurgia|intervento"},
    {doctor, 0,
     "medico|dottore|dottoressa|ostetrica|fisioterapista|fisio|cardiologo|chirurgo|ginecologo|"
     "ginecologa"},
    {approval, 0,
     "ok|okay|permesso|autorizz*|via libera|d accordo|approvato|ha detto di sì|dice di sì|"
     "consenso|idoneo|idonea"},
    {yes, 0, "sì|certo|certamente|esatto|ovvio"},
    {hello, 0, "ciao|buongiorno|buonasera|salve|buon giorno"},
    {thanks, 0, "grazie*|grazie mille|ti ringrazio"},
    {bye, 0, "arrivederci|a presto|buonanotte|ci vediamo|a dopo|addio|a domani"},
    {small_talk, 0, "come stai|come va|tutto bene|che fai|come ti va"},
    {fine, 0,
     "ottimo|perfetto|bene|fantastico|bello|va bene|benissimo|eccellente|super|grande|d accordo"},
    {help, 0,
     "aiuto|aiutami|cosa puoi fare|cosa sai fare|chi sei|cosa sei|sei una ia|sei un ia|"
     "sei un robot|sei umano|come funziona|come ti chiami|il tuo nome|quale modello|"
     "da dove inizio|sei una persona|sei reale"},
    {plan, 0,
     "piano|piani|programma|programmi|scheda|schede|allenamento|allenamenti|allenarmi|allenare|"
     "esercizio|esercizi|sport|routine"},
    {food, 0,
     "dieta*|caloria|calorie|proteina|proteine|mangiare|mangio|pasto|pasti|alimentazione|"
     "nutrizione|cibo|ricetta|ricette|integrator*|creatina|vitamina|vitamine|digiuno|carboidrati"},
    {off_topic, 0,
     "meteo|che tempo fa|python|codice|programmare|javascript|barzelletta|barzellette|poesia|"
     "politica|notizie|bitcoin|borsa|compiti|film|canzone|traduci|tradurre|capitale di|presidente|"
     "matematica|tema|volo|fidanzata|fidanzato"},
    {sick, 0, "influenza|febbre|malato|malata|raffreddore|raffreddato|covid"},
    {strenuous, 0,
     "burpee*|sprint|cardio|hiit|crossfit|allenamento|seduta|gambe|bulgar*|corsa|esercizi*"},
    {question, 0,
     "quante|quanti|quanto|quanta|perché|è giusto|è sbagliato|devo|dovrei|cos è|che cos è|"
     "le donne possono|quali muscoli|a cosa serve|fa male"},
    {request, 0,
     "voglio|vorrei|dammi|fammi|puoi|per favore|ho bisogno|un piano|una scheda|mi serve"},
    {complaint, 0,
     "schifo|merda|non mi piace|fa schifo|orribile|pessimo"},
    {refusal, 0,
     "ha detto di no|detto no|dice di no|non vuole|non mi ha dato|vietato|non ancora|"
     "sconsiglia*|proibito"},
    {no, 0,
     "no|non ancora"},
    {fracture, 0,
     "rotto il polso|rotto il braccio|rotto la gamba|rotto la caviglia|polso rotto|"
     "braccio rotto|gamba rotta|caviglia rotta|frattura|fratturat*|gesso|ingessat*"},
    {wheelchair, 0,
     "sedia a rotelle|carrozzina|paraplegic*"},
    {illness, 0,
     "ernia|ernia inguinale|stent|bypass|pacemaker|valvola cardiaca"},
    {ache, v(Joint::lower_back),
     "scoliosi|ernia del disco|ernia discale|ernia al disco"},
    {somebody, 0,
     "mia moglie|il mio cane|la mia ragazza|il mio ragazzo|il mio amico|la mia amica|"
     "mia sorella|mio fratello|mia madre|mio padre|mia mamma|mio papà|mio marito|mia nonna|"
     "mio nonno|mio figlio|mia figlia"},
    {for_somebody, 0,
     "per lei|per lui|per mia moglie|per mio figlio|per mia figlia|per mia madre|"
     "per mio padre|lei vuole|lui vuole|vuole allenarsi"},
    {myself, 0,
     "voglio|vorrei|per me|mi alleno"},
    {goal, v(Goal::muscle),
     "diventare grosso|grosso|pompato"},
    {goal, v(Goal::toning),
     "tartaruga|addominali scolpiti|definito"},
    {goal, v(Goal::weight),
     "grasso addominale|perdere pancia|buttare giù la pancia|perdere 3 kg|perdere 3 chili|"
     "perdere 3 kili|perdere 5 kg|perdere 5 chili|perdere 5 kili|perdere 7 kg|perdere 7 chili|"
     "perdere 7 kili|perdere 8 kg|perdere 8 chili|perdere 8 kili|perdere 10 kg|"
     "perdere 10 chili|perdere 10 kili|perdere 12 kg|perdere 12 chili|perdere 12 kili|"
     "perdere 15 kg|perdere 15 chili|perdere 15 kili|perdere 20 kg|perdere 20 chili|"
     "perdere 20 kili|perdere 25 kg|perdere 25 chili|perdere 25 kili|perdere 30 kg|"
     "perdere 30 chili|perdere 30 kili|perdere 40 kg|perdere 40 chili|perdere 40 kili"},
    {gear, v(Gear::bodyweight),
     "hotel|albergo|tappetino"},
    {include, 0,
     "aggiungi|aggiungere|includi|con|voglio|metti|inserisci"},
    {upper_body, 0,
     "parte superiore|parte alta"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "petto|torace|sterno|toracico + dolor*|male|pressione|oppression*|stringe|stretta|bruciore|un peso sul|fitta|fitte|fastidio"},
    {RedFlag::emergency, "sto avendo un infarto|è un infarto|attacco di cuore"},
    {RedFlag::emergency,
     "braccio|braccia|mascella|mandibola + dolor*|male|intorpid* + sudor*|sudo|nausea|capogiri*|"
     "vertigini|fiato|respir*|gira la testa"},
    {RedFlag::emergency,
     "non riesco a respirare|non respiro|fatico a respirare|difficoltà a respirare|"
     "difficoltà respiratori*|mi manca il respiro|mi manca l aria|faccio fatica a respirare|"
     "soffoco"},
    {RedFlag::emergency,
     "senza fiato|fiato corto|affanno|fiatone + a riposo|da seduto|da seduta|seduto|seduta|"
     "sdraiato|sdraiata|da fermo|da ferma"},
    {RedFlag::emergency,
     "faccia|viso|bocca|palpebra + cade|cadente|storta|storto|paralizz*|intorpid*|cascante"},
    {RedFlag::emergency,
     "improvvis*|all improvviso|un lato|di colpo + debol*|intorpid*|paralizz*|muovere|"
     "formicol* + braccio|gamba|faccia|viso|lato|corpo"},
    {RedFlag::emergency,
     "non riesco a parlare|parlo male|parola impastata|biascic*|non vedo più|non ci vedo|"
     "perso la vista"},
    {RedFlag::emergency,
     "peggior mal di testa|peggiore mal di testa|mal di testa più forte della mia vita"},
    {RedFlag::emergency,
     "svenut*|svengo|svenimento|collassat*|perso conoscenza|perso i sensi + allenamento|allenavo|"
     "allenando|esercizi*|correndo|correvo|corsa|palestra|serie|squat"},
    {RedFlag::emergency,
     "cuore|battito|polso + irregolare|accelerato|veloce|impazzito|palpit* + capogir*|vertigini|"
     "svenut*|gira la testa"},
    {RedFlag::emergency, "gonfi* + gola|lingua|labbra|viso|faccia"},
    {RedFlag::emergency,
     "anafila*|shock allergico|mi si chiude la gola|convulsion*|incosciente|privo di sensi|"
     "non si sveglia"},
    {RedFlag::spine,
     "intorpid*|insensibil*|non sento|formicol*|addormentat* + tra le gambe|fra le gambe|inguine|"
     "genital*|parti intime|cavallo"},
    {RedFlag::spine,
     "non controllo|non riesco a controllare|perso il controllo|non trattengo|"
     "non riesco a trattenere|incontinen* + vescica|urina|pipì|intestino|feci"},
    {RedFlag::spine, "debol*|intorpid* + entrambe le gambe|tutte e due le gambe + schiena"},
    {RedFlag::self_harm,
     "suicid*|uccidermi|ammazzarmi|togliermi la vita|farla finita|voglio morire|"
     "non voglio più vivere|non voglio vivere|farmi del male|autolesion*|tagliarmi|meglio morto|"
     "meglio morta"},
    {RedFlag::heat,
     "caldo|calore|sole|sauna + confus*|svenut*|collassat*|pelle calda|convulsion*|disorientat*"},
    {RedFlag::heat, "colpo di calore"},
    {RedFlag::muscle, "urina|urine|pipì + scur*|marron*|nera|nere|coca|cola|tè|ross*|sangue"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "testa + botta|colpo|battuto|sbattuto|caduto|caduta|picchiato|urtato"},
    {RedFlag::head, "commozione|trauma cranico"},
    {RedFlag::calf, "polpaccio|polpacci + gonfi*|caldo|rosso|arrossat*"},
    {RedFlag::calf, "trombosi|coagulo|flebite"},
    {RedFlag::pregnancy,
     "incinta|gravidanza + sangu*|perdite|liquido|contrazion*|capogir*|vertigini|svenut*|"
     "mal di testa|mal di pancia|dolore al petto|dolore alla pancia|fiato|si muove meno|"
     "rotto le acque"},
    {RedFlag::injury, "sentito|ho sentito|avvertito + schiocco|crac|crack|pop|strappo|scrocchio"},
    {RedFlag::injury,
     "non riesco a camminare|non riesco ad appoggiare|non posso appoggiare|non posso camminare|"
     "deformat*|lussat*|lussazione|osso rotto"},
    {RedFlag::injury, "febbre + gonfi*|caldo|rosso + ginocchio|articolazione|gomito|anca|caviglia"},
    {RedFlag::doctor, "svenut*|svengo|palpitazion*|tachicardia|cuore impazzito"},
    {RedFlag::physio,
     "intorpid*|formicol*|addormentat* + braccio|braccia|gamba|gambe|mano|mani|piede|piedi|dita"},
    {RedFlag::doctor,
     "mal di schiena + febbre|cancro|tumore|di notte|perdita di peso inspiegabile"},
    {RedFlag::emergency, "vedo doppio|visione doppia"},
    {RedFlag::muscle,
     "muscoli|muscolar* + gonfi*|debol* + forte|fortissim*|insopportabil*|estrem*"},
    {RedFlag::injury, "ferita aperta|ferita profonda|taglio profondo|non smette di sanguinare"},
    {RedFlag::doctor,
     "senza fiato|fiato corto|affanno + pochi passi|scale|camminando piano|minimo sforzo"},
    {RedFlag::doctor,
     "padre|madre|fratello|sorella|famiglia + morte improvvisa|morto all improvviso|"
     "morta all improvviso"},
    {RedFlag::doctor, "mal di schiena + caduta|osteoporosi|cortisone"},
    {RedFlag::physio,
     "male|dolor* + da settimane|da mesi|da un mese|da 3 settimane|da tre settimane|da 2 mesi|"
     "da due mesi|sempre peggio|peggiora|sta peggiorando|mi sveglia di notte"},
    {RedFlag::eating,
     "bulimi*|anoressi*|disturbo alimentare|disturbi alimentari|mi provoco il vomito|"
     "provocarmi il vomito|vomito dopo mangiato|meritarmi il cibo|guadagnarmi il cibo|"
     "perso il ciclo|non ho più il ciclo|paura di mangiare|odio il mio corpo"},
    {RedFlag::chest,
     "petto|torace + qualcuno seduto|seduto sopra|qualcuno sopra|elefante|un macigno"},
    {RedFlag::chest,
     "ma una pressione|ma pressione|ma oppressione + corro|correre|scale|sforzo|allen*"},
    {RedFlag::emergency,
     "vomito sangue|vomitato sangue|sputo sangue|sputato sangue|tosse con sangue|"
     "tossisco sangue"},
    {RedFlag::emergency,
     "cuore + esplod*|scoppi* + sud*|freddo|vertigini|fiato"},
    {RedFlag::emergency,
     "troppo|troppa|troppi + preworkout|pre workout|caffeina|energetic* + cuore|tremo|"
     "vertigini|petto"},
    {RedFlag::emergency,
     "troppe pillole|troppe pastiglie|troppe pasticche|troppe compresse|overdose"},
    {RedFlag::emergency,
     "improvvis*|di colpo|all improvviso + vista|vedo|visione + occhio|perdita|perso|più"},
    {RedFlag::emergency,
     "perdita della vista|perdita di vista|non vedo da un occhio"},
    {RedFlag::spine,
     "non riesco a urinare|non riesco a fare pipì|non riesco a pisciare|non sento le gambe|"
     "non sento più le gambe|non riesco a muovere le gambe"},
    {RedFlag::spine,
     "intorpid*|insensibil* + là sotto|lì sotto"},
    {RedFlag::spine,
     "fatto pipì addosso|pisciato addosso|fatta addosso + debol*|gambe|schiena"},
    {RedFlag::self_harm,
     "non voglio più essere qui|non voglio più stare qui|non voglio più esserci|"
     "vorrei essere mort*|vorrei morire|la vita non vale|vale la pena vivere|senso vivere|"
     "mi taglio quando|mi taglio se|mi farò del male|voglio farmi male|farmi del male|"
     "stanco di vivere|stanca di vivere|mi ammazzo"},
    {RedFlag::muscle,
     "pipì|urina|urine + come coca cola|coca cola|color tè|come il tè|scur*"},
    {RedFlag::muscle,
     "braccia|gambe|muscoli + gonfi* + piegar*|stender*"},
    {RedFlag::calf,
     "una gamba|la gamba|mia gamba|coscia + gonfi* + ross*|cald*|fa male|dolore|una gamba"},
    {RedFlag::pregnancy,
     "incinta|gravidanza + spotting|macchie|non si muove|non si è mosso|vista offuscata"},
    {RedFlag::pregnancy,
     "rotte le acque|rotto le acque|rottura delle acque"},
    {RedFlag::injury,
     "bicipite|pettorale|tendine|polpaccio + schiocco|pop|strappato|rotto|crac + bozzo|gonfio|"
     "livido|bernoccolo|buco"},
    {RedFlag::injury,
     "piede|dito|dita|mano + caduto|caduta|cadere + blu|viola|nero|rotto|gonfio"},
    {RedFlag::doctor,
     "visto nero|vedo nero|vista annebbiata|visto le stelle|vedo le stelle|tutto nero"},
    {RedFlag::doctor,
     "gira la testa|girava la testa|capogir*|vertigini + squat*|allen*|palestra|serie|"
     "esercizi*|stacc*"},
    {RedFlag::doctor,
     "cuore + salta battiti|perde colpi|perde battiti|batte strano|impazzisce"},
    {RedFlag::doctor,
     "mal di schiena + cadut*|scala|incidente"},
    {RedFlag::eating,
     "non mangio|non ho mangiato|digiuno + giorni|settimana + dimagrire|perdere peso|da"},
    {RedFlag::eating,
     "mangiato|mangiare + in colpa|schifo|mi odio|disgusto"},
};
// clang-format on

}  // namespace

LanguageTable italian_words() noexcept {
  return {Language::it, kWords, kFlags};
}

}  // namespace spotter::trainer
