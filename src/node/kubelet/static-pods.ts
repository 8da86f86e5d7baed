/**
 * The static pods of a node: those in the files of /etc/kubernetes/manifests, run without anybody's asking, and shown in
 * the API by mirrors. The control plane runs this way, so none of this may need the API server. Models
 * pkg/kubelet/config/file_linux.go (the folder is watched, and looked at each 20 s) and pkg/kubelet/pod/mirror_client.go.
 */
import { pods } from '../../api/kinds.ts'
import { StatusError } from '../../api/status.ts'
import type { Node, Pod } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { VolumeFile } from '../container-runtime/cri.ts'
import { mirrorAnnotation, mirrorOf, staticPod } from './static-pod.ts'
import type { HostFiles } from './volumes/host-files.ts'

const manifestFolder = '/etc/kubernetes/manifests'
const lookMs = 20_000
const noFile: VolumeFile = { text: '', mode: 0o644 }

interface Parts {
  readonly nodeName: string
  readonly client: Client
  readonly clock: Clock
  readonly files: HostFiles
  /** The node as the API server has it. */
  node(): Node | undefined
  /** What the API server shows under a static pod's name; undefined also while that is not known. */
  shown(name: string, namespace: string): Pod | undefined
  /** The manifests changed. */
  changed(): void
}

export class StaticPods {
  /** By path of the manifest. */
  readonly #read = new Map<string, { readonly text: string; readonly pod: Pod | undefined }>()
  #timer: Timer | undefined
  #cancel: (() => void) | undefined
  #posted = false

  constructor(private readonly parts: Parts) {
    parts.files.makeFolder(manifestFolder)
  }

  /** The pods that shall run. */
  get wanted(): Pod[] {
    return [...this.#read.values()].flatMap(({ pod }) => pod ?? [])
  }

  start(): void {
    this.#cancel = this.parts.files.onChange(manifestFolder, () => this.#soon())
    this.#readFolder()
    this.#again()
  }

  stop(): void {
    this.#cancel?.()
    this.#timer?.cancel()
  }

  /** Sees to it that each static pod has its mirror. Deletes `mirror` if it is not, or no longer, one of them. */
  mirror(mirror?: Pod): void {
    if (mirror) this.#judge(mirror)
    const missing = this.wanted.filter(({ metadata: { name, namespace = '' } }) => !this.parts.shown(name, namespace))
    const node = missing.length > 0 ? this.parts.node() : undefined
    if (node) for (const pod of missing) this.#safely(() => this.parts.client.create(pods, mirrorOf(pod, node)))
  }

  /** A mirror that somebody deletes goes at once: only the mirror goes, and comes back. */
  #judge({ metadata: { name, namespace, annotations, deletionTimestamp } }: Pod): void {
    const pod = this.wanted.find((each) => each.metadata.name === name && each.metadata.namespace === namespace)
    if (pod && pod.metadata.uid === annotations?.[mirrorAnnotation] && deletionTimestamp === undefined) return
    this.#safely(() => this.parts.client.delete(pods, name, namespace, { gracePeriodSeconds: 0 }))
  }

  #soon(): void {
    if (this.#posted) return
    this.#posted = true
    this.parts.clock.post(() => {
      this.#posted = false
      if (this.#readFolder()) this.parts.changed()
    })
  }

  #again(): void {
    if (this.wanted.length === 0) return
    this.#timer = this.parts.clock.after(
      lookMs,
      () => {
        this.mirror()
        this.#again()
      },
      { background: true },
    )
  }

  /** @returns whether anything is new. */
  #readFolder(): boolean {
    const { files, nodeName, clock } = this.parts
    const folder = files.folder(manifestFolder)
    let changed = false
    // What starts with a dot is an editor's.
    const names = [...folder.keys()].filter((name) => !name.includes('/') && !name.startsWith('.')).sort()
    for (const name of this.#read.keys()) if (!names.includes(name)) changed = this.#read.delete(name)
    for (const name of names) {
      const file = folder.get(name) ?? noFile
      const { text } = file
      if (this.#read.get(name)?.text === text) continue
      this.#read.set(name, { text, pod: staticPod(`${manifestFolder}/${name}`, file, nodeName, clock.now()) })
      changed = true
    }
    return changed
  }

  #safely(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
    }
  }
}
