import { defineImage } from '../image.ts'
import { busyboxSystem } from './base-systems.ts'
import { versionTags } from './tags.ts'

export const busybox = defineImage({
  repository: 'docker.io/library/busybox',
  tags: versionTags({
    major: 1,
    minors: [21, 37],
    mostPatch: 4,
    names: ['stable', 'unstable', 'glibc', 'musl', 'uclibc'],
    variants: ['glibc', 'musl', 'uclibc'],
  }),
  size: 2_211_000,
  cmd: ['sh'],
  base: busyboxSystem,
})

/** The smaller copy that Kubernetes' own tests and documentation use. */
export const testBusybox = defineImage({
  repository: 'registry.k8s.io/e2e-test-images/busybox',
  tags: ['1.29-1', '1.29-2', '1.29-4', '1.36.1-1', '1.37.0-1'],
  size: 1_154_361,
  cmd: ['sh'],
  base: busyboxSystem,
})

export const gcrBusybox = defineImage({
  repository: 'registry.k8s.io/busybox',
  tags: ['latest', '1.24', '1.27', '1.27.2'],
  size: 1_144_547,
  cmd: ['sh'],
  base: busyboxSystem,
})
