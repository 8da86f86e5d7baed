/** Images of languages: node with a small part of JavaScript, PHP behind Apache, and others that only tell their version. */
import { defineImage, type ImageDefinition } from '../image.ts'
import type { Program } from '../process.ts'
import { apachePhp } from '../programs/apache-php.ts'
import { runScript } from '../programs/node-run.ts'
import { NotSimulatedProgram } from '../programs/not-simulated-program.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram, readAll } from '../programs/program.ts'
import { goReply, webServer } from '../programs/web.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'

const nodeProgram: Program = defineProgram('node', function* (process, args) {
  const version = process.environment.image.definition.version?.(process.environment.image.tag)
  const [first, second] = args
  if (first === '--version' || first === '-v') {
    process.out(`v${version}\n`)
    return 0
  }
  try {
    if (first === '-e' || first === '--eval') return yield* runScript(process, second ?? '')
    if (first === undefined) return yield* runScript(process, yield* readAll(process))
    const path = process.path(first)
    const file = [path, `${path}.js`].find((each) => process.files.find(each)?.kind === 'file')
    if (file === undefined) {
      process.err(
        `node:internal/modules/cjs/loader:1386\n  throw err;\n  ^\n\nError: Cannot find module '${path}'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1383:15) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${version}\n`,
      )
      return 1
    }
    return yield* runScript(process, process.files.read(file, process))
  } catch (error) {
    if (!(error instanceof NotSimulatedProgram)) throw error
    process.err(`node: ${error.message}\n`)
    return 1
  }
})

export const node = defineImage({
  repository: 'docker.io/library/node',
  tags: (tag) =>
    /^(latest|lts|current|slim|alpine|(1[0-9]|2[0-5])(\.\d{1,2}(\.\d{1,2})?)?(-(alpine|slim|bookworm|bullseye|trixie|alpine3\.\d+|bookworm-slim))?|lts-(alpine|slim)|current-(alpine|slim))$/.test(
      tag,
    ),
  size: (tag) => (tag.includes('alpine') ? 51_600_000 : tag.includes('slim') ? 78_000_000 : 401_000_000),
  version: (tag) =>
    /^\d+\.\d+\.\d+/.exec(tag)?.[0] ??
    { 16: '16.20.2', 18: '18.20.8', 20: '20.19.5', 22: '22.21.1', 24: '24.11.0' }[/^\d+/.exec(tag)?.[0] ?? ''] ??
    (tag.startsWith('lts') ? '24.11.0' : '25.1.0'),
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['node'],
  env: { YARN_VERSION: '1.22.22' },
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  programs: {
    '/usr/local/bin/node': nodeProgram,
    '/usr/local/bin/docker-entrypoint.sh': defineProgram('docker-entrypoint.sh', function* (process, args) {
      const [first = ''] = args
      const isScript = first.startsWith('-') || (first !== '' && !first.includes('/') && process.files.find(process.path(first)) !== undefined)
      return yield* become(process, isScript ? ['node', ...args] : args, '/usr/local/bin/docker-entrypoint.sh')
    }),
  },
})

/** Says its version; anything else it does not do here, and says so. */
const versionOnly = (name: string, language: string, flags: readonly string[], version: (version: string) => string): Program =>
  defineProgram(name, (process, args) => {
    const own = process.environment.image.definition.version?.(process.environment.image.tag) ?? ''
    if (flags.includes(args[0] ?? '')) {
      process.out(version(own))
      return 0
    }
    process.err(`${name}: ${new NotSimulatedProgram(language, args.length === 0 ? 'its prompt' : 'compiling and running').message}\n`)
    return 1
  })

const language = (
  repository: string,
  tags: RegExp,
  size: number,
  newest: string,
  rest: Pick<ImageDefinition, 'cmd' | 'programs'> & Partial<ImageDefinition>,
): ImageDefinition =>
  defineImage({
    repository,
    tags: (tag) => tags.test(tag),
    size: (tag) => (/alpine|slim/.test(tag) ? Math.round(size / 3) : size),
    version: (tag) => /^\d+\.\d+(\.\d+)?/.exec(tag)?.[0] ?? newest,
    base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
    ...rest,
  })

