import { defineImage } from '../image.ts'
import { agnhost as program } from '../programs/agnhost.ts'
import { bindNslookup, host } from '../programs/bind-tools.ts'
import { curl } from '../programs/curl.ts'
import { dig } from '../programs/dig.ts'
import { alpineSystem } from './base-systems.ts'

export const agnhost = defineImage({
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  tags: (tag) => /^2\.([1-9]|[1-5]\d)(\.\d)?$/.test(tag),
  size: 53_000_000,
  entrypoint: ['/agnhost'],
  cmd: ['pause'],
  base: alpineSystem,
  programs: { '/agnhost': program, '/usr/bin/dig': dig, '/usr/bin/nslookup': bindNslookup, '/usr/bin/host': host, '/usr/bin/curl': curl },
})
