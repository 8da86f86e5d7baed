/** Whether a value is of a type. Models structured-merge-diff typed/validate.go. */
import { goType } from '../../../../api/patch/go-text.ts'
import { pathText, type Step, stepText } from '../step.ts'
import { type Atom, elementStep, fieldAtom, formOf, isMap, type ListAtom, type MapAtom } from './atom.ts'
import { pointerText, type TypedError, TypedErrors } from './typed-errors.ts'

/** Throws TypedErrors. Elements of a list with the same keys are an error unless they are allowed: stored objects may have them. */
export function validate(value: unknown, atom: Atom, options: { allowDuplicates?: boolean } = {}): void {
  const errors: TypedError[] = []
  visit(value, atom, [], { errors, allowDuplicates: options.allowDuplicates ?? false })
  if (errors.length > 0) throw new TypedErrors(errors)
}

interface Visit {
  readonly errors: TypedError[]
  readonly allowDuplicates: boolean
}

function visit(value: unknown, atom: Atom, path: Step[], to: Visit): void {
  const fail = (message: string): void => void to.errors.push({ path: pathText(path), message })
  const form = formOf(atom, value)
  if (form === 'scalar') {
    const problem = scalarProblem(atom.scalar, value)
    if (problem) fail(problem)
  } else if (value === null || value === undefined) return
  else if (form === 'map') {
    if (isMap(value)) visitFields(value, atom.map as MapAtom, path, to)
    else fail(`expected map, got ${pointerText(value)}`)
  } else if (Array.isArray(value)) visitElements(value, atom.list as ListAtom, path, to, fail)
  else fail(`expected list, got ${pointerText(value)}`)
}

/** What is wrong with a scalar, or undefined. */
function scalarProblem(scalar: Atom['scalar'], value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (scalar === 'numeric') return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`
  if (scalar === 'string') return typeof value === 'string' ? undefined : `expected string, got ${goSyntax(value)}`
  if (scalar === 'boolean') return typeof value === 'boolean' ? undefined : `expected boolean, got ${pointerText(value)}`
  return typeof value === 'object' ? `expected any scalar, got ${pointerText(value)}` : undefined
}

/** As Go's %#v prints the value. */
const goSyntax = (value: unknown): string => `&value.valueUnstructured{Value:${goLiteral(value)}}`

function goLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`
  if (typeof value === 'object')
    return `map[string]interface {}{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${goLiteral(item)}`)
      .join(', ')}}`
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function visitFields(value: Record<string, unknown>, map: MapAtom, path: Step[], to: Visit): void {
  for (const name of Object.keys(value)) {
    const atom = fieldAtom(map, name)
    path.push(`f:${name}`)
    if (atom) visit(value[name], atom, path, to)
    else to.errors.push({ path: pathText(path), message: 'field not declared in schema' })
    path.pop()
    if (!atom) return
  }
}

function visitElements(value: readonly unknown[], list: ListAtom, path: Step[], to: Visit, fail: (message: string) => void): void {
  const seen = new Set<Step>()
  for (const [i, element] of value.entries()) {
    let step: Step = `i:${i}`
    if (list.associative) {
      try {
        step = elementStep(list, element)
      } catch (error) {
        fail(`element ${i}: ${(error as Error).message}`)
        return
      }
      if (seen.has(step) && !to.allowDuplicates) fail(`duplicate entries for key ${stepText(step)}`)
      seen.add(step)
    }
    path.push(step)
    visit(element, list.element(), path, to)
    path.pop()
  }
}
