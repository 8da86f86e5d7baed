/**
 * The controller: keeps nginx' servers as the Ingresses of its class want them, says so in events, and writes into their
 * status where they are to be reached. Models internal/ingress/controller and internal/ingress/status.
 */
import { endpointSlices, ingressClasses, ingresses, pods, secrets, services } from '../../api/kinds.ts'
import type { ObjectKey } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import type { Ingress } from '../../api/types.ts'
import { textOfBytes } from '../../api/x509/pem.ts'
import type { Client } from '../../client/client.ts'
import { defineController } from '../../client/controller.ts'
import { CoreEventRecorder } from '../../client/event-recorder.ts'
import { Informers } from '../../client/informer.ts'
import { klogLine, reflectorLine } from '../../client/klog.ts'
import { type RunningController, runController } from '../../client/run-controller.ts'
import type { Tls } from '../../node/network/network.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'
import { certificateOf, fakeCertificate } from './certificate.ts'
import { type Flags, flagsOf } from './flags.ts'
import { type Server, serverFor, serversFor } from './servers.ts'
import { Upstreams } from './upstream.ts'

/** Every so often the controller looks whether all its Ingresses say where they are. */
const statusPeriod = 60_000
/** dumb-init comes first. */
const pid = 7

export class IngressController {
  readonly upstreams: Upstreams
  #servers: ReadonlyMap<string, Server> = new Map()
  #stale = true
  /** What nginx was last started with. */
  #configuration = ''
  readonly #flags: Flags
  readonly #informers: Informers
  readonly #events: CoreEventRecorder
  #controller: RunningController | undefined
  #tick: { cancel(): void } | undefined

  constructor(
    private readonly host: ProgramHost,
    private readonly client: Client,
  ) {
    const { clock, random, args } = host
    this.#flags = flagsOf(args)
    this.#informers = new Informers(client, clock, (kind, error) => host.err(reflectorLine(clock.now(), kind, error, pid)))
    this.#events = new CoreEventRecorder(client, clock, random.fork('events'), { component: 'nginx-ingress-controller' })
    this.upstreams = new Upstreams({
      services: this.#informers.lister(services),
      slices: this.#informers.lister(endpointSlices),
      random: random.fork('balancer'),
    })
  }

  get servers(): ReadonlyMap<string, Server> {
    return this.#servers
  }

