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
  const other: RequestInfo = {
    isResource: false,
    path,
    verb: request.method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    resource: '',
    name: '',
    subresource: '',
  }
  const parts = segments(path)
  const prefix = parts.shift()
  if (prefix !== 'api' && prefix !== 'apis') return other
  const group = prefix === 'apis' ? (parts.shift() ?? '') : ''
  const version = parts.shift()
  if (version === undefined || parts.length === 0) return other
  let namespace = ''
  if (parts[0] === 'namespaces') {
    namespace = parts[1] ?? ''
    if (parts.length > 2 && !namespaceSubresources.has(parts[2] ?? '')) parts.splice(0, 2)
  }
  const [resource = '', name = '', subresource = ''] = parts
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

/** The path's parts, decoded. */
function segments(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
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

const isWatch = (request: ApiRequest): boolean => ['true', '1'].includes(queryValue(request, 'watch') ?? '')

/** A list for one name is authorized like a request for that name. */
function nameInSelector(request: ApiRequest): string {
  if (request.method !== 'GET') return ''
  return /(?:^|,)metadata\.name==?([^,!=]+)(?:,|$)/.exec(queryValue(request, 'fieldSelector') ?? '')?.[1] ?? ''
}
