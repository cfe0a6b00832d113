#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/text_tools.hpp"
#include "lint/volume.hpp"
#include "lint/words.hpp"

#include <spotter/base/text.hpp>

namespace spotter::lint::rules {
namespace {

enum class Form { line, lines };

struct Limit {
  Form form = Form::line;
  std::size_t characters_max = 0;
  std::string_view what;
};

void clean(Work& work, std::string& text, const Limit& limit, At where) {
  std::string cleaned = limit.form == Form::line ? plain_line(text) : plain_lines(text);
  if (cleaned != text) {
    work.repaired(kind::kTextCleaned, where,
                  joined({"The ", limit.what,
                          " had control characters, links, markup or stray spaces: removed."}));
    text = std::move(cleaned);
  }
  std::string cut = cut_to_characters(text, limit.characters_max);
  if (cut == text) return;
  work.repaired(kind::kTextTrimmed, where,
                joined({"The ", limit.what, " was longer than ", number(limit.characters_max),
                        " characters: cut."}));
  text = std::move(cut);
}

constexpr std::size_t kLinkBytesMax = 2000;

/// A link is opened by a tap, so it has to be one for a browser.
void clean_link(Work& work, plan::Exercise& exercise, At where) {
  const std::string_view link = exercise.link;
  if (link.empty()) return;
  const bool is_web = equals_ignoring_case(link.substr(0, 8), "https://") ||
                      equals_ignoring_case(link.substr(0, 7), "http://");
  if (is_web && link.size() <= kLinkBytesMax && plain_lines(link) == link &&
      link.find_first_of(" \n") == std::string_view::npos) {
    return;
  }
  exercise.link.clear();
  work.repaired(kind::kLinkRemoved, where,
                joined({"The link of ", quoted(exercise.name), " was not a web address."}));
}

}  // namespace

void clean_texts(Work& work) {
  plan::Plan& plan = work.plan;
  clean(work, plan.name, {Form::line, plan::kNameCharactersMax, "name of the plan"}, {});
  clean(work, plan.description,
        {Form::lines, plan::kDescriptionCharactersMax, "description of the plan"}, {});
  for (std::size_t s = 0; s < plan.sessions.size(); ++s) {
    plan::Session& session = plan.sessions[s];
    clean(work, session.name, {Form::line, plan::kSessionNameCharactersMax, "name of the session"},
          at(s));
    clean(work, session.notes, {Form::lines, plan::kNotesCharactersMax, "notes of the session"},
          at(s));
  }
  for_each_exercise(plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    // The app finds the history of an exercise by its name: the user's own stays, byte for byte.
    if (!work.is_users(exercise)) {
      clean(work, exercise.name, {Form::line, plan::kNameCharactersMax, "name of the exercise"},
            at(s, e));
    }
    clean(work, exercise.notes, {Form::lines, plan::kNotesCharactersMax, "notes of the exercise"},
          at(s, e));
    clean_link(work, exercise, at(s, e));
  });
}

void judge_names(const Work& work, Verdict& verdict) {
  const auto judge = [&](std::string_view name, std::string_view what, At where) {
    if (name.empty()) {
      verdict.add(kind::kNameMissing, where, joined({"The ", what, " has no name: give it one."}));
    }
  };
  judge(work.plan.name, "plan", {});
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s)
    judge(work.plan.sessions[s].name, joined({"session number ", number(s + 1)}), at(s));
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, const plan::Exercise& exercise) {
    judge(exercise.name,
          joined({"exercise number ", number(e + 1), " of session number ", number(s + 1)}),
          at(s, e));
  });
}

void judge_description(const Work& work, Verdict& verdict) {
  constexpr std::size_t kCharactersLeast = 20;
  if (work.wanted.single_session) return;  // there is no place for one
  if (count_code_points(work.plan.description) >= kCharactersLeast) return;
  std::string facts = joined({number(work.plan.sessions.size()), " sessions"});
  for (const auto& [muscle, sets] : weekly_sets(work.plan, work.catalogue)) {
    if (sets > 0) facts += joined({", ", name_of(muscle), " ", number(sets)});
  }
  verdict.add(kind::kDescriptionShort, {},
              joined({"The description does not say what the plan is for, how to progress and what "
                      "was left out. Its week: ",
                      facts, " sets."}));
}

}  // namespace spotter::lint::rules
