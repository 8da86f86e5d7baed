/** Amounts as descriptions show them. */
import { Quantity } from '../../api/quantity.ts'
import { byBytes } from '../output/go-value.ts'
import type { Description } from './description.ts'

export type ResourceList = Readonly<Record<string, string | number>>

export const quantityText = (value: string | number): string => Quantity.parse(value).toString()

/** `cpu:  500m`, a line each, in the order of their names. */
export function writeResourceList(out: Description, level: number, list: ResourceList | undefined): void {
  for (const name of Object.keys(list ?? {}).sort(byBytes)) out.field(level, name, quantityText(list?.[name] ?? 0))
}

/** `Limits:` and `Requests:`; nothing where there are none. */
export function writeRequirements(
  out: Description,
  level: number,
  resources: { readonly limits?: ResourceList; readonly requests?: ResourceList } | undefined,
): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    if (Object.keys(list ?? {}).length > 0) out.write(level, `${title}:\n`)
    writeResourceList(out, level + 1, list)
  }
}
