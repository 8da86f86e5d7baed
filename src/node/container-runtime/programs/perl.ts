/**
 * perl, as far as tutorials use it in one line: print, say, variables, sums, loops over ranges, sleep, exit, die, and
 * `bpi` of bignum, which takes its time on the processor. Everything else says that it is not simulated.
 */
import type { Process, Program, Wait } from '../process.ts'
import { sleep } from '../sleep.ts'
import { NotSimulatedProgram } from './not-simulated-program.ts'
import { piDigits } from './pi.ts'
import { defineProgram, readAll } from './program.ts'

type Scalar = string | number

const versionOf = ({ environment: { image } }: Process): string => image.definition.version?.(image.tag) ?? '5.40.2'

export const perl: Program = defineProgram('perl', function* (process, args) {
  let source: string | undefined
  let newline = false
  let file = '-e'
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    if (source !== undefined || !word.startsWith('-')) {
      rest.push(...args.slice(i))
      break
    }
    if (word === '-v' || word === '--version') {
      process.out(
        `\nThis is perl 5, version ${versionOf(process).split('.')[1]}, subversion ${versionOf(process).split('.')[2] ?? 0} (v${versionOf(process)}) built for x86_64-linux-gnu\n`,
      )
      return 0
    }
    const module = /^-M-?([\w:]+)/.exec(word)?.[1]
    if (module !== undefined) {
      if (/^(bignum|bigint|strict|warnings|feature|POSIX|List::Util|utf8)$/.test(module)) continue
      process.err(
        `Can't locate ${module.replaceAll('::', '/')}.pm in @INC (you may need to install the ${module} module)\nBEGIN failed--compilation aborted.\n`,
      )
      return 2
    }
    if (word.includes('l')) newline = true
    if (/[npia]/.test(word.slice(1).replace(/e.*/i, ''))) return refuse(process, 'switches that loop over lines (-n, -p, -i)')
    if (/^-[wlstTW]*[eE]$/.test(word)) source = args[++i] ?? ''
    else if (!/^-[wlstTW]+$/.test(word)) return refuse(process, `the switch ${word}`)
  }
  if (source === undefined && rest[0] !== undefined) {
    file = rest[0]
    if (!process.files.find(process.path(file))) {
      process.err(`Can't open perl script "${file}": No such file or directory\n`)
      return 2
    }
    source = process.files.read(process.path(file), process)
  }
  const runner = new Perl(process, source ?? (yield* readAll(process)), file, newline)
  try {
    return yield* runner.run()
  } catch (error) {
    if (error instanceof NotSimulatedProgram) return refuse(process, error.thing)
    throw error
  }
})

function refuse(process: Process, thing: string): number {
  process.err(`perl: ${new NotSimulatedProgram('Perl', thing).message}\n`)
  return 255
}

class End extends Error {
  constructor(readonly code: number) {
    super()
  }
}

type Work = Generator<Wait, Scalar, void>

/** Runs the text as it reads it; a block is read again for each turn of its loop. */
class Perl {
  #at = 0
  readonly #variables = new Map<string, Scalar>()

  constructor(
    private readonly process: Process,
    private readonly text: string,
    private readonly file: string,
    private readonly newline: boolean,
  ) {}

  *run(): Generator<Wait, number, void> {
    try {
      yield* this.#statements()
      return 0
    } catch (error) {
      if (error instanceof End) return error.code
      throw error
    }
  }

  #accept(pattern: RegExp): string | undefined {
    const space = /(?:\s|#[^\n]*(?:\n|$))*/y
    space.lastIndex = this.#at
    space.exec(this.text)
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = space.lastIndex
    const match = sticky.exec(this.text)
    if (!match) return undefined
    this.#at = sticky.lastIndex
    return match[1] ?? match[0]
  }

