// The shape of a plan on the second hub, as JSON Schema: what the newest app reads, and nothing nullable.
import Ajv from 'ajv';

const object = (properties, optional = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const text = { type: 'string' };
const flag = { type: 'boolean' };
const exactly = (value) => ({ const: value });
const listOf = (items, minItems = 0) => ({ type: 'array', items, minItems });
const decimal = { type: 'string', pattern: '^\\d+(\\.\\d+)?$' };
const duration = { type: 'string', pattern: '^PT(\\d+H)?(\\d+M)?(\\d+S)?$', minLength: 4 };
const whole = { type: 'integer', minimum: 1 };
const rest = object({ minRest: duration, maxRest: duration, failureRest: duration });
const range = object({ min: whole, max: whole });

const rule = object(
  {
    axis: { enum: ['reps', 'load'] },
    step: decimal,
    scope: {
      anyOf: [
        object({ type: exactly('allSets') }),
        object({ type: exactly('lowestSets'), pick: { enum: ['first', 'middle', 'last', 'all'] } }),
      ],
    },
    ceiling: decimal,
    onCeiling: exactly('reset'),
    trigger: exactly('allSetsMetTarget'),
  },
  ['ceiling', 'onCeiling'],
);

const weighted = object({
  type: exactly('WeightedExerciseBlueprint'),
  name: { ...text, minLength: 1 },
  notes: text,
  link: text,
  plannedSets: listOf(object({ reps: range }), 1),
  restBetweenSets: rest,
  supersetWithNext: flag,
  progression: listOf(rule),
  resistance: { enum: ['external', 'bodyweight', 'none'] },
  // What builds before session version 6 read.
  sets: whole,
  repsConfig: {
    anyOf: [
      object({ type: exactly('fixed'), reps: whole }),
      object({ type: exactly('range'), min: whole, max: whole }),
      object({ type: exactly('perSet'), targets: listOf(range, 1) }),
    ],
  },
  progressiveOverload: {
    anyOf: [
      object({ type: exactly('NoProgressiveOverload') }),
      object({ type: exactly('IncreaseAllEvenlyProgressiveOverload'), amount: decimal }),
      object({
        type: exactly('IncreaseLowestSetProgressiveOverload'),
        amount: decimal,
        increaseStrategy: { enum: ['first', 'middle', 'last', 'all'] },
      }),
    ],
  },
  usesBodyweight: flag,
});

const cardioSet = object(
  {
    target: {
      anyOf: [
        object({ type: exactly('time'), value: duration }),
        object({
          type: exactly('distance'),
          value: object({ value: decimal, unit: { enum: ['metre', 'yard', 'mile', 'kilometre'] } }),
        }),
      ],
    },
    trackDuration: flag,
    trackDistance: flag,
    trackResistance: flag,
    trackIncline: flag,
    trackWeight: flag,
    trackSteps: flag,
    restBetweenSets: rest,
  },
  ['restBetweenSets'],
);

const cardio = object({
  type: exactly('CardioExerciseBlueprint'),
  name: { ...text, minLength: 1 },
  notes: text,
  link: text,
  sets: listOf(cardioSet, 1),
});

const session = object({
  version: exactly(6),
  name: text,
  notes: text,
  exercises: listOf({ anyOf: [weighted, cardio] }),
});

const payload = object(
  {
    type: exactly('chatPlan'),
    version: exactly(3),
    name: text,
    description: text,
    blueprint: object({
      version: exactly(3),
      name: text,
      sessions: listOf(session),
      lastEdited: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    }),
  },
  ['blueprint'],
);

const validate = new Ajv({ allErrors: true }).compile(payload);

/** Throws with every fault when the payload has not the shape. */
export function validateSecond(value) {
  if (!validate(value)) throw new Error(JSON.stringify(validate.errors.slice(0, 5), null, 2));
}
