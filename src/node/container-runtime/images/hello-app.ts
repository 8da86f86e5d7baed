/** What Google's tutorials deploy: small web servers that say hello. */
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Program } from '../process.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { goLog, goReply, nodeReply, type Running, webServer } from '../programs/web.ts'
import { alpineSystem, debianSystem, emptySystem } from './base-systems.ts'

const portOf = ({ process }: Running): number => Number(process.env.get('PORT') || 8080)

const hello = webServer({
  name: 'hello-app',
  port: portOf,
  memory: 4,
  ready: ({ process, port }) => goLog(process, `Server listening on port ${port}`),
  answer(request, running) {
    goLog(running.process, `Serving request: ${request.plain}`)
    return goReply(running, request, `Hello, world!\nVersion: ${running.version}\nHostname: ${running.hostname}\n`)
  },
  ends: 'go',
})

export const helloApp = defineImage({
  repository: 'gcr.io/google-samples/hello-app',
  tags: ['1.0', '2.0'],
  size: (tag) => (tag === '1.0' ? 11_506_000 : 11_510_000),
  version: (tag) => `${tag}.0`,
  entrypoint: ['/hello-app'],
  env: { PORT: '8080' },
  exposes: [8080],
  base: emptySystem,
  programs: { '/hello-app': hello },
})

/** The backend of "Connect a Front End to a Back End Using Services". */
export const helloGo = defineImage({
  repository: 'gcr.io/google-samples/hello-go-gke',
  tags: ['1.0'],
  size: 5_431_000,
  entrypoint: ['/app'],
  exposes: [80],
  base: alpineSystem,
  programs: {
    '/app': webServer({
      name: 'app',
      port: 80,
      memory: 4,
      answer: (request, running) => goReply(running, request, '{"message":"Hello"}\n', { type: 'application/json' }),
      ends: 'go',
    }),
  },
})

const nodeHello: Program = webServer({
  name: 'node',
  port: 8080,
  memory: 28,
  idle: 0.6,
  answer(request, running) {
    running.process.out(`Received request for URL: ${request.path}\n`)
    return nodeReply(running, request, 'Hello Kubernetes!')
  },
  ends: 'never',
})

/** An image whose command is node with a script of its own, through a shell as in its Dockerfile. */
const nodeApp = (repository: string, tags: readonly string[], size: number, program: Program): ImageDefinition =>
  defineImage({
    repository,
    tags,
    size,
    version: (tag) => tag.replace(/^v/, ''),
    cmd: ['/bin/sh', '-c', 'node server.js'],
    exposes: [8080],
    base: debianSystem,
    files: { '/server.js': '// The program of this image. ktutor runs its own copy of what it does.\n' },
    programs: {
      '/usr/local/bin/node': defineProgram('node', function* (process, args) {
        if (args[0] === '--version' || args[0] === '-v') {
          process.out('v6.3.1\n')
          return 0
        }
        if (args[0] === 'server.js') return yield* program.run(process, args)
        process.err('node: ktutor runs the server of this image only\n')
        return 9
      }),
    },
  })

export const nodeHelloImage = nodeApp('gcr.io/google-samples/node-hello', ['1.0'], 245_000_000, nodeHello)

const bootcamp: Program = webServer({
  name: 'node',
  port: 8080,
  memory: 26,
  idle: 0.6,
  ready: ({ process, hostname }) => process.out(`Kubernetes Bootcamp App Started At: ${new Date(process.now()).toISOString()} | Running On:  ${hostname} \n\n`),
  answer(request, running) {
    const { process, hostname, requests, version } = running
    const now = process.now()
    process.out(
      `Running On: ${hostname} | Total Requests: ${requests} | App Uptime: ${(now - process.startedAt) / 1000} seconds | Log Time: ${new Date(now).toISOString()}\n`,
    )
    return nodeReply(running, request, `Hello Kubernetes bootcamp! | Running on: ${hostname} | v=${version}\n`, { type: 'text/plain' })
  },
  ends: 'never',
})

/** The app of "Kubernetes Basics". */
export const kubernetesBootcamp = nodeApp('gcr.io/google-samples/kubernetes-bootcamp', ['v1', 'v2'], 84_000_000, bootcamp)
export const jocatalinBootcamp = nodeApp('docker.io/jocatalin/kubernetes-bootcamp', ['v1', 'v2'], 84_000_000, bootcamp)

const helloWorldText = `
Hello from Docker!
This message shows that your installation appears to be working correctly.

To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

`

export const helloWorld = defineImage({
  repository: 'docker.io/library/hello-world',
  tags: ['latest', 'linux', 'nanoserver'],
  size: 3_959,
  cmd: ['/hello'],
  base: emptySystem,
  programs: {
    '/hello': defineProgram('hello', (process) => {
      process.out(helloWorldText)
      return 0
    }),
  },
})

/** Docker's old training app. */
export const trainingWebapp = defineImage({
  repository: 'docker.io/training/webapp',
  tags: ['latest'],
  size: 130_100_000,
  cmd: ['python', 'app.py'],
  workingDir: '/opt/webapp',
  exposes: [5000],
  base: debianSystem,
  files: { '/opt/webapp/app.py': '# The program of this image. ktutor runs its own copy of what it does.\n' },
  programs: {
    '/usr/bin/python': webServer({
      name: 'python',
      port: ({ process }) => Number(process.env.get('PORT') || 5000),
      memory: 22,
      ready: ({ process, port }) => process.err(` * Running on http://0.0.0.0:${port}/\n`),
      answer: (request, running) => goReply(running, request, `Hello ${running.process.env.get('PROVIDER') || 'world'}!`, { type: 'text/html; charset=utf-8' }),
      ends: 'never',
    }),
  },
})

/** A shell in a box: `bash` with nothing else. */
export const bash = defineImage({
  repository: 'docker.io/library/bash',
  tags: (tag) => /^(latest|devel|[345](\.\d(\.\d{1,2})?)?)(-alpine3\.\d+)?$/.test(tag),
  size: 6_640_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['bash'],
  base: {
    ...alpineSystem,
    programs: {
      ...alpineSystem.programs,
      '/usr/local/bin/bash': debianSystem.programs['/usr/bin/bash'] as Program,
      '/usr/local/bin/docker-entrypoint.sh': defineProgram('docker-entrypoint.sh', function* (process, args) {
        const command = args[0]?.startsWith('-') ? ['bash', ...args] : args
        return yield* become(process, command, '/usr/local/bin/docker-entrypoint.sh')
      }),
    },
  },
})
