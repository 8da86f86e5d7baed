/** Listens, and joins who connects with a port of the pod, until the line breaks or somebody ends it. Models client-go tools/portforward. */
import type { PortConnection, ResponseStream } from '../../../api/request.ts'
import type { KubectlIo } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { klog } from '../../klog.ts'
import { type Listen, ListenError, type LocalConnection, type LocalListener } from '../../sockets.ts'
import { hostPort, type ListenAddress } from './addresses.ts'
import type { ForwardedPort } from './ports.ts'

type Ports = Extract<ResponseStream, { kind: 'ports' }>

interface Forwarding {
  readonly io: KubectlIo
  readonly listen: Listen
  readonly line: Ports
  /** Ends it: the line to the pod is lost. */
  lost(): void
}

/** Resolves when it is interrupted. Throws CommandError. */
export async function forward(io: KubectlIo, listen: Listen, line: Ports, addresses: readonly ListenAddress[], ports: readonly ForwardedPort[]): Promise<void> {
  const listeners: LocalListener[] = []
  let lost = (): void => {}
  const ended = new Promise<'lost' | 'interrupted'>((resolve) => {
    lost = () => resolve('lost')
    if (io.signal.aborted) resolve('interrupted')
    io.signal.addEventListener('abort', () => resolve('interrupted'))
  })
  try {
    let working = 0
    for (const port of ports) working += (await listenOn({ io, listen, line, lost }, addresses, port, listeners)) ? 1 : 0
    if (working === 0)
      throw new CommandError(`unable to listen on any of the requested ports: [${ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`)
    if ((await io.waitFor(ended)) === 'lost') throw new CommandError('lost connection to pod')
  } finally {
    for (const listener of listeners) listener.close()
    line.close()
  }
}

/** On all addresses; whether that is enough. */
async function listenOn(forwarding: Forwarding, addresses: readonly ListenAddress[], port: ForwardedPort, listeners: LocalListener[]): Promise<boolean> {
  const { io, listen } = forwarding
  const failures: { enough: ListenAddress['enough']; text: string }[] = []
  for (const { address, enough } of addresses) {
    try {
      const listener = await listen({ host: address, port: port.local }, (connection) => carry(forwarding, connection, port))
      listeners.push(listener)
      port.local = listener.port
      io.stdout(`Forwarding from ${hostPort(address, port.local)} -> ${port.remote}\n`)
    } catch (error) {
      if (!(error instanceof ListenError)) throw error
      failures.push({ enough, text: `unable to create listener: Error ${error.message}` })
    }
  }
  const local = addresses.filter(({ enough }) => enough === 'one').length
  const failed = failures.some(({ enough }) => enough === 'all') || (local > 0 && failures.filter(({ enough }) => enough === 'one').length === local)
  if (failed)
    io.stderr(`Unable to listen on port ${port.local}: Listeners failed to create with the following errors: [${failures.map(({ text }) => text).join(' ')}]\n`)
  return !failed
}

function carry({ io, line, lost }: Forwarding, local: LocalConnection, port: ForwardedPort): void {
  io.stdout(`Handling connection for ${port.local}\n`)
  const remote: PortConnection = line.open(port.remote)
  remote.onFailure((message) => {
    const failure = `an error occurred forwarding ${port.local} -> ${port.remote}: ${message}`
    klog(io, 'E', 'portforward.go:522', `"Unhandled Error" err=${JSON.stringify(failure)}`)
    lost()
  })
  remote.onData((text) => local.write(text))
  remote.onEnd(() => local.end())
  local.onData((text) => remote.write(text))
  local.onEnd(() => remote.end())
}
