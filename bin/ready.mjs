/**
 * Makes a clone ready, with Node alone: installs packages if they are missing or other than the lock file's, generates the
 * API types if they are stale, builds dist/ if it is stale. Does nothing, quickly, where all is well, and one process at a
 * time where several start at once.
 *
 *   node bin/ready.mjs         what running needs
 *   node bin/ready.mjs test    and what testing needs
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const forTests = process.argv[2] === 'test'
const say = (text) => process.stderr.write(`ktutor: ${text}\n`)
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** Whether every package that the lock file demands is there in its version. What is there: npm's own note of it. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false
  const there = readJson('node_modules/.package-lock.json').packages
  const isThere = ([path, wanted]) =>
    path === '' ||
    wanted.optional ||
    wanted.devOptional ||
    (wanted.dev && !forTests) ||
    (there[path]?.version === wanted.version && there[path]?.integrity === wanted.integrity)
  return Object.entries(readJson('package-lock.json').packages).every(isThere)
}

function run(command, args) {
  // npm is a script, not a program, on Windows.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', shell: process.platform === 'win32' })
  if (done.status === 0) return
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`)
  say(`${command} ${args.join(' ')} failed${done.error ? `: ${done.error.message}` : ''}`)
  process.exit(1)
}

function install() {
  say(`installing packages (npm ci${forTests ? '' : ', only what running needs'})`)
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...(forTests ? ['--include=dev'] : ['--omit=dev'])])
}

/** Only one at a time. A lock whose owner is gone counts for nothing. */
function whileLocked(path) {
  mkdirSync(join(root, 'dist'), { recursive: true })
  for (;;) {
    try {
      const file = openSync(path, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      process.on('exit', () => rmSync(path, { force: true }))
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(path)) rmSync(path, { force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
}

function isAlive(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'))
    // Empty for the moment between creating and writing.
    if (owner > 0) process.kill(owner, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function missing() {
  if (!isInstalled()) return 'packages'
  const { isGenerated } = await import('./generate-api.mjs')
  if (!isGenerated()) return 'types'
  const { isBuilt } = await import('./build.mjs')
  return isBuilt() ? undefined : 'build'
}

const remedies = {
  packages: install,
  types: async () => {
    say('generating API types')
    const { generate } = await import('./generate-api.mjs')
    generate()
  },
  build: async () => {
    say('building')
    const { build } = await import('./build.mjs')
    await build()
  },
}

let lacking = await missing()
if (lacking) {
  whileLocked(join(root, 'dist/.ready.lock'))
  // Each remedy once: packages, then types, then the build. Another process may have done it while this one waited.
  const tried = new Set()
  for (lacking = await missing(); lacking && !tried.has(lacking); lacking = await missing()) {
    tried.add(lacking)
    try {
      await remedies[lacking]()
    } catch (error) {
      say(`the ${lacking} could not be made: ${error.message}`)
      process.exit(1)
    }
  }
}