  start(): void {
    const { clock, random } = this.host
    this.#informers.of(ingressClasses)
    this.#informers.of(ingresses).subscribe(({ type, object }) => {
      const ours = this.#isOurs(object)
      if (type === 'ADDED') this.#noteClass(object, ours)
      if (type !== 'DELETED' && ours) this.#events.record(object, 'Normal', 'Sync', 'Scheduled for sync')
    })
    const all = (): ObjectKey[] => {
      this.#stale = true
      this.upstreams.forget()
      return [{ namespace: '', name: '' }]
    }
    const definition = defineController<Ingress>({
      name: 'ingress-nginx',
      for: ingresses,
      watches: [ingresses, ingressClasses, secrets, services, endpointSlices].map((kind) => ({ kind, map: all })),
      reconcile: () => this.#sync(),
    })
    this.#controller = runController(definition, { client: this.client, clock, random, informers: this.#informers, events: this.#events })
    this.#everySoOften()
  }

  stop(): void {
    this.#controller?.stop()
    this.#informers.stop()
    this.#tick?.cancel()
  }

  /** The certificate for a name that a client asks for. */
  certificate(serverName: string): Tls {
    return serverFor(this.#servers, serverName)?.tls ?? this.#defaultCertificate()
  }

  /** What a file of passwords in a secret says; undefined if there is none. */
  passwords(secret: string): string | undefined {
    const [namespace = '', name = ''] = secret.split('/')
    const data = this.#informers.lister(secrets).get(name, namespace)?.data?.auth
    return data === undefined ? undefined : textOfBytes(data)
  }

  #sync(): void {
    if (!this.#stale) return
    this.#stale = false
    const ours = this.#ingresses()
    this.#servers = serversFor(ours, {
      certificate: (namespace, name) => certificateOf(this.#informers.lister(secrets).get(name, namespace)),
      fakeCertificate: this.#defaultCertificate(),
      log: (severity, place, text) => this.#log(severity, place, text),
    })
    this.#warnOfEmpty()
    const configuration = JSON.stringify([
      ours.map(({ metadata, spec }) => [metadata.uid, metadata.annotations, spec]),
      [...this.#servers.values()].map(({ tls }) => tls),
    ])
    if (configuration !== this.#configuration) this.#reload()
    this.#configuration = configuration
  }

  #warnOfEmpty(): void {
    const backends = new Set([...this.#servers.values()].flatMap(({ locations }) => locations.map(({ backend }) => backend)))
    const empty = [...backends].filter((backend) => this.upstreams.endpoints(backend).length === 0)
    for (const service of new Set(empty.map(({ namespace, service }) => `${namespace}/${service}`)))
      this.#log('W', 'controller.go:1232', `Service "${service}" does not have any active Endpoint.`)
  }

  #reload(): void {
    this.#log('I', 'controller.go:210', '"Configuration changes detected, backend reload required"')
    this.#log('I', 'controller.go:224', '"Backend successfully reloaded"')
    const { namespace, name } = this.host.source
    const pod = name === undefined ? undefined : this.client.find(pods, name, namespace)
    if (pod) this.#events.record(pod, 'Normal', 'RELOAD', 'NGINX reload triggered due to a change in configuration')
  }

  /** The Ingresses of this class, the oldest first. */
  #ingresses(): readonly Ingress[] {
    const ageOf = ({ metadata }: Ingress): string => `${metadata.creationTimestamp} ${metadata.namespace}/${metadata.name}`
    return this.#informers
      .lister(ingresses)
      .list()
      .filter((ingress) => this.#isOurs(ingress))
      .sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
  }

  #isOurs({ metadata, spec }: Ingress): boolean {
    const annotated = metadata.annotations?.['kubernetes.io/ingress.class']
    if (annotated !== undefined) return annotated === this.#flags.ingressClass
    if (spec.ingressClassName === undefined) return this.#flags.withoutClass
    return this.#informers.lister(ingressClasses).get(spec.ingressClassName)?.spec?.controller === this.#flags.controllerClass
  }

  #noteClass({ metadata, spec }: Ingress, ours: boolean): void {
    const ingress = `ingress="${metadata.namespace}/${metadata.name}"`
    const name = metadata.annotations?.['kubernetes.io/ingress.class'] ?? spec.ingressClassName
    const error = name === undefined ? 'ingress does not contain a valid IngressClass' : `no object matching key \\"${name}\\" in local store`
    if (ours) this.#log('I', 'store.go:443', `"Found valid IngressClass" ${ingress} ingressclass="${name ?? '_'}"`)
    else this.#log('I', 'store.go:440', `"Ignoring ingress because of error while validating ingress class" ${ingress} error="${error}"`)
  }

  #defaultCertificate(): Tls {
    const [namespace = '', name = ''] = (this.#flags.defaultCertificate ?? '').split('/')
    return certificateOf(this.#informers.lister(secrets).get(name, namespace)) ?? fakeCertificate
  }

  #everySoOften(): void {
    this.#tick = this.host.clock.after(
      statusPeriod,
      () => {
        for (const ingress of this.#ingresses()) this.#writeStatus(ingress)
        this.#everySoOften()
      },
      { background: true },
    )
  }

  #writeStatus(ingress: Ingress): void {
    const { statusAddress } = this.#flags
    const { network, source } = this.host
    const node = source.nodeName === undefined ? undefined : network.node(source.nodeName)
    const wanted =
      statusAddress.length > 0
        ? statusAddress.map((address) => (/^[\d.]+$/.test(address) ? { ip: address } : { hostname: address }))
        : node
          ? [{ ip: node.ip }]
          : []
    const { ingress: now = [] } = ingress.status?.loadBalancer ?? {}
    if (JSON.stringify(now) === JSON.stringify(wanted)) return
    const { namespace, name } = ingress.metadata
    this.#log(
      'I',
      'status.go:311',
      `"updating Ingress status" namespace="${namespace}" ingress="${name}" currentValue=${goAddresses(now)} newValue=${goAddresses(wanted)}`,
    )
    try {
      this.client.updateStatus(ingresses, { ...ingress, status: { loadBalancer: { ingress: wanted } } })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.#log('W', 'status.go:314', `"Error updating ingress rule" err=${JSON.stringify(error.message)}`)
    }
  }

  #log(level: 'I' | 'W' | 'E', place: string, text: string): void {
    this.host.err(klogLine(this.host.clock.now(), level, place, text, pid))
  }
}

/** Addresses as the controller's log has them. */
const goAddresses = (addresses: readonly { readonly ip?: string; readonly hostname?: string }[]): string =>
  addresses.length === 0 ? 'null' : JSON.stringify(addresses.map(({ ip, hostname }) => (hostname === undefined ? { ip } : { hostname })))
