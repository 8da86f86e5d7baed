import type { HttpResponse } from '../../network/http.ts'
import { defineImage } from '../image.ts'
import { goNotFound, goReply, webServer } from '../programs/web.ts'
import { alpineSystem } from './base-systems.ts'

const program = webServer({
  name: 'registry',
  port: ({ process }) => Number(/:(\d+)$/.exec(process.env.get('REGISTRY_HTTP_ADDR') ?? '')?.[1] ?? 5000),
  memory: 14,
  prepare({ process, args }) {
    const file = args[1] ?? '/etc/docker/registry/config.yml'
    if (args[0] === 'serve' && process.files.find(process.path(file))) return
    process.err(`configuration error: open ${file}: no such file or directory\n\nUsage:\n  registry serve <config> [flags]\n`)
    return 1
  },
  ready({ process, port, version }) {
    const time = new Date(process.now()).toISOString()
    process.err(`time="${time}" level=info msg="using inmemory blob descriptor cache" go.version=go1.20.8 version=${version}\n`)
    process.err(`time="${time}" level=info msg="listening on [::]:${port}" go.version=go1.20.8 version=${version}\n`)
  },
  answer(request, running) {
    const json = (body: string, status = 200): HttpResponse =>
      goReply(running, request, body, { status, type: 'application/json; charset=utf-8', headers: { 'Docker-Distribution-Api-Version': 'registry/2.0' } })
    if (request.plain === '/') return goReply(running, request, '')
    if (request.plain === '/v2/') return json('{}')
    if (request.plain === '/v2/_catalog') return json('{"repositories":[]}\n')
    const name = /^\/v2\/(.+)\/(tags\/list|manifests\/.*)$/.exec(request.plain)
    if (!name) return goNotFound(running, request)
    return json(`${JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry', detail: { name: name[1] } }] })}\n`, 404)
  },
  ends: 'go',
})

/** A registry of one's own, which nobody has pushed to. */
export const registry = defineImage({
  repository: 'docker.io/library/registry',
  tags: (tag) => /^(latest|2|2\.[0-8](\.\d)?|3|3\.0(\.\d)?)$/.test(tag),
  size: 10_100_000,
  version: (tag) => (/^\d\.\d\.\d/.test(tag) ? `v${tag}` : tag.startsWith('2') ? 'v2.8.3' : 'v3.0.0'),
  entrypoint: ['registry'],
  cmd: ['serve', '/etc/docker/registry/config.yml'],
  exposes: [5000],
  base: alpineSystem,
  files: {
    '/etc/docker/registry/config.yml':
      'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n',
    '/var/lib/registry/': '',
  },
  programs: { '/bin/registry': program },
})
