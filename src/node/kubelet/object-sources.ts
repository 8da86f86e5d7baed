/**
 * ConfigMaps, Secrets and Services as the kubelet reads them. Models pkg/kubelet/configmap and secret: an object that a
 * pod refers to is followed by a watch of its own, because a node may not watch all of them.
 */
import { configMaps, type Kind, secrets, services } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import { isNotFound, StatusError } from '../../api/status.ts'
import type { Service } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import { Informer } from '../../client/informer.ts'
import type { Clock } from '../../clock.ts'
import type { EnvironmentSources } from './environment/environment.ts'
import { serviceLinks } from './environment/service-links.ts'

export class ObjectSources implements EnvironmentSources {
  readonly #followed = new Map<string, Informer<any>>()
  #services: Informer<Service> | undefined
  /** What containers of a namespace are told of Services, until one of these changes; by namespace, or under '' of `kubernetes` alone. */
  readonly #links = new Map<string, Record<string, string>>()

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    /** An object that a pod refers to has changed. */
    private readonly changed: (namespace: string) => void,
  ) {}

  configMap = (namespace: string, name: string): ReturnType<EnvironmentSources['configMap']> => this.#read(configMaps, namespace, name)
  secret = (namespace: string, name: string): ReturnType<EnvironmentSources['secret']> => this.#read(secrets, namespace, name)

  links = (namespace: string, all: boolean): ReturnType<EnvironmentSources['links']> => {
    this.#services ??= this.#followServices()
    const key = all ? namespace : ''
    let links = this.#links.get(key)
    if (!links) this.#links.set(key, (links = serviceLinks(this.#linked(this.#services, key))))
    return links
  }

  stop(): void {
    for (const informer of this.#followed.values()) informer.stop()
    this.#followed.clear()
    this.#services?.stop()
    this.#services = undefined
    this.#links.clear()
  }

  #followServices(): Informer<Service> {
    const informer = new Informer(services, this.client, this.clock, {})
    informer.subscribe(() => this.#links.clear())
    informer.start()
    return informer
  }

  /** The Services of the namespace, if one is given, and `kubernetes` of default. */
  #linked({ cache }: Informer<Service>, namespace: string): readonly Service[] {
    const kubernetes = cache.get('kubernetes', 'default')
    const own = namespace === '' ? [] : cache.list(namespace)
    return kubernetes && !own.includes(kubernetes) ? [kubernetes, ...own] : own
  }

  /** From the cache of the watch if it works, else straight from the server. */
  #read<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    const key = `${kind.plural}/${namespace}/${name}`
    let informer = this.#followed.get(key)
    if (!informer) {
      informer = new Informer(kind, this.client, this.clock, { namespace, fieldSelector: `metadata.name=${name}` })
      this.#followed.set(key, informer)
      informer.start()
      let known = false
      informer.subscribe(() => {
        if (known) this.changed(namespace)
      })
      known = true
    }
    if (informer.synced) return informer.cache.get(name, namespace)
    return this.#get(kind, namespace, name)
  }

  #get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    try {
      return this.client.get(kind, name, namespace)
    } catch (error) {
      if (isNotFound(error)) return undefined
      // What the kubelet may not read is as good as missing, but says why.
      if (error instanceof StatusError) throw new Error(error.message)
      throw error
    }
  }
}
