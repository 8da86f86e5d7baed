/**
 * The parity suite: every line of the pages in pages/ is run with the real kubectl and with ours, and standard output,
 * standard error and exit code must be the same to the byte.
 *
 * A page is Markdown. A fenced block `yaml NAME` (or `json`, `text`) is a file in the folder that both run in. A block
 * `console` holds lines `$ kubectl …`:
 *   ```console              both against the same server, one after the other: lines that only look
 *   ```console scenario     lines that change things: the real one does all of them in a namespace of its own, then ours
 *                           in another; what is random or a matter of time is masked the same way on both sides
 *   ```console turns        as scenario, but the one begins when the other is done: for what is in no namespace; it cleans up
 *   ```console local        no server at all
 * `$ kubectl …` may be any line of sh; `kubectl` is the one under test. `%` before `$` runs the line without comparing it
 * (preparation). Differences that we accept stand in accepted.mjs, each with its reason; one that is gone must go from there.
 *
 * Usage: node test/conformance/parity.mjs [--show] [page…]
 */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accepted } from './accepted.mjs'
import { realBinaries } from './real-kubectl.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const bin = join(here, '../../bin/ktutor.cjs')
const words = process.argv.slice(2)
const show = words.includes('--show')
const wanted = words.filter((word) => !word.startsWith('--'))

const work = mkdtempSync(join(tmpdir(), 'ktutor-parity-'))
const { kubectl } = realBinaries()

/** Two folders with one program each, called kubectl. */
function programs() {
  const folders = {}
  for (const [side, line] of [
    ['real', `exec ${kubectl} "$@"`],
    ['ours', `exec ${process.execPath} ${bin} kubectl "$@"`],
  ]) {
    folders[side] = join(work, 'bin', side)
    mkdirSync(folders[side], { recursive: true })
    writeFileSync(join(folders[side], 'kubectl'), `#!/bin/sh\n${line}\n`)
    chmodSync(join(folders[side], 'kubectl'), 0o755)
  }
  return folders
}

function parsePage(name) {
  const page = { name, files: [], blocks: [] }
  for (const [, info, body] of readFileSync(join(here, 'pages', name), 'utf8').matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
    const [kind, argument = ''] = info.trim().split(/\s+/)
    if (kind !== 'console') page.files.push({ name: argument, text: body })
    else page.blocks.push({ mode: argument || 'look', lines: linesOf(body) })
  }
  return page
}

/** `$ line`, continued while the line ends in a backslash or the next starts with `> `. */
function linesOf(body) {
  const lines = []
  for (const text of body.split('\n')) {
    const start = /^(%?)\$ (.*)$/.exec(text)
    if (start) lines.push({ silent: start[1] === '%', text: start[2] })
    else if (text.startsWith('> ')) lines.at(-1).text += `\n${text.slice(2)}`
    else if (text !== '') throw new Error(`a line of a page that is none: ${text}`)
  }
  return lines
}

function startServer() {
  const kubeconfig = join(work, 'kubeconfig')
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--kubeconfig', kubeconfig, '--seed', 'parity'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: clean(),
  })
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => String(text).includes('ready: ') && resolve({ child, kubeconfig }))
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
}

const clean = () => {
  const { NODE_EXTRA_CA_CERTS, KUBECONFIG, KUBECTL_EXTERNAL_DIFF, KUBE_EDITOR, EDITOR, ...env } = process.env
  return { ...env, NO_COLOR: '1', TZ: 'UTC' }
}

/** Runs a line of sh with one of the two programs. A line that takes too long is ended, and its code says so. */
function run(side, text, { cwd, kubeconfig, home }) {
  const env = { ...clean(), PATH: `${folders[side]}:${process.env.PATH}`, HOME: home, ...(kubeconfig ? { KUBECONFIG: kubeconfig } : {}) }
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', text], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 150_000 })
    const result = { stdout: '', stderr: '', code: 0 }
    child.stdout.setEncoding('utf8').on('data', (data) => (result.stdout += data))
    child.stderr.setEncoding('utf8').on('data', (data) => (result.stderr += data))
    const here = (output) => output.replaceAll(home, 'HOME')
    child.on('close', (code, signal) => resolve({ stdout: here(result.stdout), stderr: here(unlogged(result.stderr)), code: code ?? signal }))
  })
}

