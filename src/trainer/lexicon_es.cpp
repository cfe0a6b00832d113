#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "el|los|las|un|una|con|para|por|mi|mis|quiero|quisiera|tengo|soy|estoy|es|no|y|que|qué|cómo|"
     "puedes|me|sin|más|pero|o|en|de|del|al|la|favor|semana|hacer|tú|yo|muy|se|lo|solo|dame|hazme|"
     "está"},
    {filler, 0,
     "no solo|no sólo|no problema|no pasa nada|ni idea|no estoy seguro|no estoy segura|no sé|"
     "día de descanso|días de descanso|día de pecho|rutina de pecho|entrenamiento de pecho|"
     "ejercicio* de pecho|de vuelta|prensa de piernas|agujetas|por qué no|por favor|"
     "en lugar de eso|en vez de eso|hace un|no me siento bien|no estoy bien|no se va|no se quita|"
     "no se me quita|no aguanto|no soporto|no para|no me encuentro bien|no puedo más"},
    {number, 1, "uno|un|una"},
    {number, 2, "dos"},
    {number, 3, "tres"},
    {number, 4, "cuatro"},
    {number, 5, "cinco"},
    {number, 6, "seis"},
    {number, 7, "siete"},
    {number, 8, "ocho"},
    {number, 9, "nueve"},
    {number, 10, "diez"},
    {number, 11, "once"},
    {number, 12, "doce"},
    {number, 15, "quince"},
    {number, 20, "veinte"},
    {number, 30, "treinta"},
    {number, 40, "cuarenta"},
    {number, 45, "cuarenta y cinco"},
    {number, 60, "sesenta"},
    {number, 90, "noventa"},
    {day, 0, "día|días"},
    {times, 0, "vez|veces|x"},
    {session, 0, "sesión|sesiones|entrenamientos|entrenos"},
    {week, 0, "semana|semanas|semanal"},
    {minute, 0, "minuto*|min"},
    {hour, 0, "hora|horas|h"},
    {month, 0, "mes|meses"},
    {year, 0, "año|años"},
    {days_phrase, 1, "una vez a la semana|una vez por semana"},
    {days_phrase, 2, "dos veces a la semana|dos veces por semana|fin de semana|fines de semana"},
    {days_phrase, 3, "un día sí y otro no|cada dos días|días alternos"},
    {days_phrase, 7, "todos los días|cada día|a diario|diario|diariamente"},
    {minutes_phrase, 30, "media hora"},
    {minutes_phrase, 45, "tres cuartos de hora"},
    {minutes_phrase, 60, "una hora"},
    {minutes_phrase, 90, "hora y media"},
    {weekday, 1, "lunes"},
    {weekday, 2, "martes"},
    {weekday, 3, "miércoles"},
    {weekday, 4, "jueves"},
    {weekday, 5, "viernes"},
    {weekday, 6, "sábado*"},
    {weekday, 7, "domingo*"},
    {years_old, 0, "años|años de edad"},
    {i_am, 0, "tengo|edad|edad de"},
    {experience, 0, "experiencia|llevo|entrenando|desde hace|hace|entreno desde"},
    {level, v(Level::beginner),
     "principiante*|novato*|novata*|nunca he|empezando|empiezo|sin experiencia|primera vez|"
     "nuevo en|nueva en|no tengo experiencia|desde cero"},
    {level, v(Level::intermediate), "intermedio*|intermedia*|algo de experiencia|nivel medio"},
    {level, v(Level::advanced),
     "avanzado*|avanzada*|experto*|experta*|profesional|con experiencia|experimentad*"},
    {goal, v(Goal::health),
     "salud|saludable|sano|sana|en forma|bienestar|forma física|ponerme en forma"},
    {goal, v(Goal::strength), "fuerza|más fuerte|fuerte|potencia|explosiv*"},
    {goal, v(Goal::muscle),
     "músculo*|muscular|ganar músculo|masa|masa muscular|hipertrofia|volumen"},
    {goal, v(Goal::weight),
     "perder peso|pérdida de peso|bajar de peso|adelgazar|quemar grasa|perder grasa|perder kilos|"
     "bajar peso"},
    {goal, v(Goal::toning), "tonific*|tonificado|definir|definición|marcar"},
    {goal, v(Goal::endurance), "resistencia|aguante|fondo"},
    {gear, v(Gear::gym), "gimnasio*|gym"},
    {gear, v(Gear::barbell), "barra|barra olímpica|barra con discos|barra y discos|home gym"},
    {gear, v(Gear::dumbbells), "mancuerna*|pesas|pesas de mano"},
    {gear, v(Gear::bands),
     "banda|bandas|bandas elásticas|goma|gomas|gomas elásticas|ligas|elástico*"},
    {gear, v(Gear::bodyweight),
     "sin equipo|sin material|sin equipamiento|ningún equipo|no tengo equipo|no tengo material|"
     "peso corporal|propio peso|calistenia|sin pesas|habitación de hotel|en el parque|"
     "sin gimnasio|sin aparatos"},
    {gear, v(Gear::machines), "máquina|máquinas|solo máquinas"},
    {item, v(Item::bench), "banco|banca"},
    {item, v(Item::rack), "rack|jaula"},
    {item, v(Item::cable), "polea|poleas|cable|cables"},
    {item, v(Item::smith_machine), "multipower|máquina smith|smith"},
    {item, v(Item::pull_up_bar), "barra de dominadas|barra fija|barra para dominadas"},
    {item, v(Item::trap_bar), "barra hexagonal|trap bar"},
    {item, v(Item::ez_bar), "barra ez|barra z"},
    {item, v(Item::dip_bars), "paralelas|barras paralelas|fondos en paralelas"},
    {home, 0, "casa|en casa|mi casa|apartamento|piso"},
    {also, 0, "también|además|añade|agrega|y también"},
    {only, 0, "solo|sólo|solamente|únicamente"},
    {focus, v(Area::chest), "pecho|pectoral*"},
    {focus, v(Area::back), "espalda|dorsales"},
    {focus, v(Area::legs), "pierna|piernas|cuádriceps|isquiotibiales|muslos"},
    {focus, v(Area::shoulders), "hombros|deltoides|hombro"},
    {focus, v(Area::arms), "brazo|brazos|bíceps|tríceps"},
    {focus, v(Area::abs), "abdominal*|abdomen|abdominales|barriga"},
    {focus, v(Area::glutes), "glúteo*|trasero|nalgas"},
    {focus, v(Area::calves), "pantorrilla*|gemelo*"},
    {place, v(Joint::lower_back), "espalda|lumbar*|zona lumbar|espalda baja|columna"},
    {place, v(Joint::knee), "rodilla|rodillas|menisco|ligamento cruzado"},
    {place, v(Joint::shoulder), "hombro|hombros|manguito"},
    {place, v(Joint::elbow), "codo|codos|brazo|brazos|antebrazo*"},
    {place, v(Joint::wrist), "muñeca|muñecas|mano|manos|pulgar"},
    {place, v(Joint::neck), "cuello|cervical*|nuca"},
    {place, v(Joint::hip), "cadera|caderas|ingle|pierna|piernas|muslo"},
    {place, v(Joint::ankle), "tobillo|tobillos|pie|pies|talón|espinilla*|tendón de aquiles"},
    {pain, 0,
     "dolor|dolores|duele|duelen|doler|molestia*|lesión|lesiones|lesionad*|mal|mala|problema*|"
     "tendinitis|esguince|artrosis|artritis|dolorid*|molesta"},
    {ache, v(Joint::lower_back), "lumbago|lumbalgia|ciática|hernia discal|hernia de disco"},
    {ache, v(Joint::elbow), "codo de tenista|epicondilitis"},
    {no_pain, 0,
     "sin lesiones|sin lesión|sin dolor|sin dolores|ninguna lesión|no tengo lesiones|"
     "sin problemas|ningún dolor|sin molestias|no me duele nada"},
    {negation, 0, "no|sin|nunca|ningún|ninguna|ni|tampoco|jamás"},
    {barrier, 0, "pero|mi|mis|aunque|sino|salvo|porque"},
    {instead_of, 0, "en vez de|en lugar de"},
    {another, 0,
     "otro|otra|otro plan|otra rutina|otra cosa|otra vez|de nuevo|nuevo plan|nueva rutina|"
     "otros ejercicios|diferente|alternativ*|uno más|una más|algo distinto"},
    {restart, 0,
     "empezar de nuevo|empieza de nuevo|empecemos de nuevo|desde el principio|olvida todo|"
     "olvida eso|reiniciar|reinicia|borrón y cuenta nueva"},
    {shorter, 0,
     "más corto|más corta|más cortos|más cortas|menos tiempo|más rápido|más rápida|"
     "demasiado largo|demasiado larga|muy largo|muy larga"},
    {longer, 0, "más largo|más larga|más tiempo|demasiado corto|demasiado corta|muy corto"},
    {easier, 0,
     "más fácil|más sencillo|demasiado difícil|muy difícil|muy duro|demasiado duro|más ligero|"
     "demasiado"},
    {harder, 0, "más difícil|más duro|demasiado fácil|muy fácil|más intenso"},
    {move, v(Move::squat), "sentadilla*"},
    {move, v(Move::lunge), "zancada*|estocada*"},
    {move, v(Move::deadlift), "peso muerto"},
    {move, v(Move::push_up), "flexión|flexiones|lagartijas"},
    {move, v(Move::pull_up), "dominada*"},
    {move, v(Move::plank), "plancha*"},
    {move, v(Move::bench_press), "press de banca|press banca"},
    {swap, 0,
     "cambia|cambiar|cambie|cámbiame|sustituye|sustituir|sustituya|reemplaza|reemplazar|"
     "intercambia"},
    {swap_to, 0, "por|con|a"},
    {reject, 0, "odio|quita|quitar|elimina|eliminar|evita|evitar|detesto|saca|no me gust*"},
    {single, 0,
     "una sola sesión|solo una sesión|sesión de hoy|sesión para hoy|entrenamiento de hoy|"
     "entrenamiento para hoy|rutina para hoy|solo por hoy|solo hoy|un solo entrenamiento|"
     "solo para hoy"},
    {today, 0, "hoy|esta noche|esta tarde|ahora mismo"},
    {quick, 0, "rápido|rápida|corto|corta"},
    {one_session, 0, "sesión|entrenamiento|entreno|workout|rutina"},
    {weekly, 0,
     "toda la semana|por semana|para la semana|para una semana|semana completa|semana entera|"
     "plan semanal|rutina semanal"},
    {focus, v(Area::chest), "entrenamiento de pecho|rutina de pecho|día de pecho"},
    {filler, 0,
     "presión arterial|presión alta|alta presión|quema grasa|quema de grasa|agarre cerrado|"
     "agarre apretado"},
    {long_ago, 0,
     "hace años|hace muchos años|el año pasado|de niño|de niña|de pequeño|de pequeña|ya curado|"
     "ya curada"},
    {pregnant, 0, "embaraz*|trimestre"},
    {illness, 0,
     "cardíac*|cardiac*|enfermedad del corazón|problema de corazón|problemas de corazón|"
     "problemas del corazón|infarto|ataque al corazón|marcapasos|derrame cerebral|ictus|"
     "hipertens*|presión alta|tensión alta|diabet*|insulina|enfermedad renal|epilep*|osteoporosis|"
     "cáncer|quimio*|angina de pecho|di a luz|posparto|postparto|cesárea|recién parida"},
    {surgery, 0, "operación|operado|operada|operaron|cirugía"},
    {doctor, 0,
     "médico|médica|doctor|doctora|matrona|partera|fisio*|cardiólog*|cirujan*|ginecólog*"},
    {approval, 0,
     "ok|okay|permiso|permitido|autoriz*|visto bueno|luz verde|aprobado|me deja|de acuerdo|alta|"
     "dice que sí|dijo que sí"},
    {yes, 0, "sí|claro|por supuesto|exacto|así es"},
    {hello, 0, "hola|buenos días|buenas tardes|buenas noches|buenas"},
    {thanks, 0, "gracias|muchas gracias|te lo agradezco"},
    {bye, 0, "adiós|hasta luego|hasta pronto|nos vemos|chao|chau|hasta mañana"},
    {small_talk, 0, "cómo estás|qué tal|cómo te va|qué pasa|cómo va|cómo andas"},
    {fine, 0,
     "genial|perfecto|bien|vale|estupendo|excelente|muy bien|bueno|guay|de acuerdo|chévere|súper"},
    {help, 0,
     "ayuda|ayúdame|qué puedes hacer|quién eres|qué eres|eres una ia|eres un robot|eres humano|"
     "cómo funciona|cómo te llamas|tu nombre|qué modelo|cómo empiezo|qué sabes hacer|"
     "eres una persona|eres real"},
    {plan, 0,
     "plan|planes|programa|rutina*|entrenar|entreno|entrenamiento*|ejercicio*|ejercicios|deporte|"
     "tabla"},
    {food, 0,
     "dieta*|caloría*|proteína*|comer|comida*|nutrición|alimentación|receta*|suplemento*|creatina|"
     "vitamina*|ayuno|carbohidratos|desayuno"},
    {off_topic, 0,
     "qué tiempo hace|el clima|python|código|programar|javascript|chiste*|poema*|política|"
     "noticias|bitcoin|bolsa|deberes|película*|canción*|traduce|traducir|capital de|presidente|"
     "matemáticas|redacción|vuelo*|novia|novio"},
    {sick, 0, "gripe|fiebre|enfermo|enferma|resfriad*|resfriado|covid|catarro"},
    {strenuous, 0,
     "burpee*|sprints|cardio|hiit|crossfit|entreno|entrenamiento|día de pierna|pierna|piernas|"
     "búlgara*|correr|sesión|ejercicio*"},
    {question, 0,
     "cuántas|cuántos|cuánto|cuánta|por qué|porqué|es bueno|es malo|está bien|debo|debería|"
     "pueden las mujeres|qué es|qué músculos|cuándo debo|es necesario|sirve"},
    {request, 0,
     "dame|hazme|quiero|quisiera|necesito|por favor|puedes|plan para|tengo|rutina para|"
     "rutina de|me gustaría"},
    {complaint, 0,
     "mierda|horrible|basura|no me gusta|una porquería|malísimo"},
    {refusal, 0,
     "dijo que no|dice que no|no me deja|no me dejó|me lo prohibió|prohibido|todavía no|"
     "aún no|no está de acuerdo|no me dio permiso"},
    {no, 0,
     "no|todavía no|aún no"},
    {fracture, 0,
     "muñeca rota|brazo roto|pierna rota|tobillo roto|me rompí|fractura|fracturé|fracturad*|"
     "escayola|escayolad*|yeso|enyesad*"},
    {wheelchair, 0,
     "silla de ruedas|parapléjic*"},
    {illness, 0,
     "hernia|hernia inguinal|stent|stents|bypass|marcapasos|fibrilación"},
    {ache, v(Joint::lower_back),
     "escoliosis|hernia discal|hernia de disco"},
    {somebody, 0,
     "mi mujer|mi esposa|mi perra|mi perro|mi gata|mi gato|mi novia|mi novio|mi amigo|"
     "mi amiga|mi hermana|mi hermano|mi madre|mi padre|mi mamá|mi papá|mi marido|mi esposo|"
     "mi abuela|mi abuelo|mi hijo|mi hija|mi vecino|mi tío|mi tía"},
    {for_somebody, 0,
     "para ella|para él|para mi mujer|para mi esposa|para mi hijo|para mi hija|para mi madre|"
     "para mi padre|ella quiere|él quiere|quiere entrenar"},
    {myself, 0,
     "yo quiero|quiero|para mí|entreno|necesito"},
    {goal, v(Goal::muscle),
     "ponerme grande|ponerme mamado|mamado|más grande|ponerme fuerte"},
    {goal, v(Goal::toning),
     "six pack|tableta|rayado"},
    {goal, v(Goal::weight),
     "grasa abdominal|bajar panza|perder barriga|perder tripa|perder 3 kg|perder 3 kilos|"
     "perder 5 kg|perder 5 kilos|perder 7 kg|perder 7 kilos|perder 8 kg|perder 8 kilos|"
     "perder 10 kg|perder 10 kilos|perder 12 kg|perder 12 kilos|perder 15 kg|perder 15 kilos|"
     "perder 20 kg|perder 20 kilos|perder 25 kg|perder 25 kilos|perder 30 kg|perder 30 kilos|"
     "perder 40 kg|perder 40 kilos|bajar 3 kg|bajar 3 kilos|bajar 5 kg|bajar 5 kilos|"
     "bajar 7 kg|bajar 7 kilos|bajar 8 kg|bajar 8 kilos|bajar 10 kg|bajar 10 kilos|"
     "bajar 12 kg|bajar 12 kilos|bajar 15 kg|bajar 15 kilos|bajar 20 kg|bajar 20 kilos|"
     "bajar 25 kg|bajar 25 kilos|bajar 30 kg|bajar 30 kilos|bajar 40 kg|bajar 40 kilos"},
    {gear, v(Gear::bodyweight),
     "hotel|esterilla|colchoneta"},
    {include, 0,
     "añade|añadir|agrega|agregar|incluye|incluir|incluyendo|con|quiero|más|pon|mete"},
    {upper_body, 0,
     "tren superior|parte superior"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "pecho|tórax|esternón + dolor*|duele*|presión|opresión|aprieta|apretado|ardor|quema|punzada*|siento un peso|un peso encima|molestia*"},
    {RedFlag::emergency,
     "me está dando un infarto|es un infarto|teniendo un infarto|ataque al corazón ahora"},
    {RedFlag::emergency,
     "brazo|brazos|mandíbula + dolor*|duele*|adormec*|entumec* + sudor*|sudando|náusea*|mareo*|"
     "maread*|falta de aire|aire|respir*"},
    {RedFlag::emergency,
     "no puedo respirar|me cuesta respirar|dificultad para respirar|no me entra el aire|"
     "me falta el aire|me ahogo|me estoy ahogando|cuesta mucho respirar"},
    {RedFlag::emergency,
     "sin aliento|falta de aliento|falta de aire + en reposo|sentado|sentada|acostado|acostada|"
     "tumbado|tumbada|sin hacer nada"},
    {RedFlag::emergency, "cara|boca|párpado + caíd*|cae|dormid*|paraliz*|entumec*|torcid*"},
    {RedFlag::emergency,
     "de repente|repentin*|súbit*|un lado + débil*|debilidad|dormid*|entumec*|adormec*|paraliz*|"
     "mover + brazo|pierna|cara|lado|cuerpo"},
    {RedFlag::emergency,
     "no puedo hablar|no puede hablar|arrastro las palabras|habla arrastrada|"
     "no me salen las palabras|no veo nada|perdí la vista|perdí la visión|he perdido la visión"},
    {RedFlag::emergency, "peor dolor de cabeza|peor migraña|dolor de cabeza más fuerte de mi vida"},
    {RedFlag::emergency,
     "desmay*|colapsé|perdí el conocimiento|perdí la consciencia|perdí la conciencia|"
     "me caí redondo + entrenando|entrenar|entreno|entrenamiento|ejercicio|corriendo|correr|"
     "gimnasio|gym|serie|sentadilla*"},
    {RedFlag::emergency,
     "corazón|pulso + irregular|acelerado|muy rápido|late rápido|palpit* + mareo*|maread*|desmay*"},
    {RedFlag::emergency, "hinch*|inflam* + garganta|lengua|labios|cara"},
    {RedFlag::emergency,
     "anafil*|reacción alérgica grave|se me cierra la garganta|convulsi*|inconsciente|no despierta"},
    {RedFlag::spine,
     "adormec*|entumec*|dormid*|no siento|hormigueo + entrepierna|entre las piernas|genital*|"
     "partes íntimas|ingle|ingles"},
    {RedFlag::spine,
     "no controlo|no puedo controlar|perdí el control|no puedo aguantar|pérdida de control|"
     "incontinen* + vejiga|orina|pis|intestino*|heces|esfínter*"},
    {RedFlag::spine, "débil*|debilidad|dormid* + ambas piernas|las dos piernas + espalda"},
    {RedFlag::self_harm,
     "suicid*|matarme|quitarme la vida|acabar con mi vida|quiero morir|quiero morirme|"
     "no quiero vivir|no quiero seguir viviendo|hacerme daño|autolesi*|cortarme|mejor muerto|"
     "mejor muerta"},
    {RedFlag::heat,
     "calor|sol|sauna + confus*|desmay*|colaps*|piel caliente|convulsi*|desorientad*"},
    {RedFlag::heat, "golpe de calor|insolación"},
    {RedFlag::muscle, "orina|pis + oscur*|marrón|negr*|cola|té|roj*|sangre|café"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "cabeza + golpe*|golpeé|golpeado|caí|di un golpe|pegué|choqué"},
    {RedFlag::head, "conmoción|contusión cerebral"},
    {RedFlag::calf, "pantorrilla*|gemelo* + hinchad*|inflamad*|caliente|roj*"},
    {RedFlag::calf, "trombosis|coágulo*"},
    {RedFlag::pregnancy,
     "embaraz* + sangr*|líquido|contraccion*|mareo*|maread*|desmay*|dolor de cabeza|"
     "dolor de barriga|dolor abdominal|dolor de pecho|falta de aire|se mueve menos|rompí aguas"},
    {RedFlag::injury,
     "oí|escuché|sentí|noté + chasquido|crujido|crac|pop|tirón fuerte|desgarro|crack"},
    {RedFlag::injury,
     "no puedo apoyar|no puedo caminar|no puedo andar|deformad*|dislocad*|luxación|hueso roto|"
     "se me salió el hombro"},
    {RedFlag::injury, "fiebre + hinchad*|caliente|roj* + rodilla|articulación|codo|cadera|tobillo"},
    {RedFlag::doctor, "desmay*|palpitacion*|corazón acelerado|taquicardia*"},
    {RedFlag::physio,
     "adormec*|entumec*|hormigueo*|dormid* + brazo|brazos|pierna|piernas|mano|manos|pie|pies|dedos"},
    {RedFlag::doctor, "dolor de espalda + fiebre|cáncer|por la noche|pérdida de peso inexplicable"},
    {RedFlag::emergency, "veo doble|visión doble"},
    {RedFlag::muscle,
     "músculo*|muscular* + hinchad*|débil*|debilidad + intenso|insoportable|extremo|fuerte*"},
    {RedFlag::injury, "herida abierta|herida profunda|corte profundo|no para de sangrar"},
    {RedFlag::doctor,
     "sin aliento|me ahogo|falta de aire + pocos pasos|subir escaleras|escaleras|"
     "caminar despacio|mínimo esfuerzo"},
    {RedFlag::doctor, "padre|madre|hermano|hermana|familia + muerte súbita|murió de repente"},
    {RedFlag::doctor, "dolor de espalda + caída|osteoporosis|cortisona"},
    {RedFlag::physio,
     "dolor*|duele* + hace semanas|desde hace meses|hace meses|hace un mes|hace 3 semanas|"
     "hace tres semanas|hace dos meses|hace 2 meses|cada vez peor|va a peor|empeora|me despierta"},
    {RedFlag::eating,
     "bulimi*|anorexi*|trastorno alimentario|trastorno alimenticio|trastornos alimenticios|"
     "me provoco el vómito|provocarme el vómito|vomitar después de comer|ganarme la comida|"
     "merecer la comida|se me fue la regla|no me baja la regla|perdí la regla|miedo a comer|"
     "odio mi cuerpo"},
    {RedFlag::chest,
     "pecho + alguien sentado|alguien encima|sentado encima|elefante|alguien se sienta"},
    {RedFlag::chest,
     "pero presión|pero una presión|pero opresión + correr|corro|escaleras|ejercicio|entreno|"
     "esfuerzo"},
    {RedFlag::emergency,
     "vomito sangre|vomité sangre|vomitando sangre|vomitar sangre|toso sangre|tosiendo sangre|"
     "escupo sangre|escupir sangre"},
    {RedFlag::emergency,
     "corazón + explotar|explota|reventar|salirse + sud*|mareo*|maread*|frío|aire"},
    {RedFlag::emergency,
     "demasiad*|sobredosis + preentreno|pre entreno|cafeína|energética* + corazón|taquicardia|"
     "tembl*|maread*|pecho"},
    {RedFlag::emergency,
     "demasiadas pastillas|muchas pastillas|todas las pastillas|sobredosis"},
    {RedFlag::emergency,
     "de repente|súbit*|repentin* + ver|veo|visión|vista|ciego|ciega + ojo"},
    {RedFlag::emergency,
     "pérdida de visión|pérdida repentina de la visión|no veo por un ojo|no veo de un ojo"},
    {RedFlag::spine,
     "no puedo orinar|no puedo hacer pis|no puedo mear|no siento las piernas|"
     "no siento mis piernas|no puedo mover las piernas"},
    {RedFlag::spine,
     "adormec*|entumec*|dormid* + ahí abajo|abajo"},
    {RedFlag::spine,
     "me hice pis|me oriné|me he meado|me meé|me cagué + débil*|espalda|piernas"},
    {RedFlag::self_harm,
     "no quiero estar aquí|ya no quiero estar|no quiero seguir aquí|ojalá estuviera muert*|"
     "ojalá me muriera|desearía estar muert*|me gustaría estar muert*|la vida no vale|"
     "no vale la pena vivir|no tiene sentido vivir|acabar con todo|terminar con todo|"
     "voy a hacerme daño|me voy a hacer daño|quiero hacerme daño|me corto cuando|me corto si|"
     "cansad* de vivir|matarme"},
    {RedFlag::muscle,
     "pipí|orina|pis|meado|meada|orino + oscur*|marrón|negr*|cola|coca cola|como té|roj*|"
     "sangre|café"},
    {RedFlag::muscle,
     "brazos|piernas|músculos + hinchad*|inflamad* + no puedo doblar*|doblar|estirar"},
    {RedFlag::calf,
     "una pierna|la pierna|mi pierna|muslo + hinchad*|inflamad* + roj*|caliente|duele|dolor|"
     "una pierna"},
    {RedFlag::pregnancy,
     "embaraz* + manchad*|manchando|manchado|no se mueve|no se ha movido|visión borrosa|"
     "no siento al bebé"},
    {RedFlag::pregnancy,
     "rompí aguas|he roto aguas|rompí la fuente|se me rompió la fuente|se me rompió la bolsa"},
    {RedFlag::injury,
     "bíceps|pectoral|tendón|gemelo|isquio* + chasquido|pop|tronó|reventó|rompió|rompí + "
     "bulto|bola|moretón|moratón|hinchad*|hundid*"},
    {RedFlag::injury,
     "pie|dedo|dedos|mano + cayó|caer|caído + azul|morado|morada|negro|roto|rota|hinchad*"},
    {RedFlag::doctor,
     "se me nubló la vista|vi todo negro|veo todo negro|vi estrellas|veo estrellas|"
     "vi las estrellas"},
    {RedFlag::doctor,
     "maread*|mareé|mareo|mareos + entren*|sentadilla*|ejercicio|gimnasio|serie|peso muerto"},
    {RedFlag::doctor,
     "corazón + se salta|salta latidos|late raro|como loco|se me salta"},
    {RedFlag::doctor,
     "dolor de espalda|duele la espalda|me duele la espalda + caí|caer|caída|accidente|"
     "escalera"},
    {RedFlag::eating,
     "no como|no he comido|sin comer|dejé de comer|llevo + días|nada + adelgazar|"
     "bajar de peso|perder peso|sin comer"},
    {RedFlag::eating,
     "comí|comido|comer + doy asco|asco|culpable|me odio|culpa"},
    {RedFlag::doctor,
     "falta el aire|sin aliento|me ahogo|me quedo sin aire|fatigo + escalera*|subir|subiendo"},
};
// clang-format on

}  // namespace

LanguageTable spanish_words() noexcept {
  return {Language::es, kWords, kFlags};
}

}  // namespace spotter::trainer
