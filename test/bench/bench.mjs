/**
 * How fast ktutor is. It prints and never fails.
 *
 *   npm run bench                            everything but the scale, 15 rounds
 *   npm run bench -- 25 play                 more rounds, and the prompt of another subcommand
 *   npm run bench -- --only rollout,boot     only these figures
 *   npm run bench -- stages                  what single requests cost
 *   npm run bench -- scale [150000]          large clusters, see scale.mjs
 *
 * A machine that does other things besides makes milliseconds worthless, so every round runs each figure once, beside a
 * bare `node -e 0`, and what counts is the median of the ratios to that round's bare node.
 *
 *   version     `ktutor --version`, from start to exit
 *   explain     `ktutor explain -- 'kubectl get pods -A -o wide | grep web'`, from start to exit
 *   flags       `ktutor flags get`, from start to exit
 *   prompt      `ktutor start first-pod` in a terminal, from start until the prompt has been written
 *   answer      the same, until `kubectl get nodes` has answered, which is typed as soon as there is a prompt
 *   boot        a cluster of three nodes until it is at rest
 *   rollout     a Deployment of 200 pods until all are Ready
 *   webernetes  the same in another simulator, see webernetes.mjs
 *   idle hour   a simulated hour in which 20 pods, and the nodes, only show that they live
 *
 * The last four are real milliseconds inside a fresh process: without Node's own start, and with nothing warm.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pty from '@lydell/node-pty'
import { build } from 'esbuild'
import { printScale } from './scale.mjs'
import { bundleWebernetes } from './webernetes.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ktutor = join(root, 'bin/ktutor.cjs')
const { values: options, positionals } = parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: { only: { type: 'string' } } })
const rounds = /^\d+$/.test(positionals[0] ?? '') ? Math.max(1, Number(positionals.shift())) : 15
const session = positionals.length > 0 ? positionals : ['start', 'first-pod']
const only = options.only?.split(',')
const scratch = mkdtempSync(join(tmpdir(), 'ktutor-bench-'))
const bundleOf = (name) => join(scratch, `${name}.mjs`)

/** Where this is set, every start of Node pays for reading certificates. */
const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env

/** Resolves to the milliseconds until the process ended, and what it printed. */
const run = (...args) =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, { cwd: scratch, env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.on('error', reject)
    child.on('close', () => resolve({ ms: performance.now() - started, output }))
  })

/** A prompt ends in `$ `, whatever colours and cursor movements stand around it. */
const isPrompt = (text) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').endsWith('$ ')

/** Whoever comes back is brought to where they left first; that is not measured here. */
function someoneNew() {
  const home = mkdtempSync(join(scratch, 'home-'))
  return { HOME: home, XDG_STATE_HOME: home }
}

const patience = 20_000

/**
 * Resolves to the milliseconds until the first prompt and until the prompt after the first answer, and the resident memory
 * in MB then; to NaN for what does not come.
 */
const untilAnswer = (...args) =>
  new Promise((resolve) => {
    const started = performance.now()
    const terminal = pty.spawn(process.execPath, args, { cwd: scratch, env: { ...env, ...someoneNew(), TERM: 'xterm' }, cols: 100, rows: 30 })
    let text = ''
    const found = { prompt: Number.NaN, answer: Number.NaN, rss: Number.NaN }
    const end = () => {
      clearTimeout(timeout)
      terminal.kill('SIGKILL')
      resolve(found)
    }
    const timeout = setTimeout(end, patience)
    terminal.onExit(end)
    terminal.onData((data) => {
      text += data
      if (!isPrompt(text)) return
      if (Number.isNaN(found.prompt)) {
        found.prompt = performance.now() - started
        terminal.write('kubectl get nodes\r')
      } else if (text.includes(' Ready ')) {
        Object.assign(found, { answer: performance.now() - started, rss: residentMemory(terminal.pid) })
        end()
      }
    })
  })

