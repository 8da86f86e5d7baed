import { NotSimulated } from '../errors.ts'
import { immediate, type Printer } from './printer.ts'
import type { StructuredOptions } from './structured.ts'

export const kyamlPrinter = (_: StructuredOptions): Printer =>
  immediate(() => {
    throw new NotSimulated('-o kyaml', 'print KYAML')
  })
