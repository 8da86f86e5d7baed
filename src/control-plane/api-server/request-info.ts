/** What a path asks for. Models apiserver pkg/endpoints/request/requestinfo.go. */
import { type ApiRequest, queryValue } from '../../api/request.ts'

export interface RequestInfo {
  /** True for /api/v1/… and /apis/group/version/… paths that name a resource. */
  readonly isResource: boolean
  readonly path: string
  /** get list watch create update patch delete deletecollection; for other paths the method in lower case. */
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly namespace: string
  readonly resource: string
  readonly name: string
  readonly subresource: string
}

const verbs: Record<string, string> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

/** Subresources of namespaces, which are not resources in a namespace. */
const namespaceSubresources = new Set(['status', 'finalize'])

export function requestInfo(request: ApiRequest): RequestInfo {
  const path = request.path
  const parts = segments(path)
  const [prefix] = parts
  if (prefix !== 'api' && prefix !== 'apis') return nonResource(request)
  const isGrouped = prefix === 'apis'
  const version = parts[isGrouped ? 2 : 1]
  let at = isGrouped ? 3 : 2
  if (version === undefined || parts.length === at) return nonResource(request)
  const group = isGrouped ? (parts[1] as string) : ''
  let namespace = ''
  if (parts[at] === 'namespaces') {
    namespace = parts[at + 1] ?? ''
    const following = parts[at + 2]
    if (following !== undefined && !namespaceSubresources.has(following)) at += 2
  }
  const resource = parts[at] ?? ''
  const name = parts[at + 1] ?? ''
  const subresource = parts[at + 2] ?? ''
  return {
    isResource: true,
    path,
    verb: verbOf(request, name),
    group,
    version,
    namespace,
    resource,
    name: name === '' ? nameInSelector(request) : name,
    subresource,
  }
}

const nonResource = ({ path, method }: ApiRequest): RequestInfo => ({
  isResource: false,
  path,
  verb: method.toLowerCase(),
  group: '',
  version: '',
  namespace: '',
  resource: '',
  name: '',
  subresource: '',
})

/** The path's parts, decoded. */
function segments(path: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < path.length; ) {
    let end = path.indexOf('/', start)
    if (end < 0) end = path.length
    if (end > start) parts.push(path.slice(start, end))
    start = end + 1
  }
  if (!path.includes('%')) return parts
  return parts.map((part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}

function verbOf(request: ApiRequest, name: string): string {
  const verb = verbs[request.method] ?? request.method.toLowerCase()
  if (verb === 'get' && name === '') return isWatch(request) ? 'watch' : 'list'
  if (verb === 'get' && isWatch(request)) return 'watch'
  if (verb === 'delete' && name === '') return 'deletecollection'
  return verb
}

function isWatch(request: ApiRequest): boolean {
  const asked = queryValue(request, 'watch')
  return asked === 'true' || asked === '1'
}

/** A list for one name is authorized like a request for that name. */
function nameInSelector(request: ApiRequest): string {
  if (request.method !== 'GET') return ''
  return /(?:^|,)metadata\.name==?([^,!=]+)(?:,|$)/.exec(queryValue(request, 'fieldSelector') ?? '')?.[1] ?? ''
}
