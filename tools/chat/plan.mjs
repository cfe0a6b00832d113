// A plan as text: each longer plan begins with the text of the shorter one, so it can be shown while it grows.

/** "8-12", or "5" where both ends are the same. */
const range = ({ min, max }) => (min === max ? `${min}` : `${min}-${max}`);

/** ISO 8601 durations as people write them: "PT1M30S" is "1:30 min", "PT45S" is "45 s". */
export function durationText(duration) {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  if (total < 60 || total % 60 !== 0) {
    return total < 120 ? `${total} s` : `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')} min`;
  }
  return `${total / 60} min`;
}

function setsText(exercise) {
  // The first contract has one number of sets and repetitions, the second one every set.
  if (exercise.repsPerSet !== undefined) return `${exercise.sets} x ${exercise.repsPerSet}`;
  if (exercise.type === 'CardioExerciseBlueprint') {
    const [{ target }] = exercise.sets;
    const amount = target.type === 'time' ? durationText(target.value) : `${target.value.value} ${target.value.unit}`;
    return exercise.sets.length === 1 ? amount : `${exercise.sets.length} x ${amount}`;
  }
  const reps = exercise.plannedSets.map((set) => range(set.reps));
  return new Set(reps).size === 1 ? `${reps.length} x ${reps[0]}` : reps.join(', ');
}

/** The lines of a text as one. */
const oneLine = (text) => text.split(/\s*\n\s*/).filter(Boolean).join(' ');

const exerciseText = (exercise) =>
  `- ${exercise.name}: ${setsText(exercise)}${exercise.notes ? ` (${oneLine(exercise.notes)})` : ''}`;

/** The name and the sessions of a payload of type "chatPlan". */
export function sessionsText(payload) {
  const plan = payload.plan ?? { name: payload.name, sessions: payload.blueprint?.sessions ?? [] };
  const sessions = plan.sessions.map(
    ({ name, exercises }) => `\n\n${name}${exercises.map((exercise) => `\n${exerciseText(exercise)}`).join('')}`,
  );
  return plan.name + sessions.join('');
}

/** All of it, the description last. */
export function planText(payload) {
  const { description } = payload.plan ?? payload;
  return sessionsText(payload) + (description ? `\n\n${description}` : '');
}
