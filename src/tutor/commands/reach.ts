import type { Pod, Service } from '../../api/types.ts'
import type { CommandIo, ShellCommand } from '../../shell/command.ts'
import type { Reach, ReachFrom, World } from '../world.ts'

const usage = `reach: from whom, to where? Such as:
  reach pod/box http://web            a pod asks; -n NAMESPACE says where it is
  reach box svc/db                    a Service's first port, or svc/db.shop:5432; pod/db-0:5432
  reach node/worker-1 10.244.1.5:80   a node asks, without HTTP
  reach me http://172.18.0.3:30080    your own machine asks
  -o json gives the answer as data
`

/** What came of a request, in the words of who sent it. */
const noticed: Readonly<Record<string, string>> = {
  refused: 'connection refused',
  timeout: 'no answer',
  reset: 'connection closed',
  'no-such-host': 'no such host',
}

/** What words that look into the cluster need: the cluster, and the namespace that kubectl would use. */
export interface Look {
  readonly world: Pick<World, 'reach' | 'get'>
  namespace(): Promise<string>
}

/** `reach pod/box http://web`: does it get through, which way, and if not, who is to blame. */
export const reach = ({ world, namespace }: Look): ShellCommand => ({
  name: 'reach',
  summary: 'reach FROM TO: whether one can reach another, which way, and if not, why',
  async run(words, io) {
    const question = questionOf(words)
    const here = question?.namespace ?? (await namespace())
    const from = question && askerOf(question.from, here)
    if (!question || !from) {
      io.stderr(usage)
      return 2
    }
    const url = urlOf(question.to, here, world)
    const answer: Reach =
      url === undefined ? { ok: false, seen: `there is no ${question.to} in namespace ${here}, or it has no port`, hops: [] } : world.reach(from, url)
    if (question.json) io.stdout(`${JSON.stringify(answer, undefined, 4)}\n`)
    else tell(answer, io)
    return answer.ok ? 0 : 1
  },
})

interface Question {
  readonly from: string
  readonly to: string
  readonly namespace: string | undefined
  readonly json: boolean
}

function questionOf(words: readonly string[]): Question | undefined {
  const rest: string[] = []
  let namespace: string | undefined
  let json = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '-n' || word === '--namespace') namespace = words[++i]
    else if (/^(-n|--namespace)=/.test(word)) namespace = word.replace(/^.*?=/, '')
    else if (/^(-o|--output)=?json$/.test(word)) json = true
    else if (word === '-o' || word === '--output') json = words[++i] === 'json'
    else if (word.startsWith('-')) return undefined
    else rest.push(word)
  }
  const [from, to] = rest
  return rest.length === 2 && from && to ? { from, to, namespace, json } : undefined
}

function askerOf(text: string, namespace: string): ReachFrom | undefined {
  if (text === 'me') return 'outside'
  const [, kind = 'pod', name] = /^(?:(pod|pods|po|node|nodes|no)\/)?([a-z0-9.-]+)$/.exec(text) ?? []
  if (!name) return undefined
  return kind.startsWith('n') ? { node: name } : { namespace, pod: name }
}

/** A bare `host:port` says nothing of HTTP; a bare host is meant as people type it into curl. Undefined for an object that is not there. */
function urlOf(text: string, namespace: string, world: Look['world']): string | undefined {
  const [, kind, name = '', port] = /^(svc|services?|po|pods?)\/([a-z0-9.-]+)(?::(\d+))?$/.exec(text) ?? []
  if (kind) return kind.startsWith('s') ? serviceUrl(world, namespace, name, port) : podUrl(world, namespace, name, port)
  return text.includes('://') ? text : /^[^/]+:\d+$/.test(text) ? `tcp://${text}` : `http://${text}`
}

/** Elsewhere: `svc/web.shop`. */
function serviceUrl(world: Look['world'], here: string, text: string, asked: string | undefined): string | undefined {
  const [name = '', namespace = here] = text.split('.')
  const { spec } = (world.get({ kind: 'services', namespace }, name) ?? {}) as Partial<Service>
  const port = asked === undefined ? spec?.ports?.[0] : (spec?.ports?.find((each) => String(each.port) === asked) ?? { port: Number(asked) })
  return port && `${port.protocol === 'UDP' ? 'udp' : 'tcp'}://${name}.${namespace}.svc.cluster.local:${port.port}`
}

function podUrl(world: Look['world'], namespace: string, name: string, asked: string | undefined): string | undefined {
  const { spec, status } = (world.get({ kind: 'pods', namespace }, name) ?? {}) as Partial<Pod>
  const port = asked ?? spec?.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  return status?.podIP && port !== undefined ? `tcp://${status.podIP}:${port}` : undefined
}

function tell({ ok, seen, why = '', hops }: Reach, io: CommandIo): void {
  const before = ok ? 'yes' : why === '' ? 'no' : `no (${noticed[why] ?? why})`
  io.stdout([`${before}: ${seen}`, ...hops.map((hop) => `  ${hop}`), ''].join('\n'))
}
