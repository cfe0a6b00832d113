#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "o|os|as|um|uma|com|para|por|meu|minha|meus|quero|queria|gostaria|tenho|sou|estou|é|não|e|"
     "que|como|pode|você|me|sem|mais|mas|ou|em|de|do|da|no|na|ao|favor|semana|fazer|eu|só|faz|dá|"
     "muito"},
    {filler, 0,
     "não só|não apenas|sem problema|não tem problema|não tenho certeza|não sei|nem ideia|"
     "dia de descanso|dias de descanso|dia de peito|treino de peito|exercício* de peito|leg press|"
     "de volta|por que não|em vez disso|em lugar disso|não me sinto bem|não estou bem|não passa|"
     "não aguento|não para|não suporto|não me sinto"},
    {number, 1, "um|uma"},
    {number, 2, "dois|duas"},
    {number, 3, "três"},
    {number, 4, "quatro"},
    {number, 5, "cinco"},
    {number, 6, "seis"},
    {number, 7, "sete"},
    {number, 8, "oito"},
    {number, 9, "nove"},
    {number, 10, "dez"},
    {number, 11, "onze"},
    {number, 12, "doze"},
    {number, 15, "quinze"},
    {number, 20, "vinte"},
    {number, 30, "trinta"},
    {number, 40, "quarenta"},
    {number, 45, "quarenta e cinco"},
    {number, 60, "sessenta"},
    {number, 90, "noventa"},
    {day, 0, "dia|dias"},
    {times, 0, "vez|vezes|x"},
    {session, 0, "sessão|sessões|treinos"},
    {week, 0, "semana|semanas|semanal"},
    {minute, 0, "minuto|minutos|min"},
    {hour, 0, "hora|horas|h"},
    {month, 0, "mês|meses"},
    {year, 0, "ano|anos"},
    {days_phrase, 1, "uma vez por semana"},
    {days_phrase, 2, "duas vezes por semana|fim de semana|fins de semana"},
    {days_phrase, 3, "dia sim dia não|dia sim e dia não|dias alternados"},
    {days_phrase, 7, "todos os dias|todo dia|diariamente|cada dia"},
    {minutes_phrase, 30, "meia hora"},
    {minutes_phrase, 45, "três quartos de hora"},
    {minutes_phrase, 60, "uma hora"},
    {minutes_phrase, 90, "hora e meia|uma hora e meia"},
    {weekday, 1, "segunda feira|segunda"},
    {weekday, 2, "terça feira|terça"},
    {weekday, 3, "quarta feira|quarta"},
    {weekday, 4, "quinta feira|quinta"},
    {weekday, 5, "sexta feira|sexta"},
    {weekday, 6, "sábado*"},
    {weekday, 7, "domingo*"},
    {years_old, 0, "anos|anos de idade"},
    {i_am, 0, "tenho|idade"},
    {experience, 0, "experiência|treino há|treinando|há|treino faz|faz"},
    {level, v(Level::beginner),
     "iniciante*|principiante*|novato*|novata|nunca treinei|nunca fiz|começando|a começar|"
     "sem experiência|primeira vez|sedentári*"},
    {level, v(Level::intermediate),
     "intermediário*|intermediária|intermédio|intermédia|nível médio|alguma experiência"},
    {level, v(Level::advanced), "avançado|avançada|experiente|especialista|profissional"},
    {goal, v(Goal::health), "saúde|saudável|em forma|bem estar|forma física|condicionamento geral"},
    {goal, v(Goal::strength), "força|mais forte|forte|potência|explos*"},
    {goal, v(Goal::muscle),
     "músculo|músculos|muscular|massa|massa muscular|ganhar massa|hipertrofia|volume"},
    {goal, v(Goal::weight),
     "perder peso|perda de peso|emagrecer|emagrecimento|queimar gordura|perder gordura|"
     "perder barriga|perder quilos|secar"},
    {goal, v(Goal::toning), "tonific*|definição|definir|firmar"},
    {goal, v(Goal::endurance), "resistência|fôlego|condicionamento"},
    {gear, v(Gear::gym), "academia|academias|ginásio|gym|sala de musculação"},
    {gear, v(Gear::barbell), "barra|barra olímpica|barra e anilhas|barra com anilhas|home gym"},
    {gear, v(Gear::dumbbells), "halter|halteres|haltere|pesinhos"},
    {gear, v(Gear::bands),
     "elástico|elásticos|faixa|faixas|faixas elásticas|faixa elástica|bandas elásticas|bandas|"
     "miniband*"},
    {gear, v(Gear::bodyweight),
     "sem equipamento|sem equipamentos|nenhum equipamento|sem aparelhos|sem material|"
     "peso do corpo|peso corporal|calistenia|sem pesos|quarto de hotel|no parque|sem academia|"
     "sem ginásio"},
    {gear, v(Gear::machines), "máquina|máquinas|aparelhos"},
    {item, v(Item::bench), "banco"},
    {item, v(Item::rack), "rack|gaiola"},
    {item, v(Item::cable), "polia|polias|cabo|cabos|crossover"},
    {item, v(Item::smith_machine), "smith|barra guiada"},
    {item, v(Item::pull_up_bar), "barra fixa|barra de porta|barra para elevações"},
    {item, v(Item::trap_bar), "barra hexagonal|trap bar"},
    {item, v(Item::ez_bar), "barra w|barra ez"},
    {item, v(Item::dip_bars), "paralelas|barras paralelas"},
    {home, 0, "casa|em casa|minha casa|apartamento|sala"},
    {also, 0, "também|além disso|adiciona|adicione|e também"},
    {only, 0, "só|apenas|somente|unicamente"},
    {focus, v(Area::chest), "peito|peitoral|peitorais"},
    {focus, v(Area::back), "costas|dorsal|dorsais"},
    {focus, v(Area::legs), "perna|pernas|quadríceps|coxas|posterior de coxa"},
    {focus, v(Area::shoulders), "ombros|deltoides|ombro"},
    {focus, v(Area::arms), "braço|braços|bíceps|tríceps"},
    {focus, v(Area::abs), "abdominal|abdominais|abdômen|abdómen|barriga"},
    {focus, v(Area::glutes), "glúteo|glúteos|bumbum|rabo"},
    {focus, v(Area::calves), "panturrilha|panturrilhas|gémeos"},
    {place, v(Joint::lower_back), "costas|lombar|coluna|fundo das costas"},
    {place, v(Joint::knee), "joelho|joelhos|menisco|ligamento cruzado"},
    {place, v(Joint::shoulder), "ombro|ombros|manguito"},
    {place, v(Joint::elbow), "cotovelo|cotovelos|braço|braços|antebraço"},
    {place, v(Joint::wrist), "punho|punhos|pulso|pulsos|mão|mãos|polegar"},
    {place, v(Joint::neck), "pescoço|cervical|nuca"},
    {place, v(Joint::hip), "quadril|anca|ancas|virilha|perna|pernas|coxa"},
    {place, v(Joint::ankle), "tornozelo|tornozelos|pé|pés|calcanhar|canela|tendão de aquiles"},
    {pain, 0,
     "dor|dores|dói|doem|doendo|doer|doi|lesão|lesões|lesionad*|machuc*|problema|problemas|"
     "tendinite|entorse|artrose|artrite|incomoda|mal|ruim|magoei|aleijei"},
    {ache, v(Joint::lower_back), "lombalgia|ciática|hérnia de disco|hérnia discal"},
    {ache, v(Joint::elbow), "cotovelo de tenista|epicondilite"},
    {no_pain, 0,
     "sem lesões|sem lesão|sem dor|sem dores|nenhuma lesão|nenhuma dor|não tenho lesões|"
     "não tenho dores|sem problemas de saúde|nada dói"},
    {negation, 0, "não|sem|nunca|nenhum|nenhuma|nem|jamais"},
    {barrier, 0, "mas|meu|minha|embora|exceto|porque|porém"},
    {instead_of, 0, "em vez de|ao invés de|em lugar de"},
    {another, 0,
     "outro|outra|outro plano|outro treino|outra coisa|outra vez|de novo|novamente|novo plano|"
     "novo treino|outros exercícios|diferente|alternativ*|mais um|mais uma"},
    {restart, 0,
     "começar de novo|começa de novo|recomeç*|do zero|do início|esquece tudo|esqueça tudo|"
     "esquece isso|reiniciar|reinicia"},
    {shorter, 0,
     "mais curto|mais curta|mais curtos|mais curtas|menos tempo|mais rápido|mais rápida|"
     "muito longo|muito longa|longo demais|demasiado longo"},
    {longer, 0, "mais longo|mais longa|mais tempo|muito curto|muito curta|curto demais"},
    {easier, 0,
     "mais fácil|mais simples|muito difícil|difícil demais|muito pesado|pesado demais|mais leve|"
     "demais"},
    {harder, 0, "mais difícil|mais pesado|muito fácil|fácil demais|mais intenso"},
    {move, v(Move::squat), "agachamento*"},
    {move, v(Move::lunge), "afundo*|passada*|avanços"},
    {move, v(Move::deadlift), "levantamento terra|peso morto"},
    {move, v(Move::push_up), "flexão|flexões"},
    {move, v(Move::pull_up), "elevações na barra|elevações"},
    {move, v(Move::plank), "prancha*"},
    {move, v(Move::bench_press), "supino"},
    {swap, 0, "troca|troque|trocar|substitui|substitua|substituir|muda|mude"},
    {swap_to, 0, "por|pelo|pela|para"},
    {reject, 0,
     "odeio|tira|tire|tirar|remove|remova|evita|evite|evitar|detesto|exclui|exclua|não gosto de"},
    {single, 0,
     "uma só sessão|só uma sessão|só um treino|um só treino|apenas um treino|apenas uma sessão|"
     "treino de hoje|treino para hoje|treino pra hoje|sessão de hoje|só por hoje|só hoje|"
     "só para hoje"},
    {today, 0, "hoje|hoje à noite|agora mesmo|esta noite"},
    {quick, 0, "rápido|rápida|curto|curta|rapidinho"},
    {one_session, 0, "sessão|treino|workout"},
    {weekly, 0,
     "semana inteira|semana toda|por semana|para a semana|para uma semana|plano semanal|"
     "treino semanal"},
    {focus, v(Area::chest), "treino de peito|dia de peito"},
    {move, v(Move::pull_up), "barra fixa"},
    {filler, 0, "pressão alta|pressão arterial|queima de gordura|pegada fechada"},
    {long_ago, 0, "há anos|anos atrás|ano passado|em criança|quando criança|curado|curada"},
    {pregnant, 0, "grávida*|gravidez|gestante|trimestre"},
    {illness, 0,
     "cardíac*|doença do coração|problema no coração|problemas no coração|problemas cardíacos|"
     "problema de coração|enfarte|infarto|ataque cardíaco|marcapasso|pacemaker|avc|derrame|"
     "hipertens*|pressão alta|tensão alta|diabet*|insulina|doença renal|epilep*|osteoporose|"
     "câncer|cancro|quimio*|angina de peito|dei à luz|pós parto|cesárea|cesariana"},
    {surgery, 0, "cirurgia|operação|operado|operada|operei"},
    {doctor, 0,
     "médico|médica|doutor|doutora|parteira|obstetra|fisio*|cardiologista|cirurgião|ginecologista"},
    {approval, 0,
     "ok|okay|permiss*|liberou|liberado|liberada|autoriz*|luz verde|aprovou|deixou|de acordo|"
     "disse que sim"},
    {yes, 0, "sim|claro|com certeza|isso|exato"},
    {hello, 0, "olá|oi|bom dia|boa tarde|boa noite"},
    {thanks, 0, "obrigad*|muito obrigad*|valeu|agradeço"},
    {bye, 0, "tchau|adeus|até logo|até breve|até amanhã|até mais"},
    {small_talk, 0, "como vai|tudo bem|como está|como estás|tudo bom|e aí|como você está"},
    {fine, 0,
     "ótimo|perfeito|bom|legal|beleza|excelente|muito bem|maravilha|fixe|está bem|bacana|show"},
    {help, 0,
     "ajuda|me ajuda|ajuda me|o que você pode fazer|o que pode fazer|o que podes fazer|"
     "quem é você|quem és|o que é você|você é uma ia|és uma ia|você é um robô|és um robô|"
     "como funciona|qual é o seu nome|seu nome|teu nome|que modelo|por onde começo|você é humano"},
    {plan, 0,
     "plano|planos|programa|treino|treinos|treinar|exercício|exercícios|rotina|ficha|esporte|"
     "desporto|musculação"},
    {food, 0,
     "dieta*|caloria*|proteína*|comer|comida|refeição|refeições|nutrição|alimentação|receita|"
     "receitas|suplemento*|creatina|vitamina*|jejum|carboidrato*"},
    {off_topic, 0,
     "previsão do tempo|tempo vai fazer|clima|python|código|programar|javascript|piada*|poema*|"
     "política|notícias|bitcoin|bolsa|dever de casa|trabalho de casa|filme*|música|traduz|"
     "traduzir|capital de|capital do|capital da|presidente|matemática|redação|voo|namorada|"
     "namorado"},
    {sick, 0, "gripe|gripado|gripada|febre|doente|resfriad*|constipad*|covid"},
    {strenuous, 0,
     "burpee*|sprints|cardio|hiit|crossfit|treino|perna|pernas|búlgar*|corrida|exercício*"},
    {question, 0,
     "quantas|quantos|quanto|quanta|por que|por quê|é bom|é ruim|é mau|devo|deveria|o que é|"
     "mulheres podem|quais músculos|para que serve|faz mal"},
    {request, 0,
     "quero|queria|me dá|faça|pode|por favor|preciso|tenho|um plano|um treino|gostaria"},
    {complaint, 0,
     "merda|horrível|lixo|uma porcaria|péssimo|não gostei"},
    {refusal, 0,
     "disse que não|disse não|diz que não|não deixou|não deixa|proibiu|proibido|ainda não|"
     "não autorizou|não liberou"},
    {no, 0,
     "não|ainda não"},
    {fracture, 0,
     "quebrei o pulso|quebrei o braço|quebrei a perna|quebrei o tornozelo|parti o pulso|"
     "parti o braço|pulso quebrado|braço quebrado|perna quebrada|fratura|fraturei|fraturad*|"
     "gesso|engessad*"},
    {wheelchair, 0,
     "cadeira de rodas|paraplégic*"},
    {illness, 0,
     "hérnia|hérnia inguinal|stent|stents|ponte de safena|bypass|marcapasso|válvula cardíaca"},
    {ache, v(Joint::lower_back),
     "escoliose|hérnia de disco"},
    {somebody, 0,
     "minha mulher|minha esposa|meu cachorro|minha cachorra|minha namorada|meu namorado|"
     "meu amigo|minha amiga|minha irmã|meu irmão|minha mãe|meu pai|meu marido|minha avó|"
     "meu avô|meu filho|minha filha"},
    {for_somebody, 0,
     "para ela|para ele|para minha esposa|para meu filho|para minha filha|para minha mãe|"
     "para meu pai|ela quer|ele quer|quer treinar"},
    {myself, 0,
     "eu quero|quero|para mim|eu treino|preciso"},
    {goal, v(Goal::muscle),
     "ficar grande|ficar forte|ficar monstro|crescer"},
    {goal, v(Goal::toning),
     "tanquinho|trincado|sarado"},
    {goal, v(Goal::weight),
     "gordura abdominal|gordura da barriga|perder 3 kg|perder 3 quilos|perder 5 kg|"
     "perder 5 quilos|perder 7 kg|perder 7 quilos|perder 8 kg|perder 8 quilos|perder 10 kg|"
     "perder 10 quilos|perder 12 kg|perder 12 quilos|perder 15 kg|perder 15 quilos|"
     "perder 20 kg|perder 20 quilos|perder 25 kg|perder 25 quilos|perder 30 kg|"
     "perder 30 quilos|perder 40 kg|perder 40 quilos"},
    {gear, v(Gear::bodyweight),
     "hotel|tapete de yoga|colchonete"},
    {include, 0,
     "adiciona|adicione|acrescenta|inclui|inclua|com|quero|mais|coloca|coloque|põe"},
    {upper_body, 0,
     "parte superior|parte de cima|superiores"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "peito|tórax|esterno + dor|dores|dói|doendo|pressão|aperto|apertado|aperta|queimação|queima|"
     "pontada*|um peso no"},
    {RedFlag::emergency, "estou tendo um infarto|estou a ter um enfarte|é um infarto|é um enfarte"},
    {RedFlag::emergency,
     "braço|braços|mandíbula|maxilar|queixo + dor|dores|dói|dormente*|formig* + suor|suando|"
     "suores|náusea*|enjoo|tontura*|tont*|falta de ar|respir*"},
    {RedFlag::emergency,
     "não consigo respirar|não estou conseguindo respirar|dificuldade para respirar|"
     "dificuldade em respirar|custa me respirar|falta me o ar|me falta o ar|estou sufocando|"
     "estou a sufocar|mal consigo respirar"},
    {RedFlag::emergency,
     "falta de ar|sem fôlego|ofegante + em repouso|sentado|sentada|deitado|deitada|parado|parada"},
    {RedFlag::emergency,
     "rosto|cara|face|boca|pálpebra + caíd*|caindo|caída|dormente*|paralis*|torto|torta"},
    {RedFlag::emergency,
     "de repente|repentin*|súbit*|um lado|do nada + fraco|fraca|fraqueza|dormente*|paralis*|mexer|"
     "mover + braço|perna|rosto|cara|lado|corpo"},
    {RedFlag::emergency,
     "não consigo falar|fala arrastada|fala enrolada|falando enrolado|não enxergo|não vejo nada|"
     "perdi a visão"},
    {RedFlag::emergency, "pior dor de cabeça|dor de cabeça mais forte da minha vida"},
    {RedFlag::emergency,
     "desmaiei|desmai*|desabei|perdi a consciência|perdi os sentidos|apaguei + treino|treinando|"
     "treinar|treinava|exercício|correndo|correr|corrida|academia|ginásio|série|agachamento*"},
    {RedFlag::emergency,
     "coração|pulso|batimento* + irregular*|acelerado|disparado|muito rápido|palpit* + tontura*|"
     "tonto|tonta|desmai*|falta de ar"},
    {RedFlag::emergency, "inchad*|inchaç*|inchando|inchou + garganta|língua|lábios|rosto|cara"},
    {RedFlag::emergency,
     "anafil*|choque alérgico|garganta fechando|convuls*|inconsciente|não acorda"},
    {RedFlag::spine,
     "dormente*|dormência|sem sensibilidade|não sinto|formig* + entre as pernas|virilha|genita*|"
     "partes íntimas"},
    {RedFlag::spine,
     "não controlo|não consigo controlar|perdi o controle|perdi o controlo|não consigo segurar|"
     "incontin* + bexiga|urina|xixi|intestino|fezes"},
    {RedFlag::spine, "fraqueza|fraco|fraca|dormente* + duas pernas|ambas as pernas + costas"},
    {RedFlag::self_harm,
     "suic*|me matar|matar me|acabar com a minha vida|tirar a minha vida|tirar minha vida|"
     "quero morrer|não quero viver|não quero mais viver|me machucar de propósito|automutil*|"
     "me cortar|cortar me|melhor morto|melhor morta"},
    {RedFlag::heat, "calor|sol|sauna + confus*|desmai*|desabei|pele quente|convuls*|desorientad*"},
    {RedFlag::heat, "insolação|golpe de calor"},
    {RedFlag::muscle,
     "urina|xixi|mijo + escur*|marrom|castanh*|pret*|coca|cola|chá|vermelh*|sangue"},
    {RedFlag::muscle, "rabdo*"},
    {RedFlag::head, "cabeça + bati|pancada|batida|caí|golpe|bateu|levei"},
    {RedFlag::head, "concussão|traumatismo"},
    {RedFlag::calf, "panturrilha*|barriga da perna + inchad*|quente|vermelh*|inchou"},
    {RedFlag::calf, "trombose|coágulo*"},
    {RedFlag::pregnancy,
     "grávida*|gravidez|gestante + sangr*|sangue|líquido|contraç*|tontura*|tonta|desmai*|"
     "dor de cabeça|dor na barriga|dor no peito|dor abdominal|falta de ar|mexe menos|bolsa rompeu|"
     "bolsa estourou"},
    {RedFlag::injury, "ouvi|senti|escutei + estalo|estalou|crack|pop|rasg*|rompeu"},
    {RedFlag::injury,
     "não consigo andar|não consigo pisar|não consigo apoiar|não consigo caminhar|deformad*|"
     "desloc*|luxação|osso quebrado|osso partido"},
    {RedFlag::injury,
     "febre + inchad*|quente|vermelh* + joelho|articulação|cotovelo|quadril|tornozelo"},
    {RedFlag::doctor,
     "desmaiei|desmaio*|palpitaç*|coração acelerado|coração disparado|taquicardia"},
    {RedFlag::physio,
     "dormente*|dormência|formig* + braço|braços|perna|pernas|mão|mãos|pé|pés|dedos"},
    {RedFlag::doctor, "dor nas costas + febre|câncer|cancro|à noite|perda de peso sem motivo"},
    {RedFlag::emergency, "vejo dobrado|visão dupla"},
    {RedFlag::muscle,
     "músculo*|muscular* + inchad*|fraqueza|fraco* + forte*|insuportável|extrema|intensa"},
    {RedFlag::injury, "ferida aberta|ferida profunda|corte profundo|não para de sangrar"},
    {RedFlag::doctor,
     "sem fôlego|falta de ar + poucos passos|escada*|andando devagar|mínimo esforço"},
    {RedFlag::doctor, "pai|mãe|irmão|irmã|família + morte súbita|morreu de repente"},
    {RedFlag::doctor, "dor nas costas + queda|osteoporose|cortisona"},
    {RedFlag::physio,
     "dor|dores|dói|doendo + há semanas|há meses|há um mês|há 3 semanas|há três semanas|"
     "há 2 meses|há dois meses|cada vez pior|está piorando|piorando|me acorda"},
    {RedFlag::eating,
     "bulimi*|anorexi*|transtorno alimentar|distúrbio alimentar|provoco vômito|forço o vômito|"
     "vomitar depois de comer|merecer a comida|merecer comer|perdi a menstruação|"
     "menstruação parou|medo de comer|odeio meu corpo"},
    {RedFlag::chest,
     "peito|tórax + alguém sentado|alguém sentad*|sentado em cima|elefante"},
    {RedFlag::chest,
     "mas pressão|mas uma pressão|mas aperto + corro|correr|escadas|escada|esforço|trein*"},
    {RedFlag::emergency,
     "vomito sangue|vomitei sangue|vomitando sangue|a vomitar sangue|cuspindo sangue|"
     "cuspi sangue|tossindo sangue"},
    {RedFlag::emergency,
     "coração + explodir|explodindo|saltar|sair pela boca + suor|suando|frio|tontura*|ar"},
    {RedFlag::emergency,
     "demais|demasiad*|muito + pré treino|pre treino|cafeína|energético* + coração|tremendo|"
     "tontura*|peito"},
    {RedFlag::emergency,
     "comprimidos demais|remédios demais|demasiados comprimidos|muitos comprimidos|"
     "todos os comprimidos|overdose"},
    {RedFlag::emergency,
     "de repente|súbit*|repentin* + visão|ver|enxergo|vejo + olho|perda|perdi|nada"},
    {RedFlag::emergency,
     "perda de visão|perda da visão|não vejo de um olho|não enxergo de um olho"},
    {RedFlag::spine,
     "não consigo urinar|não consigo fazer xixi|não consigo mijar|não sinto as pernas|"
     "não sinto minhas pernas|não consigo mexer as pernas|não consigo mover as pernas"},
    {RedFlag::spine,
     "dormente*|dormência + lá embaixo|lá em baixo"},
    {RedFlag::spine,
     "me mijei|fiz xixi nas calças|mijei me + fraqueza|fraca*|pernas|costas"},
    {RedFlag::self_harm,
     "não quero mais estar aqui|não quero estar aqui|já não quero estar aqui|"
     "queria estar mort*|queria morrer|preferia estar mort*|a vida não vale|"
     "não vale a pena viver|me corto quando|vou me machucar|quero me machucar|acabar com tudo|"
     "cansado de viver|cansada de viver"},
    {RedFlag::muscle,
     "xixi|urina|mijo + como coca|coca cola|cor de chá|como chá|escur*"},
    {RedFlag::muscle,
     "braços|pernas|músculos + inchad* + dobrar|esticar"},
    {RedFlag::calf,
     "uma perna|a perna|minha perna|coxa + inchad* + vermelh*|quente|dói|dor|uma perna"},
    {RedFlag::pregnancy,
     "grávida*|gestante + sangramento|spotting|não se mexe|não mexe|não se mexeu|não mexeu|"
     "visão turva|escapes"},
    {RedFlag::pregnancy,
     "bolsa estourou|bolsa rompeu|estourou a bolsa|rebentaram as águas"},
    {RedFlag::injury,
     "bíceps|peitoral|tendão|panturrilha + estalo|estalou|rompeu|pop|rasgou + caroço|bola|"
     "roxo|inchad*|buraco"},
    {RedFlag::injury,
     "pé|dedo|dedos|mão + caiu|cair + azul|roxo|preto|quebrado|inchad*"},
    {RedFlag::doctor,
     "vi tudo preto|vista escureceu|visão escureceu|vi estrelas|vejo estrelas|ficou tudo preto"},
    {RedFlag::doctor,
     "tontura*|tonto|tonta + trein*|agachamento*|agachando|exercício*|academia|série*|ginásio"},
    {RedFlag::doctor,
     "coração + pula batidas|falha batidas|falhando|batendo estranho|como louco"},
    {RedFlag::doctor,
     "dor nas costas + caí|escada|acidente"},
    {RedFlag::eating,
     "não como|não comi|sem comer + dias|semana + emagrecer|perder peso|há|sem comer"},
    {RedFlag::eating,
     "comi|comer|comido + culpad*|nojo|me odeio|culpa"},
};
// clang-format on

}  // namespace

LanguageTable portuguese_words() noexcept {
  return {Language::pt, kWords, kFlags};
}

}  // namespace spotter::trainer
