#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "je|j|et|avec|pour|mon|ma|mes|le|la|les|un|une|des|du|de|veux|voudrais|suis|ai|est|pas|par|"
     "comment|que|qui|peux|tu|vous|moi|sans|plus|mais|ou|en|s il te plait|s il vous plait|svp|stp|"
     "sur|dans|c|faire|au|aux|ce|ne"},
    {filler, 0,
     "pas seulement|pas que|pas de probleme|pas de souci|pas sûr|aucune idée|jour de repos|"
     "jours de repos|séance pecs|séance poitrine|jour pecs|de retour|mal de mer|dos à|"
     "presse à cuisses|courbature*|il y a|pas mal de|pas mal|plutôt|pas bien|va pas bien|"
     "passe pas|passent pas|sais pas|pas normal|supporte pas|arrête pas"},
    {number, 1, "un|une"},
    {number, 2, "deux"},
    {number, 3, "trois"},
    {number, 4, "quatre"},
    {number, 5, "cinq"},
    {number, 6, "six"},
    {number, 7, "sept"},
    {number, 8, "huit"},
    {number, 9, "neuf"},
    {number, 10, "dix"},
    {number, 11, "onze"},
    {number, 12, "douze"},
    {number, 15, "quinze"},
    {number, 20, "vingt"},
    {number, 30, "trente"},
    {number, 40, "quarante"},
    {number, 45, "quarante cinq"},
    {number, 60, "soixante"},
    {number, 90, "quatre vingt dix"},
    {day, 0, "jour|jours|journées|j"},
    {times, 0, "fois|x"},
    {session, 0, "séance*|entrainements"},
    {week, 0, "semaine|semaines|hebdo"},
    {minute, 0, "minute*|min|mn"},
    {hour, 0, "heure|heures|h"},
    {month, 0, "mois"},
    {year, 0, "an|ans|année|années"},
    {days_phrase, 1, "une fois par semaine"},
    {days_phrase, 2, "deux fois par semaine|le week end|le weekend"},
    {days_phrase, 3, "un jour sur deux|tous les deux jours"},
    {days_phrase, 7, "tous les jours|chaque jour|quotidien*"},
    {minutes_phrase, 30, "une demi heure|demi heure"},
    {minutes_phrase, 45, "trois quarts d heure"},
    {minutes_phrase, 60, "une heure"},
    {minutes_phrase, 90, "une heure et demie|heure et demie|1 heure et demie"},
    {weekday, 1, "lundi*"},
    {weekday, 2, "mardi*"},
    {weekday, 3, "mercredi*"},
    {weekday, 4, "jeudi*"},
    {weekday, 5, "vendredi*"},
    {weekday, 6, "samedi*"},
    {weekday, 7, "dimanche*"},
    {years_old, 0, "ans"},
    {i_am, 0, "age|agé de|agée de"},
    {experience, 0, "expérience|depuis|entraîne depuis|pratique depuis|musculation depuis|il y a"},
    {level, v(Level::beginner),
     "débutant*|novice*|jamais fait|jamais entraîné*|jamais de sport|je commence|je débute|"
     "aucune expérience|pas d expérience|sans expérience"},
    {level, v(Level::intermediate), "intermédiaire*|niveau moyen|un peu d expérience"},
    {level, v(Level::advanced),
     "avancé|avancée|expert|experte|confirmé|confirmée|professionnel*|expérimenté*"},
    {goal, v(Goal::health),
     "santé|forme|remise en forme|en forme|bien être|sain|rester en forme|forme générale"},
    {goal, v(Goal::strength), "force|plus fort|plus forte|puissance|explosivité"},
    {goal, v(Goal::muscle),
     "muscle|muscles|muscler|musculaire|prise de muscle|prendre du muscle|masse|prise de masse|"
     "hypertrophie|volume"},
    {goal, v(Goal::weight),
     "perdre du poids|perte de poids|maigrir|mincir|perdre du gras|brûler des graisses|"
     "perdre du ventre|perdre des kilos|sèche"},
    {goal, v(Goal::toning), "tonifi*|raffermir|sculpter|galber|définition"},
    {goal, v(Goal::endurance), "endurance|cardio endurance|souffle"},
    {gear, v(Gear::gym),
     "salle de sport|salle de gym|salle de muscu|salle de musculation|salle|club de sport"},
    {gear, v(Gear::barbell),
     "barre olympique|barres olympiques|home gym|barre et poids|barre longue|barre de musculation"},
    {gear, v(Gear::dumbbells), "haltère*"},
    {gear, v(Gear::bands), "élastique*|bande|bandes|bandes élastiques|bandes de résistance"},
    {gear, v(Gear::bodyweight),
     "sans matériel|pas de matériel|aucun matériel|sans équipement|poids du corps|poids de corps|"
     "sans poids|chambre d hôtel|au parc|sans salle|pas de salle|sans haltère ni barre|"
     "aucun équipement"},
    {gear, v(Gear::machines), "machine|machines|appareils guidés"},
    {item, v(Item::bench), "banc|bancs"},
    {item, v(Item::rack), "rack|cage"},
    {item, v(Item::cable), "poulie|poulies|câble|câbles"},
    {item, v(Item::smith_machine), "cadre guidé|smith machine"},
    {item, v(Item::pull_up_bar), "barre de traction|barre de tractions|barre fixe"},
    {item, v(Item::trap_bar), "trap bar|barre hexagonale"},
    {item, v(Item::ez_bar), "barre ez|barre coudée"},
    {item, v(Item::dip_bars), "barres parallèles|barre à dips|barres à dips|station à dips"},
    {home, 0, "maison|chez moi|à domicile|à la maison|appartement|salon"},
    {also, 0, "aussi|en plus|également|ajoute|et aussi"},
    {only, 0, "seulement|uniquement|juste|que des"},
    {focus, v(Area::chest), "poitrine|pectoraux|pecs|séance pecs"},
    {focus, v(Area::back), "dos|dorsaux"},
    {focus, v(Area::legs), "jambe|jambes|cuisses|quadriceps|ischio*|bas du corps"},
    {focus, v(Area::shoulders), "épaules|deltoïdes|épaule"},
    {focus, v(Area::arms), "bras|biceps|triceps"},
    {focus, v(Area::abs), "abdos|abdominaux|ventre|gainage|sangle abdominale"},
    {focus, v(Area::glutes), "fessier*|fesses"},
    {focus, v(Area::calves), "mollet|mollets"},
    {place, v(Joint::lower_back), "dos|lombaire*|bas du dos|colonne|reins"},
    {place, v(Joint::knee), "genou|genoux|ménisque|ligament croisé"},
    {place, v(Joint::shoulder), "épaule|épaules|coiffe"},
    {place, v(Joint::elbow), "coude|coudes|bras|avant bras"},
    {place, v(Joint::wrist), "poignet|poignets|main|mains|pouce"},
    {place, v(Joint::neck), "cou|nuque|cervicales"},
    {place, v(Joint::hip), "hanche|hanches|aine|jambe|jambes|cuisse|adducteur*"},
    {place, v(Joint::ankle), "cheville|chevilles|pied|pieds|talon|tibia|tendon d achille|orteil"},
    {pain, 0,
     "mal|douleur*|douloureu*|blessé*|blessure*|problème*|souci*|tendinite|entorse|gêne|raide|"
     "arthrose|fait mal|font mal|fragile"},
    {ache, v(Joint::lower_back), "lumbago|sciatique|hernie discale|mal de dos|lombalgie"},
    {ache, v(Joint::elbow), "tennis elbow|épicondylite"},
    {no_pain, 0,
     "pas de blessure*|aucune blessure|pas de douleur*|aucune douleur|sans douleur|sans blessure|"
     "pas de problème*|aucun problème|nulle part mal"},
    {negation, 0, "pas|sans|aucun|aucune|jamais|ni|pas de|plus de"},
    {negation_after, 0, "non plus"},
    {barrier, 0, "mais|mon|ma|mes|cependant|sauf|car|parce"},
    {instead_of, 0, "au lieu de|plutôt que|à la place de"},
    {another, 0,
     "un autre|une autre|autre plan|autre chose|autre programme|encore un|encore une fois|"
     "nouveau plan|nouveau programme|autres exercices|alternative*|différent|encore|à nouveau"},
    {restart, 0,
     "recommence*|repartir de zéro|on recommence|depuis le début|oublie tout|oublie ça|"
     "réinitialise*|à zéro"},
    {shorter, 0,
     "plus court|plus courte|plus courts|plus courtes|moins de temps|plus rapide|trop long|"
     "trop longue"},
    {longer, 0, "plus long|plus longue|plus longtemps|plus de temps|trop court|trop courte"},
    {easier, 0,
     "plus facile|plus simple|trop dur|trop difficile|trop lourd|trop|plus léger|moins dur"},
    {harder, 0, "plus dur|plus difficile|trop facile|plus intense|trop simple"},
    {move, v(Move::squat), "flexion*"},
    {move, v(Move::lunge), "fente|fentes"},
    {move, v(Move::deadlift), "soulevé de terre|soulevés de terre"},
    {move, v(Move::push_up), "pompe|pompes"},
    {move, v(Move::pull_up), "traction|tractions"},
    {move, v(Move::plank), "planche|gainage"},
    {move, v(Move::bench_press), "développé couché"},
    {swap, 0, "remplace|remplacer|remplacez|échange|échanger|échangez|change|changer|substitue*"},
    {swap_to, 0, "par|contre|pour|avec|par des|par les|contre des"},
    {reject, 0, "déteste|supprime|supprimer|enlève|enlever|évite|éviter|retire|retirer|n aime pas"},
    {single, 0,
     "une seule séance|juste une séance|un seul entraînement|séance du jour|séance d aujourd hui|"
     "séance pour aujourd hui|entraînement du jour|entraînement pour aujourd hui|"
     "juste pour aujourd hui|juste aujourd hui"},
    {today, 0, "aujourd hui|ce soir|ce matin|tout de suite"},
    {quick, 0, "rapide|petite|petit|express"},
    {one_session, 0, "séance|entraînement|workout|training"},
    {weekly, 0,
     "toute la semaine|par semaine|pour la semaine|pour une semaine|programme hebdomadaire|"
     "semaine complète|semaine entière"},
    {focus, v(Area::chest), "séance poitrine"},
    {easier, 0, "moins dur|moins intense|moins difficile"},
    {filler, 0,
     "pression artérielle|prise serrée|prises serrées|brûler des graisses|brûler les graisses|"
     "brûle les graisses|brûler du gras|brûler des calories|brûler la graisse"},
    {long_ago, 0,
     "il y a des années|il y a longtemps|l année dernière|l an dernier|quand j étais petit|"
     "quand j étais petite|guéri|guérie"},
    {pregnant, 0, "enceinte*|grossesse|trimestre"},
    {illness, 0,
     "cardiaque*|maladie du coeur|problème de coeur|problèmes de coeur|crise cardiaque|infarctus|"
     "pacemaker|stimulateur|avc|hypertension|tension élevée|haute tension|diabèt*|diabét*|"
     "insuline|maladie des reins|épilep*|ostéoporose|cancer|chimio*|accouch*|césarienne|"
     "post partum|angine de poitrine"},
    {surgery, 0, "opération|opéré|opérée|chirurgie|chirurgical*"},
    {doctor, 0, "médecin|docteur|sage femme|kiné*|cardiologue|chirurgien|gynécologue|toubib"},
    {approval, 0,
     "ok|okay|accord|d accord|feu vert|autorisé*|autorisation|permis|accepté|a dit oui|dit oui|"
     "favorable"},
    {yes, 0, "oui|ouais|bien sûr|c est ça|exactement|yes"},
    {hello, 0, "bonjour|salut|bonsoir|coucou"},
    {thanks, 0, "merci*|merci beaucoup|je te remercie"},
    {bye, 0, "au revoir|à bientôt|bonne nuit|à plus|à demain|bonne journée|ciao"},
    {small_talk, 0,
     "comment ça va|ça va|comment vas tu|comment allez vous|quoi de neuf|tu vas bien"},
    {fine, 0,
     "super|génial|parfait|cool|très bien|bien|nickel|excellent|top|ça marche|entendu|c est bon|"
     "okay"},
    {help, 0,
     "aide|aide moi|que peux tu faire|qui es tu|tu es qui|t es qui|es tu une ia|tu es une ia|"
     "es tu un robot|tu es un robot|es tu humain|comment ça marche|ton nom|tu t appelles|"
     "quel modèle|par où commencer|qu est ce que tu peux faire|tu peux faire quoi"},
    {plan, 0,
     "plan|plans|programme|programmes|entraînement*|entraîner|entraine|exercice*|musculation|"
     "muscu|sport|routine"},
    {food, 0,
     "régime*|calorie*|protéine*|manger|mange|repas|nutrition|alimentation|aliment*|recette*|"
     "complément*|créatine|vitamine*|jeûne|glucides"},
    {off_topic, 0,
     "météo|quel temps fait|python|code|coder|programmer|javascript|blague*|poème*|politique|"
     "actualités|bitcoin|bourse|devoirs|film|films|chanson*|traduis|traduire|capitale|président|"
     "maths|dissertation|vol pour|copine|copain"},
    {sick, 0, "grippe|fièvre|malade|rhume|covid|gastro|angine"},
    {strenuous, 0,
     "burpee*|sprint*|cardio|hiit|crossfit|séance|entraînement|jambes|bulgare*|courir|course|"
     "exercice*"},
    {question, 0,
     "combien|pourquoi|est ce que c est|est ce bon|est ce mal|c est quoi|dois je|faut il|"
     "est ce qu il faut|est ce que je dois|à quoi sert|qu est ce que c est|quels muscles|"
     "les femmes peuvent"},
    {request, 0,
     "je veux|je voudrais|donne moi|fais moi|peux tu|tu peux|s il te plait|j ai besoin|j ai|"
     "j aimerais|un plan|un programme"},
    {complaint, 0,
     "nul|nulle|merde|pourri|j aime pas|pas terrible"},
    {refusal, 0,
     "a dit non|dit non|a refusé|refuse|interdit|pas encore|pas d accord|déconseille|"
     "déconseillé|pas autorisé"},
    {no, 0,
     "non|pas encore"},
    {fracture, 0,
     "cassé le poignet|cassé le bras|cassé la jambe|cassé la cheville|poignet cassé|"
     "bras cassé|jambe cassée|cheville cassée|fracture|fracturé*|plâtre|plâtré*"},
    {wheelchair, 0,
     "fauteuil roulant|paraplégique"},
    {illness, 0,
     "hernie|hernie inguinale|stent|stents|pontage|pacemaker|valve cardiaque"},
    {ache, v(Joint::lower_back),
     "scoliose|hernie discale"},
    {somebody, 0,
     "ma femme|mon chien|ma chienne|mon chat|ma copine|mon copain|mon ami|mon amie|ma soeur|"
     "mon frère|ma mère|mon père|mon mari|ma grand mère|mon grand père|mon fils|ma fille|"
     "mon voisin|mon oncle|ma tante"},
    {for_somebody, 0,
     "pour elle|pour lui|pour ma femme|pour mon fils|pour ma fille|pour ma mère|pour mon père|"
     "elle veut|il veut|veut s entraîner"},
    {myself, 0,
     "je veux|je voudrais|pour moi|je m entraîne|j ai besoin"},
    {goal, v(Goal::muscle),
     "devenir gros|devenir large|devenir costaud|costaud|baraqué"},
    {goal, v(Goal::toning),
     "tablettes de chocolat|être sec"},
    {goal, v(Goal::weight),
     "graisse du ventre|perdre 3 kg|perdre 3 kilos|perdre 5 kg|perdre 5 kilos|perdre 7 kg|"
     "perdre 7 kilos|perdre 8 kg|perdre 8 kilos|perdre 10 kg|perdre 10 kilos|perdre 12 kg|"
     "perdre 12 kilos|perdre 15 kg|perdre 15 kilos|perdre 20 kg|perdre 20 kilos|perdre 25 kg|"
     "perdre 25 kilos|perdre 30 kg|perdre 30 kilos|perdre 40 kg|perdre 40 kilos"},
    {gear, v(Gear::bodyweight),
     "hôtel|tapis de yoga|tapis"},
    {include, 0,
     "ajoute|ajouter|inclure|inclus|avec|veux|mets|rajoute|garde"},
    {upper_body, 0,
     "haut du corps"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "poitrine|thorax|sternum|thoracique* + mal|douleur*|serre*|oppress*|pression|brûl*|étau|pincement|écrase*"},
    {RedFlag::emergency,
     "fais une crise cardiaque|fais un infarctus|une crise cardiaque maintenant"},
    {RedFlag::emergency,
     "bras|mâchoire + mal|douleur*|engourdi* + sueur*|essouffl*|nausée*|vertige*|souffle|étourdi*|"
     "respire*"},
    {RedFlag::emergency,
     "arrive pas à respirer|peux pas respirer|peux plus respirer|arrive plus à respirer|"
     "du mal à respirer|difficulté à respirer|difficultés à respirer|respire plus|respire mal|"
     "j étouffe|manque d air"},
    {RedFlag::emergency,
     "essoufflé*|à bout de souffle|souffle court + au repos|assis|assise|allongé*|sans bouger|"
     "sans rien faire"},
    {RedFlag::emergency,
     "visage|bouche|paupière + tombe|tombant*|paralys*|engourdi*|affaiss*|de travers"},
    {RedFlag::emergency,
     "soudain*|d un coup|tout à coup|un côté|brusque* + faible*|faiblesse|engourdi*|paralys*|"
     "bouger + bras|jambe|visage|côté|corps"},
    {RedFlag::emergency,
     "peux plus parler|arrive plus à parler|arrive pas à parler|peux pas parler|"
     "trouble de la parole|troubles de la parole|vois plus rien|perdu la vue|trouble de la vision|"
     "troubles de la vision"},
    {RedFlag::emergency,
     "pire mal de tête|pire migraine|pire mal de crâne|mal de tête le plus violent"},
    {RedFlag::emergency,
     "évanoui*|malaise|effondré*|perdu connaissance|perte de connaissance|tombé dans les pommes|"
     "tombée dans les pommes + entraînement|séance|sport|courir|course|exercice|effort|salle|"
     "muscu|série"},
    {RedFlag::emergency,
     "coeur|pouls + bat vite|irrégulier*|s emballe|palpit*|très vite|trop vite + vertige*|"
     "étourdi*|évanoui*|essouffl*|malaise"},
    {RedFlag::emergency, "gonfl*|enfl* + gorge|langue|lèvres|visage"},
    {RedFlag::emergency,
     "anaphyla*|choc allergique|convulsion*|crise d épilepsie maintenant|inconscient*|"
     "ne se réveille pas"},
    {RedFlag::spine,
     "engourdi*|insensible*|sens plus|sens rien|fourmillement* + entre les jambes|entrejambe|"
     "périnée|génital*|parties intimes|aine"},
    {RedFlag::spine,
     "contrôle plus|contrôler|perdu le contrôle|perte de contrôle|retenir|incontinen* + vessie|"
     "urine*|intestin*|selles|pipi"},
    {RedFlag::spine, "faible*|faiblesse|engourdi* + deux jambes + dos"},
    {RedFlag::self_harm,
     "suicid*|me tuer|mettre fin à mes jours|en finir avec la vie|envie de mourir|veux mourir|"
     "plus envie de vivre|veux plus vivre|me faire du mal|automutil*|me scarifier|mieux mort|"
     "mieux morte"},
    {RedFlag::heat,
     "chaleur|soleil|canicule|sauna + confus*|effondré*|évanoui*|peau chaude|peau brûlante|"
     "convulsion*|désorienté*"},
    {RedFlag::heat, "coup de chaleur"},
    {RedFlag::muscle, "urine|urines|pipi + foncé*|brun*|marron|noir*|coca|thé|rouge*|sang"},
    {RedFlag::muscle, "rhabdo*"},
    {RedFlag::head, "tête|crâne + coup|cogné*|heurté*|tombé*|frappé*|choc|tapé*"},
    {RedFlag::head, "commotion"},
    {RedFlag::calf, "mollet|mollets + gonflé*|enflé*|chaud|rouge|gonfle"},
    {RedFlag::calf, "phlébite|thrombose|caillot"},
    {RedFlag::pregnancy,
     "enceinte* + saigne*|sang|liquide|contraction*|vertige*|évanoui*|mal de tête|maux de tête|"
     "mal au ventre|douleur au ventre|douleur au mollet|essouffl*|bouge moins|perdu les eaux"},
    {RedFlag::injury, "entendu|senti|ressenti + craque*|claque*|pop|crac|déchir*"},
    {RedFlag::injury,
     "peux pas marcher|peux plus marcher|poser le pied|pas d appui|déformé*|luxation|luxé*|"
     "déboîté*|os cassé|fracture ouverte"},
    {RedFlag::injury, "fièvre + gonflé*|chaud|rouge + genou|articulation|coude|hanche|cheville"},
    {RedFlag::doctor,
     "évanoui*|perdu connaissance|palpitation*|coeur s emballe|tombé dans les pommes"},
    {RedFlag::physio,
     "engourdi*|fourmi*|picotement* + bras|jambe|jambes|main|mains|pied|pieds|doigts|orteils"},
    {RedFlag::doctor, "mal de dos|mal au dos + fièvre|cancer|la nuit|perte de poids inexpliquée"},
    {RedFlag::emergency, "vois double|vision double"},
    {RedFlag::muscle,
     "muscles|musculaire* + gonflé*|faible*|faiblesse + extrême*|insupportable*|intense*"},
    {RedFlag::injury, "plaie profonde|plaie ouverte|coupure profonde|saigne beaucoup"},
    {RedFlag::doctor,
     "essoufflé*|à bout de souffle + quelques pas|un étage|escaliers|moindre effort|en marchant"},
    {RedFlag::doctor,
     "père|mère|frère|soeur|famille + mort subite|mort subitement|morte subitement"},
    {RedFlag::doctor, "mal de dos|mal au dos + chute|ostéoporose|cortisone"},
    {RedFlag::physio,
     "mal|douleur*|souffre + depuis des semaines|depuis des mois|depuis un mois|"
     "depuis 3 semaines|depuis trois semaines|depuis 2 mois|depuis deux mois|s aggrave|"
     "de pire en pire|empire|me réveille la nuit|la nuit aussi"},
    {RedFlag::eating,
     "boulimi*|anorexi*|trouble du comportement alimentaire|troubles alimentaires|"
     "trouble alimentaire|me fais vomir|me faire vomir|mériter mon repas|mériter de manger|"
     "plus mes règles|perdu mes règles|peur de manger|déteste mon corps"},
    {RedFlag::chest,
     "poitrine|thorax + quelqu un assis|assis dessus|quelqu un est assis|éléphant|un poids"},
    {RedFlag::chest,
     "mais une pression|mais pression|mais une oppression + cours|courir|escaliers|effort|"
     "sport"},
    {RedFlag::emergency,
     "vomis du sang|vomi du sang|vomir du sang|crache du sang|craché du sang|tousse du sang"},
    {RedFlag::emergency,
     "coeur + exploser|explose|lâcher|sortir de ma poitrine + sueur*|transpire|vertige*|"
     "froid*|souffle"},
    {RedFlag::emergency,
     "trop de|trop pris|surdose + preworkout|pre workout|caféine|booster|énergisante* + coeur|"
     "tremble*|vertige*|poitrine"},
    {RedFlag::emergency,
     "trop de médicaments|trop de comprimés|trop de cachets|tous mes médicaments|overdose|"
     "surdose"},
    {RedFlag::emergency,
     "soudain*|brusque*|d un coup + vue|vision|vois + oeil|perte|perdu|plus rien"},
    {RedFlag::emergency,
     "perte de vision|perte de la vue|perdu la vision|vois plus d un oeil"},
    {RedFlag::spine,
     "peux pas uriner|peux plus uriner|arrive pas à uriner|arrive plus à uriner|"
     "peux plus pisser|arrive pas à faire pipi|arrive plus à faire pipi|sens plus mes jambes|"
     "sens pas mes jambes|peux plus bouger mes jambes|peux plus bouger les jambes"},
    {RedFlag::spine,
     "engourdi*|insensible* + en bas|là en bas"},
    {RedFlag::spine,
     "pissé dessus|uriné dessus|fait pipi dessus + faible*|jambes|dos"},
    {RedFlag::self_harm,
     "plus envie d être là|veux plus être là|veux plus être ici|envie d être mort*|"
     "voudrais être mort*|aimerais être mort*|la vie ne vaut|vie vaut pas|vaut plus la peine|"
     "vaut pas la peine d être vécue|en finir avec tout|envie d en finir|"
     "plus de raison de vivre|je me coupe quand|me couper quand|vais me faire du mal|"
     "envie de me faire du mal|marre de vivre"},
    {RedFlag::muscle,
     "pipi|urine|urines|pisse + comme du coca|couleur coca|couleur thé|comme du thé|foncé*|"
     "marron"},
    {RedFlag::muscle,
     "bras|jambes|muscles + gonflé*|enflé* + plier|tendre"},
    {RedFlag::calf,
     "une jambe|la jambe|ma jambe|cuisse + gonflé*|enflé* + rouge|chaud*|mal|douleur*|"
     "une jambe"},
    {RedFlag::pregnancy,
     "enceinte* + pertes de sang|spotting|ne bouge pas|bouge plus|bouge pas|pas bougé|"
     "vision floue|vision trouble"},
    {RedFlag::pregnancy,
     "perdu les eaux|perte des eaux|poche des eaux"},
    {RedFlag::injury,
     "biceps|pectoral|tendon|mollet|ischio* + claqué|lâché|craqué|pop|déchiré + bosse|boule|"
     "bleu|hématome|gonflé|trou"},
    {RedFlag::injury,
     "pied|orteil*|main|doigt* + tombé*|lâché + bleu|noir|cassé|gonflé|violet"},
    {RedFlag::doctor,
     "voile noir|vu des étoiles|vois des étoiles|vu trente six chandelles|tout noir devant"},
    {RedFlag::doctor,
     "vertige*|tête qui tourne|la tête me tourne|étourdi* + squat*|entraînement|séance|sport|"
     "exercice|série|salle"},
    {RedFlag::doctor,
     "coeur + rate des battements|saute des battements|bat bizarrement|fait n importe quoi|"
     "saute un battement"},
    {RedFlag::doctor,
     "mal de dos|mal au dos + tombé*|échelle|accident"},
    {RedFlag::eating,
     "rien mangé|pas mangé|plus mangé|mange rien|mange plus rien + jours|semaine|"
     "perdre du poids|maigrir"},
    {RedFlag::eating,
     "mangé|manger + coupable|dégoûte*|me déteste|honte|dégueulasse"},
};
// clang-format on

}  // namespace

LanguageTable french_words() noexcept {
  return {Language::fr, kWords, kFlags};
}

}  // namespace spotter::trainer
