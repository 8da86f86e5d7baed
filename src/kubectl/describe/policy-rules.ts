/** The rules of a role, one line per resource. Models kubectl pkg/util/rbac. */
import type { PolicyRule } from '../../api/types.ts'
import { byBytes } from '../output/go-value.ts'
import type { Description } from './description.ts'

/** One thing that rules speak about, with all verbs said of it. */
interface Line {
  readonly group?: string
  readonly resource?: string
  readonly resourceName?: string
  readonly nonResourceUrl?: string
  readonly verbs: string[]
}

export function writeRules(out: Description, rules: readonly PolicyRule[] | null | undefined): void {
  out.write(0, 'PolicyRule:\n')
  out.row(1, 'Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs')
  out.row(1, '---------', '-----------------', '--------------', '-----')
  for (const row of ruleRows(rules ?? [])) out.row(1, ...row)
}

/** Resource, address, name and verbs, a row for each thing that the rules speak about. */
export const ruleRows = (rules: readonly PolicyRule[]): string[][] =>
  compact(rules.flatMap(brokenDown))
    .sort((a, b) => byBytes(asGoPrints(a), asGoPrints(b)))
    .map((line) => [resourceText(line), list(line.nonResourceUrl), list(line.resourceName), `[${line.verbs.join(' ')}]`])

function brokenDown({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }: PolicyRule): Line[] {
  const names = resourceNames.length > 0 ? resourceNames : [undefined]
  const about = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name): Line => ({ group, resource, verbs: [verb], ...(name === undefined ? {} : { resourceName: name }) }))),
    ),
  )
  return [...about, ...nonResourceURLs.flatMap((url) => verbs.map((verb): Line => ({ nonResourceUrl: url, verbs: [verb] })))]
}

/** Joins the verbs of the same resource; addresses that are no resources stay one verb to a line. */
function compact(lines: readonly Line[]): Line[] {
  const joined = new Map<string, Line>()
  const others: Line[] = []
  for (const line of lines) {
    const key = JSON.stringify([line.group, line.resource, line.resourceName])
    const before = joined.get(key)
    if (line.nonResourceUrl !== undefined) others.push(line)
    else if (before === undefined) joined.set(key, line)
    else for (const verb of line.verbs) if (!before.verbs.includes(verb)) before.verbs.push(verb)
  }
  return [...others, ...joined.values()]
}

const list = (item: string | undefined): string => `[${item ?? ''}]`

/** The order of the lines is that of this text. */
const asGoPrints = ({ verbs, group, resource, resourceName, nonResourceUrl }: Line): string =>
  `&PolicyRule{Verbs:[${verbs.join(' ')}],APIGroups:${list(group)},Resources:${list(resource)},ResourceNames:${list(resourceName)},NonResourceURLs:${list(nonResourceUrl)},}`

/** `pods/log`, `deployments.apps/scale` */
function resourceText({ group = '', resource }: Line): string {
  if (resource === undefined) return ''
  const slash = resource.indexOf('/')
  const [name, subresource] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)]
  return `${name}${group === '' ? '' : `.${group}`}${subresource}`
}