/** What no two runs share, in scenarios. */
const masks = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, 'TIME'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'DATE'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC\b/g, 'TIME'],
  [/(resourceVersion"?: ?"?|Resource Version: +)\d+/g, '$1N'],
  [/\b10\.(244|9[6-9]|1\d\d)\.\d+\.\d+\b/g, 'IP'],
  [/-[0-9a-z]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-HASH-SUFFIX'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-SUFFIX'],
  [/(pod-template-hash[=:] ?"?)[0-9a-z]+/g, '$1HASH'],
  // Where a pod runs is a matter of chance among nodes that are as good as each other.
  [/\bworker-\d+\b/g, 'WORKER'],
  [/\b172\.18\.0\.\d+\b/g, 'NODE-IP'],
  [/\b(\d+[dhms])+(?= |$|\n|\))/gm, 'AGE'],
  [/\b[0-9a-f]{64}\b/g, 'ID'],
  // Node ports that nobody asked for.
  [/(:|[Nn]odePort: +(?:\S+ +)?|NodePort: )3[0-2]\d{3}\b/g, '$1NODE-PORT'],
  [/ +/g, ' '],
]
/** klog's time and process, and client-go's remark when a deadline cuts a watch, which comes or does not. */
const unlogged = (text) => text.replace(/^[EFIW]\d{4} [\d:.]+ +\d+ (?=\S+\.go)/gm, 'LOG ').replace(/^LOG reflector\.go.*\n/gm, '')
const mask = (text, namespace) => masks.reduce((out, [pattern, by]) => out.replace(pattern, by), text.replaceAll(namespace, 'NAMESPACE'))
const masked = (result, namespace) => ({ stdout: mask(result.stdout, namespace), stderr: mask(result.stderr, namespace), code: result.code })

const folders = programs()
const results = { equal: 0, accepted: 0, different: 0 }
const used = new Set()

function compare(page, text, real, ours) {
  const equal = same(real, ours)
  const exception = accepted.find((entry) => entry.line === text)
  if (exception) used.add(exception)
  if (equal && !exception) results.equal++
  else if (!equal && exception) results.accepted++
  else {
    results.different++
    console.log(equal ? `\n${page.name}: now equal, take it from accepted.mjs\n$ ${text}` : `\n${page.name}: different\n$ ${text}\n${difference(real, ours)}`)
  }
  if (show) console.log(`\n$ ${text}\n${ours.stdout}${ours.stderr}? ${ours.code}`)
}

function difference(real, ours) {
  const parts = []
  for (const key of ['stdout', 'stderr', 'code'])
    if (real[key] !== ours[key]) parts.push(`--- real ${key}\n${String(real[key]).trimEnd()}\n--- ours ${key}\n${String(ours[key]).trimEnd()}`)
  return parts.join('\n')
}

const ages = /\b(\d+[dhms])+(?= |$|\)|\n)/gm
const secondsOf = (age) => [...age.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, n, unit]) => sum + n * { d: 86400, h: 3600, m: 60, s: 1 }[unit], 0)

/** On a busy machine no two looks fall into one second: an age that is as long and about the same counts as the other's. */
function withAgesOf(real, ours) {
  const expected = real.match(ages) ?? []
  let i = 0
  return ours.replace(ages, (age) => {
    const other = expected[i++]
    return other?.length === age.length && Math.abs(secondsOf(other) - secondsOf(age)) <= 5 ? other : age
  })
}

