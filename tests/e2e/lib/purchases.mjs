// A credential as clients show it, on both doors.
import { request } from './http.mjs';

const kForm = JSON.stringify({
  attributes: {
    areasToWorkout: ['Chest'], volume: 20, exerciseToKilograms: { 'Bench Press': 80 }, useImperialUnits: false,
    additionalInfo: '',
  },
});

/** Negotiation with a credential; undefined: without any. */
export const negotiate = (server, credential, { query = '', headers = {} } = {}) =>
  request(server, 'POST', `/ai-chat/negotiate?negotiateVersion=1${query}`, {
    headers: { ...(credential === undefined ? {} : { Authorization: credential }), ...headers },
  });

/** A plan over REST with a credential: of one session, which is done soonest. */
export const askForPlan = (server, credential, { query = '', headers = {} } = {}) =>
  request(server, 'POST', `/ai/session${query}`, {
    headers: {
      'Content-Type': 'application/json', ...(credential === undefined ? {} : { Authorization: credential }), ...headers,
    },
    body: kForm,
  });

/** What both doors say: [negotiation, plan]. */
export async function bothDoors(server, credential, options) {
  return [await negotiate(server, credential, options), await askForPlan(server, credential, options)];
}

/** The statuses of both doors. */
export async function statuses(server, credential, options) {
  return (await bothDoors(server, credential, options)).map(({ status }) => status);
}

/** A message of a store. */
export const tell = (server, store, body, headers = {}) =>
  request(server, 'POST', `/webhooks/${store}`, { headers: { 'Content-Type': 'application/json', ...headers }, body });
