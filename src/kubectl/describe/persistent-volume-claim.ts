import { persistentVolumeClaims, pods } from '../../api/kinds.ts'
import type { PersistentVolumeClaim, Pod } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import { writeClaim } from './claim.ts'
import { defineDescriber, type Subject } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

export const persistentVolumeClaim = defineDescriber({
  group: '',
  kind: 'PersistentVolumeClaim',
  async describe(subject) {
    const found = await subject.read.get(persistentVolumeClaims, subject.namespace, subject.name)
    const users = await podsOf(subject, found)
    const events = await eventsOf(subject, found)
    const out = new Description()
    writeClaim(out, found, subject.times)
    const names = users.map(({ metadata }) => metadata.name).sort(byBytes)
    out.write(0, `Used By:\t${names.length === 0 ? '<none>' : names.join('\n\t')}\n`)
    writeConditions(out, found, subject)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

async function podsOf({ read }: Subject, { metadata }: PersistentVolumeClaim): Promise<Pod[]> {
  const all = await read.list(pods, metadata.namespace ?? '')
  const owners = new Set((metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid))
  const uses = (pod: Pod): boolean => (pod.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name)
  return all.filter((pod) => uses(pod) || owners.has(pod.metadata.uid))
}

function writeConditions(out: Description, { status }: PersistentVolumeClaim, { times }: Subject): void {
  if (!status?.conditions?.length) return
  out.write(0, 'Conditions:\n')
  out.row(1, 'Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message')
  out.row(1, '----', '------', '-----------------', '------------------', '------', '-------')
  for (const condition of status.conditions) {
    const point = (time: string | undefined): string => `${times.point(time)} `
    const { type, lastProbeTime, lastTransitionTime, reason = '', message = '' } = condition
    out.row(1, `${type} `, `${condition.status} `, point(lastProbeTime), point(lastTransitionTime), `${reason} `, message)
  }
}
