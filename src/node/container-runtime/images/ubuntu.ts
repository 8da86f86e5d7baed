import { defineImage } from '../image.ts'
import { ps } from '../programs/process-commands.ts'
import { debianSystem } from './base-systems.ts'

const release = `PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.3 LTS (Noble Numbat)"\nID=ubuntu\nID_LIKE=debian\n`

export const ubuntu = defineImage({
  repository: 'docker.io/library/ubuntu',
  tags: ['latest', '24.04', 'noble', '22.04', 'jammy', '20.04', 'focal', '18.04', 'rolling', '25.04', '25.10'],
  size: 29_723_000,
  cmd: ['/bin/bash'],
  base: debianSystem,
  files: { '/etc/os-release': release },
  programs: { '/usr/bin/ps': ps },
})

export const debian = defineImage({
  repository: 'docker.io/library/debian',
  tags: (tag) => /^(latest|stable|(1[0-3]|bookworm|bullseye|trixie|stable)(-slim)?|1[0-3]\.\d{1,2}(-slim)?)$/.test(tag),
  size: (tag) => (tag.includes('slim') ? 28_230_000 : 48_480_000),
  cmd: ['bash'],
  base: debianSystem,
})

/** What Kubernetes builds its own images on; the binder wipes recycled volumes with it. */
export const debianBase = defineImage({
  repository: 'registry.k8s.io/build-image/debian-base',
  tags: (tag) => /^(bullseye|bookworm|trixie)-v1\.\d\.\d{1,2}$/.test(tag),
  size: 22_000_000,
  cmd: ['bash'],
  base: debianSystem,
})
