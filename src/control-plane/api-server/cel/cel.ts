/**
 * CEL, the Common Expression Language: what admission policies and the rules of custom resources are written in. A real API
 * server embeds cel-go. Here the language stands in language/ (text to tokens to a tree, types, evaluation), its functions in
 * functions/, and what Kubernetes adds in kubernetes/. It runs synchronously, within a budget of steps. Tested against the
 * language's own conformance suite. Left out: protocol buffers' messages and enums, and the estimate of an expression's cost
 * before it has run ("estimated rule cost exceeds budget").
 */

import { conversions } from './functions/conversions.ts'
import { listFunctions } from './functions/lists.ts'
import { operators } from './functions/operators.ts'
import { optionals } from './functions/optionals.ts'
import { type FunctionTable, functionTable, type Overload } from './functions/overload.ts'
import { strings } from './functions/strings.ts'
import { times } from './functions/time.ts'
import { authorizers } from './kubernetes/authorizer.ts'
import { formatFunctions } from './kubernetes/format.ts'
import { images } from './kubernetes/image.ts'
import { addresses } from './kubernetes/ip.ts'
import { quantities } from './kubernetes/quantity.ts'
import { regexes } from './kubernetes/regex.ts'
import { versions } from './kubernetes/semver.ts'
import { urls } from './kubernetes/url.ts'
import { check, type Environment, namedTypes } from './language/checker.ts'
import { plan } from './language/interpreter.ts'
import { CostExceeded, EvaluationError, formatIssues } from './language/issues.ts'
import { parse } from './language/parser.ts'
import type { Type } from './language/types.ts'
import { typeValueOf, type Value } from './language/values.ts'

export { CostExceeded, EvaluationError }

/** What an expression may cost in one run. Models apiserver pkg/apis/cel PerCallLimit. */
const perCallLimit = 1_000_000

/** What an expression may use. */
export interface CelEnvironment {
  readonly variables: Readonly<Record<string, Type>>
  /** Messages that an expression may make: `Object{…}`. */
  readonly messages?: (name: string) => Type | undefined
  /** Functions beyond those of every Kubernetes expression. */
  readonly functions?: readonly Overload[]
  /** Lists and maps may be written with values of several types, which CEL allows and Kubernetes does not. */
  readonly mixedLiterals?: boolean
}

/** Variables' values; a function is asked when the variable is first used. */
export type CelVariables = Readonly<Record<string, Value | (() => Value)>>

export interface Program {
  /** The type of the result. */
  readonly type: Type
  /** @throws EvaluationError, CostExceeded */
  evaluate(variables: CelVariables): Value
}

const libraries = [
  operators,
  conversions,
  times,
  strings,
  optionals,
  listFunctions,
  regexes,
  urls,
  quantities,
  addresses,
  formatFunctions,
  versions,
  images,
  authorizers,
]

let base: FunctionTable | undefined
const functionsOf = (more: readonly Overload[] | undefined): FunctionTable => (more ? functionTable([...libraries, more]) : (base ??= functionTable(libraries)))
const typeNames: ReadonlySet<string> = new Set(Object.keys(namedTypes))

/** The program, or what is wrong as cel-go says it: `ERROR: <input>:1:5: undefined field 'foo'` and the line with a mark. */
export function compile(source: string, environment: CelEnvironment): { readonly program: Program } | { readonly problem: string } {
  const parsed = parse(source)
  if ('issues' in parsed) return { problem: formatIssues(source, parsed.issues) }
  const whole: Environment = { ...environment, functions: functionsOf(environment.functions) }
  const { type, issues } = check(parsed.expression, whole)
  if (issues.length > 0) return { problem: formatIssues(source, issues) }
  const free = new Set([...typeNames].filter((name) => !Object.hasOwn(environment.variables, name)))
  const step = plan(parsed.expression, free)
  return { program: { type, evaluate: (variables) => step({ budget: { left: perCallLimit }, variable: (name) => variableOf(name, variables, free) }) } }
}

function variableOf(name: string, variables: CelVariables, types: ReadonlySet<string>): Value {
  if (Object.hasOwn(variables, name)) {
    const value = variables[name] as Value | (() => Value)
    return typeof value === 'function' ? value() : value
  }
  if (types.has(name)) return typeValueOf(namedTypes[name] as Type)
  throw new EvaluationError(`no such attribute(s): ${name}`)
}
