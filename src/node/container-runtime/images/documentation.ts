/** Images of Kubernetes' own tests that its documentation uses in examples. */
import { defineImage, type ImageDefinition } from '../image.ts'
import { bindNslookup, host } from '../programs/bind-tools.ts'
import { dig } from '../programs/dig.ts'
import { contentType } from '../programs/server.ts'
import { goNotFound, goReply, webServer } from '../programs/web.ts'
import { debianSystem, emptySystem } from './base-systems.ts'
import { httpd } from './httpd.ts'
import { nginx } from './nginx.ts'
import { pause } from './pause.ts'

/** The smaller nginx of the StatefulSet tutorials; 0.27 is nginx 1.27. */
export const nginxSlim = defineImage({
  ...nginx,
  repository: 'registry.k8s.io/nginx-slim',
  tags: (tag) => /^0\.([4-9]|1\d|2[0-7])$/.test(tag),
  size: 27_000_000,
  version: (tag) => `1.${Math.max(9, Number(tag.slice(2)))}.4`,
  entrypoint: [],
})

/** Answers with the name of its pod. */
export const serveHostname = defineImage({
  repository: 'registry.k8s.io/serve_hostname',
  tags: ['latest', '1.1', 'v1.4'],
  size: 4_000_000,
  cmd: ['/serve_hostname'],
  exposes: [9376],
  base: emptySystem,
  programs: {
    '/serve_hostname': webServer({
      name: 'serve_hostname',
      port: 9376,
      memory: 3,
      ready: ({ process, port }) => process.err(`Serving on port ${port}.\n`),
      answer: (request, running) => goReply(running, request, running.hostname),
      ends: 'in order',
    }),
  },
})

/** Go's file server over the container's own root. */
export const testWebserver = defineImage({
  repository: 'registry.k8s.io/test-webserver',
  tags: ['latest', 'e2e'],
  size: 1_840_000,
  entrypoint: ['/test-webserver'],
  exposes: [80],
  base: emptySystem,
  programs: {
    '/test-webserver': webServer({
      name: 'test-webserver',
      port: 80,
      memory: 3,
      answer(request, running) {
        const { files } = running.process
        const node = files.find(request.plain)
        if (node?.kind === 'file')
          return goReply(running, request, files.read(request.plain), { type: contentType(request.plain, 'text/plain; charset=utf-8') })
        if (node?.kind !== 'folder') return goNotFound(running, request)
        const names = files.list(request.plain).map((name) => (files.find(`${request.plain}/${name}`)?.kind === 'folder' ? `${name}/` : name))
        return goReply(running, request, `<pre>\n${names.map((name) => `<a href="${name}">${name}</a>\n`).join('')}</pre>\n`)
      },
      ends: 'go',
    }),
  },
})

/** Healthy for ten seconds, then not: what liveness probes are shown with. */
export const liveness = defineImage({
  repository: 'registry.k8s.io/liveness',
  tags: ['latest', 'e2e'],
  size: 1_800_000,
  entrypoint: ['/server'],
  exposes: [8080],
  base: emptySystem,
  programs: {
    '/server': webServer({
      name: 'server',
      port: 8080,
      memory: 3,
      answer(request, running) {
        const { process } = running
        const seconds = (process.now() - process.startedAt) / 1000
        if (request.plain !== '/healthz') return goReply(running, request, new Date(process.startedAt).toISOString())
        return seconds > 10 ? goReply(running, request, `error: ${seconds}`, { status: 500 }) : goReply(running, request, 'ok')
      },
      ends: 'go',
    }),
  },
})

/** A proxy in Go that takes connections on 8080: what TCP probes are shown with. */
export const goproxy = defineImage({
  repository: 'registry.k8s.io/goproxy',
  tags: ['0.1'],
  size: 1_700_000,
  entrypoint: ['/goproxy'],
  exposes: [8080],
  base: emptySystem,
  programs: {
    '/goproxy': webServer({
      name: 'goproxy',
      port: 8080,
      memory: 3,
      answer: (request, running) =>
        goReply(running, request, 'This is a proxy server. Does not respond to non-proxy requests.\n', {
          status: 500,
          type: 'text/plain; charset=utf-8',
          headers: { 'X-Content-Type-Options': 'nosniff' },
        }),
      ends: 'go',
    }),
  },
})

/** dig and nslookup on Debian, for looking into the cluster's DNS. */
export const dnsutils: ImageDefinition = defineImage({
  repository: 'registry.k8s.io/e2e-test-images/jessie-dnsutils',
  tags: ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'],
  size: 72_000_000,
  cmd: ['/bin/sh', '-c', 'while true; do sleep 3600; done'],
  base: debianSystem,
  programs: { '/usr/bin/dig': dig, '/usr/bin/nslookup': bindNslookup, '/usr/bin/host': host },
})

/** A pause by another name, as early manifests have it. */
export const kubernetesPause = defineImage({ ...pause, repository: 'docker.io/kubernetes/pause', tags: ['latest'], size: 103_000 })

export const e2eHttpd = defineImage({
  ...httpd,
  repository: 'registry.k8s.io/e2e-test-images/httpd',
  tags: ['2.4.38-1', '2.4.38-2', '2.4.38-4', '2.4.39-1', '2.4.39-2', '2.4.39-4'],
  version: (tag) => tag.replace(/-\d$/, ''),
})

export const e2eNginx = defineImage({
  ...nginx,
  repository: 'registry.k8s.io/e2e-test-images/nginx',
  tags: ['1.14-1', '1.14-2', '1.14-4', '1.15-1', '1.15-2', '1.15-4'],
  version: (tag) => tag.replace(/-\d$/, '.12'),
})