/** Where the system tells. */
function residentMemory(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

const bundled = { cluster: 'cluster-figures.ts', stages: 'stages.ts', yardstick: 'yardstick.ts' }

async function bundle(...names) {
  for (const name of names)
    await build({
      entryPoints: [join(root, 'test/bench', bundled[name])],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: bundleOf(name),
      logLevel: 'error',
    })
}

/** Resolves to what a bundled figure prints; to undefined if it came to no end. */
async function figure(name, ...args) {
  try {
    return JSON.parse((await run(bundleOf(name), ...args)).output)
  } catch {
    return undefined
  }
}

/** By name, each resolves to milliseconds. */
const figures = {
  bare: async () => (await run('-e', '0')).ms,
  version: async () => (await run(ktutor, '--version')).ms,
  explain: async () => (await run(ktutor, 'explain', '--', 'kubectl get pods -A -o wide | grep web')).ms,
  flags: async () => (await run(ktutor, 'flags', 'get')).ms,
  boot: async () => (await figure('cluster', 'boot')).boot,
  rollout: async () => (await figure('cluster', 'rollout', '200')).rollout,
  webernetes: async () => (await figure('webernetes', '200')).rollout,
  'idle hour': async () => (await figure('cluster', 'idle', '20')).idle,
}

const names = ['bare', 'version', 'explain', 'flags', 'prompt', 'answer', 'boot', 'rollout', 'webernetes', 'idle hour']
const asked = (name) => name === 'bare' || !only || only.includes(name)
const measured = Object.fromEntries([...names, 'rss'].map((name) => [name, []]))

async function round() {
  if (asked('prompt') || asked('answer')) for (const [name, value] of Object.entries(await untilAnswer(ktutor, ...session))) measured[name].push(value)
  for (const [name, measure] of Object.entries(figures)) if (asked(name)) measured[name].push(await measure())
}

const quantile = (numbers, q) => [...numbers].sort((a, b) => a - b)[Math.floor(q * (numbers.length - 1))] ?? Number.NaN
const median = (numbers) => quantile(numbers, 0.5)

const aims = {
  version: 'at most 1.5 times a bare node',
  explain: 'at most 2 times a bare node',
  flags: 'at most 2 times a bare node',
  prompt: 'at most 4 times a bare node',
  rollout: 'less than 1000 ms',
  'idle hour': 'at most 250 ms',
}

function print() {
  console.log(`${rounds} rounds, Node ${process.version}, ${process.platform} ${process.arch}\n`)
  console.log(`${'figure'.padEnd(12)}${'ms'.padStart(8)}${'ratio'.padStart(8)}${'quartiles'.padStart(18)}   aim`)
  for (const name of names.filter((each) => measured[each].length > 0)) {
    const ratios = measured[name].map((ms, i) => ms / measured.bare[i])
    const quartiles = `${quantile(ratios, 0.25).toFixed(2)} – ${quantile(ratios, 0.75).toFixed(2)}`
    console.log(
      `${name.padEnd(12)}${median(measured[name]).toFixed(0).padStart(8)}${median(ratios).toFixed(2).padStart(8)}${quartiles.padStart(18)}   ${aims[name] ?? ''}`,
    )
  }
  if (measured.rss.length > 0) console.log(`\nresident memory after the first answer: ${median(measured.rss).toFixed(0)} MB (aim: at most 100 MB)`)
  if (measured.rollout.length === 0 || measured.webernetes.length === 0) return
  const times = median(measured.rollout.map((ms, i) => measured.webernetes[i] / ms))
  console.log(`\na rollout of 200 pods is ${times.toFixed(1)} times faster than in webernetes (aim: at least 60 times)`)
}

async function printFigures() {
  await bundle('cluster')
  if (asked('webernetes') && !(await bundleWebernetes(bundleOf('webernetes')))) {
    console.log('The comparison with webernetes is skipped: the package is not in the cache, and the registry is out of reach.\n')
    delete figures.webernetes
  }
  for (let i = 0; i < rounds; i++) await round()
  print()
}

async function printStages() {
  await bundle('stages')
  for (const [name, cost] of Object.entries(await figure('stages'))) console.log(`${name.padEnd(20)}${cost.toFixed(1).padStart(8)} µs of CPU`)
}

try {
  if (positionals[0] === 'scale') {
    await bundle('cluster', 'yardstick')
    await printScale(figure, Number(positionals[1] ?? 15_000))
  } else if (positionals[0] === 'stages') await printStages()
  else await printFigures()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
