// What the LiftLog app makes of a chatPlan: its parsers' rules, written anew, as the judge of what we send.
// Each throws where the app drops a payload (or crashes), and returns what the app then shows.
import assert from 'node:assert/strict';

const need = (condition, what) => {
  if (!condition) throw new Error(`the app drops this plan: ${what}`);
};
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const kIsoDuration = /^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/i;
const kTimeSpan = /^(\d+\.)?(\d{2}):(\d{2}):(\d{2})(:\d{3})?$/;

function isoSeconds(text) {
  need(typeof text === 'string' && kIsoDuration.test(text), `duration ${text}`);
  const [date, time = ''] = text.toUpperCase().split('T');
  const days = Number(/(\d+)D/.exec(date)?.[1] ?? 0);
  const hours = Number(/(\d+)H/.exec(time)?.[1] ?? 0);
  const minutes = Number(/(\d+)M/.exec(time)?.[1] ?? 0);
  const seconds = Number(/(\d+(?:\.\d+)?)S/.exec(time)?.[1] ?? 0);
  return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}

function restOf(rest) {
  need(isObject(rest), 'rest is no object');
  const [min, max, failure] = [rest.minRest, rest.maxRest, rest.failureRest].map(isoSeconds);
  need(min <= max && max <= failure, `rest ${min} ${max} ${failure}`);
  return { min, max, failure };
}

function decimalOf(text, what) {
  need(typeof text === 'string' && /^\d+(\.\d+)?$/.test(text), `${what} ${JSON.stringify(text)}`);
  return Number(text);
}

function ruleOf(rule) {
  need(['reps', 'load'].includes(rule.axis), `axis ${rule.axis}`);
  need(decimalOf(rule.step, 'step') > 0, 'a step of nothing');
  need(['allSets', 'lowestSets'].includes(rule.scope?.type), `scope ${rule.scope?.type}`);
  if (rule.scope.type === 'lowestSets') need(['first', 'middle', 'last', 'all'].includes(rule.scope.pick), 'pick');
  if ('ceiling' in rule) decimalOf(rule.ceiling, 'ceiling');
  if ('onCeiling' in rule) need(rule.onCeiling === 'reset', `onCeiling ${rule.onCeiling}`);
  need(rule.trigger === 'allSetsMetTarget', `trigger ${rule.trigger}`);
  return rule;
}

function weightedOf(exercise) {
  need(Array.isArray(exercise.plannedSets) && exercise.plannedSets.length > 0, 'no planned sets');
  const sets = exercise.plannedSets.map(({ reps }) => {
    need(Number.isInteger(reps?.min) && Number.isInteger(reps?.max), 'reps');
    need(reps.min >= 1 && reps.min <= reps.max, `reps ${reps.min} to ${reps.max}`);
    return [reps.min, reps.max];
  });
  need(typeof exercise.supersetWithNext === 'boolean', 'supersetWithNext');
  need(Array.isArray(exercise.progression), 'progression');
  need(['external', 'bodyweight', 'none'].includes(exercise.resistance), `resistance ${exercise.resistance}`);
  olderWeighted(exercise, sets);
  return { sets, rest: restOf(exercise.restBetweenSets), progression: exercise.progression.map(ruleOf) };
}

/** What the builds of July and August 2026 read of the same exercise. */
function olderWeighted(exercise, sets) {
  need(exercise.sets === sets.length, 'the older number of sets');
  const { repsConfig: reps, progressiveOverload: overload } = exercise;
  const older = {
    fixed: () => sets.map(() => [reps.reps, reps.reps]),
    range: () => sets.map(() => [reps.min, reps.max]),
    perSet: () => reps.targets.map(({ min, max }) => [min, max]),
  }[reps.type]();
  need(JSON.stringify(older) === JSON.stringify(sets), 'older builds see other repetitions');
  need(/^(NoProgressive|IncreaseAllEvenlyProgressive|IncreaseLowestSetProgressive)Overload$/.test(overload.type), overload.type);
  if (overload.type !== 'NoProgressiveOverload') decimalOf(overload.amount, 'amount');
  need(exercise.usesBodyweight === (exercise.resistance === 'bodyweight'), 'usesBodyweight');
}

function cardioOf(exercise) {
  need(Array.isArray(exercise.sets) && exercise.sets.length > 0, 'no cardio sets');
  return {
    cardio: exercise.sets.map((set) => {
      need(isObject(set?.target), 'target');
      for (const flag of ['Duration', 'Distance', 'Resistance', 'Incline', 'Weight', 'Steps']) {
        need(typeof set[`track${flag}`] === 'boolean', `track${flag}`);
      }
      if ('restBetweenSets' in set) restOf(set.restBetweenSets);
      if (set.target.type === 'time') return { seconds: isoSeconds(set.target.value) };
      need(set.target.type === 'distance', `target ${set.target.type}`);
      need(['metre', 'yard', 'mile', 'kilometre'].includes(set.target.value.unit), 'a unit that crashes the app');
      return { distance: decimalOf(set.target.value.value, 'distance'), unit: set.target.value.unit };
    }),
  };
}

