/** Label selectors applied on our side, for objects that come from files: the server never sees those. */
import { CommandError } from '../errors.ts'

type Labels = Readonly<Record<string, string>>
type Test = (labels: Labels) => boolean

/** Whether labels match a selector such as `a=b,c!=d,e in (f,g),!h`. Throws CommandError if it is no selector. */
export function matchesLabels(selector: string, labels: Labels): boolean {
  return terms(selector).every((term) => testOf(term, selector)(labels))
}

const terms = (selector: string): string[] => selector.split(/,(?![^(]*\))/).map((term) => term.trim())

function testOf(term: string, selector: string): Test {
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(term)
  if (equality) {
    const [, key = '', sign, value = ''] = equality
    return sign === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value
  }
  const set = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(term)
  if (set) {
    const [, key = '', word, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return word === 'in'
      ? (labels) => labels[key] !== undefined && values.includes(labels[key])
      : (labels) => labels[key] === undefined || !values.includes(labels[key])
  }
  const presence = /^(!?)\s*([\w./-]+)$/.exec(term)
  if (presence) return (labels) => (presence[2] as string) in labels === (presence[1] === '')
  throw new CommandError(`the provided selector ${JSON.stringify(selector)} is not valid: unable to parse requirement: found '${term}'`)
}
