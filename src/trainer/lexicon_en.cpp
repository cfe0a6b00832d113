#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {marker, 0,
     "why|much|many|or|not|more|we|they|from|by|as|if|could|will|about|there|use|so|he|she|a|an|i|"
     "me|in|on|the|and|my|with|for|want|would|please|have|you|what|which|take|how|need|make|give|"
     "this|that|but|just|some|should|when|does|i m|i am|i ve|i d|are|is|it|per|a week|of|your|can|"
     "am|do|to"},
    {filler, 0,
     "can t walk after leg*|cannot walk after leg*|cant walk after leg*|not only|not just|"
     "not sure|no idea|no problem|no worries|no thanks|sick of|no pain no gain|rest day*|days off|"
     "day off|chest day|chest days|chest workout*|chest press*|chest fly*|chest exercise*|"
     "chest training|chest session*|leg press*|back to|back in|back on|back at|come back|"
     "coming back|get back|getting back|going back|be back|am back|i m back|back after|"
     "muscle sore*|sore muscles|why not|heart rate|by heart|better than nothing|set up|"
     "broke my record|long term|short term|in the long run|short break|as long as|so long|"
     "how long|days ago|weeks ago|years ago|a day in|one of|not feeling well|not feeling good|"
     "don t feel well|don t feel good|do not feel well|not well|not good|doesn t go away|"
     "does not go away|won t go away|not going away|doesn t stop|does not stop|won t stop|"
     "not normal|don t know|do not know|can t stand"},
    {number, 1, "one"},
    {number, 2, "two"},
    {number, 3, "three"},
    {number, 4, "four"},
    {number, 5, "five"},
    {number, 6, "six"},
    {number, 7, "seven"},
    {number, 8, "eight"},
    {number, 9, "nine"},
    {number, 10, "ten"},
    {number, 11, "eleven"},
    {number, 12, "twelve"},
    {number, 15, "fifteen"},
    {number, 20, "twenty"},
    {number, 30, "thirty"},
    {number, 40, "forty"},
    {number, 45, "forty five"},
    {number, 60, "sixty"},
    {number, 90, "ninety"},
    {day, 0, "day|days"},
    {times, 0, "times|time|x"},
    {session, 0, "workout*|session*"},
    {week, 0, "week|weeks|weekly|wk"},
    {minute, 0, "minute*|min|mins"},
    {hour, 0, "hour|hours|hr|hrs|h"},
    {month, 0, "month*"},
    {year, 0, "year|years|yr|yrs"},
    {days_phrase, 1, "once a week|once per week|once weekly"},
    {days_phrase, 2, "twice a week|twice per week|twice weekly|weekends|the weekend"},
    {days_phrase, 3, "every other day|every second day|thrice a week"},
    {days_phrase, 7, "every day|everyday|daily|each day"},
    {minutes_phrase, 30, "half an hour|half hour"},
    {minutes_phrase, 45, "three quarters of an hour"},
    {minutes_phrase, 60, "an hour|one hour"},
    {minutes_phrase, 90, "hour and a half|one and a half hours"},
    {weekday, 1, "monday*|mon"},
    {weekday, 2, "tuesday*|tue|tues"},
    {weekday, 3, "wednesday*|wed"},
    {weekday, 4, "thursday*|thu|thurs"},
    {weekday, 5, "friday*|fri"},
    {weekday, 6, "saturday*"},
    {weekday, 7, "sunday*"},
    {years_old, 0, "years old|year old|yrs old|yr old|yo|y o|years of age"},
    {i_am, 0, "i am|i m|im|aged|age|age is|he is|she is|he s|she s|turning"},
    {experience, 0,
     "experience*|training for|trained for|lifting|lifted|trained|been training|working out|"
     "worked out|for the past|for about|for over|since|ago"},
    {level, v(Level::beginner),
     "beginner*|novice|newbie|noob|new to|just starting|just started|starting out|never trained|"
     "never lifted|never worked out|no experience|first time|untrained|out of shape"},
    {level, v(Level::intermediate), "intermediate|some experience|medium level|moderate level"},
    {level, v(Level::advanced), "advanced|expert|professional|experienced|very fit"},
    {goal, v(Goal::health),
     "healthy|healthier|health|general fitness|stay fit|get fit|fit|in shape|feel better|wellness|"
     "fitter"},
    {goal, v(Goal::strength), "strength|stronger|strong|powerlifting|power|explosive*"},
    {goal, v(Goal::muscle),
     "muscle|muscles|muscular|muscle mass|hypertrophy|bulk*|mass|bigger|gains|bodybuilding"},
    {goal, v(Goal::weight),
     "lose weight|losing weight|lowing weight|weight loss|fat loss|lose fat|lose some weight|"
     "lose some fat|losing fat|burn fat|fat burning|burning fat|slim*|leaner|get lean|lose kilos|"
     "lose pounds"},
    {goal, v(Goal::toning), "tone|toned|toning|definition|firm*|sculpt*"},
    {goal, v(Goal::endurance), "endurance|stamina|conditioning"},
    {gear, v(Gear::gym),
     "fitness center|fitness centre|fitness studio|full gym|health club|the gym|a gym"},
    {gear, v(Gear::barbell), "barbell*|power rack|garage gym|home gym|olympic bar"},
    {gear, v(Gear::dumbbells), "dumbbell*|dumbell*|dumb bell*|db|dbs|free weights|hand weights"},
    {gear, v(Gear::bands), "band|bands|resistance band*|exercise band*|tubes|elastic*"},
    {gear, v(Gear::bodyweight),
     "no equipment|without equipment|without any equipment|no gear|zero equipment|body weight|"
     "calisthenics|hotel room|no weights|without weights|in the park|no gym|without a gym|"
     "without gym"},
    {gear, v(Gear::machines), "machine|machines|no free weights|without free weights"},
    {item, v(Item::bench), "bench|benches"},
    {item, v(Item::rack), "rack|squat rack"},
    {item, v(Item::cable), "cable|cables|cable machine"},
    {item, v(Item::smith_machine), "smith machine|smith"},
    {item, v(Item::pull_up_bar), "pull up bar*|pullup bar*|chin up bar*|door bar"},
    {item, v(Item::trap_bar), "trap bar|hex bar"},
    {item, v(Item::ez_bar), "ez bar|curl bar"},
    {item, v(Item::dip_bars), "dip bar*|dip station|parallel bars"},
    {home, 0, "home|at home|apartment|living room"},
    {also, 0, "also|too|plus|as well|add|additionally|now have|bought|got"},
    {only, 0, "only|nothing but|nothing else"},
    {focus, v(Area::chest), "chest|pecs|pectoral*|chest day"},
    {focus, v(Area::back),
     "my back|back muscles|upper back|lats|back and|and back|back day|back workout|wider back|"
     "bigger back|stronger back|back training"},
    {focus, v(Area::legs), "leg|legs|quads|hamstrings|thighs|lower body|leg day"},
    {focus, v(Area::shoulders), "shoulders|delts|shoulder day|broader shoulders"},
    {focus, v(Area::arms), "arm|arms|bicep|biceps|triceps|arm day"},
    {focus, v(Area::abs), "abs|six pack|sixpack|stomach|belly|abdominals|core work|ab work"},
    {focus, v(Area::glutes), "glute|glutes|butt|booty|bum"},
    {focus, v(Area::calves), "calf|calves"},
    {place, v(Joint::lower_back), "back|lower back|lumbar|spine"},
    {place, v(Joint::knee), "knee|knees|meniscus|acl"},
    {place, v(Joint::shoulder), "shoulder|shoulders|rotator cuff"},
    {place, v(Joint::elbow), "elbow|elbows|arm|arms|forearm|forearms"},
    {place, v(Joint::wrist), "wrist|wrists|hand|hands|thumb"},
    {place, v(Joint::neck), "neck"},
    {place, v(Joint::hip), "hip|hips|groin|leg|legs|hamstring|hamstrings|thigh|thighs"},
    {place, v(Joint::ankle), "ankle|ankles|foot|feet|heel|shin|shins|achilles|toe"},
    {pain, 0,
     "pain|pains|painful|hurt|hurts|hurting|ache|aches|aching|sore|injur*|bad|problem*|issue*|"
     "trouble|sprain*|strained|tend*nitis|tendonitis|tendinitis|arthritis|stiff|bothers|bothering|"
     "killing me|acting up|torn|tore"},
    {ache, v(Joint::lower_back),
     "backache*|back ache*|sciatica|slipped disc|herniated disc|lumbago"},
    {ache, v(Joint::elbow), "tennis elbow|golfer s elbow|golfers elbow"},
    {ache, v(Joint::knee), "runner s knee|runners knee|jumper s knee"},
    {ache, v(Joint::ankle), "plantar fasciitis|shin splints"},
    {no_pain, 0,
     "no injuries|no injury|no pain|pain free|injury free|no problems|no health issues|"
     "no health problems|no issues|nothing hurts|no limitations"},
    {negation, 0,
     "no|not|don t|dont|do not|doesn t|doesnt|does not|without|never|isn t|isnt|aren t|didn t|"
     "haven t|hasn t|nor|neither|zero|w o|can t use|can t do|cannot use|cannot do"},
    {barrier, 0, "but|however|my|although|though|except|because"},
    {instead_of, 0, "instead of|rather than"},
    {another, 0,
     "another one|another plan|another|different one|different plan|something else|"
     "something different|new one|new plan|other exercises|different exercises|different exercise|"
     "alternative*|again|once more|one more|shuffle|mix it up|switch it up"},
    {restart, 0,
     "start over|start again|from scratch|forget everything|forget that|forget all|reset|"
     "begin again|start from zero"},
    {shorter, 0, "shorter|less time|quicker|too long|quick"},
    {longer, 0, "longer|more time|too short"},
    {easier, 0, "easier|too hard|too difficult|too heavy|too much|lighter|simpler|less hard"},
    {harder, 0, "harder|too easy|more difficult|tougher|more intense|more challenging|too light"},
    {swap, 0,
     "swap|swap out|swapping|replace|replacing|exchange|substitute|sub out|trade|switch|"
     "switch out|change"},
    {swap_to, 0, "for|with|to|by|into"},
    {reject, 0,
     "hate|dislike|skip|remove|drop|avoid|leave out|get rid of|take out|delete|cut out|"
     "can t stand"},
    {single, 0,
     "one session|single session|one workout|single workout|one off workout|one off session|"
     "workout for today|session for today|workout for now|today s workout|today s session|"
     "today s training|workout of the day|just for today|only for today|just today|only today|"
     "a chest workout|a back workout|a leg workout|an arm workout|a shoulder workout|"
     "a core workout|an ab workout|an abs workout|a glute workout|a full body workout|"
     "an upper body workout|a lower body workout"},
    {today, 0, "today|tonight|right now|this morning|this afternoon|this evening"},
    {quick, 0, "quick|fast|short|little"},
    {one_session, 0, "workout|session"},
    {weekly, 0,
     "whole week|full week|entire week|weekly plan|for the week|week plan|make it a week|"
     "plan for a week|per week|every week|all week|each week|a week instead"},
    {easier, 0,
     "less intense|not so hard|not as hard|less heavy|less difficult|go easy|take it easy"},
    {harder, 0, "push me|too light"},
    {focus, v(Area::chest), "chest workout*|chest training|chest session*"},
    {filler, 0,
     "blood pressure|burning fat|fat burning|burning calories|tight grip|tight schedule|"
     "tight budget|tight on time|time is tight|crushing it|feel my chest burning|"
     "squeezing my chest at|tight chest muscles|chest muscles are tight|"
     "makes me want to die|make me want to die|made me want to die|want to die after leg*|"
     "wanna die after leg*|pass out on the couch|passed out on the couch|pass out in bed|"
     "passed out in bed|knee collapsed|knees collapsed|form collapsed|warm up*|warmup*|"
     "warming up|warm ups|over head|can t stand on one leg|can t walk after squat*|"
     "cannot walk after squat*|cutting myself some slack|cut myself some slack|"
     "blood test*|red light|blood flow|blood work"},
    {long_ago, 0,
     "years ago|year ago|months ago|as a kid|as a child|last year|when i was young|"
     "back in school|healed|long healed"},
    {pregnant, 0, "pregnan*|expecting a baby|trimester"},
    {illness, 0,
     "heart disease|heart condition|heart attack|heart problem*|heart failure|heart issue*|"
     "heart trouble|weak heart|bad heart|heart murmur|pacemaker|stroke|high blood pressure|"
     "hypertension|diabet*|insulin|kidney disease|epilep*|osteoporosis|cancer|chemo*|arrhythmia|"
     "angina|copd|gave birth|postpartum|c section|caesarean"},
    {surgery, 0, "surgery|operated|post op|an operation|my operation"},
    {doctor, 0, "doctor*|dr|physician|midwife|physio*|cardiologist|gp|surgeon|ob gyn|gynecologist"},
    {approval, 0,
     "ok|okay|fine|cleared|clear|clearance|allowed|allows|agreed|agrees|approved|approves|"
     "said yes|says yes|green light|permission|go ahead|good to go|all clear"},
    {yes, 0, "yes|yep|yeah|yup|sure|of course|he did|she did|they did"},
    {hello, 0, "hello|hey|good morning|good afternoon|good evening|howdy|hiya"},
    {thanks, 0, "thanks|thank you|thx|cheers|much appreciated|appreciate it"},
    {bye, 0, "bye|goodbye|see you|good night|see ya|take care"},
    {small_talk, 0,
     "how are you|how s it going|how is it going|what s up|whats up|how do you do|"
     "nice to meet you|are you there"},
    {fine, 0,
     "great|cool|nice|perfect|awesome|good|got it|sounds good|alright|love it|looks good|"
     "excellent|okay"},
    {help, 0,
     "help|what can you do|who are you|what are you|are you an ai|are you ai|are you a robot|"
     "are you a bot|are you human|are you real|how does this work|how do you work|what do you do|"
     "your name|which model|are you a person|how do i start|how to start|what else can you"},
    {plan, 0,
     "plan|plans|program|programs|programme|routine|routines|workout*|schedule|train|exercise*|"
     "split|work out|lift"},
    {food, 0,
     "diet*|calorie*|protein*|eat|eating|meal*|nutrition|macros|vegan|food*|supplement*|creatine|"
     "vitamin*|recipe*|fasting|carbs"},
    {off_topic, 0,
     "weather|python|code|coding|javascript|joke*|poem*|politic*|news|bitcoin|crypto|stocks|"
     "homework|movie*|song*|translate|capital of|president|math|maths|essay|flight*|girlfriend|"
     "boyfriend|football score*"},
    {sick, 0,
     "flu|the flu|fever|i m sick|am sick|feel sick|feeling sick|have a cold|got a cold|covid|"
     "i m ill|am ill|feel ill|feeling ill|stomach bug"},
    {filler, 0,
     "want a tight chest|wanna have a tight chest|get a tight chest|want a tighter chest|"
     "tighter chest|passed out candy|passed out flyers|"
     "passed out snacks|passed out free|passed out the|passed out some|passing out flyers|"
     "passing out candy|my head with new ideas|my head with ideas|my head with a new|"
     "can t feel my legs after leg*|can t feel my legs after squat*|can t feel my legs lol|"
     "afraid i m going to hurt myself|afraid i m gonna hurt myself|"
     "scared i m going to hurt myself|scared i m gonna hurt myself|"
     "worried i m going to hurt myself|worried i m gonna hurt myself|"
     "think i m going to hurt myself|think i m gonna hurt myself|want to hurt myself lifting|"
     "afraid to hurt myself|skips a beat when|like crazy good"},
    {focus, v(Area::chest),
     "want a tight chest|want a tighter chest|get a tight chest|tighter chest"},
    {strenuous, 0,
     "burpee*|leg day|legs|sprint*|cardio|hiit|crossfit|thruster*|running|run|runs|squatting|"
     "bulgarian*|split squat*|rowing|rower|stairmaster|workout|workouts|session|training|"
     "leg press*|hill*|exercise*|wod|wods|abs"},
    {question, 0,
     "how many|how much|how often|how long|how heavy|is it|is this|is that|is there|are there|"
     "are these|why|what is|what s|what are|what does|what happens|what muscles|what muscle|"
     "which muscles|which muscle|does|do squats|do i need|do i have to|do you think|should i|"
     "should women|should we|can women|can men|can girls|can kids|can people|will i|will it|"
     "will this|would it|when should|when do i|when will"},
    {request, 0,
     "give me|make me|make it|make a|create|build me|write me|plan for|a plan|i want|i d like|"
     "i would like|i have|i ve got|i need|please|can you|could you|can i get|can i have|"
     "show me|let s do|i can train|i can only|good plan|best plan|my plan"},
    {complaint, 0,
     "shit|shitty|sucks|crap|crappy|terrible|awful|useless|garbage|trash|stupid|bullshit|"
     "bad plan|worst plan|don t like this|don t like it|hate this plan|hate it"},
    {refusal, 0,
     "said no|says no|said not to|told me not to|did not say|didn t say|not cleared|"
     "not allowed|hasn t cleared|has not cleared|won t clear|doesn t allow|does not allow|"
     "forbade|forbids|forbid|forbidden|not yet|advised against|said i shouldn t|"
     "said i should not|said i can t|said i cannot|not ok|not okay|said don t"},
    {no, 0,
     "no|nope|nah"},
    {fracture, 0,
     "broken wrist|broken arm|broken leg|broken ankle|broken foot|broken hand|broken rib*|"
     "broken finger|broken collarbone|broken toe|broke my wrist|broke my arm|broke my leg|"
     "broke my ankle|broke my foot|broke my hand|broke my rib*|broke my finger|"
     "broke my collarbone|broke my toe|in a cast|fractured|fracture|stress fracture"},
    {pain, 0,
     "broke my|broken|fractured|fracture"},
    {wheelchair, 0,
     "wheelchair|paraplegic|paraplegia"},
    {illness, 0,
     "hernia|inguinal hernia|umbilical hernia|stent|stents|heart bypass|bypass surgery|"
     "had a bypass|triple bypass|double bypass|heart surgery|valve replacement|heart valve|"
     "multiple sclerosis|lupus|afib|atrial fibrillation"},
    {ache, v(Joint::lower_back),
     "scoliosis|herniated disk|bulging disc|bulging disk|slipped disk|spondylolisthesis"},
    {somebody, 0,
     "my wife|my dog|my cat|my girlfriend|my friend|my friends|my sister|my brother|my mom|"
     "my mum|my mother|my dad|my father|my husband|my boyfriend|my boss|my coworker|"
     "my colleague|my grandma|my grandmother|my grandpa|my grandfather|my aunt|my uncle|"
     "my neighbor|my neighbour|my buddy|my partner|my cousin|my son|my daughter|my kid|"
     "my coach|my trainer"},
    {somebody_is, 0,
     "my son is|my daughter is|my kid is|my child is|my boy is|my girl is|my nephew is|"
     "my niece is|my grandson is|my granddaughter is|my brother is|my little brother is|"
     "my sister is|my little sister is|my mom is|my mum is|my mother is|my dad is|"
     "my father is|my wife is|my husband is|my grandma is|my grandpa is|my friend is|"
     "my girlfriend is|my boyfriend is|my partner is"},
    {for_somebody, 0,
     "for my wife|for my girlfriend|for my friend|for my sister|for my brother|for my mom|"
     "for my mum|for my mother|for my dad|for my father|for my husband|for my boyfriend|"
     "for my son|for my daughter|for my kid|for my partner|for my grandma|for my grandpa|"
     "for her|for him|she wants|he wants|wants to train|wants to lift|wants a plan|she needs|"
     "he needs|she would like|he would like"},
    {myself, 0,
     "i want|i train|i need|i d like|i would like|for me|i am|i m|i have"},
    {goal, v(Goal::muscle),
     "get big|jacked|get jacked|yoked|swole|get huge|huge|buff|powerbuilding|power building|"
     "hypertrophy program"},
    {goal, v(Goal::toning),
     "ripped|shredded|get shredded|get ripped|six pack|sixpack"},
    {goal, v(Goal::weight),
     "lose some belly fat|lose belly fat|belly fat|lose my belly|lose 3 kg|lose 3 kilos|"
     "lose 3 lbs|lose 3 pounds|lose 3 lb|lose 5 kg|lose 5 kilos|lose 5 lbs|lose 5 pounds|"
     "lose 5 lb|lose 7 kg|lose 7 kilos|lose 7 lbs|lose 7 pounds|lose 7 lb|lose 8 kg|"
     "lose 8 kilos|lose 8 lbs|lose 8 pounds|lose 8 lb|lose 10 kg|lose 10 kilos|lose 10 lbs|"
     "lose 10 pounds|lose 10 lb|lose 12 kg|lose 12 kilos|lose 12 lbs|lose 12 pounds|"
     "lose 12 lb|lose 15 kg|lose 15 kilos|lose 15 lbs|lose 15 pounds|lose 15 lb|lose 20 kg|"
     "lose 20 kilos|lose 20 lbs|lose 20 pounds|lose 20 lb|lose 25 kg|lose 25 kilos|"
     "lose 25 lbs|lose 25 pounds|lose 25 lb|lose 30 kg|lose 30 kilos|lose 30 lbs|"
     "lose 30 pounds|lose 30 lb|lose 40 kg|lose 40 kilos|lose 40 lbs|lose 40 pounds|lose 40 lb"},
    {goal, v(Goal::strength),
     "powerlifter|powerlifters|powerlift|get strong|lift more"},
    {weekday, 6,
     "sat"},
    {weekday, 7,
     "sun"},
    {gear, v(Gear::bodyweight),
     "hotel|hotels|yoga mat|no equipment at all|just a mat|a mat"},
    {include, 0,
     "add|include|including|incl|must have|must include|must contain|put in|want to do|want|"
     "with|need|i like|i love|keep|more|my favorite*|my favourite*|such as"},
    {upper_body, 0,
     "upper body"},
    {focus, v(Area::back),
     "back exercises|back exercise"},
    {move, v(Move::bench_press),
     "benching|bench max|bench day"},
    {move, v(Move::bench_press),
     "bench 1 x|bench 2 x|bench 3 x|bench 4 x"},
    {goal, v(Goal::muscle),
     "german volume training|volume training|gvt"},
};