  #expect(pattern: RegExp): string {
    const found = this.#accept(pattern)
    if (found !== undefined) return found
    throw new NotSimulatedProgram('Perl', `"${this.text.slice(this.#at).trim().split('\n')[0]?.slice(0, 40)}"`)
  }

  *#statements(): Generator<Wait, void, void> {
    for (;;) {
      while (this.#accept(/;/) !== undefined);
      if (this.#at >= this.text.trimEnd().length || this.#accept(/(?=\})/) !== undefined) return
      yield* this.#statement()
      yield* this.process.work()
    }
  }

  *#statement(): Generator<Wait, void, void> {
    if (this.#accept(/use\s+[\w:. ]+(?=;|$)/) !== undefined) return
    if (this.#accept(/(?:for|foreach)\b/) !== undefined) return yield* this.#loop()
    const verb = this.#accept(/(print|say|sleep|exit|die)\b/)
    if (verb === undefined) return yield* this.#assignment()
    const values = yield* this.#list()
    if (verb === 'print' || verb === 'say') this.process.out(`${values.map(shown).join('')}${verb === 'say' || this.newline ? '\n' : ''}`)
    else if (verb === 'sleep') yield* sleep(this.process, Number(values[0] ?? 0) * 1000)
    else if (verb === 'exit') throw new End(Number(values[0] ?? 0))
    else {
      const text = values.map(shown).join('')
      const line = this.text.slice(0, this.#at).split('\n').length
      this.process.err(text.endsWith('\n') ? text : `${text || 'Died'} at ${this.file} line ${line}.\n`)
      throw new End(255)
    }
  }

  *#assignment(): Generator<Wait, void, void> {
    this.#accept(/(?:my|our)\b/)
    const name = this.#expect(/\$([A-Za-z_]\w*)/)
    const operator = this.#expect(/(\+\+|--|[-+*/.]?=(?!=))/)
    const before = this.#variables.get(name) ?? 0
    if (operator === '++' || operator === '--') this.#variables.set(name, Number(before) + (operator === '++' ? 1 : -1))
    else {
      const value = yield* this.#sum()
      this.#variables.set(
        name,
        operator === '=' ? value : operator === '.=' ? shown(before) + shown(value) : calculate(operator[0] as string, Number(before), Number(value)),
      )
    }
  }

  *#loop(): Generator<Wait, void, void> {
    this.#accept(/my\b/)
    const name = this.#expect(/\$([A-Za-z_]\w*)/)
    this.#expect(/\(/)
    const from = Number(yield* this.#sum())
    this.#expect(/\.\./)
    const to = Number(yield* this.#sum())
    this.#expect(/\)/)
    this.#expect(/\{/)
    const body = this.#at
    for (let i = from; i <= to; i++) {
      this.#at = body
      this.#variables.set(name, i)
      yield* this.#statements()
      this.#expect(/\}/)
    }
    if (from > to) throw new NotSimulatedProgram('Perl', 'a loop over nothing')
  }

  *#list(): Generator<Wait, Scalar[], void> {
    if (this.#accept(/(?=;|\}|$)/) !== undefined) return []
    const values = [yield* this.#sum()]
    while (this.#accept(/,/) !== undefined && this.#accept(/(?=;|\}|\)|$)/) === undefined) values.push(yield* this.#sum())
    return values
  }

  *#sum(): Work {
    let left = yield* this.#product()
    for (let operator = this.#accept(/(\+(?!\+)|-|\.(?!\.))/); operator !== undefined; operator = this.#accept(/(\+(?!\+)|-|\.(?!\.))/)) {
      const right = yield* this.#product()
      left = operator === '.' ? shown(left) + shown(right) : calculate(operator, Number(left), Number(right))
    }
    return left
  }

  *#product(): Work {
    let left = yield* this.#power()
    const pattern = /(\*(?!\*)|\/|%|x(?=\s*[\d$]))/
    for (let operator = this.#accept(pattern); operator !== undefined; operator = this.#accept(pattern)) {
      const right = yield* this.#power()
      left = operator === 'x' ? shown(left).repeat(Math.max(0, Number(right))) : calculate(operator, Number(left), Number(right))
    }
    return left
  }

  *#power(): Work {
    const left = yield* this.#primary()
    return this.#accept(/\*\*/) === undefined ? left : Number(left) ** Number(yield* this.#power())
  }

  *#primary(): Work {
    const number = this.#accept(/(\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)/)
    if (number !== undefined) return Number(number.replaceAll('_', ''))
    const double = this.#accept(/("(?:\\.|[^"\\])*")/s)
    if (double !== undefined) return this.#interpolated(double.slice(1, -1))
    const single = this.#accept(/('(?:\\.|[^'\\])*')/s)
    if (single !== undefined) return single.slice(1, -1).replace(/\\(['\\])/g, '$1')
    const environment = this.#accept(/\$ENV\{\s*["']?(\w+)["']?\s*\}/)
    if (environment !== undefined) return this.process.env.get(environment) ?? ''
    const name = this.#accept(/\$([A-Za-z_]\w*)(?![[{])/)
    if (name !== undefined) return this.#variables.get(name) ?? ''
    if (this.#accept(/time\b(?:\(\))?/) !== undefined) return Math.floor(this.process.now() / 1000)
    if (this.#accept(/bpi\b/) !== undefined) return yield* this.#pi()
    if (this.#accept(/-/) !== undefined) return -Number(yield* this.#power())
    this.#expect(/\(/)
    const value = yield* this.#sum()
    this.#expect(/\)/)
    return value
  }

  /** Two thousand digits keep a processor busy for some four seconds; twice as many, four times as long. */
  *#pi(): Work {
    const open = this.#accept(/\(/) !== undefined
    const digits = Number(yield* this.#sum())
    if (open) this.#expect(/\)/)
    if (!(digits >= 1 && digits <= 20_000)) throw new NotSimulatedProgram('Perl', `pi to ${digits} digits`)
    const { process } = this
    const { limits } = process.environment
    const seconds = Math.max(0.05, 3.9 * (digits / 2000) ** 2)
    process.cpu = 1000
    yield* sleep(process, seconds * 1000 * Math.max(1, limits.cpu > 0 ? 1000 / limits.cpu : 1))
    process.cpu = 0
    return piDigits(digits)
  }

  #interpolated(text: string): string {
    return text
      .replace(/\$ENV\{\s*["']?(\w+)["']?\s*\}/g, (_, name: string) => this.process.env.get(name) ?? '')
      .replace(/(?<!\\)\$(\w+)/g, (_, name: string) => shown(this.#variables.get(name) ?? ''))
      .replace(/\\(.)/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter)
  }
}

function calculate(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  return operator === '/' ? a / b : a % b
}

/** Perl prints fifteen digits. */
function shown(value: Scalar): string {
  if (typeof value === 'string') return value
  return Number(value.toPrecision(15))
    .toString()
    .replace(/e\+?(-?)(\d)$/, (_, sign: string, digit: string) => `e${sign || '+'}0${digit}`)
}
