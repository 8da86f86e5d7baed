import { defineImage } from '../image.ts'
import { perl as program } from '../programs/perl.ts'
import { debianSystem } from './base-systems.ts'

export const perl = defineImage({
  repository: 'docker.io/library/perl',
  tags: (tag) => /^(latest|stable|slim|5(\.(2[0-9]|3[0-9]|4[0-2])(\.\d)?)?(-(slim|threaded|buster|bullseye|bookworm|trixie|slim-\w+))?)$/.test(tag),
  size: (tag) => (tag.includes('slim') ? 52_000_000 : 336_374_010),
  version: (tag) => /^5\.\d+\.\d/.exec(tag)?.[0] ?? (/^5\.\d+/.test(tag) ? `${/^5\.\d+/.exec(tag)?.[0]}.0` : '5.42.0'),
  cmd: ['perl', '-de0'],
  workingDir: '/usr/src/app',
  base: debianSystem,
  programs: { '/usr/local/bin/perl': program },
})
