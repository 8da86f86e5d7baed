import * as z from 'zod'
import type { AnyObject } from '../../api/object.ts'
import type { Snapshot, World } from '../world.ts'
import { defineCheck } from './check.ts'

const objects = z.string().regex(/^\S+( -n \S+| -l \S+)*$/, 'must be KIND/NAME or KIND, with -n NAMESPACE and -l SELECTOR where needed')

/** What is not the learner's is as it was: the same objects (not others of the same name), with the same spec, labels and data. */
export const unchanged = defineCheck({
  name: 'unchanged',
  schema: z.strictObject({ objects: z.array(objects).min(1), since: z.literal('start').default('start') }),
  evaluate(world, spec) {
    const changed = spec.objects.flatMap((text) => changes(world, text))
    return { ok: changed.length === 0, seen: changed.join(', ') || 'as it was' }
  },
})

function changes(world: World, text: string): string[] {
  const [reference = '', ...flags] = text.split(' ')
  const [kind = '', name] = reference.split('/')
  const flag = (letter: string): string | undefined => flags[flags.indexOf(letter) + 1 || flags.length]
  const place = { kind, namespace: world.isNamespaced(kind) ? (flag('-n') ?? world.namespace) : '' }
  const select = (snapshot: Snapshot): Map<string, AnyObject> =>
    new Map(
      snapshot
        .list(place, flag('-l'))
        .filter(({ metadata }) => name === undefined || metadata.name === name)
        .map((object) => [object.metadata.name, object]),
    )
  const before = select(world.start)
  const now = select(world)
  const names = new Set([...before.keys(), ...now.keys()])
  return [...names].filter((one) => essence(before.get(one)) !== essence(now.get(one))).map((one) => `${kind}/${one}`)
}

/** What somebody wrote, without what controllers and time add. */
function essence(object: AnyObject | undefined): string {
  if (!object) return ''
  const { metadata, status: _status, apiVersion: _version, kind: _kind, ...rest } = object
  return JSON.stringify([metadata.uid, metadata.labels, metadata.deletionTimestamp, rest])
}
