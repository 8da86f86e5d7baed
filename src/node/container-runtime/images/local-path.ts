/** The provisioner of folders on nodes, as its makers and as kind build it, and the image of kind's helper pods. */
import { defineImage, type ImageDefinition } from '../image.ts'
import { defineProgram } from '../programs/program.ts'
import { runSystemProgram } from '../programs/system-program.ts'
import { alpineSystem, busyboxSystem } from './base-systems.ts'

const program = defineProgram('local-path-provisioner', (process, args) =>
  runSystemProgram(process, 'local-path-provisioner', args, {
    begin() {
      process.cpu = 1
      process.memory = 9 << 20
    },
  }),
)

const provisioner = (repository: string, tags: ImageDefinition['tags'], size: number): ImageDefinition =>
  defineImage({ repository, tags, size, base: alpineSystem, cmd: ['local-path-provisioner'], programs: { '/usr/bin/local-path-provisioner': program } })

export const localPathProvisioner = provisioner('docker.io/rancher/local-path-provisioner', (tag) => /^v0\.0\.\d{2}$/.test(tag), 17_370_000)
export const kindLocalPathProvisioner = provisioner('docker.io/kindest/local-path-provisioner', (tag) => /^v20\d{6}-[\w.-]+$/.test(tag), 18_400_000)

export const kindLocalPathHelper = defineImage({
  repository: 'docker.io/kindest/local-path-helper',
  tags: (tag) => /^v20\d{6}-[0-9a-f]{8}$/.test(tag),
  size: 2_950_000,
  cmd: ['sh'],
  base: busyboxSystem,
})
