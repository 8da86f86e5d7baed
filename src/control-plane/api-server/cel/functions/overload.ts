/** One meaning of a function: for which types, and what it does. Declared once, read by the checker and at run time. */
import type { Type } from '../language/types.ts'
import type { Value } from '../language/values.ts'

export interface Overload {
  readonly name: string
  /** Called on its first parameter: `x.f(y)`. */
  readonly member: boolean
  readonly parameters: readonly Type[]
  readonly result: Type
  /** @throws EvaluationError */
  call(...values: any[]): Value
}

/** `f(a, b)` */
export const fn = (name: string, parameters: readonly Type[], result: Type, call: Overload['call']): Overload => ({
  name,
  member: false,
  parameters,
  result,
  call,
})

/** `a.f(b)` */
export const method = (name: string, parameters: readonly Type[], result: Type, call: Overload['call']): Overload => ({
  name,
  member: true,
  parameters,
  result,
  call,
})

export type FunctionTable = ReadonlyMap<string, readonly Overload[]>

export function functionTable(libraries: readonly (readonly Overload[])[]): FunctionTable {
  const table = new Map<string, Overload[]>()
  for (const overload of libraries.flat()) table.set(overload.name, [...(table.get(overload.name) ?? []), overload])
  return table
}
