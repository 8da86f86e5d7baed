/**
 * Plays a lesson's first minute as a learner at a terminal would, or runs the subcommand it is given, and then keeps what V8
 * compiled meanwhile, functions that were called included: dist/code-cache/, which bin/ktutor.cjs reads. Run by
 * bin/build.mjs, in a process of its own; what an earlier run has kept of a file stays.
 */
const { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { basename, join } = require('node:path')
const { PassThrough } = require('node:stream')
const vm = require('node:vm')

const codeCache = join(__dirname, '../dist/code-cache', `${process.version}-${process.platform}-${process.arch}`)
const scripts = []
vm.Script = class extends vm.Script {
  constructor(...args) {
    super(...args)
    scripts.push({ name: basename(args[1].filename), script: this })
  }
}

const home = mkdtempSync(join(tmpdir(), 'ktutor-'))
Object.assign(process.env, { HOME: home, XDG_STATE_HOME: home, TERM: 'xterm' })
const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard })
const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 })
Object.defineProperty(process, 'stdin', { value: keyboard })
Object.defineProperty(process, 'stdout', { value: screen })

const lines = ['kubectl get pods', 'quit']
let shown = ''
screen.on('data', (data) => {
  shown += data
  if (!shown.endsWith('$ ') && !/\$ (\x1b\[[0-9;]*[A-Za-z])*$/.test(shown)) return
  shown = ''
  const line = lines.shift()
  if (line !== undefined) setTimeout(() => keyboard.write(`${line}\r`))
})

process.on('exit', () => {
  rmSync(home, { recursive: true, force: true })
  for (const { name, script } of scripts) if (!existsSync(join(codeCache, name))) writeFileSync(join(codeCache, name), script.createCachedData())
})

mkdirSync(codeCache, { recursive: true })
if (process.argv.length < 3) process.argv.push('start', 'first-pod')
require('./ktutor.cjs')