constexpr FlagRow kFlags[] = {
    {RedFlag::chest,
     "chest|breastbone|sternum + pain|pains|hurt*|pressure|tight*|squeezing|crushing|ache*|aching|burning|heaviness|discomfort|stabbing"},
    {RedFlag::emergency, "having a heart attack|be a heart attack|heart attack now"},
    {RedFlag::emergency,
     "arm|arms|jaw + pain|pains|hurt*|numb*|ache* + sweat*|breath*|nause*|dizz*|lightheaded|"
     "light headed|faint*"},
    {RedFlag::emergency,
     "can t breathe|cannot breathe|cant breathe|can not breathe|trouble breathing|"
     "difficulty breathing|hard to breathe|struggling to breathe|can t catch my breath|"
     "cannot catch my breath|can t get air|gasping for air"},
    {RedFlag::emergency,
     "short of breath|shortness of breath|out of breath|breathless + at rest|while resting|when resting|sitting down|just sitting|while sitting|when sitting|when i sit|lying down|while lying|when lying|when i lie|doing nothing|in bed"},
    {RedFlag::emergency, "face|mouth|smile|eyelid + droop*|hanging|numb*|paraly*"},
    {RedFlag::emergency,
     "sudden*|one side|all of a sudden + weak*|numb*|paraly*|can t move + arm|arms|leg|legs|face|"
     "side|body"},
    {RedFlag::emergency,
     "can t speak|cannot speak|slurred|slurring|trouble speaking|words come out wrong|can t talk|"
     "lost my vision|suddenly blind|can t see suddenly|suddenly can t see|lost sight"},
    {RedFlag::emergency, "worst headache|thunderclap headache|worst head pain"},
    {RedFlag::emergency,
     "faint|fainted|fainting|collapsed|passed out|pass out|blacked out|"
     "lost consciousness + training|workout*|exercis*|running|run|lifting|gym|set|squat*|"
     "deadlift*|session|cardio"},
    {RedFlag::emergency,
     "heart|pulse + racing|irregular*|pounding|fluttering|skipping|very fast + dizz*|faint*|lightheaded|light headed"},
    {RedFlag::emergency, "swell*|swollen|swelled + throat|tongue|lips|face"},
    {RedFlag::emergency,
     "anaphyla*|throat is closing|throat closing|seizure*|convulsion*|can t be woken|"
     "won t wake up|unconscious"},
    {RedFlag::spine,
     "numb*|no feeling|can t feel|cannot feel|tingl* + between my legs|between the legs|groin|"
     "saddle|genital*|private parts|inner thighs|crotch"},
    {RedFlag::spine,
     "lost control|can t control|cannot control|lose control|losing control|can t hold|can t feel|"
     "trouble + bladder|bowel|bowels|urine|pee|stool"},
    {RedFlag::spine, "weak*|numb* + both legs|both my legs + back"},
    {RedFlag::self_harm,
     "kill myself|killing myself|suicid*|end my life|ending my life|"
     "self harm*|harm myself|harming myself|hurt myself on purpose|cut myself on purpose|"
     "cutting myself|don t want to live|do not want to live|dont want to live|better off dead|"
     "no reason to live|take my own life|end it all|don t want to be alive"},
    {RedFlag::heat,
     "heat|sun|hot day|sauna + confus*|collaps*|passed out|faint*|hot skin|stopped sweating|"
     "disoriented|delirious"},
    {RedFlag::heat, "heat stroke|heatstroke"},
    {RedFlag::muscle, "urine|pee|peeing|wee + dark|brown|is black|is red|reddish|bloody|blood|like tea|like cola|like coke|tea colored|tea coloured|cola colored|cola coloured|coke colored|color of tea|colour of tea"},
    {RedFlag::muscle, "rhabdo*"},
    {RedFlag::muscle, "severe|extreme|unbearable + muscle pain|muscles + swollen|swelling|weak*"},
    {RedFlag::head, "hit|bump*|bang*|knock*|blow|struck|smash*|dropped|fell + my head|the head|on the head|head on|her head|his head"},
    {RedFlag::head, "concuss*"},
    {RedFlag::calf, "calf|calves|lower leg + swollen|swell*|warm|hot|red|redness"},
    {RedFlag::calf, "blood clot*|thrombosis"},
    {RedFlag::pregnancy,
     "pregnan* + bleed*|blood|fluid|contraction*|dizz*|faint*|headache*|chest pain|belly pain|"
     "stomach pain|abdominal pain|calf pain|breathless|short of breath|moves less|moving less|"
     "water broke|waters broke"},
    {RedFlag::injury, "heard|felt|loud|there was + pop|popped|popping|snap*|crack|tear|tore|rip"},
    {RedFlag::injury,
     "can t bear weight|cannot bear weight|can t put weight|cannot put weight|"
     "can t put any weight|can t walk|cannot walk|unable to walk|can t stand on|deformed|"
     "dislocat*|bone sticking out|broken bone"},
    {RedFlag::injury, "fever + swollen|hot|red + knee|joint|elbow|hip|ankle"},
    {RedFlag::doctor,
     "fainted|fainting|passed out|blacked out|palpitation*|heart flutter*|heart skips"},
    {RedFlag::physio,
     "numb*|tingl*|pins and needles + arm|arms|leg|legs|hand|hands|foot|feet|fingers|toes"},
    {RedFlag::doctor, "back pain|back hurts + fever|unexplained weight loss|cancer|at night|osteoporosis|after a fall|since a fall|cortisone"},
    {RedFlag::chest,
     "elephant on my chest|weight on my chest|chest feels heavy|chest feels tight|"
     "pain in my heart|my heart hurts|heart pain"},
    {RedFlag::emergency,
     "pain|ache|aching + spread*|radiat* + arm|arms|jaw + chest|left|sweat*|breath*|nause*"},
    {RedFlag::emergency,
     "back pain|back hurts|pain in my back|shoulder blades + cold sweat|clammy|short of breath|"
     "shortness of breath|breathless|nausea|nauseous|light headed|lightheaded"},
    {RedFlag::emergency,
     "seeing double|double vision|suddenly blurry|can t see on one side|vision went|"
     "lost my speech|suddenly can t speak"},
    {RedFlag::emergency,
     "calf|calves|lower leg + swollen|swelling|red|warm + short of breath|"
     "shortness of breath|breathless|out of breath|can t breathe"},
    {RedFlag::emergency,
     "hit|bump*|bang*|knock*|blow|struck|fell + my head|the head|on the head|her head|his head + "
     "vomit*|throwing up|threw up|throw up|pupil*"},
    {RedFlag::emergency, "took dnp|taking dnp|on dnp|dnp + sick|fever|hot|sweat*|heart|overdose"},
    {RedFlag::muscle,
     "muscles|muscle pain|arms|legs + swollen|swelling + weak*|can t bend|can t straighten|dark"},
    {RedFlag::pregnancy, "pregnan* + baby + less|not moving|fewer|stopped moving"},
    {RedFlag::pregnancy, "pregnan* + weak muscles|muscle weakness|water breaking|leaking"},
    {RedFlag::injury, "deep cut|open wound|deep wound|won t stop bleeding|bleeding a lot"},
    {RedFlag::doctor,
     "heart is racing|heart racing|heart races|heart pounds|heart pounding + at rest|resting|"
     "lying|sitting|in bed|for no reason|out of nowhere|doing nothing|at night"},
    {RedFlag::doctor,
     "breathless|out of breath|short of breath|winded + walking slowly|easy walk|few steps|"
     "one flight|climbing stairs|light effort|getting dressed|slightest"},
    {RedFlag::doctor,
     "family|father|dad|mother|mom|mum|brother|sister|uncle + sudden death|died suddenly|"
     "dropped dead|sudden cardiac death"},
    {RedFlag::physio,
     "pain|pains|hurt|hurts|hurting|ache|aches|aching + for weeks|for months|for 3 weeks|"
     "for three weeks|for 4 weeks|for four weeks|for 5 weeks|for 6 weeks|for six weeks|"
     "for a month|for 2 months|for two months|for 3 months|for three months|for over a month|"
     "since months|keeps getting worse|is getting worse|getting worse|worse every day|"
     "worse every week|wakes me up|keeps me awake"},
    {RedFlag::physio, "hurts at night|hurt at night|pain at night|aches at night"},
    {RedFlag::eating,
     "bulimi*|anorexi*|anorectic|eating disorder*|make myself throw up|making myself throw up|"
     "purge after|purging|binge and purge|throw up after eating|throw up after meals|"
     "starve myself|starving myself|earn my food|earn my meals|earn my dinner|"
     "punish myself for eating|hate my body|disgusting body|lost my period|missed my period*|"
     "period stopped|no period for|haven t had my period|afraid to eat|scared to eat|"
     "panic if i miss|panic when i miss"},
    {RedFlag::drugs,
     "laxative*|diuretic*|water pill* + lean|weight|cut|dry|shredded|look|physique|show|stage"},
    {RedFlag::drugs,
     "cut water|water cut|dehydrate*|sweat out + make weight|weigh in|lose weight|drop weight"},
    {RedFlag::drugs, "insulin + bulk*|muscle|gains|bodybuilding|cycle"},
    {RedFlag::chest,
     "chest + sitting on|sitting on it|standing on it|standing on my chest|someone is sitting|"
     "someone sitting|somebody sitting|elephant"},
    {RedFlag::chest,
     "but pressure|but a pressure|but some pressure|but tightness|but a tight feeling|"
     "but heaviness + when i run|running|stairs|exercise|training|when i train|workout*|"
     "when i walk|when i lift"},
    {RedFlag::emergency,
     "can t breath|can t breath well|can t get a breath|vomit* blood|vomit* up blood|"
     "throw up blood|threw up blood|throwing up blood|puk* blood|cough* blood|cough* up blood|"
     "spit* blood|spit* up blood"},
    {RedFlag::emergency,
     "heart|pulse + racing|irregular*|pounding|fluttering|skipping|skips|very fast + woozy|"
     "blacking out|cold sweat|sweating cold"},
    {RedFlag::emergency,
     "heart + explode|exploding|burst|bursting|giving out|about to stop + sweat*|cold sweat|"
     "dizz*|breath*|weak|faint*|chest|nause*"},
    {RedFlag::emergency,
     "too much|too many|overdos* + preworkout|pre workout|caffeine|energy drink*|stimulant*|"
     "fat burner* + heart|chest|shaking|shaky|dizz*|racing|vomit*|throwing up"},
    {RedFlag::emergency,
     "too many pills|too many tablets|too many painkillers|too many sleeping pills|"
     "took all my pills|took all the pills|took a whole bottle|swallowed a bottle|overdosed|"
     "took an overdose"},
    {RedFlag::emergency,
     "sudden*|all of a sudden + vision loss|loss of vision|lost vision|lost my sight|blind|"
     "blurry|blurred"},
    {RedFlag::emergency,
     "vision loss in one eye|lost vision in|lost sight in|can t see out of|went blind"},
    {RedFlag::spine,
     "can t pee|unable to pee|can t urinate|cannot pee|cannot urinate|haven t peed since|"
     "not able to pee"},
    {RedFlag::spine,
     "numb*|no feeling|tingl* + down there|private area"},
    {RedFlag::spine,
     "peed myself|wet myself|pooped myself|soiled myself|peeing myself|pissed myself + weak*|"
     "numb*|back pain|back hurts|back is|can t feel"},
    {RedFlag::spine,
     "can t feel my legs|cannot feel my legs|can t feel both legs|no feeling in my legs|"
     "can t move my legs|cannot move my legs|lost feeling in my legs"},
    {RedFlag::self_harm,
     "don t wanna be here anymore|don t want to be here anymore|"
     "don t want to be here any more|don t wanna be alive|don t wanna live|"
     "do not want to be here anymore|want to kms|wanna kms|gonna kms|going to kms|ll kms|"
     "might kms|about to kms|kill my self|thinking about ending it|thinking of ending it|"
     "thinking about ending my|thinking of ending my|want to end it all|"
     "want to end everything|ending it all|isn t worth living|is not worth living|"
     "not worth living|no point in living|nothing to live for|tired of living|"
     "tired of being alive|wish i was never born|unalive myself"},
    {RedFlag::self_harm,
     "i cut myself when|i cut myself if|i cut myself because|i cut myself to|"
     "i cut myself again|cut myself every time|cut myself whenever|started cutting myself|"
     "want to cut myself|wanna cut myself|urge to cut"},
    {RedFlag::self_harm,
     "want to die|wanna die|wish i was dead|wish i were dead|wish i wasn t alive|want to be dead|wanna be dead|"
     "rather be dead|hope i die|hope i never wake up|i m gonna hurt myself|"
     "i m going to hurt myself|want to hurt myself|wanna hurt myself|"
     "thinking of hurting myself|thinking about hurting myself|urge to hurt myself|"
     "i hurt myself on purpose", true},
    {RedFlag::muscle,
     "pee|peeing|urine|wee + like coca cola|looks like coca|like cola|like coffee|"
     "looks like tea|looks like coke|tea color|cola color|coke color|color of cola|"
     "color of coke|colour of cola"},
    {RedFlag::muscle,
     "muscle*|arms|legs|biceps|quads + swollen|swelling|swelled + can t bend|cannot bend|"
     "can t straighten|cannot straighten|can t move"},
    {RedFlag::calf,
     "one leg|my leg|left leg|right leg|thigh + swollen|swelling|swelled + red|hot|warm|"
     "painful|pain|hurts|hard|one leg|left leg|right leg"},
    {RedFlag::pregnancy,
     "pregnan*|trimester|expecting + spotting|blurry|blurred|baby hasn t moved|"
     "baby has not moved|baby isn t moving|baby is not moving|baby doesn t move|"
     "can t feel the baby|don t feel the baby|no movement*|baby stopped|swollen hands|"
     "swollen face"},
    {RedFlag::pregnancy,
     "my waters just broke|my water just broke|my waters broke|my water broke|"
     "waters have broken|my waters have|amniotic fluid"},
    {RedFlag::injury,
     "bicep|biceps|pec|pecs|hamstring|quad|achilles|calf|elbow|shoulder|knee|ankle|muscle|"
     "tendon + pop|popped|snapped|ripped + bulge|bump|lump|bruis*|black and blue|can t bend|"
     "can t lift|can t move|swollen|gap|deformed"},
    {RedFlag::injury,
     "dropped|fell|landed|smashed|crushed + foot|toe|toes|hand|finger|fingers + blue|purple|"
     "black|broken|swollen|can t stand|can t walk|can t move|numb"},
    {RedFlag::doctor,
     "heart + keeps skipping|skipping beats|skips beats|missing beats|extra beats|going crazy|"
     "going nuts|beating weird|beats weird|feels weird|beating like crazy"},
    {RedFlag::doctor,
     "dizz*|lightheaded|light headed|woozy|saw stars|see stars|seeing stars|vision went black|"
     "everything went black + squat*|deadlift*|bench*|training|workout*|working out|lifting|"
     "exercis*|cardio|run|running|set|sets|gym|press*|leg day"},
    {RedFlag::doctor,
     "short breath|out of breath|breathless|short of breath|shortness of breath|winded + "
     "walking up|walk up|climb stairs|climb the stairs|climbing the stairs|taking the stairs|"
     "going up stairs|going upstairs|walking upstairs|from walking|just walking|tying my shoes"},
    {RedFlag::doctor,
     "back pain|back hurts|back is hurting|back has hurt|back started hurting|hurt my back|"
     "my back is killing + fell off|fell from|fell down|i fell|falling off|car accident|"
     "car crash|crash|accident"},
    {RedFlag::eating,
     "haven t eaten|have not eaten|not eaten anything|stopped eating|eating nothing|"
     "eat nothing|haven t had food + for days|in days|in 2 days|in 3 days|in 4 days|in 5 days|in two days|in three days|"
     "for 2 days|for 3 days|for 4 days|for two days|for three days|a week|lose weight|lean|thin|skinny"},
    {RedFlag::eating,
     "ate|eaten|eating|binge*|binged + feel disgusting|feel so disgusting|feel gross|"
     "feel guilty|feel so guilty|hate myself|disgusted|ashamed|punish*"},
};
// clang-format on

}  // namespace

LanguageTable english_words() noexcept {
  return {Language::en, kWords, kFlags};
}

}  // namespace spotter::trainer
