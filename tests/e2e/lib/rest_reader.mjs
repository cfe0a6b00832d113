// What LiftLog's old .NET client reads of a plan over REST: an oracle of its own, written from the client's rules
// and not from ours.
import assert from 'node:assert/strict';

/**
 * Milliseconds of a duration in the pattern d\.hh\:mm\:ss\:FFF, as .NET's TimeSpan.ParseExact reads it: the last
 * colon is always there, zero to three digits behind it are a decimal fraction, hours are two digits below 24;
 * text that is empty or blank means zero.
 */
export function readTimeSpan(text) {
  assert.equal(typeof text, 'string', 'a duration is a text');
  if (text.trim() === '') return 0;
  const match = /^(\d{1,8})\.(\d\d):(\d\d):(\d\d):(\d{0,3})$/.exec(text);
  assert.ok(match, `${JSON.stringify(text)} is no duration that the client reads`);
  const [days, hours, minutes, seconds] = match.slice(1, 5).map(Number);
  assert.ok(hours < 24 && minutes < 60 && seconds < 60, `${text} is out of range`);
  const fraction = match[5] === '' ? 0 : Number(`0.${match[5]}`) * 1000;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

const kExercise = ['name', 'sets', 'repsPerSet', 'weightIncreaseOnSuccess', 'restBetweenSets', 'supersetWithNext', 'notes', 'link'];

function readExercise(exercise) {
  assert.deepEqual(Object.keys(exercise), kExercise);
  const { restBetweenSets } = exercise;
  assert.deepEqual(Object.keys(restBetweenSets), ['minRest', 'maxRest', 'failureRest']);
  const [least, most, failure] = Object.values(restBetweenSets).map(readTimeSpan);
  assert.ok(least <= most && most <= failure, `rests of ${exercise.name} are out of order`);
  for (const count of [exercise.sets, exercise.repsPerSet]) assert.ok(Number.isInteger(count) && count > 0, exercise.name);
  assert.ok(typeof exercise.weightIncreaseOnSuccess === 'number' && exercise.weightIncreaseOnSuccess >= 0);
  assert.equal(typeof exercise.supersetWithNext, 'boolean');
  for (const text of [exercise.name, exercise.notes, exercise.link]) assert.equal(typeof text, 'string');
  assert.notEqual(exercise.name.trim(), '');
  return { ...exercise, rests: [least, most, failure] };
}

/** One session; throws where the client would. */
export function readSession(session) {
  assert.deepEqual(Object.keys(session), ['name', 'exercises', 'notes']);
  for (const text of [session.name, session.notes]) assert.equal(typeof text, 'string');
  return { ...session, exercises: session.exercises.map(readExercise) };
}

/** A whole plan. */
export function readPlan(plan) {
  assert.deepEqual(Object.keys(plan), ['name', 'description', 'sessions']);
  for (const text of [plan.name, plan.description]) assert.equal(typeof text, 'string');
  return { ...plan, sessions: plan.sessions.map(readSession) };
}

/** The events of a text/event-stream so far: [{event, data}], comments left out. */
export function readEvents(text) {
  const blocks = text.split('\n\n').slice(0, -1).map((block) => block.split('\n').filter((line) => !line.startsWith(':')));
  return blocks.filter((lines) => lines.length > 0).map((lines) => {
    const fields = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]));
    return { event: fields.event, data: JSON.parse(fields.data) };
  });
}
