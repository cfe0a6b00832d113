#pragma once

#include <spotter/plan/plan.hpp>

#include <string>

namespace spotter::plan {

/// The plan as LiftLog apps read it. Two shapes: the first has one number of sets and repetitions
/// an exercise, the second has every set, progression rules and cardio.

/// How the first shape writes durations: .NET's constant format "00:01:30" on the hub, the pattern
/// `d\.hh\:mm\:ss\:FFF` ("0.00:01:30:") over REST. An app that expects one refuses the other.
enum class TimeSpanText { constant, rest };

/// {"name":...,"description":...,"sessions":[...]}, all members always there. A range of
/// repetitions is told by its upper end, the step of the first load rule is the increase, and an
/// exercise of time counts seconds as repetitions.
void append_first_shape(std::string& out, const Plan& plan, TimeSpanText format);
/// One element of its sessions: {"name":...,"exercises":[...],"notes":...}.
void append_first_shape(std::string& out, const Session& session, TimeSpanText format);

/// The version that the second shape carries, and that a client must know to be sent one.
inline constexpr int kSecondShapeVersion = 3;

/// The members "version", "name", "description" and, once there are sessions, "blueprint", without
/// the braces around them. Every build of the app that calls itself version 3 reads it: older
/// members stand next to newer ones. `date`: YYYY-MM-DD. A plan without sessions has no blueprint,
/// which the app shows as one that is just beginning.
void append_second_shape(std::string& out, const Plan& plan, std::string_view date);
/// One element of the blueprint's "sessions", and one of their "exercises": whole objects.
void append_second_shape(std::string& out, const Session& session);
void append_second_shape(std::string& out, const Exercise& exercise);

}  // namespace spotter::plan