/** {name, description, sessions} of a payload on the second hub. */
export function parseSecond(payload) {
  need(payload.type === 'chatPlan', `type ${payload.type}`);
  need(payload.version === 3, `version ${JSON.stringify(payload.version)}`);
  need(typeof payload.name === 'string' && typeof payload.description === 'string', 'name or description');
  if (!('blueprint' in payload)) return { name: payload.name, description: payload.description, sessions: [] };
  const { blueprint } = payload;
  need(isObject(blueprint) && blueprint.version === 3, 'blueprint');
  need(/^\d{4}-\d{2}-\d{2}$/.test(blueprint.lastEdited), `lastEdited ${blueprint.lastEdited}`);
  need(Array.isArray(blueprint.sessions), 'sessions');
  const sessions = blueprint.sessions.map((session) => {
    need(isObject(session) && session.version === 6, 'session');
    need(typeof session.name === 'string' && typeof session.notes === 'string', 'session texts');
    need(Array.isArray(session.exercises), 'exercises');
    const exercises = session.exercises.map((exercise) => {
      need(isObject(exercise), 'exercise');
      for (const text of ['name', 'notes', 'link']) need(typeof exercise[text] === 'string', text);
      need(exercise.name.trim() !== '', 'an exercise without a name');
      if (exercise.type === 'CardioExerciseBlueprint') return { name: exercise.name, ...cardioOf(exercise) };
      need(exercise.type === 'WeightedExerciseBlueprint', `type ${exercise.type}`);
      return { name: exercise.name, ...weightedOf(exercise) };
    });
    return { name: session.name, exercises };
  });
  return { name: payload.name, description: payload.description, sessions };
}

const timeSpanSeconds = (text) => {
  const match = kTimeSpan.exec(text);
  need(match && !match[5], `time span ${text}`);
  return Number(match[2]) * 3_600 + Number(match[3]) * 60 + Number(match[4]);
};

/** The same of a payload on the first hub. */
export function parseFirst(payload) {
  need(payload.type === 'chatPlan', `type ${payload.type}`);
  const { plan } = payload;
  need(isObject(plan) && Array.isArray(plan.sessions), 'sessions');
  need(typeof plan.name === 'string' && typeof plan.description === 'string', 'name or description');
  const sessions = plan.sessions.map((session) => {
    need(typeof session.name === 'string' && typeof session.notes === 'string', 'session texts');
    need(Array.isArray(session.exercises), 'exercises');
    return {
      name: session.name,
      exercises: session.exercises.map((exercise) => {
        for (const text of ['name', 'notes', 'link']) need(typeof exercise[text] === 'string', text);
        for (const number of ['sets', 'repsPerSet']) need(Number.isInteger(exercise[number]) && exercise[number] > 0, number);
        need(typeof exercise.weightIncreaseOnSuccess === 'number', 'weightIncreaseOnSuccess');
        need(typeof exercise.supersetWithNext === 'boolean', 'supersetWithNext');
        const { minRest, maxRest, failureRest } = exercise.restBetweenSets;
        const [min, max, failure] = [minRest, maxRest, failureRest].map(timeSpanSeconds);
        need(min <= max && max <= failure, `rest ${min} ${max} ${failure}`);
        return { name: exercise.name, sets: exercise.sets, reps: exercise.repsPerSet, rest: { min, max, failure } };
      }),
    };
  });
  return { name: plan.name, description: plan.description, sessions };
}

/** Whether one parsed plan is the beginning of another, exercise by exercise. */
function begins(longer, shorter) {
  return (
    longer.name.startsWith(shorter.name) &&
    shorter.sessions.length <= longer.sessions.length &&
    shorter.sessions.every(({ name, exercises }, index) => {
      const other = longer.sessions[index];
      return name === other.name && exercises.every((exercise, at) => JSON.stringify(exercise) === JSON.stringify(other.exercises[at]));
    })
  );
}

/** Frames that grow: at least so many, each beginning as the one before it does. */
export function assertGrows(plans, atLeast = 1) {
  assert.ok(plans.length >= atLeast, `${plans.length} frames`);
  for (let i = 1; i < plans.length; ++i) assert.ok(begins(plans[i], plans[i - 1]), `frame ${i}`);
}
