/** The table of events that ends most descriptions. */
import type { KubeObject } from '../../api/object.ts'
import { timeOf } from '../../api/time.ts'
import type { Event } from '../../api/types.ts'
import { goSort } from '../go-sort.ts'
import type { Subject } from './describer.ts'
import type { Description } from './description.ts'
import { referenceTo } from './reader.ts'
import type { Times } from './times.ts'

/** The events about an object, unless they are not to be shown. */
export async function eventsOf({ read, showEvents }: Subject, object: KubeObject): Promise<Event[] | undefined> {
  return showEvents ? read.eventsAbout(referenceTo(object)) : undefined
}

/** Nothing for undefined. */
export function writeEvents(out: Description, events: readonly Event[] | undefined, times: Times): void {
  if (events === undefined) return
  if (events.length === 0) {
    out.field(0, 'Events', '<none>')
    return
  }
  out.flush()
  out.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n')
  out.row(1, '----', '------', '----', '----', '-------')
  const lastSeen = (event: Event): number => timeOf(event.lastTimestamp) ?? Number.NEGATIVE_INFINITY
  for (const event of goSort(events, (a, b) => lastSeen(a) < lastSeen(b)))
    out.row(1, event.type ?? '', event.reason ?? '', age(event, times), event.source?.component || (event.reportingComponent ?? ''), message(event))
}

/** `2s (x3 over 10s)` */
function age({ eventTime, firstTimestamp, lastTimestamp, series, count }: Event, times: Times): string {
  const first = times.since(eventTime ?? firstTimestamp)
  if (series) return `${times.since(series.lastObservedTime)} (x${series.count ?? 0} over ${first})`
  return (count ?? 0) > 1 ? `${times.since(lastTimestamp)} (x${count} over ${first})` : first
}

function message({ message = '', involvedObject }: Event): string {
  return involvedObject.fieldPath ? `${involvedObject.fieldPath}: ${message.trim()}` : message.trim()
}
