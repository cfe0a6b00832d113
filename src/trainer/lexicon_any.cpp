#include "trainer/lexicon.hpp"

namespace spotter::trainer {
namespace {

using enum Term;

// clang-format off
constexpr WordRow kWords[] = {
    {gear, v(Gear::gym), "gym|fitness studio"},
    {gear, v(Gear::kettlebell),
     "kettlebell*|kettle bell*|kettelbell*|kettlebel*|гиря|гири|гирей|гирями|kahvakuul*|girja|"
     "girje|girjom|kulový|kettlebelle*"},
    {gear, v(Gear::barbell), "barbell*"},
    {gear, v(Gear::dumbbells), "dumbbell*"},
    {gear, v(Gear::bodyweight), "bodyweight|calisthenics|calisthenic"},
    {gear, v(Gear::bands), "theraband*"},
    {goal, v(Goal::strength), "powerlifting"},
    {goal, v(Goal::muscle), "bodybuilding"},
    {move, v(Move::squat), "squat|squats"},
    {move, v(Move::lunge), "lunge|lunges"},
    {move, v(Move::deadlift), "deadlift*"},
    {move, v(Move::push_up), "push up*|pushup*|press up*|push ups"},
    {move, v(Move::pull_up),
     "pull up|pull ups|pullup|pullups|chin up|chin ups|chinup|chinups|chins"},
    {move, v(Move::plank), "plank|planks"},
    {move, v(Move::bench_press), "bench press*|benchpress*"},
    {focus, v(Area::abs), "core|abs|sixpack"},
    {plan, 0, "workout|workouts|training|fitness"},
    {filler, 0,
     "suicide grip|suicide sprint*|suicide run*|suicide drill*|running suicides|run suicides|"
     "do suicides|anabolic window|anabolic phase|anabolic state|anabole phase|anabolic diet|"
     "non steroidal|nonsteroidal|steroid cream|steroid injection*|steroid shot*|steroid inhaler|topical steroid*|"
     "anabolism*|anabolen fenster|anaboles fenster"},
    {drugs, 0,
     "steroid*|stéroïde*|esteroide*|sarm|sarms|clenbuterol*|clembuterol*|dnp|anabol*|trenbolon*|"
     "tren|winstrol|dianabol|hgh|dopage|doping|clen|anavar|ostarine|ligandrol|"
     "take trt|taking trt|start trt|starting trt|get trt|getting trt|buy trt|trt cycle|trt dose|"
     "do trt|need trt|buy testosterone|take testosterone|inject testosterone|roids|"
     "testosterone cycle|sterydy|sterydów"},
    {hello, 0, "hello|hi"},
    {fine, 0, "ok|okay|okey|super|cool|top|perfect"},
    {help, 0, "chatgpt|gpt|openai|gemini|claude"},
    {illness, 0, "asthma*|asthme|asma|astma*|астм*|喘息|哮喘"},
    {blood_pressure, 0,
     "blood pressure|bp|blutdruck|tensión arterial|presión arterial|tensión|presión|"
     "tension artérielle|pressione|pressione sanguigna|pressione arteriosa|pressão|"
     "pressão arterial|ciśnienie|tlak|krevní tlak|bloeddruk|blodtryck*|血压|血圧|verenpaine*|"
     "давление|давления|pritisak|krvni pritisak|pression artérielle"},
    {calories, 0,
     "calorie|calories|cals|kcal|kcals|kalorien|calorías|kalorii|kalorie|kalorií|calorieën|"
     "kalorier|калорий|ккал|kalorija|カロリー|大卡|卡路里|千卡|kaloria*|caloria"},
    {eaten, 0,
     "eat|eating|only|diet|a day|per day|daily|esse|nur|pro tag|am tag|täglich|como|solo|sólo|"
     "al día|diarias|mange|seulement|par jour|mangio|al giorno|só|por dia|dziennie|jem|tylko|"
     "denně|jen|eet|slechts|per dag|äter|bara|om dagen|一天|每天|只|しか|だけ|syön|vain|päivässä|ем|"
     "только|в день|jedem|samo|dnevno"},
    {burnt, 0,
     "burn*|deficit*|defizit*|déficit|surplus|less|fewer|weniger|menos|moins|meno|verbrenn*|"
     "quem*|brûl*|bruci*|spal*|pál*|verbrand*|förbrän*|breakfast|lunch|dinner|meal|snack*|"
     "shake*|frühstück|消耗|燃|消費|сжиг*|poltt*|cut|workout|session"},
    {vague, 0,
     "something|anything|whatever|etwas|irgendwas|algo|quelque chose|qualcosa|iets|coś|něco|"
     "något|jotain|что то|что нибудь|nešto|何か|别的|其他|it|them|me|that|this"},
};
// clang-format on

}  // namespace

LanguageTable shared_words() noexcept {
  return {Language::any, kWords, {}};
}

}  // namespace spotter::trainer
