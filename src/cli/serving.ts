/** A cluster on real time behind the HTTPS front door, until somebody ends it. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, resolve } from 'node:path'
import { RealTimeDriver, wallClock } from '../clock.ts'
import { bootCluster, type ClusterOptions } from '../cluster.ts'
import { freshSeed } from '../random.ts'
import { createFrontDoor } from '../server/front-door.ts'
import { createAuthority } from '../server/pki/authority.ts'
import { describeType } from './descriptions.ts'
import { adminKubeconfig } from './kubeconfig.ts'

export interface ServeOptions {
  readonly port: number
  readonly kubeconfig?: string
  readonly nodes: number
  readonly controlPlanes?: number
  readonly zones?: readonly string[]
  readonly addOns?: readonly string[]
  readonly scheduler?: ClusterOptions['scheduler']
  readonly audit?: boolean
  readonly seed?: string
}

const host = '127.0.0.1'
const year = 365 * 86_400_000

/** Resolves to the exit status when the server has ended. */
export async function serveCluster({ port, kubeconfig, seed = freshSeed(), ...options }: ServeOptions): Promise<number> {
  const start = wallClock.now()
  // Others can reach this server, so its keys come from the operating system and not from the seed.
  const cluster = bootCluster({
    seed,
    start,
    ...options,
    pki: () => createAuthority({ bytes: randomBytes, now: start }),
    describe: describeType,
  })
  const { pki, clock } = cluster
  const driver = new RealTimeDriver(clock)
  const names = [host, 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']
  const identity = pki.issueServer(names, { notBefore: start - 300_000, notAfter: start + year })
  const server = createFrontDoor({
    pki,
    ...identity,
    handle(request) {
      driver.catchUp()
      const response = cluster.handle(request)
      driver.catchUp()
      return response
    },
  })
  try {
    await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done))
  } catch (error) {
    driver.stop()
    process.stderr.write(`ktutor: ${refusal(error as NodeJS.ErrnoException, port)}\n`)
    return 1
  }
  const address = `https://${host}:${(server.address() as AddressInfo).port}`
  if (kubeconfig !== undefined) {
    try {
      mkdirSync(dirname(resolve(kubeconfig)), { recursive: true })
      writeFileSync(kubeconfig, adminKubeconfig({ pki, server: address, now: start, cluster: 'ktutor' }), { mode: 0o600 })
    } catch (error) {
      server.close()
      driver.stop()
      process.stderr.write(`ktutor: the kubeconfig can't be written: ${(error as Error).message}\n`)
      return 1
    }
  }
  process.stdout.write(`ready: ${address}\n`)
  await ended()
  driver.stop()
  const closed = new Promise<void>((done) => server.close(() => done()))
  // Open watches are cut.
  server.closeAllConnections()
  await closed
  return 0
}

const ended = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

function refusal(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `port ${port} is in use; take another one, or --port 0 for any that is free`
  if (error.code === 'EACCES') return `port ${port} may not be used by you; take one above 1023, or --port 0`
  return `can't listen on port ${port}: ${error.message}`
}
