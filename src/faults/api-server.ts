/** Faults of the API server: what clients meet that send it requests. Administrators of system:masters are never kept waiting, as in reality. */
import type { ApiResponse } from '../api/request.ts'
import { StatusError } from '../api/status.ts'
import type { ApiMeeting } from '../control-plane/api-server/api-server.ts'
import { defineFault } from './fault.ts'
import { choice, count, duration, required, text } from './field.ts'

const requestFields = {
  user: text('USER', 'requests of this user; those of system:masters are never concerned'),
  group: text('GROUP', 'requests of the users of this group'),
  verb: text('VERB', 'requests with this verb: get, list, watch, create, update, patch, delete'),
  resource: text('RESOURCE', 'requests for this resource: pods, deployments'),
  namespace: text('NAMESPACE', 'requests for objects of this namespace'),
}

interface Choice {
  readonly user?: string | undefined
  readonly group?: string | undefined
  readonly verb?: string | undefined
  readonly resource?: string | undefined
  readonly namespace?: string | undefined
}

const isChosen = ({ user, group, verb, resource, namespace }: Choice, { info, user: who }: ApiMeeting): boolean =>
  !who.groups.includes('system:masters') &&
  (user === undefined || user === who.username) &&
  (group === undefined || who.groups.includes(group)) &&
  (verb === undefined || verb === info.verb) &&
  (resource === undefined || resource === info.resource) &&
  (namespace === undefined || namespace === info.namespace)

const requestText = ({ info: { verb, resource, path, isResource }, user }: ApiMeeting): string => `${verb} ${isResource ? resource : path} by ${user.username}`

export const apiRefusing = defineFault({
  name: 'api-refusing',
  summary: 'the API server refuses requests: too many (429), or something in it is broken (500, 503)',
  fields: {
    ...requestFields,
    code: choice('429 (unless told), 500 or 503', '429', '500', '503'),
    'retry-after': count('SECONDS', 'with 429: when clients shall ask again; 1 unless told', 1, 3600),
    message: text('TEXT', 'with 500: what the server says'),
  },
  subject: 'user',
  signs: 'kubectl waits and asks again as it is told, up to ten times, and then gives up; controllers try again, ever more slowly',
  example: 'fault api-refusing --verb=list --resource=pods --code=500 --times=1',
  begin: (ground, values, strike) =>
    ground.api.add((meeting) => (isChosen(values, meeting) && strike(requestText(meeting)) ? { answer: refusal(values) } : undefined)),
})

const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }

function refusal({
  code = '429',
  'retry-after': seconds = 1,
  message = 'etcdserver: request timed out',
}: {
  code?: string | undefined
  'retry-after'?: number | undefined
  message?: string | undefined
}): ApiResponse {
  if (code === '429') return { status: 429, headers: { ...plain, 'retry-after': String(seconds) }, body: 'Too many requests, please try again later.\n' }
  if (code === '503') return { status: 503, headers: plain, body: 'service unavailable\n' }
  return { status: 500, headers: { 'content-type': 'application/json' }, body: new StatusError(500, '', message).status }
}

export const apiSlow = defineFault({
  name: 'api-slow',
  summary: 'the API server takes its time to answer',
  fields: { ...requestFields, by: required(duration('how much longer it takes')) },
  subject: 'user',
  signs: 'kubectl answers late; from a minute on the server gives up: Timeout',
  example: 'fault api-slow --by=5s --resource=pods',
  begin: (ground, values, strike) =>
    ground.api.add((meeting) => {
      if (!isChosen(values, meeting) || !strike(requestText(meeting))) return undefined
      const delay = Math.min(values.by / 1000, patience)
      return { delay, ...(delay === patience && meeting.info.verb !== 'watch' ? { answer: { ...givenUp(), seconds: delay } } : {}) }
    }),
})

/** Seconds that the server gives itself for a request that is no watch. */
const patience = 60

const givenUp = (): ApiResponse => {
  const { status } = new StatusError(504, 'Timeout', 'Timeout: request did not complete within requested timeout - context deadline exceeded')
  return { status: 504, headers: { 'content-type': 'application/json' }, body: status }
}
