/** Label selectors applied on our side, for objects that come from files: the server never sees those. */
import { parseSelector } from '../../api/label-selector.ts'
import { type Labels, matches, SelectorError } from '../../api/labels.ts'
import { CommandError } from '../errors.ts'

/** Throws CommandError if the text is no selector. */
export function labelFilter(selector: string): (labels: Labels | undefined) => boolean {
  try {
    const parsed = parseSelector(selector)
    return (labels) => matches(parsed, labels)
  } catch (error) {
    if (error instanceof SelectorError) throw new CommandError(`the provided selector ${JSON.stringify(selector)} is not valid: ${error.message}`)
    throw error
  }
}
