import { isDns1035Label } from '../../../../api/names.ts'
import { type FieldError, invalidValue } from '../../../../api/status.ts'
import type { CustomResourceDefinitionNames } from '../../../../api/types.ts'

/** Names that are set; kinds may have capitals. */
export function validateNames(names: CustomResourceDefinitionNames, path: string): FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names
  return [
    ...label(plural, `${path}.plural`),
    ...label(singular, `${path}.singular`),
    ...kindName(kind, `${path}.kind`),
    ...kindName(listKind, `${path}.listKind`),
    ...shortNames.flatMap((name, i) => label(name, `${path}.shortNames[${i}]`, true)),
    ...(kind !== '' && kind === listKind ? [invalidValue(`${path}.listKind`, listKind, 'kind and listKind may not be the same')] : []),
    ...categories.flatMap((name, i) => label(name, `${path}.categories[${i}]`, true)),
  ]
}

function label(name: string, path: string, evenEmpty = false): FieldError[] {
  const problems = name === '' && !evenEmpty ? [] : isDns1035Label(name)
  return problems.length > 0 ? [invalidValue(path, name, problems.join(','))] : []
}

function kindName(name: string, path: string): FieldError[] {
  const problems = name === '' ? [] : isDns1035Label(name.toLowerCase())
  return problems.length > 0 ? [invalidValue(path, name, `may have mixed case, but should otherwise match: ${problems.join(',')}`)] : []
}
