import { defineImage } from '../image.ts'
import { become } from '../programs/process-commands.ts'
import { defineSteadyProgram } from '../programs/program.ts'
import { listen } from '../programs/server.ts'
import { goNotFound, goReply, webServer } from '../programs/web.ts'
import { alpineSystem } from './base-systems.ts'

const has = (args: readonly string[], name: string): boolean => args.some((arg) => arg === `--${name}` || arg === `--${name}=true`)

/** Traefik without routes: it answers 404 on its entry point, and shows its dashboard if asked to. What it reads from providers is left out. */
const program = webServer({
  name: 'traefik',
  port: ({ args }) => Number(/:(\d+)/.exec(args.find((arg) => /^--entry[pP]oints\.web\.address=/.test(arg)) ?? '')?.[1] ?? 80),
  memory: 38,
  idle: 1,
  ready(running) {
    const { process, args, version } = running
    const time = new Date(process.now()).toISOString().slice(0, 19)
    process.err(`${time}Z INF Traefik version ${version} built on 2026-02-11T13:47:32Z version=${version}\n`)
    process.err(`${time}Z INF Starting provider aggregator *aggregator.ProviderAggregator\n`)
    if (args.some((arg) => arg.startsWith('--providers.kubernetes')))
      process.err(`${time}Z WRN ktutor does not simulate Traefik's Kubernetes providers: no route will be added\n`)
    if (has(args, 'api.insecure') || has(args, 'ping'))
      listen(process, 8080, {
        program: 'traefik',
        http: (request) => {
          const asked = { ...request, plain: request.path, query: new Map<string, string>(), peer: { ip: '' } }
          if (request.path === '/ping' && has(args, 'ping')) return goReply(running, asked, 'OK')
          if (!has(args, 'api.insecure')) return goNotFound(running, asked)
          if (request.path === '/api/version') return goReply(running, asked, `${JSON.stringify({ Version: version })}\n`, { type: 'application/json' })
          if (request.path.startsWith('/dashboard/'))
            return goReply(running, asked, '<!DOCTYPE html><html><head><title>Traefik</title></head><body></body></html>')
          return goReply(running, asked, '<a href="/dashboard/">Found</a>.\n\n', { status: 302, headers: { Location: '/dashboard/' } })
        },
      })
  },
  answer: (request, running) => goNotFound(running, request),
  stop: ({ process }) => process.err(`${new Date(process.now()).toISOString().slice(0, 19)}Z INF I have to go...\n`),
})

export const traefik = defineImage({
  repository: 'docker.io/library/traefik',
  tags: (tag) => /^(latest|v?3(\.[0-6](\.\d{1,2})?)?|v?2(\.([0-9]|1[01])(\.\d{1,2})?)?)$/.test(tag),
  size: 52_100_000,
  version: (tag) => (/\d\.\d+\.\d/.test(tag) ? tag.replace(/^v/, '') : tag.includes('2') ? '2.11.30' : '3.6.1'),
  entrypoint: ['/entrypoint.sh'],
  cmd: ['traefik'],
  exposes: [80],
  base: alpineSystem,
  programs: {
    '/usr/local/bin/traefik': program,
    '/entrypoint.sh': defineSteadyProgram('entrypoint.sh', function* (process, args) {
      return yield* become(process, args[0]?.startsWith('-') ? ['traefik', ...args] : args, '/entrypoint.sh')
    }),
  },
})
