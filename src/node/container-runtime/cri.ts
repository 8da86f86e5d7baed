/**
 * What a kubelet asks of its container runtime: the seam that a real node calls CRI. A runtime pulls images (which takes
 * simulated time), runs simulated programs in containers, keeps their logs, and reports when one ends.
 */
import type { Cancel, ExecSession } from '../../api/request.ts'
import type { HostPort } from '../network/network.ts'
import type { Burden, ContainerStats } from './usage/account.ts'
import type { Machine } from './usage/machine.ts'

export interface PodSandbox {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly hostname: string
  /** The pod's address; on a pod of the host network, the node's. */
  readonly ip: string
  readonly hostNetwork: boolean
  readonly nodeName: string
  readonly labels: Readonly<Record<string, string>>
  /** What /etc/resolv.conf in the pod says. */
  readonly dns: { readonly nameservers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] }
  readonly hostPorts?: readonly HostPort[]
  readonly hostAliases?: readonly { readonly ip: string; readonly hostnames: readonly string[] }[]
}

export interface ContainerConfig {
  readonly sandbox: PodSandbox
  readonly name: string
  readonly image: string
  /** Overrides the image's entry point. */
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly workingDir?: string
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  /** Bytes, 0 for none. */
  readonly memoryLimit: number
  /** Millicores, 0 for none. */
  readonly cpuLimit: number
  /** Millicores: what it gets at least where others want more than there is. */
  readonly cpuRequest?: number
  /** How readily the kernel ends it where the node has no memory left: -1000 to 1000. */
  readonly oomScoreAdj?: number
  /** Only the largest process is ended where the container exceeds its limit. */
  readonly singleProcessOOMKill?: boolean
  readonly tty: boolean
  readonly stdin: boolean
  /** How often this container was started before. */
  readonly attempt: number
  readonly user?: number
  /** securityContext.readOnlyRootFilesystem */
  readonly readOnlyRootFilesystem?: boolean
}

export interface Mount {
  readonly path: string
  readonly readOnly: boolean
  /** The files of the volume, by relative path. Shared by the containers that mount it, and live: the kubelet may change it. */
  readonly files: Map<string, VolumeFile>
  /** Mounts one file or folder of the volume instead of its root. */
  readonly subPath?: string
  /** Where the files lie, if not on the machine's own disk. */
  readonly device?: Device
}

/** What holds a file system, as df and mount show it. */
export interface Device {
  /** `/dev/vdb`, `tmpfs` */
  readonly source: string
  /** `ext4`, `tmpfs` */
  readonly type: string
  /** How much it holds; may grow while it is mounted. */
  readonly bytes: number
}

export interface VolumeFile {
  readonly text: string
  /** What the text, which is YAML, says: where whoever wrote it had that at hand. Never changes. */
  readonly object?: object
  readonly mode: number
  /** Whose it is; root's unless told. */
  readonly uid?: number
  /** Bytes, where the text does not say. */
  readonly size?: number
}

/** A file whose text is made when somebody reads it. */
export class LaterFile implements VolumeFile {
  constructor(
    readonly mode: number,
    readonly read: () => string,
  ) {}

  get text(): string {
    return this.read()
  }
}

export type PullResult =
  | { readonly ok: true; readonly imageId: string; readonly size: number }
  /** The text of the runtime's error, as it appears in the events of a real cluster. */
  | { readonly ok: false; readonly error: string }

export interface ContainerState {
  readonly state: 'created' | 'running' | 'exited'
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly exitCode?: number
  readonly reason?: 'Completed' | 'Error' | 'OOMKilled' | 'StartError' | 'ContainerCannotRun' | 'Unknown'
  readonly message?: string
  readonly imageId: string
}

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly stream: 'stdout' | 'stderr'
  /** Without the newline. */
  readonly text: string
}

export interface ContainerLog {
  readonly lines: readonly LogLine[]
  /** Called for each later line, and once with undefined when the container has ended. */
  follow(listener: (line: LogLine | undefined) => void): Cancel
}

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface ContainerRuntime {
  hasImage(image: string): boolean
  /** Starts a pull and calls back when it is done; the time it takes passes on the clock. */
  pull(image: string, done: (result: PullResult) => void): void
  /** @returns the container's id, 64 hex digits. Throws RuntimeError if the image's configuration does not allow it. */
  create(config: ContainerConfig): string
  /** Throws RuntimeError (reason StartError) with the real text if the command is not found. The program's first steps run before this returns. */
  start(id: string): void
  /** SIGTERM now, SIGKILL after the grace period. onExit tells when it ended. */
  stop(id: string, graceSeconds: number): void
  remove(id: string): void
  /** The machine loses power: every container is gone at once, and nobody was there to see how it ended. */
  powerOff(): void
  state(id: string): ContainerState
  log(id: string): ContainerLog
  /** Runs a short command to its end at once (exec probes, lifecycle hooks). `seconds` is how long it would have taken on the clock. Throws RuntimeError if it can't start. */
  execSync(id: string, command: readonly string[]): ExecResult & { readonly seconds: number }
  /** Throws RuntimeError with the runtime's text (exitCode 126 or 127) if the command cannot be started. */
  exec(id: string, command: readonly string[], options: { stdin: boolean; tty: boolean }): ExecSession
  /** Joins the main process: its output from now on, its input if it was created with stdin. kill() only leaves it. */
  attach(id: string): ExecSession
  /** Other limits for a running container: bytes and millicores, 0 for none. */
  resize(id: string, memoryLimit: number, cpuLimit: number, cpuRequest: number): void
  /** What it has used so far, and uses now. */
  stats(id: string): ContainerStats
  /** What its main program uses from now on. */
  burden(id: string, burden: Burden): void
  /** Removes the images that no container uses, and the layers of containers that have ended. */
  collectGarbage(): void
  readonly machine: Machine
  onExit(listener: (id: string) => void): void
}

export class RuntimeError extends Error {
  constructor(
    readonly reason: 'StartError' | 'ContainerCannotRun' | 'CreateContainerError',
    message: string,
    readonly exitCode = 128,
  ) {
    super(message)
  }
}
