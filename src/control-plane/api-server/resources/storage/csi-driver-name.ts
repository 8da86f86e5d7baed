import { isDns1123Subdomain } from '../../../../api/names.ts'
import { type FieldError, required, tooLong } from '../../../../api/status.ts'
import { each } from '../checks.ts'

const longest = 63

/** Names of CSI drivers, which may have capital letters. Models ValidateCSIDriverName of pkg/apis/core/validation. */
export function csiDriverName(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path)]
  return [...(name.length > longest ? [tooLong(path, longest)] : []), ...each(path, name, isDns1123Subdomain(name.toLowerCase()))]
}
