/** What an image is made of. One file per image in images/, one line each in images/index.ts. */
import type { Program } from './process.ts'
import type { Signal } from './signal.ts'

export interface ImageDefinition {
  /** Fully qualified: `docker.io/library/nginx`. */
  readonly repository: string
  /** The tags that exist: a list, or a rule. */
  readonly tags: readonly string[] | ((tag: string) => boolean)
  /** Compressed bytes, as `Image size` in events says. */
  readonly size: number | ((tag: string) => number)
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
  readonly user?: number
  /** Documentation only, as in reality. */
  readonly exposes?: readonly number[]
  /** The system under the program: its folders, files and commands. */
  readonly base: BaseSystem | ((tag: string) => BaseSystem)
  /** Files on top of the base, by absolute path; a path that ends in `/` is a folder, a value `-> target` a link. */
  readonly files?: Readonly<Record<string, string | ImageFile>>
  /** Executables on top of the base, by absolute path. */
  readonly programs?: Readonly<Record<string, Program>>
  /** What asks its program to end, where that is not SIGTERM. */
  readonly stopSignal?: Signal
  /** The version that a tag means, for banners and `-v`. */
  version?(tag: string): string
}

export interface ImageFile {
  readonly text: string
  readonly mode?: number
  readonly uid?: number
}

export interface BaseSystem {
  /** `busybox` and `gnu` word their errors differently. */
  readonly flavor: 'busybox' | 'gnu'
  readonly files: Readonly<Record<string, string | ImageFile>>
  readonly programs: Readonly<Record<string, Program>>
}

/** Gives a definition its type: `export const nginx = defineImage({ … })`. */
export const defineImage = (definition: ImageDefinition): ImageDefinition => definition

/** An image as it lies on a node: a definition at one of its tags. */
export interface LocalImage {
  readonly definition: ImageDefinition
  /** Entry point and arguments, where a container does not say otherwise. */
  readonly argv: readonly string[]
  readonly tag: string
  readonly base: BaseSystem
  /** `docker.io/library/nginx@sha256:…` */
  readonly id: string
  readonly size: number
}