async function runBlock(page, block, server, number) {
  const place = (side) => {
    const cwd = join(work, 'run', `${number}-${side}`)
    mkdirSync(cwd, { recursive: true })
    for (const { name, text } of page.files) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true })
      writeFileSync(join(cwd, name), text)
    }
    // What `config` leaves behind at home must not reach the next block; caches of discovery may.
    const home = join(work, 'home', block.mode === 'local' ? `${side}-${number}` : side)
    mkdirSync(home, { recursive: true })
    return { cwd, home }
  }
  if (block.mode === 'scenario' || block.mode === 'turns') return runScenario(page, block, server, number, place)
  const kubeconfig = block.mode === 'local' ? undefined : server.kubeconfig
  const [real, ours] = ['real', 'ours'].map((side) => ({ ...place(side), kubeconfig }))
  const both = (text) => Promise.all([run('real', text, real), run('ours', text, ours)])
  for (const { text, silent } of block.lines) {
    if (silent) {
      await run('real', text, real)
      continue
    }
    let pair = await both(text)
    // Seconds may pass between two looks at an age; a true difference stays.
    for (let tries = 0; tries < 3 && block.mode !== 'local' && !same(...pair); tries++) pair = await both(text)
    const [left, right] = pair
    compare(page, text, left, block.mode === 'local' ? right : { ...right, stdout: withAgesOf(left.stdout, right.stdout) })
  }
}

async function runScenario(page, block, server, number, place) {
  const tell = async (side, i, again = 0) => {
    const namespace = `p${String(number).padStart(3, '0')}${'abcd'[i + again]}`
    const kubeconfig = join(work, `kubeconfig-${namespace}`)
    cpSync(server.kubeconfig, kubeconfig)
    const env = { ...place(side), kubeconfig }
    await run('real', `kubectl create namespace ${namespace} && kubectl config set-context --current --namespace=${namespace}`, env)
    const results = []
    for (const line of block.lines) results.push(masked(await run(side, line.text, env), namespace))
    return results
  }
  const tellBoth = async (again) => {
    if (block.mode !== 'turns') return Promise.all(['real', 'ours'].map((side, i) => tell(side, i, again)))
    const first = await tell('real', 0, again)
    return [first, await tell('ours', 1, again)]
  }
  let [real, ours] = await tellBoth(0)
  // What happens to fall into another second is told once more; a true difference stays.
  const differs = block.lines.some((line, i) => !line.silent && !same(real[i], ours[i]))
  if (differs) [real, ours] = await tellBoth(2)
  block.lines.forEach((line, i) => {
    if (!line.silent) compare(page, line.text, real[i], ours[i])
  })
}

const same = (real, ours) => JSON.stringify(real) === JSON.stringify(ours)

const server = await startServer()
const started = Date.now()
let number = 0
try {
  for (const name of readdirSync(join(here, 'pages')).sort()) {
    if (!name.endsWith('.md') || (wanted.length > 0 && !wanted.some((word) => name.includes(word)))) continue
    const page = parsePage(name)
    const before = results.equal
    for (const block of page.blocks) await runBlock(page, block, server, number++)
    console.log(`${name}: ${results.equal - before} equal`)
  }
} finally {
  server.child.removeAllListeners('exit')
  server.child.kill('SIGTERM')
  rmSync(work, { recursive: true, force: true })
}
const unused = wanted.length > 0 ? [] : accepted.filter((entry) => !used.has(entry))
for (const { line } of unused) console.log(`accepted.mjs names a line that no page has: ${line}`)
const lines = results.equal + results.accepted + results.different
console.log(
  `\nparity with kubectl 1.36.3: ${results.equal} of ${lines} lines equal, ${results.accepted} accepted differences, ${results.different} different (${Math.round((Date.now() - started) / 1000)} s)`,
)
const failed = results.different + unused.length
console.log(`conformance: ${results.equal + results.accepted} passed, ${failed} failed`)
process.exit(failed > 0 || lines === 0 ? 1 : 0)
