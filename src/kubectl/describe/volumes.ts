/** The volumes of a pod, each with what its source says. */

import { Quantity } from '../../api/quantity.ts'
import type { ObjectMeta, ProjectedVolumeSource, Volume } from '../../api/types.ts'
import { NotSimulated } from '../errors.ts'
import { byBytes } from '../output/go-value.ts'
import { writeClaim } from './claim.ts'
import type { Description } from './description.ts'

export function writeVolumes(out: Description, volumes: readonly Volume[] | undefined, space = ''): void {
  out.write(0, `${space}Volumes:${volumes?.length ? '' : '\t<none>'}\n`)
  for (const volume of volumes ?? []) {
    out.write(1, `${space === '' ? '' : ' '}${volume.name}:\n`)
    const source = Object.keys(volume).find((key) => key !== 'name')
    if (source === undefined) out.write(1, '<unknown>\n')
    else writeSource(out, source, volume)
  }
}

type Source = (out: Description, volume: Volume) => void

/** A kind of volume: what it is, and its fields. */
const plain =
  (type: string, fields: (volume: Volume) => Readonly<Record<string, unknown>>): Source =>
  (out, volume) => {
    out.field(2, 'Type', type)
    for (const [name, value] of Object.entries(fields(volume))) out.field(2, name, value)
  }

const sources: Readonly<Record<string, Source>> = {
  hostPath: plain('HostPath (bare host directory volume)', ({ hostPath }) => ({ Path: hostPath?.path, HostPathType: hostPath?.type ?? '<none>' })),
  emptyDir: plain("EmptyDir (a temporary directory that shares a pod's lifetime)", ({ emptyDir }) => ({
    Medium: emptyDir?.medium ?? '',
    SizeLimit: limitText(emptyDir?.sizeLimit),
  })),
  secret: plain('Secret (a volume populated by a Secret)', ({ secret }) => ({ SecretName: secret?.secretName ?? '', Optional: secret?.optional ?? false })),
  configMap: plain('ConfigMap (a volume populated by a ConfigMap)', ({ configMap }) => ({
    Name: configMap?.name ?? '',
    Optional: configMap?.optional ?? false,
  })),
  nfs: plain('NFS (an NFS mount that lasts the lifetime of a pod)', ({ nfs }) => ({ Server: nfs?.server, Path: nfs?.path, ReadOnly: nfs?.readOnly ?? false })),
  persistentVolumeClaim: plain('PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', ({ persistentVolumeClaim }) => ({
    ClaimName: persistentVolumeClaim?.claimName,
    ReadOnly: persistentVolumeClaim?.readOnly ?? false,
  })),
  image: plain('Image (a container image or OCI artifact)', ({ image }) => ({ Reference: image?.reference ?? '', PullPolicy: image?.pullPolicy ?? '' })),
  projected: (out, { projected }) => writeProjected(out, projected as ProjectedVolumeSource),
  downwardAPI(out, { downwardAPI }) {
    out.field(2, 'Type', 'DownwardAPI (a volume populated by information about the pod)')
    out.write(2, 'Items:\n')
    for (const { fieldRef, resourceFieldRef, path } of downwardAPI?.items ?? [])
      for (const from of [fieldRef?.fieldPath, resourceFieldRef?.resource]) if (from !== undefined) out.write(3, `${from} -> ${path}\n`)
  },
  ephemeral(out, { ephemeral }) {
    out.field(2, 'Type', 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)')
    const template = ephemeral?.volumeClaimTemplate
    if (template)
      writeClaim(out.nested(2), { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...(template.metadata as ObjectMeta) }, spec: template.spec })
  },
  csi(out, { csi }) {
    out.field(2, 'Type', 'CSI (a Container Storage Interface (CSI) volume source)')
    out.field(2, 'Driver', csi?.driver)
    out.field(2, 'FSType', csi?.fsType ?? '')
    out.field(2, 'ReadOnly', csi?.readOnly ?? false)
    writeAttributes(out, csi?.volumeAttributes ?? {})
  },
}

export function writeSource(out: Description, source: string, volume: Volume): void {
  const write = sources[source]
  if (write === undefined) throw new NotSimulated(`describe with a volume of the kind ${source}`, 'say what it is and list its fields')
  write(out, volume)
}

function limitText(limit: string | undefined): string {
  const quantity = Quantity.parse(limit ?? '0')
  return quantity.sign > 0 ? quantity.toString() : '<unset>'
}

function writeProjected(out: Description, { sources = [] }: ProjectedVolumeSource): void {
  out.field(2, 'Type', 'Projected (a volume that contains injected data from multiple sources)')
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    if (secret) {
      out.field(2, 'SecretName', secret.name ?? '')
      out.field(2, 'Optional', secret.optional ?? false)
    } else if (downwardAPI) out.field(2, 'DownwardAPI', true)
    else if (configMap) {
      out.field(2, 'ConfigMapName', configMap.name ?? '')
      out.field(2, 'Optional', configMap.optional ?? false)
    } else if (serviceAccountToken) out.field(2, 'TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 0)
  }
}

export function writeAttributes(out: Description, attributes: Readonly<Record<string, string>>): void {
  out.write(2, 'VolumeAttributes:\t')
  const keys = Object.keys(attributes).sort(byBytes)
  if (keys.length === 0) out.write(0, '<none>\n')
  for (const [i, key] of keys.entries()) {
    const line = `${key}=${attributes[key]}`
    // The real one indents twice: once for the empty title, once for the line.
    if (i > 0) out.write(2, '')
    if (i > 0) out.write(2, '\t')
    out.write(2, line.length > 140 ? `${line.slice(0, 140)}...\n` : `${line}\n`)
  }
}
