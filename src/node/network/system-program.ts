/**
 * Programs of the cluster's own: CoreDNS, kube-proxy, an ingress controller, a provisioner. In a real cluster each is a
 * binary in an image. Here the image's program runs a component of this process for as long as its container runs, so
 * that whoever deletes the pod stops the work, and so that what it may do is what its service account may do.
 */
import type { PluginRegistry } from '../../api/csi.ts'
import type { Clock } from '../../clock.ts'
import type { Random } from '../../random.ts'
import type { Listener, Network, Protocol, Source } from './network.ts'

/** What a component is given of the container that it runs in. */
export interface ProgramHost {
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  /** The pod: its address, node, namespace and name. */
  readonly source: Source
  /** The command line after the program's name. */
  readonly args: readonly string[]
  readonly env: ReadonlyMap<string, string>
  /** Where drivers register with the kubelet of their node: /var/lib/kubelet/plugins_registry. */
  readonly plugins?: PluginRegistry
  /** The text of a file in the container; undefined if there is none. */
  readFile(path: string): string | undefined
  /** Writes to the container's log. */
  out(text: string): void
  err(text: string): void
  /** Ends the program by itself: a crash, or its work is done. */
  exit(code: number): void
}

export interface ListeningPort {
  readonly port: number
  /** TCP unless told. */
  readonly protocol?: Protocol
  readonly listener: Listener
}

/** A component at work. */
export interface RunningProgram {
  /** What it listens on, from its start. */
  readonly ports?: readonly ListeningPort[]
  /** Asked to leave (SIGTERM): does what it does before it goes, and says how many milliseconds that takes. */
  leave?(): number
  /** The container has ended, whatever the reason. */
  stop(): void
}

/** Whoever starts it must give it what only the cluster has, by closure. May throw ProgramFailure. */
export type SystemProgram = (host: ProgramHost) => RunningProgram

/** System programs by the names of their executables: `coredns`, `kube-proxy`. */
export type SystemPrograms = ReadonlyMap<string, SystemProgram>

/** A program that cannot start: what it writes to its log, and how it ends. */
export class ProgramFailure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
  }
}
