/** The settings of redis-server: its file, its command line, CONFIG SET. */
import type { Process } from '../process.ts'
import { matches } from '../shell/pattern.ts'
import { splitWords } from './redis-protocol.ts'

const defaults: Readonly<Record<string, string>> = {
  port: '6379',
  bind: '* -::*',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  requirepass: '',
  masterauth: '',
  appendonly: 'no',
  save: '3600 1 300 100 60 10000',
  dir: '/data',
  dbfilename: 'dump.rdb',
  databases: '16',
  timeout: '0',
  replicaof: '',
  'protected-mode': 'yes',
  loglevel: 'notice',
  maxclients: '10000',
}

const units: Readonly<Record<string, number>> = { k: 1000, kb: 1024, m: 1e6, mb: 1 << 20, g: 1e9, gb: 1 << 30 }

const bytes = (text: string): string => {
  const [, number, unit = ''] = /^(\d+)([kmg]b?)?$/i.exec(text) ?? []
  return number === undefined ? text : String(Number(number) * (units[unit.toLowerCase()] ?? 1))
}

export class Configuration {
  readonly #values = new Map<string, string>(Object.entries(defaults))
  /** What is wrong with the file, as redis-server says it. */
  readonly problem: string | undefined

  constructor(process: Process, args: readonly string[]) {
    const [first] = args
    const file = first !== undefined && !first.startsWith('-') ? first : undefined
    this.problem = file === undefined ? undefined : this.#readFile(process, file)
    const words = args.slice(file === undefined ? 0 : 1)
    for (let i = 0; i < words.length; i++) {
      const name = /^--(.+)/.exec(words[i] as string)?.[1]
      if (name === undefined) continue
      const values: string[] = []
      while (i + 1 < words.length && !words[i + 1]?.startsWith('--')) values.push(words[++i] as string)
      this.#take(name, values.join(' '))
    }
  }

  get(name: string): string {
    return this.#values.get(name) ?? ''
  }

  /** False for a setting that nobody knows. */
  set(name: string, value: string): boolean {
    const known = this.#values.has(name.toLowerCase())
    if (known) this.#take(name, value)
    return known
  }

  matching(pattern: string): [string, string][] {
    return [...this.#values].filter(([name]) => matches(name, pattern.toLowerCase()))
  }

  #take(name: string, value: string): void {
    const own = name.toLowerCase().replace(/^slaveof$/, 'replicaof')
    this.#values.set(own, own === 'maxmemory' ? bytes(value) : value)
  }

  #readFile(process: Process, file: string): string | undefined {
    if (!process.files.find(process.path(file))) return `Fatal error, can't open config file '${process.path(file)}': No such file or directory`
    for (const [at, line] of process.files.read(process.path(file), process).split('\n').entries()) {
      const [name, ...values] = splitWords(line.trim())
      if (name === undefined || name.startsWith('#')) continue
      if (values.length === 0)
        return `*** FATAL CONFIG FILE ERROR (Redis ${process.environment.image.definition.version?.(process.environment.image.tag)}) ***\nReading the configuration file, at line ${at + 1}\n>>> '${line.trim()}'\nBad directive or wrong number of arguments`
      this.#take(name, values.join(' '))
    }
    return undefined
  }
}
