/** A storage driver's containers: the companions that all drivers share, and the driver of the add-on csi-disk. */
import { defineImage, type ImageDefinition } from '../image.ts'
import { defineProgram } from '../programs/program.ts'
import { runSystemProgram } from '../programs/system-program.ts'
import { emptySystem } from './base-systems.ts'

const image = (repository: string, name: string, tags: ImageDefinition['tags'], size: number): ImageDefinition =>
  defineImage({
    repository,
    tags,
    size,
    base: emptySystem,
    entrypoint: [`/${name}`],
    programs: {
      [`/${name}`]: defineProgram(name, (process, args) =>
        runSystemProgram(process, name, args, {
          begin() {
            process.cpu = 1
            process.memory = 12 << 20
          },
        }),
      ),
    },
  })

const companion = (name: string, tags: RegExp, size: number): ImageDefinition =>
  image(`registry.k8s.io/sig-storage/${name}`, name, (tag) => tags.test(tag), size)

export const csiImages: readonly ImageDefinition[] = [
  companion('csi-provisioner', /^v5\.[0-3]\.\d$/, 29_900_000),
  companion('csi-attacher', /^v4\.\d{1,2}\.\d$/, 28_400_000),
  companion('csi-resizer', /^v1\.\d{1,2}\.\d$/, 28_700_000),
  companion('csi-node-driver-registrar', /^v2\.\d{1,2}\.\d$/, 14_100_000),
  image('ghcr.io/example/disk-csi-driver', 'disk-csi-driver', ['v1.0.0'], 21_600_000),
]
