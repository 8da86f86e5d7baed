/**
 * python, as far as tutorials use it: -c, -m http.server, a script from a file or from standard input, a prompt. The
 * language has its statements, functions, f-strings, comprehensions and exceptions; classes, decorators, with, and most
 * of the library are left out and say so.
 */

import type { HttpResponse } from '../../../network/http.ts'
import { httpDate } from '../../../network/http.ts'
import { absolute } from '../../path.ts'
import type { Process, Program, Run } from '../../process.ts'
import { NotSimulatedProgram } from '../not-simulated-program.ts'
import { byteLength, defineProgram, readAll, readLine } from '../program.ts'
import { contentType, reply } from '../server.ts'
import { webServer } from '../web.ts'
import { Interpreter } from './interpreter.ts'
import { pythonVersion } from './modules.ts'
import { Parser } from './parser.ts'
import { PythonSyntaxError } from './syntax.ts'
import { PythonError, repr } from './values.ts'

export const python: Program = defineProgram('python', function* (process, args) {
  let i = 0
  while (/^-[uBbdEiIOqsSWX]+$/.test(args[i] ?? '')) i++
  const [word, ...rest] = args.slice(i)
  // `-uc PROGRAM` is `-u -c PROGRAM`.
  const first = word?.replace(/^-[uBbdEIOqsS]+(?=[cm]$)/, '-')
  if (first === '--version' || first === '-V') {
    process.out(`Python ${pythonVersion(process)}\n`)
    return 0
  }
  if (first === '-c') return yield* runText(process, rest[0] ?? '', '<string>', ['-c', ...rest.slice(1)])
  if (first === '-m') return yield* runModule(process, rest[0] ?? '', rest.slice(1))
  if (first !== undefined && first !== '-' && first.startsWith('-')) {
    process.err(
      `Unknown option: ${first.slice(0, 2)}\nusage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`,
    )
    return 2
  }
  if (first !== undefined && first !== '-') {
    const path = process.path(first)
    if (process.files.find(path)) return yield* runText(process, process.files.read(path, process), path, [first, ...rest])
    process.err(`/usr/local/bin/python: can't open file '${path}': [Errno 2] No such file or directory\n`)
    return 2
  }
  if (process.input(0)?.terminal) return yield* prompt(process)
  return yield* runText(process, yield* readAll(process), '<stdin>', [''])
})

function* runText(process: Process, source: string, file: string, argv: readonly string[]): Run {
  process.memory = 9 << 20
  const interpreter = new Interpreter(process, argv)
  try {
    yield* interpreter.run(new Parser(source).program())
    return 0
  } catch (error) {
    return failed(process, interpreter, error, file, source)
  }
}

/** Says what went wrong, and gives the exit code. */
function failed(process: Process, interpreter: Interpreter, error: unknown, file: string, source: string): number {
  const lines = source.split('\n')
  if (error instanceof NotSimulatedProgram) {
    process.err(`python: ${error.message}\n`)
    return 1
  }
  if (error instanceof PythonSyntaxError) {
    process.err(
      `  File "${file}", line ${error.line}\n    ${(lines[error.line - 1] ?? '').trim()}\n${/indent/.test(error.message) ? 'IndentationError' : 'SyntaxError'}: ${error.message}\n`,
    )
    return 1
  }
  if (!(error instanceof PythonError)) throw error
  if (error.type === 'SystemExit') {
    if (/^-?\d+$/.test(error.message)) return Number(error.message) & 255
    process.err(`${error.message}\n`)
    return 1
  }
  const shown = interpreter.frames.map(
    ({ name, line }) => `  File "${file}", line ${line}, in ${name}\n${file.startsWith('<') ? '' : `    ${(lines[line - 1] ?? '').trim()}\n`}`,
  )
  process.err(`Traceback (most recent call last):\n${shown.join('')}${error.type}${error.message === '' ? '' : `: ${error.message}`}\n`)
  return 1
}

