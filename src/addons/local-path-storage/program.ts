/** What the program of a local-path-provisioner pod does. Models rancher/local-path-provisioner provisioner.go. */
import type { PersistentVolume } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { ProgramHost, RunningProgram } from '../../node/network/system-program.ts'
import { type Provisioned, type Provisioner, type ProvisionOrder, runProvisioner } from '../external-provisioner/external-provisioner.ts'
import { logLine, runHelper } from './helper-pod.ts'

export const provisionerName = 'rancher.io/local-path'
const hostname = 'kubernetes.io/hostname'
const others = 'DEFAULT_PATH_FOR_NON_LISTED_NODES'
const nodeAnnotation = 'local.path.provisioner/selected-node'

export function localPathProgram(host: ProgramHost, client: Client): RunningProgram {
  const helpers = new Set<{ cancel(): void }>()
  const help = (task: Parameters<typeof runHelper>[2], done: (error?: string) => void): void => {
    const helper = runHelper(host, client, task, (error) => {
      helpers.delete(helper)
      done(error)
    })
    helpers.add(helper)
  }
  const provisioner: Provisioner = {
    name: provisionerName,
    provision(order, done) {
      const place = placeOf(host, order)
      if ('error' in place) done(place)
      else make(order, place, done)
    },
    remove(volume, done) {
      const { path = '' } = volume.spec?.hostPath ?? {}
      const node = nodeOf(volume)
      if (path === '' || node === undefined) return done(`failed to delete volume ${volume.metadata.name}: no HostPath set`)
      host.out(logLine(host, `Deleting volume ${volume.metadata.name} at ${node}:${path}`))
      const size = volume.spec?.capacity?.storage ?? '0'
      help({ action: 'delete', volume: volume.metadata.name, node, path, mode: volume.spec?.volumeMode ?? 'Filesystem', size }, (error) =>
        done(error && `failed to delete volume ${volume.metadata.name}: ${error}`),
      )
    },
  }
  host.out(logLine(host, `Applied config: ${JSON.stringify(configOf(host))}`))
  host.out(logLine(host, 'Provisioner started'))
  const running = runProvisioner(provisioner, host, client)
  return {
    stop() {
      for (const helper of helpers) helper.cancel()
      running.stop()
    },
  }

  function make({ claim, volumeName }: ProvisionOrder, { node, path, label }: Place, done: (result: Provisioned) => void): void {
    host.out(logLine(host, `Creating volume ${volumeName} at ${node}:${path}`))
    const size = claim.spec?.resources?.requests?.storage ?? '0'
    help({ action: 'create', volume: volumeName, node, path, mode: claim.spec?.volumeMode ?? 'Filesystem', size }, (error) =>
      done(error === undefined ? { spec: specAt(path, label), annotations: { [nodeAnnotation]: node } } : { error }),
    )
  }
}

interface Place {
  readonly node: string
  readonly path: string
  /** What the node's label says of its name. */
  readonly label: string
}

function placeOf(host: ProgramHost, { claim, volumeName, node }: ProvisionOrder): Place | { error: string } {
  if (claim.spec?.selector) return { error: 'claim.Spec.Selector is not supported' }
  if (!claim.spec?.accessModes?.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod'))
    return { error: 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes' }
  if (!node) return { error: 'configuration error, no node was specified' }
  const { name, labels } = node.metadata
  const folder = `${volumeName}_${claim.metadata.namespace}_${claim.metadata.name}`
  const base = folderOn(host, name)
  return base === undefined
    ? { error: `config doesn't contain node ${name}, and no ${others} available` }
    : { node: name, path: `${base}/${folder}`, label: labels?.[hostname] ?? name }
}

interface Config {
  readonly nodePathMap?: readonly { readonly node: string; readonly paths: readonly string[] }[]
}

const configOf = (host: ProgramHost): Config => JSON.parse(host.readFile('/etc/config/config.json') ?? '{}') as Config

/** Where volumes go on a node. */
function folderOn(host: ProgramHost, node: string): string | undefined {
  const { nodePathMap = [] } = configOf(host)
  const entry = nodePathMap.find((each) => each.node === node) ?? nodePathMap.find((each) => each.node === others)
  return entry?.paths[0]
}

const specAt = (path: string, label: string): NonNullable<PersistentVolume['spec']> => ({
  hostPath: { path, type: 'DirectoryOrCreate' },
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: hostname, operator: 'In', values: [label] }] }] } },
})

function nodeOf({ metadata, spec }: PersistentVolume): string | undefined {
  const expressions = spec?.nodeAffinity?.required?.nodeSelectorTerms.flatMap(({ matchExpressions = [] }) => matchExpressions)
  return metadata.annotations?.[nodeAnnotation] ?? expressions?.find(({ key, operator }) => key === hostname && operator === 'In')?.values?.[0]
}
