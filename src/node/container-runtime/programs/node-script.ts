/**
 * The JavaScript of tutorials, as far as it is simulated: constants, console.log, timers, process.env and process.exit,
 * os.hostname, and the classic http.createServer(…).listen(…). Whatever else stands in a program stops it before it
 * begins, with a word about it.
 */
import { type Action, peerOf, type Scope, type Value } from './node-value.ts'
import { NotSimulatedProgram } from './not-simulated-program.ts'

type Expression = (scope: Scope) => Value
/** Reads a program into actions. @throws NotSimulatedProgram */
export class NodeScript {
  #at = 0
  /** Names that stand for modules. */
  readonly #modules = new Map<string, string>()
  readonly #servers = new Map<string, { readonly names: readonly string[]; readonly body: readonly Action[] }>()

  constructor(private readonly text: string) {}

  #accept(pattern: RegExp): string | undefined {
    const sticky = new RegExp(`(?:\\s|//[^\\n]*\\n|/\\*[\\s\\S]*?\\*/)*(?:${pattern.source})`, 'y')
    sticky.lastIndex = this.#at
    const match = sticky.exec(this.text)
    if (!match) return undefined
    this.#at = sticky.lastIndex
    return match[1] ?? match[0].trim()
  }

  #expect(pattern: RegExp): string {
    const found = this.#accept(pattern)
    if (found !== undefined) return found
    throw new NotSimulatedProgram('Node.js', `"${this.text.slice(this.#at).trim().split('\n')[0]?.slice(0, 50) ?? ''}"`)
  }

  program(): Action[] {
    const all: Action[] = []
    while (this.#accept(/$/) === undefined) all.push(...this.#statement())
    return all
  }

  #block(): Action[] {
    const all: Action[] = []
    while (this.#accept(/\}/) === undefined) all.push(...this.#statement())
    return all
  }

  /** `() => x`, `function (req, res) { … }`: the names of its parameters, and what it does. */
  #function(): { names: string[]; body: Action[] } {
    const old = this.#accept(/(?:async )?function\s*\w*/) !== undefined
    const single = old ? undefined : this.#accept(/([A-Za-z_$][\w$]*)(?=\s*=>)/)
    const names =
      single === undefined
        ? this.#expect(/\(([\w$,\s]*)\)/)
            .replace(/[()\s]/g, '')
            .split(',')
            .filter(Boolean)
        : [single]
    if (!old) this.#expect(/=>/)
    if (this.#accept(/\{/) !== undefined) return { names, body: this.#block() }
    return { names, body: this.#statement() }
  }

  #statement(): Action[] {
    if (this.#accept(/;/) !== undefined || this.#accept(/(['"])use strict\1/) !== undefined) return []
    const required =
      /(?:const|let|var)\s+\{?\s*([\w$]+)\s*\}?\s*=\s*require\(['"](?:node:)?([\w/]+)['"]\)(?:\.(\w+)\b(?!\())?|import\s+(?:\*\s+as\s+)?\{?\s*([\w$]+)\s*\}?\s+from\s+['"](?:node:)?([\w/]+)['"]/
    const module = this.#accept(new RegExp(`(${required.source.replace(/(?<!\\)\((?!\?)/g, '(?:')})`))
    if (module !== undefined) {
      const [, name = '', from = '', , other = '', source = ''] = required.exec(module) ?? []
      if (!/^(http|os)$/.test(from || source)) throw new NotSimulatedProgram('Node.js', `the module ${from || source}`)
      this.#modules.set(name || other, from || source)
      return []
    }
    const declared = this.#accept(/(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)/)
    if (declared !== undefined) return this.#declaration(declared)
    if (this.#accept(/console\.(?:log|info|error)\(/) !== undefined) {
      const args = this.#arguments()
      return [(scope, state) => state.say(`${args.map((arg) => String(arg(scope) ?? 'undefined')).join(' ')}\n`)]
    }
    const timer = this.#accept(/(setInterval|setTimeout)\(/)
    if (timer !== undefined) return this.#timer(timer)
    if (this.#accept(/process\.exit\(/) !== undefined) {
      const [code] = this.#arguments()
      return [(scope, state) => (state.exit ??= Number(code?.(scope) ?? 0))]
    }
    return this.#response() ?? this.#server()
  }

  #declaration(name: string): Action[] {
    if (this.#accept(/(?=(?:require\(['"](?:node:)?http['"]\)|http)\.createServer)/) !== undefined) {
      this.#expect(/(?:require\(['"](?:node:)?http['"]\)|http)\.createServer\(/)
      this.#servers.set(name, this.#handler())
      return []
    }
    if (this.#accept(/(?=(?:async\s+)?(?:function|\([\w$,\s]*\)\s*=>|[\w$]+\s*=>))/) !== undefined) {
      this.#servers.set(name, this.#function())
      return []
    }
    const value = this.#expression()
    return [(scope) => void scope.names.set(name, value(scope))]
  }

  #timer(kind: string): Action[] {
    const { body } = this.#function()
    this.#expect(/,/)
    const wait = this.#expression()
    this.#expect(/\)/)
    return [
      (scope, state) => {
        const ms = Math.max(1, Number(wait(scope)))
        state.timers.push({ every: kind === 'setInterval' ? ms : undefined, at: scope.process.now() + ms, body })
      },
    ]
  }

  /** `res.end(…)`, `res.writeHead(200, {…})`, `res.setHeader(…)`, `res.statusCode = …` inside of a handler. */
  #response(): Action[] | undefined {
    if (this.#accept(/(?:res|response)\.(?:end|send|write)\(/) !== undefined) {
      const [body] = this.#arguments()
      return [(scope) => (scope.response.body += String(body?.(scope) ?? ''))]
    }
    if (this.#accept(/(?:res|response)\.statusCode\s*=/) !== undefined) {
      const status = this.#expression()
      return [(scope) => (scope.response.status = Number(status(scope)))]
    }
    if (this.#accept(/(?:res|response)\.setHeader\(/) !== undefined) {
      const [name, value] = this.#arguments()
      return [(scope) => (scope.response.headers[String(name?.(scope))] = String(value?.(scope)))]
    }
    if (this.#accept(/(?:res|response)\.writeHead\(/) === undefined) return undefined
    const status = this.#expression()
    const headers: [string, Expression][] = []
    if (this.#accept(/,\s*\{/) !== undefined)
      while (this.#accept(/\}/) === undefined) {
        const name = this.#expect(/('[^']*'|"[^"]*"|[\w$]+)\s*:/).replace(/['":\s]/g, '')
        headers.push([name, this.#expression()])
        this.#accept(/,/)
      }
    this.#expect(/\)/)
    return [
      (scope) => {
        scope.response.status = Number(status(scope))
        for (const [name, value] of headers) scope.response.headers[name] = String(value(scope))
      },
    ]
  }

  /** What `createServer(` is given: a function, or the name of one. */
  #handler(): { readonly names: readonly string[]; readonly body: readonly Action[] } {
    const named = this.#accept(/([A-Za-z_$][\w$]*)(?=\s*\))/)
    const handler = named === undefined ? this.#function() : this.#servers.get(named)
    if (!handler) throw new NotSimulatedProgram('Node.js', `the handler ${named}`)
    this.#expect(/\)/)
    return handler
  }

  /** `http.createServer(…).listen(…)`, `server.listen(port, …)`. */
  #server(): Action[] {
    let handler = { names: [] as readonly string[], body: [] as readonly Action[] }
    if (this.#accept(/(?:var|let|const)?\s*(?:\w+\s*=\s*)?(?:require\(['"](?:node:)?http['"]\)|http)\.createServer\(/) !== undefined) {
      handler = this.#handler()
      this.#expect(/\.listen\(/)
    } else {
      const name = this.#expect(/([A-Za-z_$][\w$]*)\.listen\(/).replace(/\.listen\($/, '')
      handler = this.#servers.get(name) ?? handler
    }
    const port = this.#expression()
    let ready: readonly Action[] = []
    while (this.#accept(/,/) !== undefined) {
      if (this.#accept(/(?=(?:async\s+)?(?:function|\(\s*\)\s*=>))/) !== undefined) ready = this.#function().body
      else this.#expression()
    }
    this.#expect(/\)/)
    return [
      (scope, state) => {
        state.serve(Number(port(scope)), handler.body, handler.names)
        for (const action of ready) action(scope, state)
      },
    ]
  }

  #arguments(): Expression[] {
    const all: Expression[] = []
    while (this.#accept(/\)/) === undefined) {
      all.push(this.#expression())
      if (this.#accept(/,/) === undefined) this.#expect(/(?=\))/)
    }
    return all
  }

  #expression(): Expression {
    let left = this.#sum()
    for (let operator = this.#accept(/(\|\||\?\?)/); operator !== undefined; operator = this.#accept(/(\|\||\?\?)/)) {
      const [first, second, nullish] = [left, this.#sum(), operator === '??']
      left = (scope) => {
        const value = first(scope)
        return (nullish ? value === undefined : !value) ? second(scope) : value
      }
    }
    return left
  }

  #sum(): Expression {
    let left = this.#product()
    for (let operator = this.#accept(/([+-])(?![+-])/); operator !== undefined; operator = this.#accept(/([+-])(?![+-])/)) {
      const [a, b, sign] = [left, this.#product(), operator]
      left = (scope) => {
        const [x, y] = [a(scope), b(scope)]
        if (sign === '+') return typeof x === 'number' && typeof y === 'number' ? x + y : `${String(x)}${String(y)}`
        return Number(x) - Number(y)
      }
    }
    return left
  }

  #product(): Expression {
    let left = this.#value()
    for (let operator = this.#accept(/([*/%])(?![*/])/); operator !== undefined; operator = this.#accept(/([*/%])(?![*/])/)) {
      const [a, b, sign] = [left, this.#value(), operator]
      left = (scope) => {
        const [x, y] = [Number(a(scope)), Number(b(scope))]
        return sign === '*' ? x * y : sign === '/' ? x / y : x % y
      }
    }
    return left
  }

  #value(): Expression {
    const number = this.#accept(/(\d+(?:\.\d+)?)\b/)
    if (number !== undefined) return () => Number(number)
    const string = this.#accept(/("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/)
    if (string !== undefined) return () => unescaped(string.slice(1, -1))
    const template = this.#accept(/(`(?:\\.|[^`\\])*`)/)
    if (template !== undefined) return this.#template(template.slice(1, -1))
    if (this.#accept(/\(/) !== undefined) {
      const inner = this.#expression()
      this.#expect(/\)/)
      return inner
    }
    const variable = this.#accept(/process\.env\.(\w+)/) ?? this.#accept(/process\.env\[\s*['"](\w+)['"]\s*\]/)
    if (variable !== undefined) return (scope) => scope.process.env.get(variable)
    if (this.#accept(/process\.version\b/) !== undefined)
      return ({ process }) => `v${process.environment.image.definition.version?.(process.environment.image.tag)}`
    if (this.#accept(/process\.pid\b/) !== undefined) return ({ process }) => process.pid
    if (this.#accept(/(?:require\(['"](?:node:)?os['"]\)|os)\.hostname\(\)/) !== undefined) return ({ process }) => process.environment.hostname
    if (this.#accept(/Date\.now\(\)/) !== undefined) return ({ process }) => process.now()
    if (this.#accept(/new Date\(\)(?:\.toISOString\(\))?/) !== undefined) return ({ process }) => new Date(process.now()).toISOString()
    const request = this.#accept(/(?:req|request)\.(url|method)\b/)
    if (request !== undefined) return (scope) => (request === 'url' ? scope.request?.path : scope.request?.method)
    const peer = this.#accept(/(?:req|request)\.(?:socket|connection)\.(remoteAddress)\b/)
    if (peer !== undefined) return peerOf
    const name = this.#expect(/([A-Za-z_$][\w$]*)(?![\w$(.[])/)
    if (name === 'hostname' && this.#modules.has('hostname')) return ({ process }) => process.environment.hostname
    if (name === 'undefined' || name === 'null') return () => undefined
    return (scope) => scope.names.get(name)
  }

  #template(text: string): Expression {
    const parts = text.split(/(\$\{[^}]*\})/).map((part): Expression => {
      const inner = /^\$\{([^}]*)\}$/.exec(part)?.[1]
      if (inner === undefined) return () => unescaped(part)
      const nested = new NodeScript(inner)
      const value = nested.#expression()
      nested.#expect(/$/)
      return value
    })
    return (scope) => parts.map((part) => String(part(scope))).join('')
  }
}

const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter)