export const golang = language(
  'docker.io/library/golang',
  /^(latest|alpine|1(\.(1[6-9]|2[0-5])(\.\d{1,2})?)?(-(alpine|bookworm|trixie))?)$/,
  310_000_000,
  '1.25.3',
  {
    cmd: ['bash'],
    env: { GOPATH: '/go', GOTOOLCHAIN: 'local', PATH: '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    workingDir: '/go',
    programs: { '/usr/local/go/bin/go': versionOnly('go', 'Go', ['version'], (version) => `go version go${version} linux/amd64\n`) },
  },
)

export const ruby = language('docker.io/library/ruby', /^(latest|slim|alpine|3(\.[0-4](\.\d{1,2})?)?(-(slim|alpine))?)$/, 392_000_000, '3.4.7', {
  cmd: ['irb'],
  programs: {
    '/usr/local/bin/ruby': versionOnly(
      'ruby',
      'Ruby',
      ['-v', '--version'],
      (version) => `ruby ${version} (2025-10-08 revision 9e8a1e1b41) +PRISM [x86_64-linux]\n`,
    ),
    '/usr/local/bin/irb': versionOnly('irb', 'Ruby', ['-v', '--version'], () => 'irb 1.14.3 (2024-12-18)\n'),
  },
})

const javaText = (version: string): string =>
  `openjdk ${version} 2025-10-21 LTS\nOpenJDK Runtime Environment Temurin-${version} (build ${version}+9-LTS)\nOpenJDK 64-Bit Server VM Temurin-${version} (build ${version}+9-LTS, mixed mode, sharing)\n`
const javaPrograms = {
  '/opt/java/openjdk/bin/java': versionOnly('java', 'Java', ['-version', '--version'], javaText),
  '/opt/java/openjdk/bin/jshell': versionOnly('jshell', 'Java', ['--version'], (version) => `jshell ${version}\n`),
}
const javaEnv = { JAVA_HOME: '/opt/java/openjdk', PATH: '/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

export const temurin = language('docker.io/library/eclipse-temurin', /^(latest|(8|11|17|21|25)(-(jdk|jre))?(-(alpine|jammy|noble))?)$/, 190_000_000, '21.0.9', {
  cmd: ['jshell'],
  env: javaEnv,
  programs: javaPrograms,
})
export const openjdk = language('docker.io/library/openjdk', /^((8|11|17|18|21)(-(jdk|jre))?(-(slim|alpine))?)$/, 240_000_000, '17.0.2', {
  cmd: ['jshell'],
  env: javaEnv,
  programs: javaPrograms,
})

const phpPrograms = {
  '/usr/local/bin/php': versionOnly(
    'php',
    'PHP',
    ['-v', '--version'],
    (version) => `PHP ${version} (cli) (built: Oct 23 2026 00:00:00) (NTS)\nCopyright (c) The PHP Group\n`,
  ),
}

/** A page without PHP in it is served as it is; one with PHP says that it is not run. */
const phpSite = apachePhp({
  memory: 16,
  cost: 2,
  php: '8.4.14',
  page(request, { process }) {
    const path = `/var/www/html${request.plain === '/' ? '/index.php' : request.plain}`
    if (!path.endsWith('.php') || process.files.find(path)?.kind !== 'file') return undefined
    const text = process.files.read(path)
    if (!text.includes('<?')) return { body: text }
    const echo = /^<\?php\s+echo\s+(?:"([^"$\\]*)"|'([^'\\]*)'|gethostname\(\))\s*;\s*(?:\?>)?\s*$/.exec(text)
    if (echo) return { body: echo[1] ?? echo[2] ?? process.environment.hostname }
    return { status: 500, body: `${new NotSimulatedProgram('PHP', 'what stands in this page').message}\n` }
  },
})

export const php = language(
  'docker.io/library/php',
  /^(latest|cli|apache|fpm|8(\.[0-4](\.\d{1,2})?)?(-(apache|cli|fpm|alpine|cli-alpine|fpm-alpine))?|7\.4(-(apache|cli|fpm))?)$/,
  190_000_000,
  '8.4.14',
  {
    cmd: ['php', '-a'],
    stopSignal: 'WINCH',
    workingDir: '/var/www/html',
    entrypoint: ['docker-php-entrypoint'],
    programs: {
      ...phpPrograms,
      '/usr/local/bin/apache2-foreground': phpSite,
      '/usr/local/bin/docker-php-entrypoint': defineProgram('docker-php-entrypoint', function* (process, args) {
        const { tag } = process.environment.image
        const own =
          args.length === 2 && args[0] === 'php' && args[1] === '-a' && tag.includes('apache')
            ? ['apache2-foreground']
            : args[0]?.startsWith('-')
              ? ['php', ...args]
              : args
        return yield* become(process, own, '/usr/local/bin/docker-php-entrypoint')
      }),
    },
  },
)

/** Microsoft's sample: a page that tells where it runs. */
export const dotnetSample = defineImage({
  repository: 'mcr.microsoft.com/dotnet/samples',
  tags: ['aspnetapp', 'aspnetapp-chiseled', 'dotnetapp'],
  size: 97_000_000,
  version: () => '10.0.0',
  cmd: ['./aspnetapp'],
  workingDir: '/app',
  user: 1654,
  exposes: [8080],
  base: debianSystem,
  programs: {
    '/app/aspnetapp': webServer({
      name: 'aspnetapp',
      port: 8080,
      memory: 64,
      idle: 1,
      ready: ({ process, port }) =>
        process.out(
          `info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:${port}\ninfo: Microsoft.Hosting.Lifetime[0]\n      Application started. Press Ctrl+C to shut down.\n`,
        ),
      answer: (request, running) =>
        goReply(
          running,
          request,
          `<!DOCTYPE html>\n<html lang="en"><head><title>Home page - aspnetapp</title></head><body><h1>Welcome to .NET</h1><p>Host: ${running.hostname}</p></body></html>\n`,
        ),
      stop: ({ process }) => process.out('info: Microsoft.Hosting.Lifetime[0]\n      Application is shutting down...\n'),
    }),
  },
})
