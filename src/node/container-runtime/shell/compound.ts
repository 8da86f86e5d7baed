/** Commands with commands inside: groups, conditions, loops, case, functions. */
import type { Wait } from '../process.ts'
import { expandPattern, expandText, expandWords } from './expansion.ts'
import type { Interpreter, Status } from './interpreter.ts'
import { matches } from './pattern.ts'
import { Jump } from './shell.ts'
import type { Command, Script } from './syntax.ts'

export function* compound(interpreter: Interpreter, command: Exclude<Command, { kind: 'simple' }>): Status {
  const { shell } = interpreter
  switch (command.kind) {
    case 'group':
      return yield* interpreter.run(command.body)
    case 'subshell':
      return yield* interpreter.await(interpreter.fork(shell.process.descriptors, (inner) => inner.runOnly(command.body)))
    case 'if':
      for (const { test, body } of command.branches) if (yield* holds(interpreter, test)) return yield* interpreter.run(body)
      shell.status = 0
      return command.otherwise ? yield* interpreter.run(command.otherwise) : 0
    case 'loop': {
      let status = 0
      while ((yield* holds(interpreter, command.test)) !== command.until) {
        const outcome = yield* loopBody(interpreter, command.body)
        status = shell.status
        if (outcome === 'break') return 0
      }
      return status
    }
    case 'for':
      return yield* forLoop(interpreter, command)
    case 'case': {
      const subject = yield* expandText(interpreter, command.subject)
      for (const { patterns, body } of command.clauses) {
        for (const pattern of patterns) {
          if (!matches(subject, yield* expandPattern(interpreter, pattern))) continue
          shell.status = 0
          return yield* interpreter.run(body)
        }
      }
      return 0
    }
    case 'function':
      shell.functions.set(command.name, command.body)
      return 0
  }
}

function* holds(interpreter: Interpreter, script: Script): Generator<Wait, boolean, void> {
  interpreter.shell.tested++
  try {
    return (yield* interpreter.run(script)) === 0
  } finally {
    interpreter.shell.tested--
  }
}

function* forLoop(interpreter: Interpreter, command: Command & { kind: 'for' }): Status {
  const { shell } = interpreter
  const values = command.words ? yield* expandWords(interpreter, command.words) : shell.positional
  let status = 0
  for (const value of values) {
    shell.set(command.name, value)
    const outcome = yield* loopBody(interpreter, command.body)
    status = shell.status
    if (outcome === 'break') return 0
  }
  return status
}

function* loopBody(interpreter: Interpreter, body: Script): Generator<Wait, 'break' | 'on', void> {
  yield* interpreter.shell.process.work()
  try {
    yield* interpreter.run(body)
    return 'on'
  } catch (error) {
    if (!(error instanceof Jump) || error.kind === 'return') throw error
    if (error.value > 1) {
      error.value--
      throw error
    }
    interpreter.shell.status = 0
    return error.kind === 'break' ? 'break' : 'on'
  }
}
