/** Who looks after a job, if not the job controller: `example.com/controller`. Models IsDomainPrefixedPath of apimachinery's validation. */
import { isDns1123Subdomain } from '../../../../api/names.ts'
import { type FieldError, invalidValue, required, tooLong } from '../../../../api/status.ts'

const longest = 63
const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"

export function validateManagedBy(name: string | undefined, path: string): FieldError[] {
  if (name === undefined) return []
  return [...validateDomainPrefixedPath(name, path), ...(name.length > longest ? [tooLong(path, longest)] : [])]
}

function validateDomainPrefixedPath(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)]
  const slash = name.indexOf('/')
  const [domain, rest] = slash < 0 ? [name, ''] : [name.slice(0, slash), name.slice(slash + 1)]
  if (domain === '' || rest === '') return [invalidValue(path, name, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  const wrongDomain = isDns1123Subdomain(domain).map((message) => invalidValue(path, domain, message))
  const fits = new RegExp(`^${pathPattern}$`).test(rest)
  return [...wrongDomain, ...(fits ? [] : [invalidValue(path, rest, `Invalid path (regex used for validation is '${pathPattern}')`)])]
}
