/**
 * Custom resources: kinds that users add to the API by creating CustomResourceDefinitions. In a real cluster a server of its
 * own (apiextensions-apiserver) does this inside kube-apiserver, with controllers that accept names, establish kinds and
 * clean up behind deleted ones; here they are the files of this folder, and run when the clock settles. The kinds that a
 * definition makes are values like those in resources/, with a schema of their own instead of a type (custom-resource.ts,
 * schema/). Not simulated: conversion webhooks, and the two seconds that a create waits right after its kind was established.
 */
import { customResourceDefinitions, pathOf } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import { type ApiHandler, isStatus } from '../../../api/request.ts'
import { StatusError } from '../../../api/status.ts'
import { formatTime } from '../../../api/time.ts'
import type { CustomResourceDefinition } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'
import type { ResourceDefinition } from '../resource.ts'
import type { ServedKinds } from '../served-kinds.ts'
import { isTrue } from './conditions.ts'
import { customResources } from './custom-resource.ts'
import { establish } from './establishing.ts'
import { type Cleanup, finalize } from './finalizer.ts'
import { acceptNames } from './naming.ts'
import { compareVersions } from './version-order.ts'

export interface ApiextensionsParts {
  readonly etcd: Etcd<AnyObject>
  readonly clock: Clock
  readonly kinds: ServedKinds
  readonly handle: ApiHandler
  /** Instances of a kind, for those who clean up behind it. */
  readonly cleanup: Cleanup
}

/** Who the server is to itself. */
const self = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }

/** How often the end of the last instances is looked for. */
const pollMs = 5000

export class Apiextensions {
  /** What each definition serves now, by its name. */
  readonly #served = new Map<string, { readonly crd: CustomResourceDefinition; readonly definitions: readonly ResourceDefinition[] }>()
  readonly #queue = new Set<string>()
  readonly #later = new Set<string>()

  constructor(private readonly parts: ApiextensionsParts) {
    const prefix = prefixOf(customResourceDefinitions, '')
    parts.etcd.watch(prefix, parts.etcd.revision, ({ type, value }) => this.#changed(value as unknown as CustomResourceDefinition, type === 'delete'))
  }

  #changed(crd: CustomResourceDefinition, gone: boolean): void {
    this.#serve(crd, gone)
    if (!gone) this.#enqueue(crd.metadata.name)
    // A name that was given up may be what another definition waits for.
    else for (const other of this.#all()) if (other.spec.group === crd.spec.group) this.#enqueue(other.metadata.name)
  }

  #serve(crd: CustomResourceDefinition, gone: boolean): void {
    const { name } = crd.metadata
    const before = this.#served.get(name)
    if (gone || !isTrue(crd, 'Established')) {
      if (!this.#served.delete(name)) return
    } else if (before && sameKinds(before.crd, crd)) return
    else this.#served.set(name, { crd, definitions: customResources(crd) })
    this.parts.kinds.setCustom([...this.#served.values()].flatMap(({ definitions }) => definitions).sort(inDiscoveryOrder))
    for (const { custom } of before?.definitions ?? []) for (const end of [...(custom?.whenReplaced ?? [])]) end()
  }

  #enqueue(name: string): void {
    if (this.#queue.size === 0) this.parts.clock.post(() => this.#work())
    this.#queue.add(name)
  }

  #work(): void {
    const names = [...this.#queue]
    this.#queue.clear()
    for (const name of names) this.#sync(name)
  }

  /** One step at a time: each write brings the definition back. */
  #sync(name: string): void {
    const crd = this.#get(name)
    if (!crd) return
    const timestamp = formatTime(this.parts.clock.now())
    const others = this.#all().filter((other) => other.metadata.name !== name && other.spec.group === crd.spec.group)
    const named = acceptNames(crd, others, timestamp)
    const changed = named ?? establish(crd, timestamp)
    if (changed) this.#write(changed)
    else if (crd.metadata.deletionTimestamp) this.#finalize(crd, timestamp)
    if (named) for (const other of others) this.#enqueue(other.metadata.name)
  }

  #finalize(crd: CustomResourceDefinition, timestamp: string): void {
    const next = finalize(crd, timestamp, this.parts.cleanup)
    if (next === 'wait') this.#again(crd.metadata.name)
    else if (next) this.#write(next)
  }

  #again(name: string): void {
    if (this.#later.has(name)) return
    this.#later.add(name)
    this.parts.clock.after(pollMs, () => {
      this.#later.delete(name)
      this.#enqueue(name)
    })
  }

  #get(name: string): CustomResourceDefinition | undefined {
    return this.parts.etcd.get(keyFor(customResourceDefinitions, '', name))?.value as unknown as CustomResourceDefinition | undefined
  }

  #all(): CustomResourceDefinition[] {
    return this.parts.etcd.range(prefixOf(customResourceDefinitions, '')).items.map(({ value }) => value as unknown as CustomResourceDefinition)
  }

  /** Somebody may have been faster: then the definition has changed and comes again by itself. */
  #write(crd: CustomResourceDefinition): void {
    const path = pathOf(customResourceDefinitions, '', crd.metadata.name, 'status')
    const { body } = this.parts.handle({ method: 'PUT', path, body: crd, component: self, headers: { 'user-agent': 'kube-apiserver' } })
    if (isStatus(body) && body.code !== 409 && body.code !== 404) throw StatusError.from(body)
  }
}

/** Whether both make the same kinds. Specs that were not written anew are the same object. */
const sameKinds = (a: CustomResourceDefinition, b: CustomResourceDefinition): boolean =>
  a.metadata.uid === b.metadata.uid &&
  a.metadata.generation === b.metadata.generation &&
  JSON.stringify(a.status?.acceptedNames) === JSON.stringify(b.status?.acceptedNames) &&
  isTrue(a, 'Terminating') === isTrue(b, 'Terminating')

const inDiscoveryOrder = (a: ResourceDefinition, b: ResourceDefinition): number =>
  byText(a.of.group, b.of.group) || compareVersions(a.of.version, b.of.version) || byText(a.of.plural, b.of.plural)

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
