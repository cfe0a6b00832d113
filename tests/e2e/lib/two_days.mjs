// A plan as a model writes it: two full-body days of exercises that the catalogue knows.

const strength = (name) => ({
  strength_exercise: name, sets: 3, reps: [{ min: 8, max: 12 }],
  rest_seconds: { min: 90, max: 180, after_failure: 300 }, resistance: 'external', increment: 2.5,
  progression: 'reps_then_load', superset_with_next: false, notes: '',
});

export const kTwoDays = {
  name: 'Two Day Base',
  description: 'Two full-body days.',
  sessions: [
    { name: 'Day A', exercises: ['Barbell Squat', 'Seated Cable Rows', 'Dumbbell Bench Press'].map(strength), notes: '' },
    { name: 'Day B', exercises: ['Romanian Deadlift', 'Wide-Grip Lat Pulldown'].map(strength), notes: '' },
  ],
};

export const kTwoDaysNames = kTwoDays.sessions.map(({ exercises }) => exercises.map((exercise) => exercise.strength_exercise));

/** The names of a plan as an app reads it. */
export const namesOf = (plan) => plan.sessions.map(({ exercises }) => exercises.map(({ name }) => name));
