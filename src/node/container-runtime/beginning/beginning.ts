/**
 * What programs do until they first wait. Most containers of a cluster serve, and begin as others of their image have: they
 * read the same files, open the same ports, take the same memory, and wait for somebody who wants something of them. The
 * first is watched. Of the others, if nothing differs that the first has looked at, only what is to be seen from outside is
 * taken over: ports, memory, CPU, processes, bytes. The program itself is run when somebody looks, as at the time at which it
 * began, and finds everything as it was: it has looked at nothing that others can change.
 */
import type { Protocol } from '../../network/network.ts'
import type { Container } from '../container.ts'
import type { ContainerConfig, Mount } from '../cri.ts'
import type { LocalImage } from '../image.ts'
import { variable } from '../variables.ts'
import type { Answering } from './doorbell.ts'
import type { Watch } from './watch.ts'

export interface OpenPort {
  readonly port: number
  readonly protocol: Protocol
  /** Of who listens. */
  readonly program: string
  readonly answers: Answering
}

/** What can be seen of a beginning from outside. */
export interface Footprint {
  readonly ports: readonly OpenPort[]
  readonly processes: number
  /** Bytes. */
  readonly memory: number
  /** Millicores. */
  readonly cpu: number
  /** Bytes written beside the image. */
  readonly layer: number
  /** What it waits for besides: a moment so many milliseconds after its start. */
  readonly alarm?: Alarm | undefined
}

export interface Alarm {
  readonly ms: number
  readonly background: boolean
}

export class Beginning {
  /** Mount points, and whether the program has looked at something there. */
  readonly #mountPoints = new Map<string, boolean>()

  constructor(
    private readonly of: Pick<Container, 'argv' | 'cwd' | 'uid'> & { readonly config: Pick<ContainerConfig, 'readOnlyRootFilesystem' | 'tty' | 'stdin'> },
    private readonly variables: ReadonlyMap<string, string | undefined>,
    private readonly looked: ReadonlySet<string>,
    readonly footprint: Footprint,
  ) {}

  /** Whether this is how that container would begin. */
  fits(container: Container): boolean {
    const { config } = container
    return (
      sameWords(this.of.argv, container.argv) &&
      this.of.cwd === container.cwd &&
      this.of.uid === container.uid &&
      this.of.config.readOnlyRootFilesystem === config.readOnlyRootFilesystem &&
      this.of.config.tty === config.tty &&
      this.of.config.stdin === config.stdin &&
      this.#sameVariables(container) &&
      this.ignores(config.mounts)
    )
  }

  /** Whether it hangs on nothing that is mounted there. A folder that a mount point brings with it counts, too. */
  ignores(mounts: readonly Mount[]): boolean {
    for (const { path } of mounts) {
      let matters = this.#mountPoints.get(path)
      if (matters === undefined) {
        matters = meets(path, this.looked)
        if (this.#mountPoints.size < mostMountPoints) this.#mountPoints.set(path, matters)
      }
      if (matters) return false
    }
    return true
  }

  #sameVariables({ config, parts, uid }: Container): boolean {
    for (const [name, value] of this.variables) if (variable(name, config, parts.image, uid) !== value) return false
    return true
  }
}

const mostMountPoints = 1000
/** Of one image; whoever runs one image in more ways than this does not run many alike. */
const mostBeginnings = 16

/** By the image, which never changes. */
const known = new WeakMap<LocalImage, Beginning[]>()

export const knownBeginning = (container: Container): Beginning | undefined => known.get(container.parts.image)?.find((each) => each.fits(container))

/** Keeps what was seen of a container that has begun to run, if others will begin in the same way. */
export function keepBeginning(container: Container, watch: Watch): void {
  const footprint = container.state.state === 'running' && !watch.spoiled ? container.footprint(watch) : undefined
  if (!footprint) return
  const { argv, cwd, uid, config } = container
  const { readOnlyRootFilesystem, tty, stdin } = config
  const like = { argv, cwd, uid, config: { tty, stdin, ...(readOnlyRootFilesystem === undefined ? {} : { readOnlyRootFilesystem }) } }
  const beginning = new Beginning(like, watch.variables, watch.looked, footprint)
  if (!beginning.ignores(config.mounts)) return
  const others = known.get(container.parts.image) ?? []
  known.set(container.parts.image, [beginning, ...others.slice(0, mostBeginnings - 1)])
}

const sameWords = (a: readonly string[], b: readonly string[]): boolean => a === b || (a.length === b.length && a.every((word, i) => word === b[i]))

function meets(point: string, looked: ReadonlySet<string>): boolean {
  for (const path of looked) if (path === point || path.startsWith(`${point}/`) || point.startsWith(`${path}/`)) return true
  return false
}
