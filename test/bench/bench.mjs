/**
 * How fast ktutor is: `npm run bench`, or `npm run bench -- 25 play` for more rounds and the prompt of another subcommand.
 * It prints and never fails.
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
 *   idle hour   a simulated hour in which 20 pods, and the nodes, only show that they live
 *
 * The last three are real milliseconds inside a fresh process: without Node's own start, and with nothing warm.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pty from '@lydell/node-pty'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ktutor = join(root, 'bin/ktutor.cjs')
const [count = '15', ...words] = process.argv.slice(2)
const rounds = Math.max(1, Number(count))
const session = words.length > 0 ? words : ['start', 'first-pod']
const scratch = mkdtempSync(join(tmpdir(), 'ktutor-bench-'))
const clusterFigures = join(scratch, 'cluster-figures.mjs')

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

const figure = async (...args) => JSON.parse((await run(clusterFigures, ...args)).output)

const names = ['bare', 'version', 'explain', 'flags', 'prompt', 'answer', 'boot', 'rollout', 'idle hour']
const measured = { bare: [], version: [], explain: [], flags: [], prompt: [], answer: [], boot: [], rollout: [], 'idle hour': [], rss: [] }

async function round() {
  const { prompt, answer, rss } = await untilAnswer(ktutor, ...session)
  measured.prompt.push(prompt)
  measured.answer.push(answer)
  measured.rss.push(rss)
  measured.bare.push((await run('-e', '0')).ms)
  measured.version.push((await run(ktutor, '--version')).ms)
  measured.explain.push((await run(ktutor, 'explain', '--', 'kubectl get pods -A -o wide | grep web')).ms)
  measured.flags.push((await run(ktutor, 'flags', 'get')).ms)
  measured.boot.push((await figure('boot')).boot)
  measured.rollout.push((await figure('rollout', '200')).rollout)
  measured['idle hour'].push((await figure('idle', '20')).idle)
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
  console.log(`${'figure'.padEnd(12)}${'ms'.padStart(8)}${'ratio'.padStart(8)}${'quartiles'.padStart(16)}   aim`)
  for (const name of names) {
    const ratios = measured[name].map((ms, i) => ms / measured.bare[i])
    const quartiles = `${quantile(ratios, 0.25).toFixed(2)} – ${quantile(ratios, 0.75).toFixed(2)}`
    console.log(
      `${name.padEnd(12)}${median(measured[name]).toFixed(0).padStart(8)}${median(ratios).toFixed(2).padStart(8)}${quartiles.padStart(16)}   ${aims[name] ?? ''}`,
    )
  }
  console.log(`\nresident memory after the first answer: ${median(measured.rss).toFixed(0)} MB (aim: at most 100 MB)`)
}

try {
  await build({ entryPoints: [join(root, 'test/bench/cluster-figures.ts')], bundle: true, platform: 'node', format: 'esm', outfile: clusterFigures })
  for (let i = 0; i < rounds; i++) await round()
  print()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
