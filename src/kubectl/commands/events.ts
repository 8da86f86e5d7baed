import type { AnyObject, KubeList } from '../../api/object.ts'
import { timeOf } from '../../api/time.ts'
import type { Event } from '../../api/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { Times } from '../describe/times.ts'
import { CommandError } from '../errors.ts'
import { bool, string, stringSlice } from '../flags.ts'
import { goSort } from '../go-sort.ts'
import { NoMatchError } from '../no-match.ts'
import { printerFor } from '../output/printer-for.ts'
import { TabWriter } from '../output/tab-writer.ts'
import { request } from '../rest.ts'
import { allNamespacesFlag, chunkSizeFlag, noHeadersFlag, objectFormats, outputFlags } from '../shared-flags.ts'
import { asStruct } from '../struct.ts'
import { watch } from '../watch.ts'

const flags = {
  ...outputFlags,
  ...allNamespacesFlag,
  ...chunkSizeFlag,
  ...noHeadersFlag,
  for: string('', 'Only events about this object, as TYPE/NAME.', { example: 'kubectl events --for pod/web' }),
  types: stringSlice([], 'Only events of these types: Normal, Warning.', { example: 'kubectl events --types=Warning' }),
  watch: bool(false, 'Show events as they happen, from the oldest that is known.', { shorthand: 'w', example: 'kubectl events --watch' }),
}

type EventsLine = Invocation<typeof flags>

export const events = defineCommand({
  name: 'events',
  usage: `events [(-o|--output=)${objectFormats.join('|')}] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]`,
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Show what has happened in the cluster of late',
  description:
    'Scheduler, kubelets and controllers write down what they do and what fails. The server keeps it for an hour. This is the story of a namespace in the order of time; "kubectl describe" shows the part about one object.',
  examples: [
    { about: 'What happened in this namespace', line: 'kubectl events' },
    { about: 'What went wrong, anywhere', line: 'kubectl events --all-namespaces --types=Warning' },
    { about: 'What happens to one pod, as it happens', line: 'kubectl events --for pod/web --watch' },
  ],
  flags,
  async run(invocation) {
    const { flags: given, io } = invocation
    const { name: namespace } = await invocation.namespace()
    const fieldSelector = given.for === '' ? '' : await about(invocation, given.for)
    const print = await eventPrinter(invocation)
    if (given.types.some((type) => !['normal', 'warning'].includes(type.toLowerCase()))) throw new CommandError('valid --types are Normal or Warning')
    const path = given['all-namespaces'] ? '/api/v1/events' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`
    const wanted = ({ type }: Event): boolean => given.types.length === 0 || given.types.some((one) => one.toLowerCase() === (type ?? '').toLowerCase())
    if (given.watch) {
      await watch(io, await invocation.transport(), path, { query: { fieldSelector, limit: 500 } }, ({ type, object }) => {
        if (type !== 'DELETED' && wanted(object as unknown as Event)) print(withKind(object))
      })
      return
    }
    const found = (await listed(invocation, path, fieldSelector)).filter((object) => wanted(object as unknown as Event))
    if (found.length === 0) io.stderr(given['all-namespaces'] ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`)
    else print({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: goSort(found, (a, b) => seen(a) < seen(b)) } as unknown as AnyObject)
  },
})

const withKind = (object: AnyObject): AnyObject => ({ ...object, kind: 'Event', apiVersion: 'v1' })

/** The field selector for events about TYPE/NAME. */
async function about(invocation: EventsLine, word: string): Promise<string> {
  const [type = '', name, ...more] = word.split('/')
  if (name === undefined) throw new CommandError('--for must be in resource/name form')
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash')
  const mapper = await invocation.mapper()
  const { kind, group, version } = await mapper.resourceFor(type.toLowerCase()).catch((error) => {
    throw NoMatchError.bare(error, type.toLowerCase())
  })
  const apiVersion = group === '' ? version : `${group}/${version}`
  return `involvedObject.kind=${kind},involvedObject.apiVersion=${apiVersion},involvedObject.name=${name}`
}

async function listed(invocation: EventsLine, path: string, fieldSelector: string): Promise<AnyObject[]> {
  const found: AnyObject[] = []
  let page = ''
  do {
    const list = await request<KubeList>(await invocation.transport(), 'GET', path, { query: { fieldSelector, limit: 500, continue: page } })
    found.push(...list.items.map((item) => withKind(item as AnyObject)))
    page = list.metadata.continue ?? ''
  } while (page !== '')
  return found
}

/** When it was last seen. */
const seen = (object: AnyObject): number => {
  const { series, lastTimestamp, eventTime } = object as unknown as Event
  return timeOf(series ? series.lastObservedTime : (lastTimestamp ?? eventTime)) ?? Number.NEGATIVE_INFINITY
}

/** Prints an Event or an EventList: as a table, or as `-o` says. */
async function eventPrinter({ flags: given, io }: EventsLine): Promise<(object: AnyObject) => void> {
  if (given.output !== '') {
    const printer = await printerFor(given.output, {
      files: io.files,
      template: given.template,
      allowMissingKeys: given['allow-missing-template-keys'],
      showManagedFields: given['show-managed-fields'],
      typed: true,
    })
    // Lists have no names, and the real one does not mind.
    return (object) => (given.output === 'name' && object.kind === 'EventList' ? undefined : io.stdout(printer.print(asStruct(object))))
  }
  const writer = new TabWriter()
  const namespace = given['all-namespaces']
  let headed = given['no-headers']
  return (object) => {
    if (!headed) writer.write(`${namespace ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`)
    headed = true
    const times = new Times(io.now(), undefined)
    for (const item of ((object as { items?: unknown }).items ?? [object]) as Event[]) writer.write(row(item, times, namespace))
    io.stdout(writer.flush())
  }
}

function row(event: Event, times: Times, namespace: boolean): string {
  const { type = '', reason = '', involvedObject, message = '', metadata } = event
  const cells = [lastSeen(event, times), type, reason, `${involvedObject.kind ?? ''}/${involvedObject.name ?? ''}`, message.trim()]
  return `${[...(namespace ? [metadata.namespace ?? ''] : []), ...cells].join('\t')}\n`
}

/** `5s (x3 over 1m)` */
function lastSeen({ eventTime, firstTimestamp, lastTimestamp, series, count }: Event, times: Times): string {
  const first = times.since(eventTime ?? firstTimestamp)
  if (series) return `${times.since(series.lastObservedTime)} (x${series.count ?? 0} over ${first})`
  return (count ?? 0) > 1 ? `${times.since(lastTimestamp)} (x${count} over ${first})` : first
}