function* prompt(process: Process): Run {
  process.out(
    `Python ${pythonVersion(process)} (main, Oct 14 2026, 00:00:00) [GCC 14.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\n`,
  )
  const interpreter = new Interpreter(process, [''])
  for (;;) {
    process.out('>>> ')
    let source = yield* readLine(process)
    if (source === undefined || /^(exit|quit)\(\)$/.test(source.trim())) return 0
    if (/:\s*$/.test(source))
      for (;;) {
        process.out('... ')
        const more = yield* readLine(process)
        if (more === undefined || more.trim() === '') break
        source += more
      }
    try {
      const program = new Parser(source).program()
      const [only] = program
      if (program.length === 1 && only?.kind === 'expression') {
        const value = yield* interpreter.value(only.value)
        if (value !== null) process.out(`${repr(value)}\n`)
      } else yield* interpreter.run(program)
    } catch (error) {
      failed(process, interpreter, error, '<stdin>', source)
      interpreter.frames.length = 1
    }
  }
}

function* runModule(process: Process, name: string, args: readonly string[]): Run {
  if (name === 'http.server') return yield* httpServer.run(process, args)
  if (name === 'pip') {
    if (args[0] !== 'install') {
      process.out('pip 25.3 from /usr/local/lib/python3.13/site-packages/pip (python 3.13)\n')
      return 0
    }
    const wanted = args.find((arg, i) => i > 0 && !arg.startsWith('-')) ?? ''
    process.err(
      `WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError': /simple/${wanted}/\nERROR: Could not find a version that satisfies the requirement ${wanted} (from versions: none)\nERROR: No matching distribution found for ${wanted}\n`,
    )
    return 1
  }
  process.err(
    /^[a-z_.]+$/.test(name) && /^(venv|json|timeit|unittest|pdb|zipfile|asyncio)/.test(name)
      ? `python: ktutor does not simulate the module ${name} as a program: the real Python has it\n`
      : `/usr/local/bin/python: No module named ${name}\n`,
  )
  return 1
}

const stamp = (ms: number): string => {
  const [, day, month, year] = /^\w+, (\d+) (\w+) (\d+)/.exec(new Date(ms).toUTCString()) ?? []
  return `${day}/${month}/${year} ${new Date(ms).toISOString().slice(11, 19)}`
}

/** `python -m http.server`: the files of a folder, and lists of them. */
const httpServer = webServer({
  name: 'python',
  port: ({ args }) => Number(args.find((arg, i) => /^\d+$/.test(arg) && !/^-/.test(args[i - 1] ?? '')) ?? 8000),
  memory: 17,
  ready: ({ process, port }) => process.out(`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`),
  portTaken({ process }) {
    process.err('OSError: [Errno 98] Address already in use\n')
    return 1
  },
  answer(request, running): HttpResponse {
    const { process, args } = running
    const { files } = process
    const at = args.findIndex((arg) => arg === '-d' || arg === '--directory')
    const root = process.path(at < 0 ? '.' : (args[at + 1] ?? '.'))
    const wanted = absolute(`./${request.plain}`, root)
    const log = (text: string): void => process.err(`${request.peer.ip} - - [${stamp(process.now())}] ${text}\n`)
    const done = (status: number, type: string, body: string): HttpResponse => {
      log(`"${request.method} ${request.path} HTTP/1.1" ${status} -`)
      const version = pythonVersion(process)
      return reply(
        status,
        { Server: `SimpleHTTP/0.6 Python/${version}`, Date: httpDate(process.now()), 'Content-type': type, 'Content-Length': String(byteLength(body)) },
        body,
        request,
      )
    }
    const index = absolute('index.html', wanted)
    const file = files.find(wanted)?.kind === 'folder' && files.find(index) ? index : wanted
    const node = files.find(file)
    if (node?.kind === 'file') return done(200, contentType(file), files.read(file))
    if (node?.kind !== 'folder') {
      log('code 404, message File not found')
      return done(
        404,
        'text/html;charset=utf-8',
        `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n`,
      )
    }
    const names = files.list(file).map((name) => (files.find(absolute(name, file))?.kind === 'folder' ? `${name}/` : name))
    const title = `Directory listing for ${request.plain}`
    return done(
      200,
      'text/html; charset=utf-8',
      `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n${names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>\n`,
    )
  },
  ends: 'never',
})
