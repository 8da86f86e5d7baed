/** Asks whoever a class names to make a volume for a claim: an annotation on the claim is the order. */
import { persistentVolumeClaims, storageClasses } from '../../../api/kinds.ts'
import { storageClassOf } from '../../../api/storage.ts'
import type { PersistentVolumeClaim } from '../../../api/types.ts'
import { storageProvisioner, storageProvisionerBefore } from '../../../api/volume-binding.ts'
import type { ControllerContext } from '../../../client/controller.ts'
import { annotated } from './binding.ts'

/** The drivers that have taken over from what was built in. Facts of k8s.io/csi-translation-lib. */
const successors: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
}

export function provision({ client, lister, events }: ControllerContext, claim: PersistentVolumeClaim): void {
  const name = storageClassOf(claim)
  const storageClass = lister(storageClasses).get(name)
  const fail = (why: string): void => events.record(claim, 'Warning', 'ProvisioningFailed', why)
  if (!storageClass) {
    fail(`storageclass.storage.k8s.io ${JSON.stringify(name)} not found`)
    return
  }
  const { provisioner } = storageClass
  const external = successors[provisioner] ?? provisioner
  if (external.startsWith('kubernetes.io/')) {
    fail(`no volume plugin matched name: ${external}`)
    return
  }
  events.record(
    order(claim, external),
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${external}' or manually by the system administrator. ` +
      'If volume creation is delayed, please verify that the provisioner is running and correctly registered.',
  )

  function order(claim: PersistentVolumeClaim, provisioner: string): PersistentVolumeClaim {
    const { annotations } = claim.metadata
    if (annotations?.[storageProvisioner] === provisioner && annotations[storageProvisionerBefore] === provisioner) return claim
    return client.update(persistentVolumeClaims, annotated(claim, { [storageProvisionerBefore]: provisioner, [storageProvisioner]: provisioner }))
  }
}
