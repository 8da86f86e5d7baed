/** VolumeAttachments: which volume hangs on which node. Models pkg/registry/storage/volumeattachment. */

import { volumeAttachments } from '../../../api/kinds.ts'
import { isDns1123Subdomain } from '../../../api/names.ts'
import { type FieldError, forbiddenField, required } from '../../../api/status.ts'
import type { VolumeAttachment, VolumeAttachmentSource } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { dnsSubdomain, each, unchanged } from './checks.ts'
import { csiDriverName } from './storage/csi-driver-name.ts'

export const volumeAttachment = defineResource<VolumeAttachment>({
  of: volumeAttachments,
  status: true,
  generation: false,
  prepareForCreate(object) {
    object.status = { attached: false }
  },
  validate: ({ spec }) => [
    ...(spec?.attacher ? [] : [required('spec.attacher')]),
    ...validateSource(spec?.source ?? {}),
    ...each('spec.nodeName', spec?.nodeName ?? '', isDns1123Subdomain(spec?.nodeName ?? '')),
  ],
  validateCreate: ({ spec }) => [
    ...csiDriverName(spec?.attacher, 'spec.attacher'),
    ...(spec?.source?.persistentVolumeName === undefined ? [] : dnsSubdomain('spec.source.persistentVolumeName', spec.source.persistentVolumeName)),
  ],
  validateUpdate: (object, old) => unchanged('spec', object.spec, old.spec),
  columns: [
    { name: 'Attacher', format: 'name', cell: ({ spec }) => spec.attacher },
    { name: 'PV', cell: ({ spec }) => spec.source.persistentVolumeName ?? '' },
    { name: 'Node', cell: ({ spec }) => spec.nodeName },
    { name: 'Attached', type: 'boolean', cell: ({ status }) => status?.attached ?? false },
    age,
  ],
})

const exactlyOne = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'

function validateSource({ inlineVolumeSpec, persistentVolumeName }: VolumeAttachmentSource): FieldError[] {
  if (!inlineVolumeSpec && persistentVolumeName === undefined) return [required('spec.source', exactlyOne)]
  if (inlineVolumeSpec && persistentVolumeName !== undefined) return [forbiddenField('spec.source', exactlyOne)]
  return persistentVolumeName === '' ? [required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName')] : []
}
