import { defineImage } from '../image.ts'
import { alpineSystem } from './base-systems.ts'
import { versionTags } from './tags.ts'

export const alpine = defineImage({
  repository: 'docker.io/library/alpine',
  tags: versionTags({ major: 3, minors: [3, 22], mostPatch: 12, names: ['edge'] }),
  size: 3_803_000,
  cmd: ['/bin/sh'],
  base: alpineSystem,
})
